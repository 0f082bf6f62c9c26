"""People, alone and found by name."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.register.models import Person
from lhtq.register.queries.search import people_found


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
    """The living people at or under a unit's path by words of the name, as ``search_people`` finds and orders them."""
    found = people_found(path, search, False, limit, offset)
    return [PersonLine(one.id, one.full_name, one.birth_year, one.head_name, one.village) for one in found]
