"""The centres themselves, as a list that goes out."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.lists.kinds import Export, Filters, ListKind, Task
from lhtq.lists.queries import paged
from lhtq.workbook.writing import Column, Kind, Value

_COLUMNS = (
    Column("name", "Tên", 40),
    Column("commune", "Xã", 20),
    Column("director", "Giám đốc", 26),
    Column("served", "Số xã phục vụ", 12, kind=Kind.WHOLE),
    Column("grade", "Xếp loại", 14),
    Column("grade_year", "Năm xếp loại", 12, kind=Kind.WHOLE),
)


def _centres(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    asked = queries.asked_centres(filters)
    for row in paged(lambda limit, offset: queries.centres(task.unit.path, task.today, limit, offset, asked)):
        yield [row.name, row.commune, row.director or "", row.served, row.grade or "", row.grade_year]


CENTRES = ListKind(
    "trung-tam", "Trung tâm học tập cộng đồng", Action.PEOPLE_VIEW, Export(lambda _task: _COLUMNS, _centres)
)
