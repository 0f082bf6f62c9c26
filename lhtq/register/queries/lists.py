"""The register as lists read and write it: everything of the villages concerned, in few statements."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from lhtq.db import db
from lhtq.register.models import Household, Person
from lhtq.register.queries.household import named
from lhtq.units.models import Unit


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


def known_households(unit_ids: Sequence[int]) -> list[KnownHousehold]:
    """Every household of some villages, those that ended too."""
    rows = db.session.execute(
        select(
            Household.id,
            Household.unit_id,
            Household.code,
            Household.head_name,
            Household.address,
            Household.phone,
            Household.poor,
            Household.ended_on,
            Household.version,
        )
        .where(Household.unit_id.in_(unit_ids))
        .order_by(Household.id)
    )
    return [KnownHousehold(*row) for row in rows]


def known_people(unit_ids: Sequence[int]) -> list[KnownPerson]:
    """Everybody of some villages, those who left too."""
    columns: tuple[Any, ...] = (
        Person.id,
        Person.household_id,
        Person.unit_id,
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
        Person.left_on,
        Person.version,
    )
    rows = db.session.execute(select(*columns).where(Person.unit_id.in_(unit_ids)).order_by(Person.id))
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
