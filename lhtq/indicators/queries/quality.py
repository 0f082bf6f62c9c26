"""What makes the figures of a unit doubtful, by one statement for each kind; what is found is what the actor sees."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Select,
    String,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from lhtq.accounts import queries as accounts
from lhtq.accounts.policy import ROLE_NAMES
from lhtq.assessment import queries as assessment
from lhtq.assessment.rules import Oddity, State
from lhtq.centre.models import Activity
from lhtq.centre.rules import ActivityState
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.indicators.models import MeasureLevel, MeasureSum
from lhtq.indicators.rules import Measure, definitions, quality
from lhtq.indicators.rules.quality import About, Contact, Doubt, Finding, InCharge, Sheets
from lhtq.membership import queries as membership
from lhtq.membership.rules import POSITION_NAMES, Position
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import plain


@dataclass(frozen=True)
class Told:
    """A finding with the name of its unit and somebody to call."""

    finding: Finding
    place: str
    #: The unit above, where it is not the one that is looked at.
    above: str
    contact: Contact | None


def findings(unit: Unit, on: dt.date) -> dict[Doubt, list[Finding]]:
    """What is doubtful about the figures of a unit today, by kind and in the order of places.

    Of a province or district, commune by commune where that is enough; of a commune, village by village.
    """
    found, reviews = found_at(unit, on)
    return found | {Doubt.ODD: [*found[Doubt.ODD], *odd(reviews)]}


def found_at(unit: Unit, on: dt.date) -> tuple[dict[Doubt, list[Finding]], list[int]]:
    """The same without what reviews above a commune find odd, and the places whose reviews have anything to look at."""
    abouts = {row.id: About(row.id, row.level) for row in _units(unit, on)}
    waiting = _waiting(unit, on)
    found = [
        *_no_wholes(unit, abouts, on),
        *_wrong_counts(unit, abouts, on),
        *_stuck(waiting, abouts),
        *_idle(unit, abouts, on),
        *_same_totals(waiting, abouts),
        *(odd([unit.id], apart=True) if unit.level == Level.COMMUNE else ()),
    ]
    order = {unit_id: number for number, unit_id in enumerate(abouts)}
    by_kind: dict[Doubt, list[Finding]] = {kind: [] for kind in Doubt}
    for one in sorted(found, key=lambda one: order[one.unit_id]):
        by_kind[one.doubt].append(one)
    return by_kind, _reviews(unit, waiting, order)


def _reviews(unit: Unit, waiting: Sequence["_Waiting"], order: Mapping[int, int]) -> list[int]:
    """Above the communes, those of which sheets wait for a review, in the order of places."""
    if unit.level in {Level.COMMUNE, Level.VILLAGE}:
        return []
    handed_in = {one.place_id for one in waiting if one.state is State.SUBMITTED and one.place_id in order}
    return sorted(handed_in, key=lambda place_id: order[place_id])


def told(unit: Unit, asked: Sequence[Finding], on: dt.date) -> list[Told]:
    """Findings with names, and with whom to call about each."""
    above = aliased(Unit)
    ids = {one.unit_id for one in asked}
    rows = db.session.execute(
        select(Unit.id, Unit.type, Unit.name, above.id, above.type, above.name)
        .outerjoin(above, above.id == Unit.parent_id)
        .where(Unit.id.in_(ids))
    )
    names = {row[0]: row for row in rows}
    charges = _in_charge({*ids, *(row[3] for row in names.values() if row[3])})
    chairs = _chairs(unit, on) if asked else {}
    return [
        _told(unit, one, names[one.unit_id], charges, chairs.get(one.unit_id) or chairs.get(names[one.unit_id][3]))
        for one in asked
    ]


def _told(unit: Unit, one: Finding, names: Any, charges: Mapping[int, InCharge], chair: Contact | None) -> Told:
    _id, kind, name, above_id, above_kind, above_name = names
    contact = quality.whom_to_call(one.roles, charges.get(one.unit_id, {}), charges.get(above_id, {}), chair)
    above = f"{above_kind} {above_name}" if one.unit_id != unit.id and above_id not in {None, unit.id} else ""
    return Told(one, f"{kind[:1].upper()}{kind[1:]} {name}", above, contact)


def _in_charge(unit_ids: Collection[int]) -> dict[int, dict[Any, Contact]]:
    found: dict[int, dict[Any, Contact]] = {}
    for unit_id, role, name, phone in accounts.in_charge(unit_ids):
        found.setdefault(unit_id, {}).setdefault(role, Contact(name, ROLE_NAMES[role], phone))
    return found


def _chairs(unit: Unit, on: dt.date) -> dict[int, Contact]:
    """The chairs of the communes' Associations, by commune."""
    what = f"{POSITION_NAMES[Position.CHAIR]} Hội Khuyến học"
    return {
        one.unit_id: Contact(one.full_name, what, one.phone)
        for one in membership.chairs(unit.path, on)
        if one.position == Position.CHAIR
    }


def _units(unit: Unit, on: dt.date) -> Iterable[Any]:
    """The unit and what lies under it, in the order of places: what may be found something about."""
    return db.session.execute(
        select(Unit.id, Unit.level).where(_under(unit), _stands(on)).order_by(Unit.path, Unit.valid_from)
    )


def _under(unit: Unit) -> ColumnElement[bool]:
    return Unit.path.startswith(unit.path, autoescape=True)


def _stands(on: dt.date) -> ColumnElement[bool]:
    return and_(Unit.valid_from <= on, or_(Unit.valid_to.is_(None), Unit.valid_to >= on))


def _place(unit: Unit) -> Any:
    """Where a row is told of: above the communes, in its commune."""
    if unit.level in {Level.COMMUNE, Level.VILLAGE}:
        return Unit.id
    return case((Unit.level == Level.VILLAGE, Unit.parent_id), else_=Unit.id)


def _no_wholes(unit: Unit, abouts: Mapping[int, About], on: dt.date) -> list[Finding]:
    keys = {key for key, one in definitions().items() if one.official}
    if unit.level in {Level.COMMUNE, Level.VILLAGE}:
        missing = _without_whole(MeasureLevel, unit, Level.VILLAGE, keys & quality.OF_VILLAGES, on)
        villages = any(one.level == Level.VILLAGE for one in abouts.values())
        of_commune = keys - quality.OF_VILLAGES if villages else keys
        missing += _without_whole(MeasureSum, unit, Level.COMMUNE, of_commune, on)
    else:
        missing = _without_whole(MeasureSum, unit, Level.COMMUNE, keys, on)
    of_units: dict[int, set[str]] = {}
    for unit_id, key in missing:
        of_units.setdefault(unit_id, set()).add(key)
    return [
        quality.no_whole(abouts[unit_id], [one for key, one in definitions().items() if key in without])
        for unit_id, without in of_units.items()
    ]


def _without_whole(
    table: type[MeasureLevel] | type[MeasureSum], unit: Unit, level: Level, keys: Collection[str], on: dt.date
) -> list[tuple[int, str]]:
    """The units of a level that have nothing to count for some measures today: of each the latest run is looked up."""
    given = func.unnest(cast(sorted(keys), ARRAY(String))).table_valued("key").render_derived(name="given")
    latest = (
        select(table.whole, table.until)
        .where(table.unit_id == Unit.id, table.measure == given.c.key, table.since <= on)
        .order_by(table.since.desc())
        .limit(1)
        .lateral("latest")
    )
    rows = db.session.execute(
        select(Unit.id, given.c.key)
        .join(given, true())
        .outerjoin(latest, true())
        .where(_under(unit), _stands(on), Unit.level == level)
        .where(or_(latest.c.whole.is_(None), latest.c.whole == 0, latest.c.until <= on))
    )
    return [(row[0], row[1]) for row in rows]


def _wrong_counts(unit: Unit, abouts: Mapping[int, About], on: dt.date) -> Iterable[Finding]:
    """Of the communes; of one commune its villages, and what it counts itself. An index has the few in question."""
    statements: list[Select[Any]] = [_may_be_wrong(MeasureSum, unit, on).where(Unit.level != Level.VILLAGE)]
    if unit.level in {Level.COMMUNE, Level.VILLAGE}:
        statements = [
            _may_be_wrong(MeasureLevel, unit, on).where(Unit.level == Level.VILLAGE),
            statements[0].where(MeasureSum.measure.not_in(quality.OF_VILLAGES)),
        ]
    for unit_id, key, *numbers in db.session.execute(union_all(*statements)):
        if unit_id in abouts:
            yield from quality.wrong_count(abouts[unit_id], definitions()[key], Measure(*numbers), on.year)


def _may_be_wrong(table: type[MeasureLevel] | type[MeasureSum], unit: Unit, on: dt.date) -> Select[Any]:
    columns: list[Any] = [table.whole, table.part, table.registered, table.official]
    statement: Select[Any] = select(table.unit_id, table.measure, *columns)
    return (
        statement.join(Unit, Unit.id == table.unit_id)
        .where(_under(unit), table.since <= on, table.until > on)
        .where(or_(table.part > table.whole, table.whole != table.registered))
    )


@dataclass(frozen=True)
class _Waiting:
    """The sheets of a unit that wait, of a year, a model and a state; ``stuck`` for long, the first ``since`` a day."""

    unit_id: int
    place_id: int
    year: int
    model: Model
    state: State
    sheets: int
    stuck: int
    since: dt.date
    lowest: Decimal | None
    highest: Decimal | None


def _waiting(unit: Unit, on: dt.date) -> list[_Waiting]:
    """The sheets that wait at and under a unit, in one pass."""
    types = {
        "unit_id": Integer, "year": Integer, "model": String, "state": String, "sheets": Integer,
        "stuck": Integer, "since": Date, "lowest": Numeric, "highest": Numeric,
    }  # fmt: skip
    columns: list[Any] = [column(name, type_) for name, type_ in types.items()]
    found = func.lhtq_sheets_waiting(unit.path, quality.stuck_by(on)).table_valued(*columns, name="waiting").c
    rows = db.session.execute(
        select(found.unit_id, _place(unit).label("place_id"), *(found[name] for name in types if name != "unit_id"))
        .join(Unit, Unit.id == found.unit_id)
        .order_by(found.unit_id, found.year, found.model, found.state)
    )
    return [
        _Waiting(unit_id, place_id, year, Model(model), State(state), *counted)
        for unit_id, place_id, year, model, state, *counted in rows
    ]


def _stuck(waiting: Sequence[_Waiting], abouts: Mapping[int, About]) -> Iterable[Finding]:
    found: dict[tuple[int, int, Model, State], list[_Waiting]] = {}
    for one in waiting:
        if one.stuck and one.place_id in abouts:
            found.setdefault((one.place_id, one.year, one.model, one.state), []).append(one)
    for (place_id, year, model, state), ones in sorted(found.items()):
        sheets = Sheets(sum(one.stuck for one in ones), model, year, state)
        yield quality.stuck(abouts[place_id], sheets, min(one.since for one in ones))


def _same_totals(waiting: Sequence[_Waiting], abouts: Mapping[int, About]) -> Iterable[Finding]:
    found: dict[tuple[int, int, Model], list[_Waiting]] = {}
    for one in waiting:
        if one.state in quality.BEFORE_DECISION and one.unit_id in abouts:
            found.setdefault((one.unit_id, one.year, one.model), []).append(one)
    for (unit_id, year, model), ones in sorted(found.items()):
        totals = {total for one in ones for total in (one.lowest, one.highest)}
        count = sum(one.sheets for one in ones)
        if count > quality.MOST_SAME and len(totals) == 1 and (total := totals.pop()) is not None:
            sheets = Sheets(count, model, year, State.SUBMITTED)
            yield quality.same_totals(abouts[unit_id], sheets, plain(total).replace(".", ","))


def _idle(unit: Unit, abouts: Mapping[int, About], on: dt.date) -> Iterable[Finding]:
    """Communes in which, villages and all, nothing was held since the quarter began."""
    if unit.level == Level.VILLAGE:
        return
    held = aliased(Unit)
    busy = (
        select(literal(1))
        .select_from(Activity)
        .join(held, held.id == Activity.unit_id)
        .where(case((held.level == Level.VILLAGE, held.parent_id), else_=held.id) == Unit.id)
        .where(Activity.state == ActivityState.DONE, Activity.held_on <= on)
        .where(Activity.ends_on >= quality.first_of_quarter(on))
    )
    rows = db.session.scalars(
        select(Unit.id).where(_under(unit), _stands(on), Unit.level == Level.COMMUNE, ~busy.exists())
    )
    for unit_id in rows:
        yield quality.idle(abouts[unit_id], on)


def odd(place_ids: Sequence[int], *, apart: bool = False) -> list[Finding]:
    """What the reviews of some communes find odd, in their order: one finding for each, or ``apart`` one for each kind.

    Of every sheet that waits its answers are read: above the communes it is asked for those that a page shows.
    """
    found: dict[int, list[tuple[Sheets, Oddity]]] = {place_id: [] for place_id in place_ids}
    for one in assessment.odd_counts(place_ids):
        found[one.place_id] += [
            (Sheets(count, one.model, one.year, State.SUBMITTED), kind) for kind, count in one.kinds.items()
        ]
    return [
        quality.odd(About(place_id, Level.COMMUNE), counted)
        for place_id, every in found.items()
        for counted in ([[one] for one in every] if apart else [every])
        if counted
    ]
