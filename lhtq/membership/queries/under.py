"""The members of a unit with all branches at and under it: all of today, in office, paid or not for a year."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from lhtq.db import db
from lhtq.membership.models import Branch, Fee, Member, Post
from lhtq.membership.queries.branches import in_office
from lhtq.membership.queries.on_a_day import AskedOn, members_asked
from lhtq.membership.queries.past import paid_before
from lhtq.membership.rules import Listed
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Under:
    """A member in the list of a unit; ``amount`` and ``paid_on`` are of the year's fee that the branch took."""

    id: int
    full_name: str
    birth_year: int
    phone: str
    branch_id: int
    branch: str
    place: str
    left_on: dt.date | None
    amount: int | None
    paid_on: dt.date | None


def members_under(path: str, listed: Listed, year: int, on: dt.date, limit: int, offset: int) -> list[Under]:
    """The members at or under a unit that a figure counts, by place, branch and name.

    A fee counts where it was paid, whoever left since; an office where it is held; all else where the branch is.
    """
    return _under(_WHICH[listed](path, year, on), year, limit, offset)


def members_on(asked: AskedOn, limit: int, offset: int) -> list[Under]:
    """The same as a report counts them on a day; no fee beside who paid it in the branch before."""
    return _under(members_asked(asked), asked.year, limit, offset)


def count_on(asked: AskedOn) -> int:
    """How many they are."""
    statement = select(func.count()).select_from(Member).join(Unit, Unit.id == Member.unit_id)
    return db.session.scalar(statement.where(members_asked(asked))) or 0


def _under(which: ColumnElement[bool], year: int, limit: int, offset: int) -> list[Under]:
    columns: tuple[Any, ...] = (
        Member.id, Member.full_name, Member.birth_year, Member.phone, Branch.id, Branch.name, Unit.name,
        Member.left_on, Fee.amount, Fee.paid_on,
    )  # fmt: skip
    rows = db.session.execute(
        select(*columns)
        .join(Branch, Branch.id == Member.branch_id)
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(Fee, and_(Fee.member_id == Member.id, Fee.year == year))
        .where(which)
        .order_by(Unit.path, Branch.name, Branch.id, Member.sort, Member.id)
        .limit(limit)
        .offset(offset)
    )
    return [Under(*row) for row in rows]


def _here(path: str) -> ColumnElement[bool]:
    return Unit.path.startswith(path, autoescape=True)


def _of_today(path: str, _year: int, _on: dt.date) -> ColumnElement[bool]:
    return and_(_here(path), Member.left_on.is_(None))


def _in_office(path: str, _year: int, on: dt.date) -> ColumnElement[bool]:
    held = (
        select(Post.id)
        .join(Branch, Branch.id == Post.branch_id)
        .where(Post.member_id == Member.id, in_office(on), Branch.ended_on.is_(None))
        .where(Post.unit_id.in_(select(Unit.id).where(_here(path))))
        .correlate(Member)
    )
    return held.exists()


def _paid(path: str, _year: int, _on: dt.date) -> ColumnElement[bool]:
    return and_(_here(path), Fee.id.is_not(None))


def _unpaid(path: str, year: int, on: dt.date) -> ColumnElement[bool]:
    return and_(_of_today(path, year, on), Fee.id.is_(None), paid_before(year).is_(None))


_WHICH: dict[Listed, Callable[[str, int, dt.date], ColumnElement[bool]]] = {
    Listed.MEMBERS: _of_today,
    Listed.OFFICERS: _in_office,
    Listed.PAID: _paid,
    Listed.UNPAID: _unpaid,
}
