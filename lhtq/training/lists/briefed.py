"""Who is still to be briefed in today's phase: goes out alone."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Task, asked_number
from lhtq.lists.queries import paged
from lhtq.membership.rules import POSITION_NAMES, Position
from lhtq.training import queries
from lhtq.training.queries import Called
from lhtq.units.rules import Level
from lhtq.workbook.writing import Column, Kind, Value

_COLUMNS = (
    Column("full_name", "Họ và tên", 26),
    Column("birth_year", "Năm sinh", 10, kind=Kind.WHOLE),
    Column("phone", "Điện thoại", 14),
    Column("positions", "Chức vụ", 30),
    Column("branch", "Chi hội", 34),
    Column("branch_phone", "Điện thoại chi hội", 14),
    Column("place", "Nơi", 20),
)


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    branch_id = asked_number(filters, "chi_hoi")

    def listed(limit: int, offset: int) -> list[Called]:
        """As the page lists them: above a commune those of the unit's own branches."""
        if branch_id:
            return queries.people_of(branch_id, task.today, briefed=False, limit=limit, offset=offset)
        if task.unit.level in {Level.COMMUNE, Level.VILLAGE}:
            return queries.people(task.unit.path, task.today, briefed=False, limit=limit, offset=offset)
        return queries.people_at(task.unit.id, task.today, briefed=False, limit=limit, offset=offset)

    for row in paged(listed):
        positions = ", ".join(POSITION_NAMES[Position(one)] for one in row.positions)
        yield [row.full_name, row.birth_year, row.phone, positions, row.branch, row.branch_phone, row.place]


NOT_BRIEFED = ListKind(
    "chua-quan-triet", "Chưa được quán triệt", Action.PEOPLE_VIEW, Export(lambda _task: _COLUMNS, _rows)
)
