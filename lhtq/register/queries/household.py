"""Households and the people in them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, any_, bindparam, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from lhtq.db import db
from lhtq.register.models import Household, Person
from lhtq.register.queries.search import search_people
from lhtq.register.rules import Birth
from lhtq.units.models import Unit


@dataclass(frozen=True)
class HouseholdLine:
    """A household in a list."""

    id: int
    head_name: str
    address: str
    village: str
    members: int


@dataclass(frozen=True)
class Namesake:
    """Somebody of the name and birth that are typed, and the household they are in."""

    id: int
    full_name: str
    birth: Birth
    household_id: int
    head_name: str


_MEMBERS = (
    select(func.count())
    .where(Person.household_id == Household.id, Person.left_on.is_(None))
    .scalar_subquery()
    .label("members")
)
#: People whose households a search lists; who types more of the name finds fewer.
_MOST_NAMED = 1000
#: Namesakes of one birth that are told.
_MOST_NAMESAKES = 5
#: As many units as a commune has villages, and more.
_FEW_UNITS = 60
#: The longest list of all, and the one that is looked at most: put together once.
_HOUSEHOLDS = (
    select(Household.id, Household.head_name, Household.address, Unit.name, _MEMBERS)
    .join(Unit, Unit.id == Household.unit_id)
    .where(Unit.path.startswith(bindparam("path")), Household.ended_on.is_(None))
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


def namesakes(village_id: int, full_name: str, birth: Birth) -> list[Namesake]:
    """Who in a village is so called, with or without marks, and born in the year, or on the day where both say one."""
    rows = db.session.execute(
        select(Person.id, Person.full_name, Person.birth_year, Person.birth_date, Household.id, Household.head_name)
        .join(Household, Household.id == Person.household_id)
        .where(
            Person.unit_id == village_id,
            Person.left_on.is_(None),
            Person.birth_year == birth.year,
            func.lhtq_fold(Person.full_name) == func.lhtq_fold(full_name),
            or_(Person.birth_date.is_(None), Person.birth_date == birth.date) if birth.date else true(),
        )
        .order_by(Person.id)
        .limit(_MOST_NAMESAKES)
    )
    return [Namesake(id_, name, Birth(year, day), home, head) for id_, name, year, day, home, head in rows]


def households(path: str, search: str, limit: int, offset: int) -> list[HouseholdLine]:
    """Households at or under a unit's path, by village and then by the head's given name; not those that ended.

    ``search`` finds heads and members by the words of their names or beginnings of them, with or without diacritics.
    """
    statement = _HOUSEHOLDS.where(named(search, path)) if search else _HOUSEHOLDS
    given = {"path": path, "limit": limit, "offset": offset}
    return [HouseholdLine(*row) for row in db.session.execute(statement, given)]


def named(search: str, path: str) -> ColumnElement[bool]:
    """Whether the head of a household, or one of its members, has these words or beginnings of words in the name."""
    found = search_people(path, search, most=_MOST_NAMED)
    homes = select(Person.household_id).distinct().where(Person.id == any_(found))  # type: ignore[arg-type]
    # By their ids: asked in one statement, all households of a province would be walked in their order.
    members = Household.id == any_(db.session.scalars(homes).all())  # type: ignore[arg-type]
    # A house that everybody has left is still called after its last head: found where few enough are to be read.
    below = select(Unit.id).where(Unit.path.startswith(path, autoescape=True)).limit(_FEW_UNITS + 1)
    if len(db.session.scalars(below).all()) > _FEW_UNITS:
        return members
    return or_(members, func.strpos(Household.head_folded, func.lhtq_fold(search)) > 0)
