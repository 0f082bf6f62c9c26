"""The records behind a measure of a unit: by name, and whether each counts above the line too."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Integer, Select, case, cast, column, func, literal, select, true
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.orm import aliased

from lhtq.db import db
from lhtq.indicators.models import MeasureLevel, MeasureSum
from lhtq.indicators.rules import Definition
from lhtq.membership.models import Branch, Member
from lhtq.register.models import Clan, Household, HouseholdStay, Organisation, Person, PersonStay
from lhtq.register.queries import COUNTED_STAFF_CARD
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class Behind:
    """A record behind a figure: its name, what tells it from others, its place and page, and if it is in the part.

    The place is that in which it was counted. Of who has left it since for where the actor does not look there is no
    page, and the name is that of the day on which they left.
    """

    id: int
    name: str
    detail: str
    place: str
    url: str
    held: bool


def behind(
    definition: Definition, unit: Unit, on: dt.date, *, held: bool | None, limit: int, offset: int
) -> list[Behind]:
    """The records behind a measure on a day: those in the part, those that are not, or all.

    Of a unit with all under it, in the order of their places. What the database does not show the actor is not told.
    """
    rows: list[Behind] = []
    for statement, count in _by_place(definition, unit, on, held):
        if count is not None and offset >= count:
            offset -= count
            continue
        found = db.session.execute(statement.limit(limit - len(rows)).offset(offset))
        rows += [Behind(*row) for row in found]
        offset = 0
        if len(rows) >= limit:
            break
    return rows


def _by_place(
    definition: Definition, unit: Unit, on: dt.date, held: bool | None
) -> Iterator[tuple[Select[Any], int | None]]:
    """The list of a unit in pieces, each with how many records it has.

    It is in the order of the places, and the roll-up knows how many records each has: those before and after the page
    need not be looked at.
    """
    by_village = definition.key in _BY_PLACE
    if unit.level == Level.VILLAGE or (unit.level == Level.COMMUNE and not by_village):
        yield behind_listed(definition, unit, on, held), None
        return
    sums = MeasureLevel if by_village else MeasureSum
    rows = db.session.execute(
        select(sums.unit_id, Unit.level, sums.registered, sums.part)
        .join(Unit, Unit.id == sums.unit_id)
        .where(Unit.path.startswith(unit.path, autoescape=True))
        .where(sums.measure == definition.key, sums.since <= on, sums.until > on, sums.registered > 0)
        .order_by(Unit.path, Unit.valid_from)
    )
    for unit_id, level, registered, part in rows:
        counts = {None: registered, True: part, False: registered - part}
        found = _records(definition, unit_id, on, below=level == Level.COMMUNE and not by_village)
        yield _listed(definition, found, held), counts[held]


def behind_listed(definition: Definition, unit: Unit, on: dt.date, held: bool | None) -> Select[Any]:
    """The same as a statement, for a file."""
    if unit.level in {Level.VILLAGE, Level.COMMUNE}:
        found = _records(definition, unit.id, on, below=unit.level == Level.COMMUNE)
        return _listed(definition, found, held)
    place = aliased(Unit)
    records = _records(definition, place.id, on, below=place.level == Level.COMMUNE).lateral("records")
    under = place.path.startswith(unit.path, autoescape=True) & (place.level != Level.VILLAGE)
    found = (
        select(records.c.record_id, records.c.held, records.c.unit_id)
        .select_from(place)
        .join(records, true())
        .where(under)
    )
    return _listed(definition, found.subquery("found"), held)


def _listed(definition: Definition, found: Any, held: bool | None) -> Select[Any]:
    statement = _NAMES[definition.key](found)
    return statement if held is None else statement.where(found.c.held.is_(held))


def behind_own(
    definition: Definition, unit: Unit, on: dt.date, *, held: bool | None, limit: int, offset: int
) -> list[Behind]:
    """The same of what a unit counts itself, beside the units under it."""
    found = _records(definition, unit.id, on, below=False)
    statement = _listed(definition, found, held).limit(limit).offset(offset)
    return [Behind(*row) for row in db.session.execute(statement)]


def named(definition: Definition, found: Any) -> Select[Any]:
    """Records of a measure by name and in order; ``found`` has their ids, units and whether each is ``held``."""
    return _NAMES[definition.key](found)


def _records(definition: Definition, unit_id: Any, on: dt.date, *, below: Any) -> Any:
    return func.lhtq_measure_records(definition.key, unit_id, on, below).table_valued(
        column("record_id", Integer), column("held", Boolean), column("unit_id", Integer), name="found"
    )


#: The unit above the place of a record, and both by name: villages of one name are in many communes.
_ABOVE = aliased(Unit)
_PLACE = func.concat_ws(", ", Unit.name, _ABOVE.name)


def _row(name: Any, detail: Any, place: Any, url: tuple[str, Any], found: Any) -> tuple[Any, ...]:
    return (
        found.c.record_id,
        name,
        cast(detail, TEXT),
        place,
        func.concat(url[0], url[1]),
        found.c.held,
    )


def _placed(found: Any, table: Any, row: tuple[Any, ...], *order: Any) -> Select[Any]:
    """Records with a place of their own, in an order."""
    return (
        select(*row)
        .join_from(found, table, table.id == found.c.record_id)
        .join(Unit, Unit.id == table.unit_id)
        .outerjoin(_ABOVE, _ABOVE.id == Unit.parent_id)
        .order_by(*order, table.id)
    )


#: What is said of one who is not where they were counted any more.
_GONE = "nay ở nơi khác"


def _counted(
    found: Any, table: Any, stay: Any, stay_of: Any, row: Callable[[Any], tuple[Any, ...]], order: Any
) -> Select[Any]:
    """Records that may have gone elsewhere since, in the place in which they were counted."""
    was: Any = (
        select(stay)
        .where(
            stay_of == found.c.record_id, stay.unit_id == found.c.unit_id, table.unit_id.is_distinct_from(stay.unit_id)
        )
        .order_by(stay.until.desc())
        .limit(1)
        .lateral("was")
    )
    listed: Select[Any] = (
        select(*row(was.c))
        .select_from(found)
        .outerjoin(table, table.id == found.c.record_id)
        .outerjoin(was, true())
        .join(Unit, Unit.id == found.c.unit_id)
        .outerjoin(_ABOVE, _ABOVE.id == Unit.parent_id)
        .order_by(Unit.path, order(was.c), found.c.record_id)
    )
    return listed


def _page(table: Any, start: str) -> Any:
    """The address of a record, or none of one that is not shown."""
    return case((table.id.is_(None), ""), else_=func.concat(start, table.id))


def _households(found: Any) -> Select[Any]:
    def row(was: Any) -> tuple[Any, ...]:
        name = func.coalesce(was.name, Household.head_name)
        detail = case((was.id.is_(None), Household.address), else_=_GONE)
        return found.c.record_id, name, cast(detail, TEXT), _PLACE, _page(Household, "/ho/"), found.c.held

    def order(was: Any) -> Any:
        return case((was.id.is_(None), Household.head_sort), else_=func.lhtq_sort_name(was.name))

    return _counted(found, Household, HouseholdStay, HouseholdStay.household_id, row, order)


def _clans(found: Any) -> Select[Any]:
    row = _row(Clan.name, Clan.head_name, _PLACE, ("/dong-ho/", Clan.id), found)
    return _placed(found, Clan, row, Clan.name_folded)


def _organisations(found: Any) -> Select[Any]:
    row = _row(Organisation.name, Organisation.head_name, _PLACE, ("/to-chuc/", Organisation.id), found)
    return _placed(found, Organisation, row, Organisation.name_folded)


def _units(found: Any) -> Select[Any]:
    row = _row(func.concat(Unit.type, " ", Unit.name), literal(""), literal(""), ("/don-vi/", Unit.id), found)
    return select(*row).join_from(found, Unit, Unit.id == found.c.record_id).order_by(Unit.path)


def _people(found: Any) -> Select[Any]:
    def row(was: Any) -> tuple[Any, ...]:
        name = func.coalesce(was.name, Person.full_name)
        born = func.concat("sinh năm ", func.coalesce(was.birth_year, Person.birth_year))
        detail = case((was.id.is_(None), born), else_=func.concat(born, f", {_GONE}"))
        return found.c.record_id, name, cast(detail, TEXT), _PLACE, _page(Person, "/nguoi/"), found.c.held

    def order(was: Any) -> Any:
        return func.lhtq_sort_name(func.coalesce(was.name, Person.full_name))

    return _counted(found, Person, PersonStay, PersonStay.person_id, row, order)


def _staff(found: Any) -> Select[Any]:
    # Asked for each record, which the limit sees to: the view is a barrier, behind which all cards are made up for one.
    card = select(COUNTED_STAFF_CARD).where(COUNTED_STAFF_CARD.c.id == found.c.record_id).limit(1).lateral("card")
    of = card.c
    born = func.concat("sinh năm ", of.birth_year)
    row = _row(of.full_name, born, of.organisation_name, ("/to-chuc/", of.organisation_id), found)
    listed: Select[Any] = (
        select(*row)
        .select_from(found)
        .join(card, true())
        .order_by(of.organisation_name, func.lhtq_sort_name(of.full_name), of.id)
    )
    return listed


def _members(found: Any) -> Select[Any]:
    row = _row(Member.full_name, Branch.name, _PLACE, ("/hoi-vien/", Member.id), found)
    return _placed(found, Member, row, Unit.path, Member.sort).join(Branch, Branch.id == Member.branch_id)


_NAMES: dict[str, Callable[[Any], Select[Any]]] = {
    "family_rate": _households,
    "clan_rate": _clans,
    "community_rate": _units,
    "unit_rate": _organisations,
    "worker_citizen_rate": _people,
    "staff_citizen_rate": _staff,
    "digital_skill_rate": _people,
    "self_update_rate": _people,
    "briefed_rate": _members,
    "chair_in_centre_rate": _units,
    "officer_centre_it_rate": _members,
}

#: Those whose records are told village by village, each in the village where it counts.
_BY_PLACE = frozenset({"family_rate", "worker_citizen_rate", "digital_skill_rate", "self_update_rate"})
