"""Changes to organisations: the commune keeps them, they keep their staff, and a person leaves from either side."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Place, Refusal, require
from lhtq.db.command import command
from lhtq.register import queries
from lhtq.register.models import Employment, Organisation, Person
from lhtq.register.rules import OrganisationKind
from lhtq.register.service.errors import AlreadyLinkedError, WrongLevelError, the_one
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class OrganisationGiven:
    """What is typed of an organisation."""

    kind: OrganisationKind
    name: str
    head_name: str
    phone: str
    address: str


@dataclass(frozen=True)
class StaffGiven:
    """Who is meant in another commune: all of it must be known."""

    full_name: str
    birth_year: int
    commune: Unit


@command
def add_organisation(actor: Actor, commune: Unit, given: OrganisationGiven) -> Organisation:
    """Register an organisation of a commune's area. Raises WrongLevelError for another unit."""
    require(actor, Action.ORGANISATION_EDIT, Place(commune.path))
    if commune.level != Level.COMMUNE:
        raise WrongLevelError
    organisation = Organisation(
        unit_id=commune.id,
        kind=given.kind,
        name=given.name,
        head_name=given.head_name,
        phone=given.phone,
        address=given.address,
    )
    record(actor, Action.ORGANISATION_EDIT, organisation)
    return organisation


@command
def edit_organisation(
    actor: Actor, organisation: Organisation, given: OrganisationGiven, ended_on: dt.date | None
) -> None:
    """Change an organisation, or say since when it is no more.

    Its place is asked for, which no organisation is: what it is called, and whether it is, the commune says.
    """
    require(actor, Action.ORGANISATION_EDIT, Place(organisation.unit_path))
    organisation.kind = given.kind
    organisation.name = given.name
    organisation.head_name = given.head_name
    organisation.phone = given.phone
    organisation.address = given.address
    organisation.ended_on = ended_on
    record(actor, Action.ORGANISATION_EDIT, organisation)


@command
def add_staff(actor: Actor, organisation: Organisation, person: Person, position: str) -> Employment:
    """Put a person whom the actor sees on the staff. Raises AlreadyLinkedError."""
    require(actor, Action.ORGANISATION_EDIT, organisation)
    require(actor, Action.PEOPLE_VIEW, person)
    return _link(actor, organisation, queries.Found(person.id, person.unit_id), position)


@command
def add_staff_of(actor: Actor, organisation: Organisation, given: StaffGiven, position: str) -> Employment:
    """Put the one person of a commune, any commune, with this name and year of birth on the staff.

    Raises NobodyFoundError, SeveralFoundError, AlreadyLinkedError.
    """
    require(actor, Action.ORGANISATION_EDIT, organisation)
    found = the_one(queries.find_people(given.full_name, given.birth_year, given.commune.id))
    return _link(actor, organisation, found, position)


@command
def end_work(actor: Actor, organisation: Organisation, link: Employment, today: dt.date) -> None:
    """Say that a person works here no longer, from the organisation's side."""
    require(actor, Action.ORGANISATION_EDIT, organisation)
    link.left_on = today
    record(actor, Action.ORGANISATION_EDIT, link)


@command
def leave_work(actor: Actor, person: Person, link: Employment, today: dt.date) -> None:
    """The same from the person's side; it is written down in the person's village."""
    require(actor, Action.HOUSEHOLD_EDIT, person)
    link.left_on = today
    record(actor, Action.HOUSEHOLD_EDIT, link, unit_id=person.unit_id)


def _link(actor: Actor, organisation: Organisation, person: queries.Found, position: str) -> Employment:
    if organisation.ended_on is not None:
        raise NotAllowedError(Refusal.STATE)
    link = Employment(
        organisation_id=organisation.id,
        unit_id=organisation.unit_id,
        person_id=person.id,
        person_unit_id=person.unit_id,
        position=position,
    )
    try:
        record(actor, Action.ORGANISATION_EDIT, link)
    except IntegrityError as error:  # working twice in one place is a unique index
        raise AlreadyLinkedError from error
    return link
