"""Changes to a centre: what it is, whom it serves, its board, rooms, partners and plan."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.centre import queries
from lhtq.centre.models import BoardMember, Centre, CentreAsset, CentreLink, CentrePlan, CentreServed
from lhtq.centre.rules import ActivityKind, AssetKind, AssetState, AssociationPost, LinkKind, Position
from lhtq.centre.service.errors import HasCentreError, WrongPlaceError
from lhtq.db.command import command
from lhtq.register.models import Person
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class CentreGiven:
    """What is typed of a centre."""

    name: str
    decision_number: str
    decision_on: dt.date | None
    address: str
    phone: str

    def put(self, row: Centre) -> None:
        """Write it into a row."""
        for name, value in vars(self).items():
            setattr(row, name, value)


@dataclass(frozen=True)
class BoardGiven:
    """What is typed of somebody on the board; ``association`` with the commune whose Association it is."""

    full_name: str
    position: Position
    term_from: dt.date
    term_to: dt.date | None
    association: AssociationPost | None = None
    association_unit_id: int | None = None


@command
def add_centre(actor: Actor, commune: Unit, given: CentreGiven) -> Centre:
    """Register the centre of a commune, which it serves from now on. Raises WrongPlaceError, HasCentreError."""
    require(actor, Action.CENTRE_EDIT, Place(commune.path))
    if commune.level != Level.COMMUNE:
        raise WrongPlaceError
    centre = Centre(unit_id=commune.id)
    given.put(centre)
    record(actor, Action.CENTRE_EDIT, centre)
    _serve(actor, centre, commune.id)
    return centre


@command
def edit_centre(actor: Actor, centre: Centre, given: CentreGiven) -> None:
    """Change what a centre is."""
    require(actor, Action.CENTRE_EDIT, centre)
    given.put(centre)
    record(actor, Action.CENTRE_EDIT, centre)


@command
def serve(actor: Actor, centre: Centre, commune: Unit) -> None:
    """Let a centre serve another commune too. Raises WrongPlaceError, HasCentreError."""
    require(actor, Action.CENTRE_EDIT, centre)
    if commune.level != Level.COMMUNE:
        raise WrongPlaceError
    _serve(actor, centre, commune.id)


@command
def end_served(actor: Actor, link: CentreServed, today: dt.date) -> None:
    """Say that a centre serves a commune no longer, from the side of either.

    Its own commune it serves as long as it is. Raises WrongPlaceError for that one.
    """
    if link.unit_id == link.centre_unit_id:
        raise WrongPlaceError
    centre = queries.centre(link.centre_id)
    if not centre.unit_path.startswith(actor.unit_path):
        require(actor, Action.CENTRE_EDIT, Place(link.unit.path))
    else:
        require(actor, Action.CENTRE_EDIT, centre)
    link.left_on = today
    record(actor, Action.CENTRE_EDIT, link)


@command
def add_board_member(actor: Actor, centre: Centre, given: BoardGiven, person: Person | None) -> BoardMember:
    """Put somebody on the board: ``person`` from the register, whose name is taken from there, or a name alone."""
    require(actor, Action.CENTRE_EDIT, centre)
    if person is not None:
        require(actor, Action.PEOPLE_VIEW, person)
    member = BoardMember(
        centre_id=centre.id,
        unit_id=centre.unit_id,
        full_name=person.full_name if person else given.full_name,
        position=given.position,
        term_from=given.term_from,
        term_to=given.term_to,
        association=given.association,
        association_unit_id=given.association_unit_id,
        person_id=person.id if person else None,
        person_unit_id=person.unit_id if person else None,
    )
    record(actor, Action.CENTRE_EDIT, member)
    return member


@command
def end_board_member(actor: Actor, centre: Centre, member: BoardMember, today: dt.date) -> None:
    """Say that somebody left the board today."""
    require(actor, Action.CENTRE_EDIT, centre)
    member.term_to = max(today, member.term_from)
    record(actor, Action.CENTRE_EDIT, member)


@command
def add_asset(
    actor: Actor, centre: Centre, kind: AssetKind, name: str, quantity: int, state: AssetState
) -> CentreAsset:
    """Write down rooms or equipment."""
    require(actor, Action.CENTRE_EDIT, centre)
    asset = CentreAsset(
        centre_id=centre.id, unit_id=centre.unit_id, kind=kind, name=name, quantity=quantity, state=state
    )
    record(actor, Action.CENTRE_EDIT, asset)
    return asset


@command
def end_asset(actor: Actor, centre: Centre, asset: CentreAsset, today: dt.date) -> None:
    """Say that it is there no longer."""
    require(actor, Action.CENTRE_EDIT, centre)
    asset.left_on = today
    record(actor, Action.CENTRE_EDIT, asset)


@command
def add_link(actor: Actor, centre: Centre, kind: LinkKind, name: str, village_id: int | None) -> CentreLink:
    """Write down a culture house, library or museum that the centre works with."""
    require(actor, Action.CENTRE_EDIT, centre)
    link = CentreLink(centre_id=centre.id, unit_id=centre.unit_id, kind=kind, name=name, village_id=village_id)
    record(actor, Action.CENTRE_EDIT, link)
    return link


@command
def end_link(actor: Actor, centre: Centre, link: CentreLink, today: dt.date) -> None:
    """Say that they work together no longer."""
    require(actor, Action.CENTRE_EDIT, centre)
    link.left_on = today
    record(actor, Action.CENTRE_EDIT, link)


@command
def set_plan(actor: Actor, centre: Centre, year: int, kind: ActivityKind, planned: Mapping[int, int]) -> None:
    """Say how many activities of a kind are planned for each month of a year."""
    require(actor, Action.CENTRE_EDIT, centre)
    known = queries.plan(centre.id, year)
    for month, number in planned.items():
        row = known.get((month, kind))
        if row is None and not number:
            continue
        if row is None:
            row = CentrePlan(centre_id=centre.id, unit_id=centre.unit_id, year=year, month=month, kind=kind)
        if row.planned != number:
            row.planned = number
            record(actor, Action.CENTRE_EDIT, row)


def _serve(actor: Actor, centre: Centre, commune_id: int) -> None:
    link = CentreServed(centre_id=centre.id, centre_unit_id=centre.unit_id, unit_id=commune_id)
    try:
        record(actor, Action.CENTRE_EDIT, link, unit_id=centre.unit_id)
    except IntegrityError as error:  # one centre a commune is a unique index
        raise HasCentreError from error
