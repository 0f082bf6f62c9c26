"""Who is in office: goes out alone, for a position is given on the page of a member."""

from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.lists.kinds import Export, Filters, ListKind, Task
from lhtq.lists.queries import streamed
from lhtq.membership import queries
from lhtq.membership.rules import POSITION_NAMES, Position
from lhtq.workbook.writing import Column, Kind, Value

_COLUMNS = (
    Column("place", "Nơi", 20),
    Column("branch", "Chi hội", 34),
    Column("position", "Chức vụ", 26),
    Column("full_name", "Họ và tên", 26),
    Column("birth_year", "Năm sinh", 10, kind=Kind.WHOLE),
    Column("phone", "Điện thoại", 14),
    Column("from", "Từ ngày", 12, kind=Kind.DAY),
    Column("to", "Đến ngày", 12, kind=Kind.DAY),
)


def _rows(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:  # noqa: ARG001 - the list is not narrowed
    for row in streamed(queries.officers_listed(task.unit.path, task.today)):
        position = POSITION_NAMES[Position(row.position)]
        yield [
            row.place, row.branch, position, row.full_name, row.birth_year, row.phone, row.from_on, row.to_on,
        ]  # fmt: skip


OFFICERS = ListKind("can-bo-hoi", "Cán bộ Hội", Action.PEOPLE_VIEW, Export(lambda _task: _COLUMNS, _rows))
