"""A centre is shared by communes that have agreed to it: asking, answering, leaving."""

import datetime as dt

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Place, Refusal, may_here, require
from lhtq.centre import queries
from lhtq.centre.models import Centre, CentreInvitation, CentreServed
from lhtq.centre.rules import InvitationState
from lhtq.centre.service.errors import HasCentreError, InvitedError, WrongPlaceError
from lhtq.db.command import command
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@command
def share(actor: Actor, centre: Centre, commune: Unit, today: dt.date) -> bool:
    """Let a centre serve another commune too; gives whether it does from now on.

    It does at once for who is responsible for both communes. Anybody else asks the other commune, which agrees or
    does not. Raises WrongPlaceError, HasCentreError, InvitedError.
    """
    require(actor, Action.CENTRE_SHARE, centre)
    if commune.level != Level.COMMUNE:
        raise WrongPlaceError
    if may_here(actor, Action.CENTRE_SHARE, commune.path):
        begin_serving(actor, Action.CENTRE_SHARE, centre.id, centre.unit_id, commune.id)
        for waiting in queries.waiting_of(centre.id, commune.id):
            _answer(actor, waiting, InvitationState.AGREED, today)
        return True
    if commune.id in {link.unit_id for link in queries.served(centre.id)}:
        raise HasCentreError
    asked = CentreInvitation(
        centre_id=centre.id, unit_id=centre.unit_id, to_unit_id=commune.id, centre_name=centre.name
    )
    try:
        record(actor, Action.CENTRE_SHARE, asked)
    except IntegrityError as error:  # one that waits for an answer is a unique index
        raise InvitedError from error
    return False


@command
def agree(actor: Actor, invitation: CentreInvitation, today: dt.date) -> None:
    """Share the centre from now on. Raises HasCentreError where the commune has one already."""
    require(actor, Action.CENTRE_SHARE, Place(invitation.to_unit.path))
    _must_wait(invitation)
    # While the question is open: row security admits the commune by it.
    begin_serving(actor, Action.CENTRE_SHARE, invitation.centre_id, invitation.unit_id, invitation.to_unit_id)
    _answer(actor, invitation, InvitationState.AGREED, today)


@command
def decline(actor: Actor, invitation: CentreInvitation, reason: str, today: dt.date) -> None:
    """Say that the commune does not want to share the centre, and why."""
    require(actor, Action.CENTRE_SHARE, Place(invitation.to_unit.path))
    _must_wait(invitation)
    invitation.reason = reason
    _answer(actor, invitation, InvitationState.DECLINED, today)


@command
def withdraw(actor: Actor, invitation: CentreInvitation, today: dt.date) -> None:
    """Take an invitation back while nobody has answered it."""
    require(actor, Action.CENTRE_SHARE, invitation)
    _must_wait(invitation)
    _answer(actor, invitation, InvitationState.WITHDRAWN, today)


@command
def leave(actor: Actor, link: CentreServed, reason: str, today: dt.date) -> None:
    """Say that a centre serves a commune no longer, and why, from the side of either.

    Its own commune it serves as long as it is. Raises WrongPlaceError for that one.
    """
    if link.unit_id == link.centre_unit_id:
        raise WrongPlaceError
    centre = queries.centre(link.centre_id)
    if centre.unit_path.startswith(actor.unit_path):
        require(actor, Action.CENTRE_SHARE, centre)
    else:
        require(actor, Action.CENTRE_SHARE, Place(link.unit.path))
    link.left_on, link.left_because = today, reason
    record(actor, Action.CENTRE_SHARE, link)


def begin_serving(actor: Actor, action: Action, centre_id: int, centre_unit_id: int, commune_id: int) -> None:
    """Write down, inside a command, that a centre serves a commune from now on. Raises HasCentreError."""
    link = CentreServed(centre_id=centre_id, centre_unit_id=centre_unit_id, unit_id=commune_id)
    try:
        record(actor, action, link)
    except IntegrityError as error:  # one centre a commune is a unique index
        raise HasCentreError from error


def _must_wait(invitation: CentreInvitation) -> None:
    if invitation.state != InvitationState.OFFERED:
        raise NotAllowedError(Refusal.STATE)


def _answer(actor: Actor, invitation: CentreInvitation, state: InvitationState, today: dt.date) -> None:
    invitation.state, invitation.answered_on = state, today
    side = invitation.unit_id if state is InvitationState.WITHDRAWN else invitation.to_unit_id
    record(actor, Action.CENTRE_SHARE, invitation, unit_id=side)
