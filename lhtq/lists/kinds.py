"""What a part above says of a list: one ListKind for each, wired in ``lhtq.app``."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lhtq.accounts.policy import Action
from lhtq.lists.rules import Field, Given, Plan
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.workbook.writing import Column, Value

#: What a list on screen was narrowed by: names and values of its address.
Filters = Mapping[str, str]

#: Digits of a number that surely is an integer of the database's, and of a year.
_NUMBER, _YEAR = 9, 4


@dataclass(frozen=True)
class Task:
    """An import at work: where, by whom it is seen, and what the person chose."""

    unit: Unit
    commune: Unit
    #: The villages of the commune that are today.
    villages: Sequence[Unit]
    #: Path under which the actor keeps records.
    reach: str
    today: dt.date
    #: The numbers of doubtful rows that shall be written all the same.
    chosen: frozenset[int] = frozenset()
    #: The village of rows that name none.
    village_id: int | None = None
    #: Whose account it is, for records that say who made them.
    account_id: int = 0
    #: Told now and then how many rows have been compared.
    seen: Callable[[int], None] = lambda _rows: None


@dataclass(frozen=True)
class Reading:
    """How a list comes in. ``fields`` are asked for a unit: it may offer its villages."""

    action: Action
    #: The levels of the units at whose page it is offered.
    levels: frozenset[Level]
    fields: Callable[[Task], tuple[Field, ...]]
    #: Compares rows with the register; changes nothing.
    plan: Callable[[Task, Sequence[Given]], Plan]
    #: Rows may lie in several villages: the person may name one for all.
    by_village: bool = False
    #: The column of a heading that ``fields`` do not name: a file may have one for each day, or the like.
    named: Callable[[str], Field | None] = lambda _heading: None
    #: Whether a row that has these words alone says in which village the rows below it lie.
    heads: Callable[[Task, str], bool] = lambda _task, _words: False


@dataclass(frozen=True)
class Export:
    """How a list goes out: its columns, and its rows one after the other, narrowed as on screen."""

    columns: Callable[[Task], Sequence[Column]]
    rows: Callable[[Task, Filters], Iterator[Sequence[Value]]]
    #: The columns behind those, where they depend on what the list is narrowed to: one for each day, or the like.
    more: Callable[[Task, Filters], Sequence[Column]] = lambda _task, _filters: ()


@dataclass(frozen=True)
class ListKind:
    """A list. ``slug`` stands in addresses; ``view`` is asked of who takes it away."""

    slug: str
    name: str
    view: Action
    export: Export
    reading: Reading | None = None


def asked_number(filters: Filters, name: str) -> int | None:
    """The number, an id or a month, that a list is narrowed to; None for none."""
    said = filters.get(name, "")
    return int(said) if said.isdecimal() and len(said) <= _NUMBER else None


def asked_day(task: Task, filters: Filters) -> dt.date:
    """The day that a list is asked for; today for none."""
    try:
        return dt.date.fromisoformat(filters.get("ngay", ""))
    except ValueError:
        return task.today


def asked_year(task: Task, filters: Filters) -> int:
    """The year that a list is narrowed to; this one for none."""
    said = filters.get("nam", "")
    return int(said) if said.isdecimal() and len(said) == _YEAR else task.today.year
