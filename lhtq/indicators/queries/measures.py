"""The plan's measures of units on any day, from the roll-up; what is added up is what the database shows the actor."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from lhtq.db import db
from lhtq.indicators.models import MeasureLevel, MeasureSum
from lhtq.indicators.rules import Measure, definitions
from lhtq.units.models import Unit
from lhtq.units.rules import Level

#: The measures of a unit by key: all that the plan has.
Measures = Mapping[str, Measure]
_Runs = type[MeasureLevel] | type[MeasureSum]


def measures(unit: Unit, on: dt.date) -> Measures:
    """The measures of a unit with all under it, on a day."""
    return history(unit, [on])[on]


def history(unit: Unit, days: Sequence[dt.date]) -> dict[dt.date, Measures]:
    """The measures of a unit with all under it, on each of some days."""
    table = _table(unit)
    day = func.unnest(list(days)).table_valued("day").render_derived(name="given")
    rows: Iterable[Any] = db.session.execute(
        select(day.c.day, table.measure, *_sums(table))
        .select_from(day)
        .join(table, (table.since <= day.c.day) & (table.until > day.c.day))
        .where(_of(table, unit))
        .group_by(day.c.day, table.measure)
    )
    found: dict[dt.date, dict[str, Measure]] = {one: {} for one in days}
    for on, key, *numbers in rows:
        found[on][key] = Measure(*numbers)
    return {on: _all(given) for on, given in found.items()}


def measures_by_child(unit: Unit, children: Sequence[Unit], on: dt.date) -> dict[int, Measures]:
    """The measures of each child of a unit, by id, and under the unit's own id those of its own records alone."""
    table = MeasureLevel if unit.level == Level.COMMUNE else _table(unit)
    step = func.split_part(func.substr(Unit.path, len(unit.path) + 1), "/", 1)
    by_step = _by(step, table, unit, on)
    found = {child.id: _all(by_step.get(child.code, {})) for child in children}
    found[unit.id] = _all(by_step.get("", {}))
    return found


def measures_of_communes(unit: Unit, on: dt.date) -> dict[int, Measures]:
    """The measures of every commune under a unit that has any, by id."""
    return {id_: _all(given) for id_, given in _by(Unit.id, MeasureSum, unit, on, Unit.level == Level.COMMUNE).items()}


def _by(
    key: ColumnElement[Any] | Any, table: _Runs, unit: Unit, on: dt.date, *which: ColumnElement[bool]
) -> dict[Any, dict[str, Measure]]:
    statement: Select[Any] = (
        select(key, table.measure, *_sums(table))
        .join(Unit, Unit.id == table.unit_id)
        .where(Unit.path.startswith(unit.path, autoescape=True), table.since <= on, table.until > on, *which)
        .group_by(literal_column("1"), table.measure)
    )
    found: dict[Any, dict[str, Measure]] = {}
    for one, measure, *numbers in db.session.execute(statement):
        found.setdefault(one, {})[measure] = Measure(*numbers)
    return found


def _table(unit: Unit) -> _Runs:
    return MeasureLevel if unit.level == Level.VILLAGE else MeasureSum


def _of(table: _Runs, unit: Unit) -> ColumnElement[bool]:
    """A village and a commune have their sums in one place; above, those of all that lie under them."""
    if unit.level in {Level.VILLAGE, Level.COMMUNE}:
        return table.unit_id == unit.id
    return table.unit_id.in_(select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True)))


def _sums(table: _Runs) -> list[ColumnElement[int]]:
    return [
        func.sum(getattr(table, name)).cast(table.whole.type) for name in ("whole", "part", "registered", "official")
    ]


def _all(given: Mapping[str, Measure]) -> Measures:
    """Every measure of the plan, in its order."""
    return {key: given.get(key, Measure()) for key in definitions()}
