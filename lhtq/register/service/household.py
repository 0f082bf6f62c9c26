"""Changes to the register: villages, households, members."""

import datetime as dt
from dataclasses import dataclass, fields

from sqlalchemy import func, select

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.register.models import Household, Person
from lhtq.register.rules import Occupation, Relation, Sex
from lhtq.register.service.errors import HeadMissingError, WrongLevelError
from lhtq.units.models import Unit
from lhtq.units.rules import Level, child_path


@dataclass(frozen=True)
class PersonGiven:
    """What is typed of one person."""

    full_name: str
    birth_year: int
    sex: Sex
    ethnicity: str
    relation: Relation
    working: bool
    occupation: Occupation | None = None
    #: The day, where it is known: of ``birth_year``.
    birth_date: dt.date | None = None
    phone: str = ""
    disabled: bool = False
    #: None where nobody has said.
    literate: bool | None = None


@dataclass(frozen=True)
class HouseholdGiven:
    """What is typed of a household besides its members."""

    address: str = ""
    code: str = ""
    phone: str = ""
    poor: bool = False


@command
def add_village(actor: Actor, commune: Unit, *, name: str, type_: str, legal_basis: str, today: dt.date) -> Unit:
    """Add a village to a commune, with the commune's next number as its code."""
    require(actor, Action.VILLAGE_EDIT, Place(commune.path))
    if commune.level != Level.COMMUNE:
        raise WrongLevelError
    # Who adds another village to it at this moment waits, and then takes the number after ours.
    db.session.execute(select(Unit.id).where(Unit.id == commune.id).with_for_update())
    taken = db.session.scalars(select(func.max(Unit.code)).where(Unit.parent_id == commune.id)).one()
    code = f"{int(taken or 0) + 1:03}"
    village = Unit(
        parent_id=commune.id,
        level=Level.VILLAGE,
        type=type_,
        code=code,
        name=name,
        path=child_path(commune.path, code),
        valid_from=today,
        legal_basis=legal_basis,
    )
    record(actor, Action.VILLAGE_EDIT, village, unit_id=commune.id)
    return village


@command
def add_household(actor: Actor, village: Unit, head: PersonGiven, given: HouseholdGiven) -> Household:
    """Add a household with its head. Raises WrongLevelError for a unit that is no village."""
    require(actor, Action.HOUSEHOLD_EDIT, Place(village.path))
    if village.level != Level.VILLAGE:
        raise WrongLevelError
    household = Household(unit_id=village.id, head_name=head.full_name)
    write_facts(household, given)
    record(actor, Action.HOUSEHOLD_EDIT, household)
    person = _person(household, head)
    person.relation = Relation.HEAD
    record(actor, Action.HOUSEHOLD_EDIT, person)
    return household


@command
def edit_household(actor: Actor, household: Household, given: HouseholdGiven) -> None:
    """Change what is written down of a household besides its members."""
    require(actor, Action.HOUSEHOLD_EDIT, household)
    write_facts(household, given)
    record(actor, Action.HOUSEHOLD_EDIT, household)


@command
def add_member(actor: Actor, household: Household, given: PersonGiven) -> Person:
    """Add a member; one given as head takes the place of the present head."""
    require(actor, Action.HOUSEHOLD_EDIT, household)
    if given.relation == Relation.HEAD:
        _step_back(actor, household, None)
    person = _person(household, given)
    record(actor, Action.HOUSEHOLD_EDIT, person)
    _name_after_head(actor, household, person)
    return person


@command
def edit_member(actor: Actor, household: Household, person: Person, given: PersonGiven) -> None:
    """Change a member. Raises HeadMissingError where no head would remain."""
    require(actor, Action.HOUSEHOLD_EDIT, household)
    here = person.left_on is None
    if here and person.relation == Relation.HEAD and given.relation != Relation.HEAD:
        raise HeadMissingError
    if here and given.relation == Relation.HEAD:
        _step_back(actor, household, person)
    _say(person, given)
    record(actor, Action.HOUSEHOLD_EDIT, person)
    _name_after_head(actor, household, person)


def _person(household: Household, given: PersonGiven) -> Person:
    person = Person(household_id=household.id, unit_id=household.unit_id)
    _say(person, given)
    return person


def _say(person: Person, given: PersonGiven) -> None:
    for field in fields(PersonGiven):
        setattr(person, field.name, getattr(given, field.name))


def write_facts(household: Household, given: HouseholdGiven) -> None:
    """Put what is typed of a household into its record."""
    for field in fields(HouseholdGiven):
        setattr(household, field.name, getattr(given, field.name))


def _step_back(actor: Actor, household: Household, new_head: Person | None) -> None:
    """Make the present head an ordinary member, when ``new_head`` is another person."""
    for person in household.members:
        if person is not new_head and person.relation == Relation.HEAD and person.left_on is None:
            person.relation = Relation.OTHER
            record(actor, Action.HOUSEHOLD_EDIT, person)
            # Before the new head is written: one head a household is a unique index.
            db.session.flush()


def _name_after_head(actor: Actor, household: Household, person: Person) -> None:
    if person.relation == Relation.HEAD and person.left_on is None and household.head_name != person.full_name:
        household.head_name = person.full_name
        record(actor, Action.HOUSEHOLD_EDIT, household)
