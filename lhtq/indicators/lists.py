"""Lists that go out as files: the records behind a measure."""

import datetime as dt
from collections.abc import Iterator, Sequence

from lhtq.accounts.policy import Action
from lhtq.indicators import queries
from lhtq.indicators.rules import by_slug, definitions
from lhtq.lists.kinds import Export, Filters, ListKind, Task
from lhtq.lists.queries import streamed
from lhtq.workbook.writing import Column, Kind, Value

_COLUMNS = (
    Column("name", "Tên", 30),
    Column("detail", "Ghi chú", 24),
    Column("place", "Nơi", 24),
    Column("held", "Đạt", 8, kind=Kind.YES),
)
_HELD = {"roi": True, "chua": False}


def _behind(task: Task, filters: Filters) -> Iterator[Sequence[Value]]:
    definition = by_slug().get(filters.get("chi_tieu", "")) or definitions()["family_rate"]
    held = _HELD.get(filters.get("dat", ""))
    for row in streamed(queries.behind_listed(definition, task.unit, _day(filters, task.today), held)):
        _id, name, detail, place, _url, is_held = row
        yield [name, detail, place, is_held]


def _day(filters: Filters, today: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(filters.get("ngay", ""))
    except ValueError:
        return today


BEHIND = ListKind("chi-tieu", "Hồ sơ của chỉ tiêu", Action.PEOPLE_VIEW, Export(lambda _task: _COLUMNS, _behind))

LISTS = (BEHIND,)
