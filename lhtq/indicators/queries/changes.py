"""Which records came into a measure and which went out of it between two days, by name."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Subquery, column, exists, func, select

from lhtq.db import db
from lhtq.indicators.models import MeasureLevel, MeasureSum
from lhtq.indicators.queries.records import Behind, named
from lhtq.indicators.rules import Change, Definition
from lhtq.units.models import Unit
from lhtq.units.rules import Level

#: A page looks into so many places.
PLACES = 6

#: What people are asked for one by one, which takes 100 ms for a commune, is told village by village.
_BY_VILLAGE = frozenset({"worker_citizen_rate", "digital_skill_rate", "self_update_rate"})


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
    #: Of so many communes in which this may have changed, so many are looked through by the end of this page.
    places: int
    seen: int


def changes(between: Between, asked: Change | None, limit: int, mark: Mark | None = None) -> Changed:
    """The records that changed in a way, or came into and out of the part, in the order of their places.

    A page begins where the one before ended instead of counting from the first: what lies before it is not looked up
    again, and no place is looked at in which nothing changed, or in which there is nobody who can have. It ends after
    some places too, however few records it has by then: what changed in them may all be of another kind.
    """
    places = _places(between, asked)
    begins = _place_of(mark, places)
    rows: list[Behind] = []
    looked = 0
    for at, place_id in enumerate(places[begins:], begins):
        for piece_id in _pieces(between, asked, place_id, mark if at == begins else None):
            skipped = mark.offset if mark and mark.place_id == piece_id else 0
            room = limit - len(rows)
            if looked == PLACES:
                return Changed(rows, Mark(piece_id, skipped), len(places), at)
            statement = named(between.definition, _found(between, piece_id, asked))
            found = [Behind(*row) for row in db.session.execute(statement.limit(room + 1).offset(skipped))]
            looked += 1
            rows += found[:room]
            if len(found) > room:
                return Changed(rows, Mark(piece_id, skipped + room), len(places), at)
    return Changed(rows, None, len(places), len(places))


def count_changes(between: Between) -> dict[Change, int]:
    """How many records of a village or commune changed, by the way in which they did."""
    found = _function(between, between.unit.id, below=True).c
    row = db.session.execute(select(*(func.count().filter(_is(found, change)) for change in Change))).one()
    return dict(zip(Change, row, strict=True))


def _places(between: Between, asked: Change | None) -> list[int]:
    """A village or commune itself; else the communes and what lies above them in which this may have changed."""
    if between.unit.level in {Level.VILLAGE, Level.COMMUNE}:
        return [between.unit.id]
    return _changed(between, asked, MeasureSum, Unit.level != Level.VILLAGE)


def _pieces(between: Between, asked: Change | None, place_id: int, mark: Mark | None) -> list[int]:
    """What of a place is looked at by itself, from where a page begins: all of it, or each village."""
    if between.unit.level == Level.VILLAGE or between.definition.key not in _BY_VILLAGE:
        return [place_id]
    of_place = (Unit.id == place_id) | ((Unit.parent_id == place_id) & (Unit.level == Level.VILLAGE))
    pieces = _changed(between, asked, MeasureLevel, of_place)
    return pieces[pieces.index(mark.place_id) :] if mark and mark.place_id in pieces else pieces


def _place_of(mark: Mark | None, places: list[int]) -> int:
    """With which of the places a page begins: the one that is marked, or in which the village lies that is."""
    if mark is None or not places:
        return 0
    marked = select(Unit.parent_id).where(Unit.id == mark.place_id)
    return next((places.index(id_) for id_ in (mark.place_id, db.session.scalar(marked)) if id_ in places), 0)


def _changed(
    between: Between, asked: Change | None, runs: type[MeasureSum] | type[MeasureLevel], which: ColumnElement[bool]
) -> list[int]:
    """The units under the unit in which anything changed, and the sums say that this may have, in order."""
    of_unit = (runs.unit_id == Unit.id) & (runs.measure == between.definition.key)
    moved = exists().where(of_unit, runs.since > between.before, runs.since <= between.on)

    def any_of(number: Any, day: dt.date) -> ColumnElement[bool]:
        last = select(number).where(of_unit, runs.since <= day).order_by(runs.since.desc()).limit(1)
        return last.correlate(Unit).scalar_subquery() > 0

    # Who comes in or goes out is told where they are, or were, in the part or the whole.
    may: dict[Change | None, ColumnElement[bool]] = {
        None: any_of(runs.part, between.before) | any_of(runs.part, between.on),
        Change.CAME: any_of(runs.part, between.on),
        Change.WENT: any_of(runs.part, between.before),
        Change.COUNTED: any_of(runs.registered, between.on),
        Change.NOT_COUNTED: any_of(runs.registered, between.before),
    }
    return list(
        db.session.scalars(
            select(Unit.id)
            .where(Unit.path.startswith(between.unit.path, autoescape=True), which, moved, may[asked])
            .order_by(Unit.path, Unit.valid_from)
        )
    )


def _function(between: Between, place_id: int, *, below: bool) -> Any:
    flags = [column(name, Boolean) for name in ("counted_before", "counted", "held_before", "held")]
    return func.lhtq_measure_changes(
        between.definition.key, place_id, between.unit.path, between.before, between.on, below
    ).table_valued(column("record_id", Integer), *flags, column("unit_id", Integer), name="changed")


def _found(between: Between, place_id: int, asked: Change | None) -> Subquery:
    """The changed records of a place; ``held`` says whether they came in."""
    found = _function(between, place_id, below=between.definition.key not in _BY_VILLAGE).c
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
