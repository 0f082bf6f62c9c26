"""Households and the people in them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lhtq.db import db
from lhtq.register.models import Household, Person
from lhtq.units.models import Unit


@dataclass(frozen=True)
class HouseholdLine:
    """A household in a list."""

    id: int
    head_name: str
    address: str
    village: str
    members: int


_MEMBERS = (
    select(func.count())
    .where(Person.household_id == Household.id, Person.left_on.is_(None))
    .scalar_subquery()
    .label("members")
)
#: The longest list of all, and the one that is looked at most: put together once.
_HOUSEHOLDS = (
    select(Household.id, Household.head_name, Household.address, Unit.name, _MEMBERS)
    .join(Unit, Unit.id == Household.unit_id)
    .where(Unit.path.startswith(bindparam("path")))
    .order_by(Unit.path, Household.head_sort, Household.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)


def household(household_id: int) -> Household:
    """One household with its village and members; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(
        select(Household)
        .options(joinedload(Household.unit), selectinload(Household.members))
        .where(Household.id == household_id)
    ).one()


def households(path: str, search: str, limit: int, offset: int) -> list[HouseholdLine]:
    """Households at or under a unit's path, by village and then by the head's given name.

    ``search`` finds heads and members by any part of their names, with or without diacritics.
    """
    statement = _HOUSEHOLDS.where(named(search, path)) if search else _HOUSEHOLDS
    given = {"path": path, "limit": limit, "offset": offset}
    return [HouseholdLine(*row) for row in db.session.execute(statement, given)]


def named(search: str, path: str) -> ColumnElement[bool]:
    """Whether the head of a household, or one of its members, has a name with these letters in it."""
    folded = func.lhtq_fold(search)
    # Not LIKE: a typed % or _ is a sign like any other. The unit is named again so that its people are looked up by
    # the index and not sifted out of the whole province.
    member = (
        select(Person.household_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .where(func.strpos(Person.name_folded, folded) > 0, Person.left_on.is_(None))
    )
    return or_(func.strpos(Household.head_folded, folded) > 0, Household.id.in_(member))
