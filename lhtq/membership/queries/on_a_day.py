"""The Association as it was on a day: what a report counts of it, and the lists that its figures lead to."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from lhtq.membership.models import Branch, Fee, Member, Post
from lhtq.membership.queries.branches import going_on, in_office
from lhtq.membership.queries.past import paid_before
from lhtq.membership.rules import Listed
from lhtq.units import queries as units
from lhtq.units.models import Unit


@dataclass(frozen=True)
class AskedOn:
    """Whom a list of a day shows: at or under a unit, or with ``only`` at it alone; fees are those of ``year``."""

    path: str
    listed: Listed
    year: int
    on: dt.date
    only: bool = False


def member_on(on: dt.date) -> ColumnElement[bool]:
    """Whether somebody is a member on a day."""
    return and_(
        or_(Member.joined_on.is_(None), Member.joined_on <= on), or_(Member.left_on.is_(None), Member.left_on > on)
    )


def paid_by(year: int, on: dt.date) -> ColumnElement[bool]:
    """Whether a member has paid the fee of a year by a day: here, or in the branch that they were in before."""
    fee = select(Fee.id).where(Fee.member_id == Member.id, Fee.year == year, Fee.paid_on <= on).correlate(Member)
    return or_(fee.exists(), paid_before(year, on).is_not(None))


def members_asked(asked: AskedOn) -> ColumnElement[bool]:
    """Which members a list of a day shows; the statement joins their units."""
    return _WHICH[asked.listed](asked)


def _members(asked: AskedOn) -> ColumnElement[bool]:
    return and_(units.lies(asked.path, only=asked.only), member_on(asked.on))


def _officers(asked: AskedOn) -> ColumnElement[bool]:
    held = (
        select(Post.id)
        .join(Branch, Branch.id == Post.branch_id)
        .where(Post.member_id == Member.id, in_office(asked.on), going_on(asked.on))
        .where(Post.unit_id.in_(select(Unit.id).where(units.lies(asked.path, only=asked.only))))
        .correlate(Member)
    )
    return held.exists()


def _paid(asked: AskedOn) -> ColumnElement[bool]:
    return and_(_members(asked), paid_by(asked.year, asked.on))


def _unpaid(asked: AskedOn) -> ColumnElement[bool]:
    return and_(_members(asked), ~paid_by(asked.year, asked.on))


_WHICH: dict[Listed, Callable[[AskedOn], ColumnElement[bool]]] = {
    Listed.MEMBERS: _members,
    Listed.OFFICERS: _officers,
    Listed.PAID: _paid,
    Listed.UNPAID: _unpaid,
}
