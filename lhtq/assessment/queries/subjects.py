"""Who is scored: the households and people of a village, and single subjects of any model."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, not_, or_, select
from sqlalchemy.exc import NoResultFound

from lhtq.accounts.policy import Action, Actor
from lhtq.assessment.models import Sheet, is_own
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import CitizenGroup, CriteriaSet, Model
from lhtq.db import db
from lhtq.register.models import Clan, Household, Organisation, Person
from lhtq.register.rules import Occupation
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class Subject:
    """A household, clan, village, organisation or person as the subject of a sheet."""

    model: Model
    id: int
    name: str
    unit: Unit
    #: For a citizen: in which words the sheet asks.
    group: CitizenGroup | None = None
    #: Moved away, died, ended: nothing new is begun with it.
    gone: bool = False
    #: What tells namesakes apart: a year of birth, a head's name.
    detail: str = ""

    @property
    def unit_id(self) -> int:
        """The unit that its sheet of this year belongs to."""
        return self.unit.id

    @property
    def unit_path(self) -> str:
        """Path of that unit."""
        return self.unit.path

    def admits(self, action: Action) -> bool:
        """Every action but a beginning with one that has left; further on its sheet has a state."""
        return not self.gone or action is not Action.SHEET_REGISTER

    def earlier_hands(self, action: Action) -> frozenset[int]:  # noqa: ARG002
        """Nobody's."""
        return frozenset()

    def is_own(self, actor: Actor) -> bool:
        """Whether it is the one person or organisation that ``actor`` signs in for."""
        return is_own(self.model, self.id, actor)


def subject(model: Model, subject_id: int, year: int) -> Subject:
    """One subject as the register has it now; raises NoResultFound outside the actor's scope.

    A person who is not of age in ``year`` is gone, as a student is: nothing is begun with one.
    A village is a unit, whose name is public: the policy decides who sees more of it.
    """
    if model is Model.COMMUNITY:
        return _village(subject_id)
    row = db.session.execute(_one(model, subject_id, year)).one()
    group, detail = group_of(row.occupation), "" if row.detail is None else str(row.detail)
    return Subject(model, subject_id, row.name, units.unit(row.unit_id), group, gone=row.gone, detail=detail)


def group_of(occupation: str | None) -> CitizenGroup | None:
    """The group whose words a person's sheet is asked in; none for one who has none, or is a student."""
    if occupation is None or occupation == Occupation.STUDENT:
        return None
    return CitizenGroup(occupation)


def citizens(criteria: CriteriaSet, year: int) -> Select[*tuple[Any, ...]]:
    """The people who may hold the citizen title in a year: of age, no pupil or student, still here.

    One who has a sheet of the year stays on the list when they leave: what was begun is seen to its end. For that the
    sheets must be joined.
    """
    return (
        select(
            Person.id,
            Person.full_name.label("name"),
            Person.unit_id,
            Person.birth_year.label("detail"),
            Person.occupation,
            Person.left_on.is_not(None).label("gone"),
        )
        # The place is named again, or the household of each is sought among all of the province.
        .join(Household, and_(Household.id == Person.household_id, Household.unit_id == Person.unit_id))
        .where(or_(_asked(criteria, year), Sheet.id.is_not(None)))
        .order_by(Household.head_sort, Household.id, Person.birth_year, Person.id)
    )


def families() -> Select[*tuple[Any, ...]]:
    """The households of a village, by the head's given name."""
    return select(
        Household.id,
        Household.head_name.label("name"),
        Household.unit_id,
        literal(None).label("detail"),
        literal(None).label("occupation"),
        Household.ended_on.is_not(None).label("gone"),
    ).order_by(Household.head_sort, Household.id)


def clans() -> Select[*tuple[Any, ...]]:
    """The clans of a commune."""
    return select(
        Clan.id,
        Clan.name,
        Clan.unit_id,
        Clan.head_name.label("detail"),
        literal(None).label("occupation"),
        Clan.ended_on.is_not(None).label("gone"),
    ).order_by(Clan.name_folded, Clan.id)


def organisations() -> Select[*tuple[Any, ...]]:
    """The organisations of a commune."""
    return select(
        Organisation.id,
        Organisation.name,
        Organisation.unit_id,
        Organisation.head_name.label("detail"),
        literal(None).label("occupation"),
        Organisation.ended_on.is_not(None).label("gone"),
    ).order_by(Organisation.name_folded, Organisation.id)


def villages(on: dt.date) -> Select[*tuple[Any, ...]]:
    """The villages of a commune."""
    return (
        select(
            Unit.id,
            Unit.name,
            Unit.id.label("unit_id"),
            Unit.type.label("detail"),
            literal(None).label("occupation"),
            Unit.valid_to.is_not(None).label("gone"),
        )
        .where(Unit.level == Level.VILLAGE, Unit.valid_from <= on)
        .order_by(Unit.path)
    )


def set_for(model: Model, year: int) -> CriteriaSet:
    """The criteria that sheets of a year are started with: those in force at its end; raises NoResultFound."""
    return criteria_queries.set_in_force(model, dt.date(year, 12, 31))


def listed(model: Model, unit: Unit, year: int, on: dt.date) -> Select[*tuple[Any, ...]]:
    """The subjects of a model at a unit: of a village, or of all the villages of a commune.

    Each with what is known of its sheet of the year: ``sheet_id`` (none where it is not registered), ``state`` and
    ``complete``. They are joined here, once, so that nobody has to join a list of hundreds with itself.
    """
    if model is Model.FAMILY:
        found, key = families().where(_at(Household.unit_id, unit), Household.ended_on.is_(None)), Household.id
    elif model is Model.CITIZEN:
        found, key = citizens(set_for(model, year), year).where(_at(Person.unit_id, unit)), Person.id
    elif model is Model.COMMUNITY:
        here = Unit.id == unit.id if unit.level == Level.VILLAGE else Unit.parent_id == unit.id
        found, key = villages(on).where(here), Unit.id
    elif model is Model.CLAN:
        found, key = clans().where(Clan.unit_id == unit.id), Clan.id
    else:
        found, key = organisations().where(Organisation.unit_id == unit.id), Organisation.id
    return found.outerjoin(Sheet, and_(Sheet.model == model, Sheet.subject_id == key, Sheet.year == year)).add_columns(
        Sheet.id.label("sheet_id"), Sheet.state, Sheet.complete
    )


def _at(column: Any, unit: Unit) -> Any:
    if unit.level == Level.VILLAGE:
        return column == unit.id
    return column.in_(select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True)))


def _asked(criteria: CriteriaSet, year: int) -> ColumnElement[bool]:
    """Whether a person is asked for the citizen title in a year: of age, here, and no pupil or student."""
    return and_(
        Person.birth_year <= year - (criteria.from_age or 0),
        Person.left_on.is_(None),
        Person.occupation.is_distinct_from(Occupation.STUDENT),
    )


def _one(model: Model, subject_id: int, year: int) -> Select[*tuple[Any, ...]]:
    if model is Model.CITIZEN:
        return select(
            Person.full_name.label("name"), Person.unit_id, Person.occupation, Person.birth_year.label("detail"),
            not_(_asked(set_for(model, year), year)).label("gone"),
        ).where(Person.id == subject_id)  # fmt: skip
    column = {Model.FAMILY: Household.id, Model.CLAN: Clan.id, Model.ORGANISATION: Organisation.id}[model]
    listed = {Model.FAMILY: families, Model.CLAN: clans, Model.ORGANISATION: organisations}[model]
    return listed().where(column == subject_id).order_by(None)


def _village(unit_id: int) -> Subject:
    unit = units.unit(unit_id)
    if unit.level != Level.VILLAGE:
        raise NoResultFound
    return Subject(Model.COMMUNITY, unit.id, unit.name, unit, gone=unit.valid_to is not None, detail=unit.type)
