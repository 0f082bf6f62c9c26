"""The memberships from which one went on in another branch, and the fees that were paid in them.

The database tells both to whoever sees the membership of today (migration 0047): the branches before may lie elsewhere.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, case, column, func, select

from lhtq.db import db
from lhtq.membership.models import Branch, Member
from lhtq.units.models import Unit


@dataclass(frozen=True)
class PastLine:
    """A membership from which one went on; no name for a branch that the actor does not see."""

    id: int
    branch_name: str | None
    place: str
    unit_path: str
    joined_on: dt.date | None
    left_on: dt.date | None


def _past(member_id: Any) -> Any:
    columns = [column(name, Integer) for name in ("id", "branch_id", "unit_id", "step")]
    days = [column(name, Date) for name in ("joined_on", "left_on")]
    return func.lhtq_member_past(member_id).table_valued(*columns, *days)


def _fees(member_id: Any) -> Any:
    return func.lhtq_fees_before(member_id).table_valued(
        column("year", Integer), column("amount", Integer), column("paid_on", Date)
    )


def past_of(member_id: int) -> list[PastLine]:
    """The memberships from which one went on, the latest first."""
    past = _past(member_id)
    rows = db.session.execute(
        select(past.c.id, Branch.name, Unit.name, Unit.path, past.c.joined_on, past.c.left_on)
        .join(Unit, Unit.id == past.c.unit_id)
        .outerjoin(Branch, Branch.id == past.c.branch_id)
        .order_by(past.c.step)
    )
    return [PastLine(*row) for row in rows]


def fees_before(member_id: int) -> Sequence[Any]:
    """Year, amount and day of the fees that were paid in the memberships from which one went on."""
    fees = _fees(member_id)
    return db.session.execute(select(fees.c.year, fees.c.amount, fees.c.paid_on)).all()


def paid_before(year: int, until: dt.date | None = None) -> ColumnElement[Any]:
    """What a member paid for a year in a membership from which this one went on; NULL where nothing was until a day."""
    fees = _fees(Member.id)
    paid = select(fees.c.amount).where(fees.c.year == year).limit(1)
    if until is not None:
        paid = paid.where(fees.c.paid_on <= until)
    # It is asked of nobody who did not move.
    return case((Member.moved_from_id.is_not(None), paid.scalar_subquery()))


def joined_first() -> ColumnElement[Any]:
    """The day on which a member joined the Association, in whichever branch; NULL where it is not known."""
    past = _past(Member.id)
    first = select(past.c.joined_on).order_by(past.c.step.desc()).limit(1)
    return case((Member.moved_from_id.is_(None), Member.joined_on), else_=first.scalar_subquery())
