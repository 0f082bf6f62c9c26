"""Opening an accepted report again: its unit asks and the level above answers, or that level opens it by itself."""

import datetime as dt

from sqlalchemy import update

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Refusal
from lhtq.db import db
from lhtq.db.command import command
from lhtq.reporting import queries
from lhtq.reporting.models import RecordLock, Report, ReportDue, ReportReopening
from lhtq.reporting.rules.states import ReportState, after
from lhtq.reporting.service.taking import answered, moved


@command
def ask_reopening(actor: Actor, due: ReportDue, reason: str) -> ReportReopening:
    """Ask that an accepted report be opened again; its own unit does. One request at a time: a second gives the first.

    Raises NotAllowedError.
    """
    report = moved(actor, Action.REPORT_ASK_REOPENING, due)
    open_ = queries.open_reopening(report.id)
    if open_ is not None:
        return open_
    asked = ReportReopening(
        report_id=report.id,
        unit_id=report.unit_id,
        reason=reason,
        asked_by=actor.account_id,
        asked_by_name=actor.name,
        asked_from=actor.unit_name,
        asked_at=dt.datetime.now(dt.UTC),
    )
    record(actor, Action.REPORT_ASK_REOPENING, asked, note=reason)
    return asked


@command
def answer_reopening(actor: Actor, due: ReportDue, answer: str, *, granted: bool) -> None:
    """Open an accepted report again, which lifts the lock of its records, or refuse to.

    Another than who asked answers. Raises NotAllowedError.
    """
    report = answered(actor, Action.REPORT_REOPEN, due)
    asked = queries.open_reopening(report.id)
    if asked is None:
        raise NotAllowedError(Refusal.STATE)
    asked.answer = answer
    _answer(asked, actor, granted=granted)
    record(actor, Action.REPORT_REOPEN, asked, note=answer)
    if granted:
        _open(actor, Action.REPORT_REOPEN, report, asked.reason, answer)


@command
def reopen(actor: Actor, due: ReportDue, reason: str) -> None:
    """Open an accepted report again in which the level above itself found an error: nobody has asked, and it says why.

    A request that waits is answered instead. Raises NotAllowedError.
    """
    report = answered(actor, Action.REPORT_REOPEN_UNASKED, due)
    if queries.open_reopening(report.id) is not None:
        raise NotAllowedError(Refusal.STATE)
    opened = ReportReopening(report_id=report.id, unit_id=report.unit_id, reason=reason)
    _answer(opened, actor, granted=True)
    record(actor, Action.REPORT_REOPEN_UNASKED, opened, note=reason)
    _open(actor, Action.REPORT_REOPEN_UNASKED, report, reason, reason)


def _answer(reopening: ReportReopening, actor: Actor, *, granted: bool) -> None:
    reopening.granted = granted
    reopening.answered_by = actor.account_id
    reopening.answered_by_name = actor.name
    reopening.answered_from = actor.unit_name
    reopening.answered_at = dt.datetime.now(dt.UTC)


def _open(actor: Actor, action: Action, report: Report, reason: str, note: str) -> None:
    """Let a report be written on again, and its records be changed."""
    report.state = after(ReportState(report.state), action)
    report.reason = reason
    record(actor, action, report, note=note)
    db.session.execute(
        update(RecordLock)
        .where(RecordLock.report_id == report.id, RecordLock.lifted_at.is_(None))
        .values(lifted_at=report.answered_at)
    )
