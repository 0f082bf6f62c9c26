"""What is compared to find duplicates. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, or_, select, tuple_, union
from sqlalchemy.orm import aliased

from lhtq.db import db
from lhtq.merging.rules.duplicates import (
    HouseholdSeen,
    Pair,
    PersonSeen,
    Reason,
    likely_households,
    likely_people,
    name_known,
    plain,
)
from lhtq.register.models import Household, KeptApart, Person
from lhtq.register.rules import LeftBecause, RecordKind, Relation
from lhtq.units.models import Unit
from lhtq.units.rules import Level

#: Two who share a key in all of a province at most: what is beyond says that the key means nothing.
MOST_ACROSS = 20_000


def likely(unit: Unit, kind: RecordKind) -> list[Pair]:
    """The pairs of a commune, or village, that may be one, the likeliest first.

    Of a district or province those in two communes, who share more than a name and a year of birth; what is within one
    commune is that commune's list. Households of two communes share the head's name and year of birth, and a phone or
    somebody else in them.
    """
    apart = _apart(kind)
    if unit.level in {Level.COMMUNE, Level.VILLAGE}:
        people = _people(_under(unit))
        if kind is RecordKind.PERSON:
            return likely_people(people, apart)
        return likely_households(_households(unit), people, apart)
    if kind is RecordKind.HOUSEHOLD:
        homes = _seen(Household.id.in_(_recorded_twice(unit)))
        return likely_households(homes, people_of([one.id for one in homes]), apart, across=True)
    return likely_people(_people(_shared(unit)), apart, across=True)


def name_reasons(kind: RecordKind, one: PersonSeen | HouseholdSeen, other: PersonSeen | HouseholdSeen) -> list[Reason]:
    """What a commune knows of the name of two of its records, as its list of pairs reckons it."""
    name = plain(one.folded)
    if one.commune_id != other.commune_id or one.commune_id is None or name != plain(other.folded):
        return []
    here = select(Unit.id).where(Unit.parent_id == one.commune_id)
    if kind is RecordKind.HOUSEHOLD:
        households = _count(Household, Household.unit_id.in_(here), _plain(Household.head_folded) == name,
                            Household.ended_on.is_(None))  # fmt: skip
        return name_known(kind, households)
    people = _count(Person, Person.unit_id.in_(here), _plain(Person.name_folded) == name,
                    or_(Person.left_on.is_(None), Person.left_because == LeftBecause.MOVED))  # fmt: skip
    so_called = select(Person.id).where(Person.unit_id.in_(here), _plain(Person.name_folded) == name)
    marked = _count(KeptApart, KeptApart.kind == kind, KeptApart.apart.is_(True), KeptApart.first_id.in_(so_called))
    return name_known(kind, people, marked)


def _plain(folded: Any) -> ColumnElement[str]:
    """As ``rules.duplicates.plain`` reads a name."""
    return func.replace(folded, "y", "i")


def _count(table: Any, *where: ColumnElement[bool]) -> int:
    return db.session.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def people_of(household_ids: Sequence[int]) -> list[PersonSeen]:
    """The people of households, as they are compared."""
    return _people(Person.household_id.in_(household_ids))


def people_seen(person_ids: Sequence[int]) -> list[PersonSeen]:
    """People as they are compared, by their ids."""
    return _people(Person.id.in_(person_ids))


def households_seen(household_ids: Sequence[int]) -> list[HouseholdSeen]:
    """Households as they are compared, by their ids."""
    return _seen(Household.id.in_(household_ids))


def _apart(kind: RecordKind) -> set[tuple[int, int]]:
    rows = db.session.execute(
        select(KeptApart.first_id, KeptApart.second_id).where(KeptApart.kind == kind, KeptApart.apart)
    )
    return {(row[0], row[1]) for row in rows}


def _under(unit: Unit) -> ColumnElement[bool]:
    return Person.unit_id.in_(select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True)))


def _people(where: ColumnElement[bool]) -> list[PersonSeen]:
    """Who is here, and who was noted as moved away: they may be registered where they moved to."""
    rows = db.session.execute(
        select(
            Person.id, Person.full_name, Person.name_folded, Person.birth_year, Person.birth_date, Person.sex,
            Person.phone, Person.household_id, Person.unit_id, Person.left_on.is_not(None), Household.head_folded,
            Household.code, Unit.name, Unit.parent_id,
        )
        .join(Household, Household.id == Person.household_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(where, or_(Person.left_on.is_(None), Person.left_because == LeftBecause.MOVED))
        .order_by(Person.id)
    )  # fmt: skip
    return [PersonSeen._make(row) for row in rows]


def _households(unit: Unit) -> list[HouseholdSeen]:
    return _seen(Household.unit_id.in_(select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))))


def _seen(where: ColumnElement[bool]) -> list[HouseholdSeen]:
    head = aliased(Person)
    rows = db.session.execute(
        select(
            Household.id, Household.head_name, Household.head_folded, head.birth_year, Household.code,
            Household.phone, func.lhtq_fold(Household.address), Household.unit_id, Unit.name, Unit.parent_id,
        )
        .join(Unit, Unit.id == Household.unit_id)
        .outerjoin(
            head, and_(head.household_id == Household.id, head.relation == Relation.HEAD, head.left_on.is_(None))
        )
        .where(where, Household.ended_on.is_(None))
        .order_by(Household.id)
    )  # fmt: skip
    return [HouseholdSeen._make(row) for row in rows]


def _shared(unit: Unit) -> ColumnElement[bool]:
    """Who shares a name and a full date of birth, or a name, a year and a phone, or comes after one who moved away."""
    under = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))
    here = and_(Person.unit_id.in_(under), or_(Person.left_on.is_(None), Person.left_because == LeftBecause.MOVED))
    dated = _twice([Person.name_folded, Person.birth_date], and_(here, Person.birth_date.is_not(None)))
    phoned = _twice([Person.name_folded, Person.birth_year, Person.phone], and_(here, Person.phone != ""))
    moved = (
        select(Person.name_folded, Person.birth_year)
        .where(Person.unit_id.in_(under), Person.left_because == LeftBecause.MOVED)
        .distinct()
        .limit(MOST_ACROSS)
    )
    return and_(
        Person.unit_id.in_(under),
        or_(
            tuple_(Person.name_folded, Person.birth_date).in_(dated),
            tuple_(Person.name_folded, Person.birth_year, Person.phone).in_(phoned),
            tuple_(Person.name_folded, Person.birth_year).in_(moved),
        ),
    )


def _recorded_twice(unit: Unit) -> CompoundSelect[*tuple[Any, ...]]:
    """Households whose head has the name and year of another head, and with them a phone or somebody else in common."""
    head, other = aliased(Person), aliased(Person)
    under = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))
    leads = and_(head.relation == Relation.HEAD, head.left_on.is_(None), head.unit_id.in_(under))
    beside = and_(other.household_id == head.household_id, other.id != head.id, other.left_on.is_(None))
    members = [head.name_folded, head.birth_year, other.name_folded, other.birth_year]
    phones = [head.name_folded, head.birth_year, Household.phone]
    with_member = select(*members).join(other, beside).where(leads)
    with_phone = select(*phones).join(Household, Household.id == head.household_id).where(leads, Household.phone != "")
    twice = [
        asked.group_by(*columns).having(func.count() > 1).limit(MOST_ACROSS)
        for asked, columns in ((with_member, members), (with_phone, phones))
    ]
    found = [
        select(head.household_id).join(other, beside).where(leads, tuple_(*members).in_(twice[0])),
        select(head.household_id)
        .join(Household, Household.id == head.household_id)
        .where(leads, tuple_(*phones).in_(twice[1])),
    ]
    return union(*found)


def _twice(columns: Sequence[Any], where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(*columns).where(where).group_by(*columns).having(func.count() > 1).limit(MOST_ACROSS)
