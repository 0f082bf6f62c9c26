"""The learners of literacy classes by stage, ethnicity and sex, as a list that goes out."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.rules import STAGE_NAMES
from lhtq.lists.kinds import Export, Filters, ListKind, Task, asked_year
from lhtq.workbook.writing import Column, Kind, Value

_COLUMNS = (
    Column("stage", "Giai đoạn", 14),
    Column("ethnicity", "Dân tộc", 16),
    Column("learners", "Người học", 12, kind=Kind.WHOLE),
    Column("women", "Nữ", 10, kind=Kind.WHOLE),
    Column("completed", "Học xong", 12, kind=Kind.WHOLE),
    Column("women_completed", "Nữ học xong", 12, kind=Kind.WHOLE),
)


def _learners(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    for row in queries.literacy_learners(task.unit.path, asked_year(task, filters)):
        stage = STAGE_NAMES[row.stage] if row.stage else ""
        yield [stage, row.ethnicity, row.learners, row.women, row.completed, row.women_completed]


LITERACY = ListKind("xoa-mu-chu", "Người học xóa mù chữ", Action.PEOPLE_VIEW, Export(lambda _task: _COLUMNS, _learners))
