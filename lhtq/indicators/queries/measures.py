"""The plan's measures of units on any day, from the roll-up; what is added up is what the database shows the actor."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, Integer, Select, String, cast, func, literal_column, select, true

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


def history(unit: Unit, days: Sequence[dt.date], keys: Sequence[str] | None = None) -> dict[dt.date, Measures]:
    """The measures of a unit with all under it, on each of some days; those of ``keys`` alone, where they are given."""
    table = _table(unit)
    day = func.unnest(cast(list(days), ARRAY(Date))).table_valued("day").render_derived(name="given")
    run = _run(table, day.c.day)
    rows: Iterable[Any] = db.session.execute(
        select(day.c.day, _KEYS.c.measure, *_sums(run.c))
        .select_from(day)
        .join(Unit, _of(unit))
        .join(_KEYS, _asked(keys))
        .join(run, true())
        .group_by(day.c.day, _KEYS.c.measure)
    )
    found: dict[dt.date, dict[str, Measure]] = {one: {} for one in days}
    for on, key, *numbers in rows:
        found[on][key] = Measure(*numbers)
    return {on: _all(given) for on, given in found.items()}


def measures_of(unit_ids: Collection[int], on: dt.date) -> Measures:
    """The measures of some units together on a day: of communes with their villages, of others their own records."""
    run = _run(MeasureSum, on)
    rows: Iterable[Any] = db.session.execute(
        select(_KEYS.c.measure, *_sums(run.c))
        .select_from(Unit)
        .join(_KEYS, true())
        .join(run, true())
        .where(Unit.id.in_(list(unit_ids)))
        .group_by(_KEYS.c.measure)
    )
    return _all({key: Measure(*numbers) for key, *numbers in rows})


def measures_by_child(
    unit: Unit, children: Sequence[Unit], on: dt.date, keys: Sequence[str] | None = None
) -> dict[int, Measures]:
    """The measures of each child of a unit, by id, and under the unit's own id those of its own records alone."""
    table = MeasureLevel if unit.level == Level.COMMUNE else _table(unit)
    step = func.split_part(func.substr(Unit.path, len(unit.path) + 1), "/", 1)
    by_step = _by(step, table, unit, on, _asked(keys))
    found = {child.id: _all(by_step.get(child.code, {})) for child in children}
    found[unit.id] = _all(by_step.get("", {}))
    return found


def measures_of_communes(unit: Unit, on: dt.date, keys: Sequence[str] | None = None) -> dict[int, Measures]:
    """The measures of every commune under a unit that has any, by id."""
    found = _by(Unit.id, MeasureSum, unit, on, Unit.level == Level.COMMUNE, _asked(keys))
    return {id_: _all(given) for id_, given in found.items()}


def _by(
    key: ColumnElement[Any] | Any, table: _Runs, unit: Unit, on: dt.date, *which: ColumnElement[bool]
) -> dict[Any, dict[str, Measure]]:
    run = _run(table, on)
    statement: Select[Any] = (
        select(key, _KEYS.c.measure, *_sums(run.c))
        .select_from(Unit)
        .join(_KEYS, true())
        .join(run, true())
        .where(Unit.path.startswith(unit.path, autoescape=True), *which)
        .group_by(literal_column("1"), _KEYS.c.measure)
    )
    found: dict[Any, dict[str, Measure]] = {}
    for one, measure, *numbers in db.session.execute(statement):
        found.setdefault(one, {})[measure] = Measure(*numbers)
    return found


#: The keys of the plan's measures, as rows.
_KEYS = func.unnest(cast(list(definitions()), ARRAY(String))).table_valued("measure").render_derived(name="asked")


def _asked(keys: Sequence[str] | None) -> ColumnElement[bool]:
    return true() if keys is None else _KEYS.c.measure.in_(keys)


def _run(table: _Runs, on: Any) -> Any:
    """The run of days that a day falls into, by the index of a unit and a measure: not by reading all runs."""
    return (
        select(table.whole, table.part, table.registered, table.official)
        .where(table.unit_id == Unit.id, table.measure == _KEYS.c.measure, table.since <= on)
        .order_by(table.since.desc())
        .limit(1)
        .lateral("run")
    )


def _table(unit: Unit) -> _Runs:
    return MeasureLevel if unit.level == Level.VILLAGE else MeasureSum


def _of(unit: Unit) -> ColumnElement[bool]:
    """A village and a commune have their sums in one place; above, those of all that lie under them."""
    if unit.level in {Level.VILLAGE, Level.COMMUNE}:
        return Unit.id == unit.id
    return Unit.path.startswith(unit.path, autoescape=True) & (Unit.level != Level.VILLAGE)


def _sums(run: Any) -> list[ColumnElement[int]]:
    return [func.sum(getattr(run, name)).cast(Integer) for name in ("whole", "part", "registered", "official")]


def _all(given: Mapping[str, Measure]) -> Measures:
    """Every measure of the plan, in its order."""
    return {key: given.get(key, Measure()) for key in definitions()}
