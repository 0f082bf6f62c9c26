"""The courses of a year: go out alone."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Task, asked_year
from lhtq.lists.queries import streamed
from lhtq.training import queries
from lhtq.training.rules import KIND_NAMES, STATE_NAMES, TOPIC_NAMES, CourseState, Topic
from lhtq.training.rules import Kind as CourseKind
from lhtq.workbook.writing import Column, Kind, Value

_COLUMNS = (
    Column("title", "Tên", 40),
    Column("kind", "Hình thức", 20),
    Column("topics", "Nội dung", 40),
    Column("starts_on", "Từ ngày", 12, kind=Kind.DAY),
    Column("ends_on", "Đến ngày", 12, kind=Kind.DAY),
    Column("sessions", "Số buổi", 8, kind=Kind.WHOLE),
    Column("holder", "Đơn vị tổ chức", 24),
    Column("place", "Nơi tổ chức", 24),
    Column("trainers", "Báo cáo viên, giảng viên", 30),
    Column("state", "Trạng thái", 14),
    Column("result", "Kết quả, ghi chú", 40),
)


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    topic = filters.get("noi_dung", "")
    wanted = Topic(topic) if topic in set(Topic) else None
    statement = queries.courses_listed(task.unit.path, asked_year(task, filters), wanted)
    for row in streamed(statement):
        topics = "; ".join(TOPIC_NAMES[Topic(one)] for one in row.topics)
        yield [
            row.title, KIND_NAMES[CourseKind(row.kind)], topics, row.starts_on, row.ends_on, row.sessions, row.holder,
            row.place, row.trainers, STATE_NAMES[CourseState(row.state)], " ".join(row.result.split()),
        ]  # fmt: skip


COURSES = ListKind("khoa", "Tập huấn, bồi dưỡng", Action.PEOPLE_VIEW, Export(lambda _task: _COLUMNS, _rows))
