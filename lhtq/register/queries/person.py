"""People, alone and found by name."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.register.models import Household, Person
from lhtq.units.models import Unit


@dataclass(frozen=True)
class PersonLine:
    """A person in a list."""

    id: int
    full_name: str
    birth_year: int
    head_name: str
    village: str


def person(person_id: int) -> Person:
    """One person with village and household; raises NoResultFound outside the actor's scope.

    One who signs in for themself does not see the household: it is then None.
    """
    return db.session.scalars(
        select(Person).options(joinedload(Person.unit), joinedload(Person.household)).where(Person.id == person_id)
    ).one()


def people(path: str, search: str, limit: int, offset: int) -> list[PersonLine]:
    """The living people at or under a unit's path by any part of the name, with or without diacritics."""
    rows = db.session.execute(
        select(Person.id, Person.full_name, Person.birth_year, Household.head_name, Unit.name)
        .join(Household, Household.id == Person.household_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Person.left_on.is_(None))
        .where(func.strpos(Person.name_folded, func.lhtq_fold(search)) > 0)
        .order_by(Unit.path, func.lhtq_sort_name(Person.full_name), Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [PersonLine(*row) for row in rows]
