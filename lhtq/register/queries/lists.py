"""The register as lists read and write it: everything of the villages concerned, in few statements."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import aliased

from lhtq.db import db
from lhtq.register.models import Clan, Household, Organisation, Person
from lhtq.register.queries.cards import FAMILY_CARD, STAFF_CARD
from lhtq.register.queries.household import named
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class KnownHousehold:
    """A household as it stands."""

    id: int
    unit_id: int
    code: str
    head_name: str
    address: str
    phone: str
    poor: bool
    ended_on: dt.date | None
    version: int


@dataclass(frozen=True)
class KnownPerson:
    """A person as they stand."""

    id: int
    household_id: int
    unit_id: int
    full_name: str
    birth_year: int
    birth_date: dt.date | None
    sex: str
    ethnicity: str
    relation: str
    phone: str
    working: bool
    occupation: str | None
    disabled: bool
    literate: bool | None
    left_on: dt.date | None
    version: int


#: Of a household and of a person what is known of them, in the order of the two classes above.
HOUSEHOLD_COLUMNS: tuple[Any, ...] = (
    Household.id, Household.unit_id, Household.code, Household.head_name, Household.address, Household.phone,
    Household.poor, Household.ended_on, Household.version,
)  # fmt: skip
PERSON_COLUMNS: tuple[Any, ...] = (
    Person.id, Person.household_id, Person.unit_id, Person.full_name, Person.birth_year, Person.birth_date, Person.sex,
    Person.ethnicity, Person.relation, Person.phone, Person.working, Person.occupation, Person.disabled,
    Person.literate, Person.left_on, Person.version,
)  # fmt: skip


def known_households(unit_ids: Sequence[int]) -> list[KnownHousehold]:
    """Every household of some villages, those that ended too."""
    rows = db.session.execute(select(*HOUSEHOLD_COLUMNS).where(Household.unit_id.in_(unit_ids)).order_by(Household.id))
    return [KnownHousehold(*row) for row in rows]


def known_people(unit_ids: Sequence[int]) -> list[KnownPerson]:
    """Everybody of some villages, those who left too."""
    rows = db.session.execute(select(*PERSON_COLUMNS).where(Person.unit_id.in_(unit_ids)).order_by(Person.id))
    return [KnownPerson(*row) for row in rows]


def people_listed(path: str, search: str) -> Select[Any]:
    """Everybody who is there at or under a unit, by household, the head first; narrowed as the list on screen is."""
    columns: tuple[Any, ...] = (
        Unit.name.label("village"),
        Household.code,
        Household.head_name,
        Household.address,
        Household.phone.label("household_phone"),
        Household.poor,
        Person.full_name,
        Person.birth_year,
        Person.birth_date,
        Person.sex,
        Person.ethnicity,
        Person.relation,
        Person.phone,
        Person.working,
        Person.occupation,
        Person.disabled,
        Person.literate,
    )
    statement = (
        select(*columns)
        .join(Household, Household.id == Person.household_id)
        .join(Unit, Unit.id == Household.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Person.left_on.is_(None), Household.ended_on.is_(None))
        .order_by(Unit.path, Household.head_sort, Household.id, Person.relation != "head", Person.id)
    )
    return statement.where(named(search, path)) if search else statement


@dataclass(frozen=True)
class KnownClan:
    """A clan as it stands."""

    id: int
    name: str
    head_name: str
    phone: str
    ended_on: dt.date | None
    version: int


@dataclass(frozen=True)
class KnownOrganisation:
    """An organisation as it stands."""

    id: int
    kind: str
    name: str
    head_name: str
    phone: str
    address: str
    ended_on: dt.date | None
    version: int


_COMMUNE = aliased(Unit)
_FULL_NAME = func.lhtq_fold(Unit.type + " " + Unit.name)


def known_clans(unit_id: int) -> list[KnownClan]:
    """Every clan of a commune, those that ended too."""
    columns: tuple[Any, ...] = (Clan.id, Clan.name, Clan.head_name, Clan.phone, Clan.ended_on, Clan.version)
    rows = db.session.execute(select(*columns).where(Clan.unit_id == unit_id).order_by(Clan.id))
    return [KnownClan(*row) for row in rows]


def known_organisations(unit_id: int) -> list[KnownOrganisation]:
    """Every organisation of a commune's area, those that ended too."""
    columns: tuple[Any, ...] = (
        Organisation.id,
        Organisation.kind,
        Organisation.name,
        Organisation.head_name,
        Organisation.phone,
        Organisation.address,
        Organisation.ended_on,
        Organisation.version,
    )
    rows = db.session.execute(select(*columns).where(Organisation.unit_id == unit_id).order_by(Organisation.id))
    return [KnownOrganisation(*row) for row in rows]


def families_linked(unit_id: int) -> Sequence[Any]:
    """The families of a commune's clans today, as their cards show them."""
    card = FAMILY_CARD.c
    columns: tuple[Any, ...] = (card.id, card.clan_id, card.head_name, card.village, card.commune, card.household_id)
    return db.session.execute(select(*columns).where(card.clan_unit_id == unit_id, card.left_on.is_(None))).all()


def staff_linked(unit_id: int) -> Sequence[Any]:
    """Who works in a commune's organisations today, as their cards show them."""
    card = STAFF_CARD.c
    columns: tuple[Any, ...] = (
        card.id,
        card.organisation_id,
        card.full_name,
        card.birth_year,
        func.coalesce(card.commune, card.village).label("commune"),
        card.position,
        card.person_id,
    )
    return db.session.execute(
        select(*columns).where(card.organisation_unit_id == unit_id, card.left_on.is_(None))
    ).all()


def in_a_clan(household_id: int) -> bool:
    """Whether a household, of whatever commune, belongs to a clan today."""
    asked = text("SELECT lhtq_in_a_clan(:household)")
    return bool(db.session.scalar(asked, {"household": household_id}))


def village_name(unit_id: int) -> str:
    """The name of a unit of any commune: names of places are public."""
    return db.session.scalars(select(Unit.name).where(Unit.id == unit_id)).one()


def village_elsewhere(words: str) -> tuple[Unit, Unit] | None:
    """The one village of the whole tree with this name, and its commune; None where there is none or several."""
    rows = db.session.execute(
        select(Unit, _COMMUNE)
        .join(_COMMUNE, _COMMUNE.id == Unit.parent_id)
        .where(Unit.level == Level.VILLAGE, Unit.valid_to.is_(None))
        .where(func.lhtq_fold(func.btrim(words)).in_((func.lhtq_fold(Unit.name), _FULL_NAME)))
        .limit(2)
    ).all()
    return (rows[0][0], rows[0][1]) if len(rows) == 1 else None


def last_village_code(commune_id: int) -> int:
    """The highest number that a village of a commune ever had."""
    return int(db.session.scalar(select(func.max(Unit.code)).where(Unit.parent_id == commune_id)) or 0)


def clans_listed(path: str) -> Select[Any]:
    """The clans at or under a unit, as the list on screen orders them."""
    columns: tuple[Any, ...] = (
        Unit.code.label("commune_code"), Unit.name.label("commune"), Clan.name, Clan.head_name, Clan.phone,
        Clan.ended_on,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Unit, Unit.id == Clan.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(Clan.ended_on.is_not(None), Unit.path, Clan.name_folded, Clan.id)
    )


def organisations_listed(path: str) -> Select[Any]:
    """The organisations at or under a unit, likewise."""
    columns: tuple[Any, ...] = (
        Unit.code.label("commune_code"), Unit.name.label("commune"), Organisation.kind, Organisation.name,
        Organisation.head_name, Organisation.phone, Organisation.address, Organisation.ended_on,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Unit, Unit.id == Organisation.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(Organisation.ended_on.is_not(None), Unit.path, Organisation.name_folded, Organisation.id)
    )


def villages_listed(path: str) -> Select[Any]:
    """The villages of today at or under a unit."""
    columns: tuple[Any, ...] = (
        _COMMUNE.code.label("commune_code"), _COMMUNE.name.label("commune"), Unit.type, Unit.name, Unit.legal_basis,
    )  # fmt: skip
    return (
        select(*columns)
        .join(_COMMUNE, _COMMUNE.id == Unit.parent_id)
        .where(Unit.path.startswith(path, autoescape=True), Unit.level == Level.VILLAGE, Unit.valid_to.is_(None))
        .order_by(Unit.path)
    )


def families_listed(path: str, clan_id: int | None) -> Select[Any]:
    """The families of the clans at or under a unit, or of one of them; of other communes by their card alone."""
    card = FAMILY_CARD.c
    columns: tuple[Any, ...] = (card.clan_name, card.clan_head_name, card.head_name, card.village, card.commune)
    statement = (
        select(*columns)
        .join(Unit, Unit.id == card.clan_unit_id)
        .where(Unit.path.startswith(path, autoescape=True), card.left_on.is_(None))
        .order_by(Unit.path, card.clan_name, card.clan_id, card.head_name, card.id)
    )
    return statement if clan_id is None else statement.where(card.clan_id == clan_id)


def staff_listed(path: str, organisation_id: int | None) -> Select[Any]:
    """Who works in the organisations at or under a unit, or in one of them; likewise."""
    card = STAFF_CARD.c
    columns: tuple[Any, ...] = (
        card.organisation_name, card.full_name, card.birth_year,
        func.coalesce(card.commune, card.village).label("commune"), card.position,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Unit, Unit.id == card.organisation_unit_id)
        .where(Unit.path.startswith(path, autoescape=True), card.left_on.is_(None), card.person_left_on.is_(None))
        .order_by(Unit.path, card.organisation_name, card.organisation_id, func.lhtq_sort_name(card.full_name), card.id)
    )
    return statement if organisation_id is None else statement.where(card.organisation_id == organisation_id)
