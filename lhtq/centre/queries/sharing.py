"""Which communes were asked to share a centre, what they answered, and who has left one."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from lhtq.centre.models import CentreInvitation, CentreServed
from lhtq.centre.rules import InvitationState
from lhtq.db import db
from lhtq.units.models import Unit

#: More than a centre asks in years.
_MOST = 20

_INVITATIONS = select(CentreInvitation).options(joinedload(CentreInvitation.unit), joinedload(CentreInvitation.to_unit))


def invitation(invitation_id: int) -> CentreInvitation:
    """One with both communes; raises NoResultFound where the actor is on neither side."""
    return db.session.scalars(_INVITATIONS.where(CentreInvitation.id == invitation_id)).one()


def invitations_of(centre_id: int) -> Sequence[CentreInvitation]:
    """Whom a centre has asked and who is no part of it: those that have not answered first, then the latest."""
    return db.session.scalars(
        _INVITATIONS.where(CentreInvitation.centre_id == centre_id, CentreInvitation.state != InvitationState.AGREED)
        .order_by(CentreInvitation.state != InvitationState.OFFERED, CentreInvitation.id.desc())
        .limit(_MOST)
    ).all()


def invitations_to(path: str) -> Sequence[CentreInvitation]:
    """The invitations that the communes at or under a unit have not answered yet, the oldest first."""
    return db.session.scalars(
        _INVITATIONS.where(CentreInvitation.id.in_(_waiting(path))).order_by(CentreInvitation.id).limit(_MOST)
    ).all()


def count_invitations(path: str) -> int:
    """How many they are."""
    return db.session.scalars(select(func.count()).select_from(_waiting(path).subquery())).one()


def waiting_of(centre_id: int, commune_id: int) -> Sequence[CentreInvitation]:
    """The one by which a centre has asked a commune that has not answered, if there is one."""
    return db.session.scalars(
        _INVITATIONS.where(
            CentreInvitation.centre_id == centre_id,
            CentreInvitation.to_unit_id == commune_id,
            CentreInvitation.state == InvitationState.OFFERED,
        )
    ).all()


def former(centre_id: int) -> Sequence[CentreServed]:
    """The communes that a centre serves no longer, the latest first."""
    return db.session.scalars(
        select(CentreServed)
        .options(joinedload(CentreServed.unit))
        .where(CentreServed.centre_id == centre_id, CentreServed.left_on.is_not(None))
        .order_by(CentreServed.left_on.desc(), CentreServed.id.desc())
        .limit(_MOST)
    ).all()


def _waiting(path: str) -> Select[int]:
    return (
        select(CentreInvitation.id)
        .join(Unit, Unit.id == CentreInvitation.to_unit_id)
        .where(Unit.path.startswith(path, autoescape=True), CentreInvitation.state == InvitationState.OFFERED)
    )
