"""Taking a report for a change: by the unit whose it is, or by the one to whom it goes."""

import datetime as dt

from lhtq.accounts.policy import Action, Actor, NotAllowedError, Refusal, require
from lhtq.reporting import queries
from lhtq.reporting.models import Received, Report, ReportDue


def received(due: ReportDue, report: Report) -> Received:
    """A report as the one to whom it goes has it; that of the province stays with it, and the province accepts it.

    Who asked for it to be opened again does not answer that, nor opens it unasked; nor does who handed it in.
    """
    asked = queries.askers(report)
    if due.goes_to is None:
        return Received(report, due.unit.path, {Action.REPORT_REOPEN: asked})
    hands = queries.hands(report)
    return Received(
        report,
        due.goes_to.path,
        {
            Action.REPORT_ACCEPT: hands,
            Action.REPORT_REOPEN: asked,
            Action.REPORT_REOPEN_UNASKED: asked | hands,
        },
    )


def moved(actor: Actor, action: Action, due: ReportDue) -> Report:
    """The report of what is owed, locked for a change that its own unit makes.

    Where nothing is owed any more, as by who was merged into another, what was begun stays as it is.
    """
    report = queries.find_report(due, locked=True)
    if report is None:
        require(actor, action, due)
        raise NotAllowedError(Refusal.STATE)
    require(actor, action, report)
    if due.waived_on is not None and action is not Action.REPORT_ASK_REOPENING:
        raise NotAllowedError(Refusal.STATE)
    return report


def answered(actor: Actor, action: Action, due: ReportDue) -> Report:
    """The report of what is owed, locked for a change that is the level above's to make."""
    report = queries.find_report(due, locked=True)
    if report is None:
        raise NotAllowedError(Refusal.STATE)
    require(actor, action, received(due, report))
    report.answered_at = dt.datetime.now(dt.UTC)
    return report
