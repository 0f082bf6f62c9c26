"""The fees of a year."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.membership import queries
from lhtq.membership.models import Branch, Fee


class PaidError(Exception):
    """Somebody else has just written down the fee of one of them."""


@command
def pay(actor: Actor, branch: Branch, member_ids: Sequence[int], year: int, amount: int, paid_on: dt.date) -> int:
    """Write down that members of a branch paid the year's fee, each the same amount in đồng; gives how many.

    Whoever has paid already is left as it is. Raises PaidError where another does the same at this moment.
    """
    require(actor, Action.MEMBERSHIP_EDIT, branch)
    found = queries.in_branch(branch.id, member_ids)
    known = queries.payers([member.id for member in found], year)
    new = [member for member in found if member.id not in known]
    try:
        for member in new:
            fee = Fee(member_id=member.id, unit_id=member.unit_id, year=year, amount=amount, paid_on=paid_on)
            record(actor, Action.MEMBERSHIP_EDIT, fee)
    except IntegrityError as error:
        raise PaidError from error
    return len(new)


@command
def take_back_fee(actor: Actor, branch: Branch, fee: Fee) -> None:
    """Take back a fee that was written down by mistake; what it was stays in the audit trail."""
    require(actor, Action.MEMBERSHIP_EDIT, branch)
    record(actor, Action.MEMBERSHIP_EDIT, fee, note=f"Bỏ hội phí năm {fee.year}: {fee.amount} đồng")
    db.session.delete(fee)
