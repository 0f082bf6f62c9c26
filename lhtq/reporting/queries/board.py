"""Who is late: every unit that owes a report under one, with whom to call."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import GRANTS, Action, Role
from lhtq.db import db
from lhtq.membership.queries import chairs, chairs_to_call
from lhtq.reporting.models import Report, ReportDue, ReportPeriod, ReportReminder, ReportReopening
from lhtq.reporting.queries.compiling import Standing, standings
from lhtq.reporting.rules.states import NOT_STARTED, OPEN, OWED_BY_ITS_DAY, ReportState

#: Who hands a unit's report in or writes it.
_WRITERS = [role for role in Role if GRANTS[role] & {Action.REPORT_WRITE, Action.REPORT_SUBMIT}]


@dataclass(frozen=True)
class Contact:
    """Whom to call at a unit: who signed in last of those who write its report, or who chairs its Association."""

    name: str
    phone: str
    #: Of those who write the report, whoever is called.
    last_sign_in_at: dt.datetime | None
    chairs: bool = False


@dataclass(frozen=True)
class BoardLine:
    """A unit on the board. ``days`` are left until it is due, negative where it is late."""

    standing: Standing
    days: int
    contact: Contact | None
    #: When a reminder went out last.
    reminded_at: dt.datetime | None

    @property
    def late(self) -> bool:
        """Whether something is owed after its day. What was accepted and is opened again came in before."""
        return self.standing.state in OWED_BY_ITS_DAY and self.days < 0


def board(period_id: int, path: str, today: dt.date) -> list[BoardLine]:
    """The units under a unit that owe a report in a period, by place; with the chair where no account has a number."""
    found = standings(period_id, path)
    contacts = {
        one.unit_id: Contact(one.full_name, one.phone, None, chairs=True) for one in reversed(chairs(path, today))
    }
    contacts |= contacts_of([one.due.unit_id for one in found])
    silent = [one.due.unit_id for one in found if not (known := contacts.get(one.due.unit_id)) or not known.phone]
    for unit_id, name, phone in db.session.execute(chairs_to_call(silent, today)):
        signed_in = contacts[unit_id].last_sign_in_at if unit_id in contacts else None
        contacts[unit_id] = Contact(name, phone, signed_in, chairs=True)
    reminded: dict[int, dt.datetime | None] = dict(
        db.session.execute(
            select(ReportReminder.due_id, func.max(ReportReminder.sent_at))
            .where(ReportReminder.due_id.in_([one.due.id for one in found]), ReportReminder.sent_at.is_not(None))
            .group_by(ReportReminder.due_id)
        ).all()
    )
    return [
        BoardLine(one, (one.due.due_on - today).days, contacts.get(one.due.unit_id), reminded.get(one.due.id))
        for one in found
    ]


def contacts_of(unit_ids: Sequence[int]) -> dict[int, Contact]:
    """Whom to call at each unit, by its id; one with a phone number before one without."""
    rows = db.session.execute(
        select(Assignment.unit_id, Account.full_name, Account.phone, Account.last_sign_in_at)
        .ext(distinct_on(Assignment.unit_id))
        .join(Account, Account.id == Assignment.account_id)
        .where(
            Assignment.unit_id.in_(unit_ids),
            Assignment.role.in_(_WRITERS),
            Assignment.active,
            Assignment.ended_on.is_(None),
            Account.active,
        )
        .order_by(Assignment.unit_id, Account.phone == "", Account.last_sign_in_at.desc().nulls_last(), Account.id)
    )
    last = dict(
        db.session.execute(
            select(Assignment.unit_id, func.max(Account.last_sign_in_at))
            .join(Account, Account.id == Assignment.account_id)
            .where(Assignment.unit_id.in_(unit_ids), Assignment.role.in_(_WRITERS))
            .group_by(Assignment.unit_id)
        ).all()
    )
    return {row.unit_id: Contact(row.full_name, row.phone, last.get(row.unit_id)) for row in rows}


#: Days before it is due from which a report stands among the things to do.
SOON = dt.timedelta(days=45)


def owed_now(unit_id: int, on: dt.date) -> list[tuple[ReportDue, str]]:
    """What a unit owes and is due soon or late, with where it stands, the first due first."""
    rows = db.session.execute(
        select(ReportDue, Report.state)
        .join(ReportPeriod, ReportPeriod.id == ReportDue.period_id)
        .outerjoin(Report, Report.due_id == ReportDue.id)
        .options(joinedload(ReportDue.period))
        .where(
            ReportDue.unit_id == unit_id,
            ReportDue.waived_on.is_(None),
            ReportDue.due_on <= on + SOON,
            or_(Report.id.is_(None), Report.state.in_(OPEN)),
        )
        .order_by(ReportDue.due_on)
    )
    return [(row[0], row[1] or NOT_STARTED) for row in rows]


def waiting_for(unit_id: int) -> list[tuple[ReportPeriod, int]]:
    """The periods in which reports wait for a unit's answer, with how many."""
    rows = db.session.execute(
        select(ReportPeriod, func.count())
        .join(ReportDue, ReportDue.period_id == ReportPeriod.id)
        .join(Report, Report.due_id == ReportDue.id)
        .where(ReportDue.goes_to_id == unit_id, ReportDue.waived_on.is_(None), Report.state == ReportState.SUBMITTED)
        .group_by(ReportPeriod.id)
        .order_by(ReportPeriod.as_of)
    )
    return [(row[0], row[1]) for row in rows]


def to_reopen(unit_id: int, account_id: int) -> list[ReportDue]:
    """What was handed in to a unit and is asked to be opened again by another than who looks.

    The province answers for its own.
    """
    return list(
        db.session.scalars(
            select(ReportDue)
            .join(Report, Report.due_id == ReportDue.id)
            .join(ReportReopening, ReportReopening.report_id == Report.id)
            .options(joinedload(ReportDue.period), joinedload(ReportDue.unit))
            .where(
                func.coalesce(ReportDue.goes_to_id, ReportDue.unit_id) == unit_id,
                ReportReopening.answered_at.is_(None),
                ReportReopening.asked_by != account_id,
            )
            .order_by(ReportReopening.id)
        )
    )
