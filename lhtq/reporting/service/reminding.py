"""Reminding the units that owe a report. Run as the database's owner, by ``lhtq report remind``.

A reminder is written down before it goes: once for each unit, period, kind and channel, which the database holds. It is
claimed in a transaction of its own, sent, and marked; one whose sending broke off in between is never sent again.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import GRANTS, Action, Role
from lhtq.membership.queries import chairs_to_call
from lhtq.reporting.gateways import Gateway, Message, RefusedError
from lhtq.reporting.models import Report, ReportDue, ReportReminder
from lhtq.reporting.rules.reminding import (
    MOST_TRIES,
    Channel,
    Outcome,
    Reminder,
    reminder_for,
    reminder_reopened,
    words_of,
)
from lhtq.reporting.rules.states import OPEN, ReportState
from lhtq.web.filters import ZONE

_WRITERS = [role for role in Role if GRANTS[role] & {Action.REPORT_WRITE, Action.REPORT_SUBMIT}]


@dataclass(frozen=True)
class Sent:
    """What a run came to."""

    written: int
    sent: int
    refused: int
    #: Units with nobody to write to by any channel.
    unreached: int


def remind(session: Session, gateways: Mapping[Channel, Gateway], today: dt.date) -> Sent:
    """Write down the reminders that the day calls for, and send what waits."""
    written, unreached = _write_down(session, list(gateways), today)
    sent = refused = 0
    for id_ in session.scalars(_waiting(list(gateways))).all():
        if _send(session, gateways, id_):
            sent += 1
        else:
            refused += 1
    return Sent(written, sent, refused, unreached)


def _write_down(session: Session, channels: list[Channel], today: dt.date) -> tuple[int, int]:
    near = ReportDue.due_on.between(today - dt.timedelta(days=60), today + dt.timedelta(days=14))
    reopened = Report.state == ReportState.REOPENED
    owed = session.execute(
        select(ReportDue, case((reopened, Report.answered_at)))
        .options(joinedload(ReportDue.unit), joinedload(ReportDue.period))
        .outerjoin(Report, Report.due_id == ReportDue.id)
        .where(
            ReportDue.waived_on.is_(None), or_(Report.id.is_(None), Report.state.in_(OPEN)), or_(reopened, near)
        )
        .order_by(ReportDue.id)
    ).all()  # fmt: skip
    written = unreached = 0
    for due, opened_at in owed:
        day, kind = _called_for(due, opened_at, today)
        if kind is None:
            continue
        addresses = {channel: to for channel in channels if (to := _address(session, due.unit_id, channel, today))}
        unreached += not addresses
        for channel, to in addresses.items():
            words = words_of(kind, due.period.name, due.unit.full_name, day)
            made = session.execute(
                insert(ReportReminder)
                .values(
                    due_id=due.id, unit_id=due.unit_id, kind=kind, channel=channel, address=to, words=words,
                    outcome=Outcome.WAITING,
                )
                .on_conflict_do_nothing()
                .returning(ReportReminder.id)
            )  # fmt: skip
            written += made.scalar() is not None
    session.commit()
    return written, unreached


def _called_for(due: ReportDue, opened_at: dt.datetime | None, today: dt.date) -> tuple[dt.date, Reminder | None]:
    """The reminder that a report calls for, and the day of which it speaks."""
    if opened_at is None:
        return due.due_on, reminder_for(due.due_on, today)
    opened_on = opened_at.astimezone(ZONE).date()
    return opened_on, reminder_reopened(opened_on, today)


def _address(session: Session, unit_id: int, channel: Channel, today: dt.date) -> str:
    """Whom of a unit a channel reaches: the account of those who write that signed in last; nothing for nobody.

    A file says whom to call as well, and by which number: where no account has one, the chair of the Association.
    """
    if channel is not Channel.FILE:
        return next(iter(_writer(session, unit_id, Account.email if channel is Channel.MAIL else Account.phone)), "")
    name = next(iter(_writer(session, unit_id, Account.full_name)), "")
    callee = _writer(session, unit_id, Account.phone, Account.full_name) or _chair(session, unit_id, today)
    if not callee:
        return name
    phone, called = callee
    return "; ".join(filter(None, [name[:40] if name != called else "", f"gọi {called[:40]}, {phone}"]))


def _writer(session: Session, unit_id: int, *columns: InstrumentedAttribute[str]) -> tuple[str, ...]:
    """Some columns of the account of those who write for a unit that has the first of them and signed in last."""
    found = session.execute(
        select(*columns)
        .join(Assignment, Assignment.account_id == Account.id)
        .where(
            Assignment.unit_id == unit_id, Assignment.role.in_(_WRITERS), Assignment.active,
            Assignment.ended_on.is_(None), Account.active, columns[0] != "",
        )
        .order_by(Account.last_sign_in_at.desc().nulls_last(), Account.id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    return tuple(found or ())


def _chair(session: Session, unit_id: int, today: dt.date) -> tuple[str, ...]:
    found = session.execute(chairs_to_call([unit_id], today)).one_or_none()
    return (found.phone, f"{found.full_name} (Hội Khuyến học)") if found else ()


def _waiting(channels: list[Channel]) -> Select[int]:
    return (
        select(ReportReminder.id)
        .where(
            ReportReminder.outcome == Outcome.WAITING,
            ReportReminder.tries < MOST_TRIES,
            ReportReminder.channel.in_(channels),
        )
        .order_by(ReportReminder.id)
    )


def _send(session: Session, gateways: Mapping[Channel, Gateway], id_: int) -> bool:
    """Claim a reminder, send it, and say what came of it; False where it was refused or another has claimed it."""
    claimed = session.execute(
        update(ReportReminder)
        .where(ReportReminder.id == id_, ReportReminder.outcome == Outcome.WAITING)
        .values(outcome=Outcome.SENDING, tries=ReportReminder.tries + 1, tried_at=func.now())
        .returning(ReportReminder.channel, ReportReminder.address, ReportReminder.words, ReportReminder.tries)
    ).one_or_none()
    session.commit()
    if claimed is None:
        return False
    message = Message(f"lhtq-{id_}", claimed.address, "Nhắc nộp báo cáo", claimed.words)
    try:
        gateways[Channel(claimed.channel)].send(message)
    except RefusedError as error:
        outcome = Outcome.FAILED if claimed.tries >= MOST_TRIES else Outcome.WAITING
        _mark(session, id_, outcome, str(error)[:300])
        return False
    except OSError as error:
        _mark(session, id_, Outcome.SENDING, str(error)[:300])  # it may have arrived
        return False
    _mark(session, id_, Outcome.SENT, "")
    return True


def _mark(session: Session, id_: int, outcome: Outcome, trouble: str) -> None:
    values: dict[str, Any] = {"outcome": outcome, "trouble": trouble}
    if outcome is Outcome.SENT:
        values["sent_at"] = func.now()
    session.execute(update(ReportReminder).where(ReportReminder.id == id_).values(**values))
    session.commit()
