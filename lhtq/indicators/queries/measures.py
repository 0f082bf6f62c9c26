"""The plan's measures of units on any day, from the roll-up; what is added up is what the database shows the actor."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, Integer, Select, String, cast, func, select, true

from lhtq.db import db
from lhtq.indicators.models import MeasureAbove, MeasureLevel, MeasureSum
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
    day = func.unnest(cast(list(days), ARRAY(Date))).table_valued("day").render_derived(name="given")
    if _is_above(unit):
        statement = _changes(day.c.day, day.c.day, MeasureAbove.unit_id == unit.id, keys)
    else:
        run = _run(MeasureLevel if unit.level == Level.VILLAGE else MeasureSum, day.c.day)
        statement = (
            select(day.c.day, _KEYS.c.measure, *_numbers(run.c))
            .select_from(day)
            .join(Unit, Unit.id == unit.id)
            .join(_KEYS, _asked(keys))
            .join(run, true())
        )
    found: dict[dt.date, dict[str, Measure]] = {one: {} for one in days}
    for on, key, *numbers in db.session.execute(statement):
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
    above = [child.id for child in children if _is_above(child)]
    others = [child.id for child in children if not _is_above(child)]
    table = MeasureSum if _is_above(unit) else MeasureLevel
    found = _by_unit(table, on, Unit.id.in_([*others, unit.id]), _asked(keys))
    if above:
        rows = db.session.execute(_changes(MeasureAbove.unit_id, on, MeasureAbove.unit_id.in_(above), keys))
        found |= _by_first(rows)
    return {id_: _all(found.get(id_, {})) for id_ in (*(child.id for child in children), unit.id)}


def measures_of_communes(unit: Unit, on: dt.date, keys: Sequence[str] | None = None) -> dict[int, Measures]:
    """The measures of every commune under a unit that has any, by id."""
    under = Unit.path.startswith(unit.path, autoescape=True) & (Unit.level == Level.COMMUNE)
    found = _by_unit(MeasureSum, on, under, _asked(keys))
    return {id_: _all(given) for id_, given in found.items()}


def _by_unit(table: _Runs, on: dt.date, *which: ColumnElement[bool]) -> dict[int, dict[str, Measure]]:
    run = _run(table, on)
    statement = select(Unit.id, _KEYS.c.measure, *_numbers(run.c)).select_from(Unit)
    return _by_first(db.session.execute(statement.join(_KEYS, true()).join(run, true()).where(*which)))


def _changes(
    first: ColumnElement[Any] | Any, until: Any, which: ColumnElement[bool], keys: Sequence[str] | None
) -> Select[Any]:
    """What is kept above the communes, added up to a day."""
    asked = true() if keys is None else MeasureAbove.measure.in_(keys)
    return (
        select(first, MeasureAbove.measure, *_sums(MeasureAbove))
        .where(which, asked, MeasureAbove.day <= until)
        .group_by(first, MeasureAbove.measure)
    )


def _by_first(rows: Iterable[Any]) -> dict[Any, dict[str, Measure]]:
    found: dict[Any, dict[str, Measure]] = {}
    for one, measure, *numbers in rows:
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


def _is_above(unit: Unit) -> bool:
    """Whether a unit's sums are kept by day: villages and communes have theirs as runs of days."""
    return unit.level not in {Level.VILLAGE, Level.COMMUNE}


def _sums(of: Any) -> list[ColumnElement[int]]:
    return [func.sum(number).cast(Integer) for number in _numbers(of)]


def _numbers(of: Any) -> list[ColumnElement[int]]:
    return [getattr(of, name) for name in ("whole", "part", "registered", "official")]


def _all(given: Mapping[str, Measure]) -> Measures:
    """Every measure of the plan, in its order."""
    return {key: given.get(key, Measure()) for key in definitions()}
