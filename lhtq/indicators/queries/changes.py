"""Which records came into a measure and which went out of it between two days, by name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Subquery, column, func, literal, select

from lhtq.db import db
from lhtq.indicators.models import MeasureSum
from lhtq.indicators.queries.records import Behind, named
from lhtq.indicators.rules import Change, Definition
from lhtq.units.models import Unit
from lhtq.units.rules import Level

#: A page looks into so many places.
PLACES = 8


@dataclass(frozen=True)
class Between:
    """A measure of a unit with all under it, from the evening of one day to that of another."""

    definition: Definition
    unit: Unit
    before: dt.date
    on: dt.date


@dataclass(frozen=True)
class Mark:
    """Where a page of changes begins: in which place, and after how many of its records."""

    place_id: int
    offset: int = 0


@dataclass(frozen=True)
class Changed:
    """A page of changed records and where the next one begins; None at the end."""

    rows: Sequence[Behind]
    next: Mark | None
    #: Of so many places in which anything changed, so many are looked at by the end of this page.
    places: int
    seen: int


def changes(between: Between, asked: Change | None, limit: int, mark: Mark | None = None) -> Changed:
    """The records that changed in a way, or came into and out of the part, in the order of their places.

    A page begins where the one before ended instead of counting from the first: what lies before it is not looked up
    again, and no place in which nothing changed is looked at. It ends after some places too, however few records it has
    by then: what changed in them may all be of another kind.
    """
    places = _places(between)
    begins = places.index(mark.place_id) if mark and mark.place_id in places else 0
    rows: list[Behind] = []
    for at, place_id in enumerate(places[begins : begins + PLACES], begins):
        skipped = mark.offset if mark and mark.place_id == place_id else 0
        room = limit - len(rows)
        statement = named(between.definition, _found(between, place_id, asked))
        found = [Behind(*row) for row in db.session.execute(statement.limit(room + 1).offset(skipped))]
        rows += found[:room]
        if len(found) > room:
            return Changed(rows, Mark(place_id, skipped + room), len(places), at)
    following = places[begins + PLACES : begins + PLACES + 1]
    return Changed(rows, Mark(following[0]) if following else None, len(places), min(begins + PLACES, len(places)))


def count_changes(between: Between) -> dict[Change, int]:
    """How many records of a village or commune changed, by the way in which they did."""
    found = _function(between, between.unit.id).c
    row = db.session.execute(select(*(func.count().filter(_is(found, change)) for change in Change))).one()
    return dict(zip(Change, row, strict=True))


def _places(between: Between) -> list[int]:
    """A village or commune itself; else the communes and what lies above them in which anything changed, in order."""
    if between.unit.level in {Level.VILLAGE, Level.COMMUNE}:
        return [between.unit.id]
    moved = select(literal(1)).where(
        MeasureSum.unit_id == Unit.id,
        MeasureSum.measure == between.definition.key,
        MeasureSum.since > between.before,
        MeasureSum.since <= between.on,
    )
    return list(
        db.session.scalars(
            select(Unit.id)
            .where(Unit.path.startswith(between.unit.path, autoescape=True), Unit.level != Level.VILLAGE)
            .where(moved.exists())
            .order_by(Unit.path, Unit.valid_from)
        )
    )


def _function(between: Between, place_id: int) -> Any:
    flags = [column(name, Boolean) for name in ("counted_before", "counted", "held_before", "held")]
    return func.lhtq_measure_changes(
        between.definition.key, place_id, between.unit.path, between.before, between.on
    ).table_valued(column("record_id", Integer), *flags, column("unit_id", Integer), name="changed")


def _found(between: Between, place_id: int, asked: Change | None) -> Subquery:
    """The changed records of a place; ``held`` says whether they came in."""
    found = _function(between, place_id).c
    now = found.counted if asked in {Change.COUNTED, Change.NOT_COUNTED} else found.held
    which = _is(found, asked) if asked else found.held != found.held_before
    return select(found.record_id, found.unit_id, now.label("held")).where(which).subquery("found")


def _is(found: Any, change: Change) -> ColumnElement[bool]:
    ways: dict[Change, ColumnElement[bool]] = {
        Change.CAME: found.held & ~found.held_before,
        Change.WENT: found.held_before & ~found.held,
        Change.COUNTED: found.counted & ~found.counted_before,
        Change.NOT_COUNTED: found.counted_before & ~found.counted,
    }
    return ways[change]
