"""Writing a report, handing it in, accepting or returning it, and saying something about it."""

import datetime as dt
from collections.abc import Sequence

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.reporting import queries
from lhtq.reporting.models import RecordLock, Report, ReportComment, ReportDue, ReportText, ReportVersion
from lhtq.reporting.rules.checks import blocked
from lhtq.reporting.rules.layouts import layout
from lhtq.reporting.rules.periods import PeriodKind
from lhtq.reporting.rules.proposing import proposals
from lhtq.reporting.rules.snapshots import fingerprint
from lhtq.reporting.rules.states import ReportState, after
from lhtq.reporting.service.errors import BlockedError, ChangedMeanwhileError, NotOwedError
from lhtq.reporting.service.taking import answered, moved, received
from lhtq.units.models import Unit


@command
def begin(actor: Actor, due: ReportDue, today: dt.date) -> Report:
    """Begin a report: each part with the sentences that the figures propose, or else with the words of last time.

    Last time's words hold last time's figures, which would go up unnoticed: where there are figures to tell, they are
    only offered beside the part. Where somebody else was first, theirs is given. Raises NotOwedError.
    """
    require(actor, Action.REPORT_WRITE, due)
    if due.waived_on is not None:
        raise NotOwedError
    found = queries.find_report(due)
    if found is not None:
        return found
    report = Report(due_id=due.id, unit_id=due.unit_id, state=ReportState.DRAFT, number=0, reason="")
    record(actor, Action.REPORT_WRITE, report)
    before = queries.words_before(due)
    proposed = proposals(queries.compiled(due, {}, today))
    for part in layout(due.period.layout).parts:
        words = " ".join(proposed.get(part.key, ())) or before.get(part.key, "")
        db.session.add(ReportText(report_id=report.id, unit_id=due.unit_id, part=part.key, words=words))
    return report


@command
def write(actor: Actor, due: ReportDue, part: str, words: str, version: int) -> None:
    """Write the words of a part. Raises ChangedMeanwhileError where another has written it since ``version``."""
    report = moved(actor, Action.REPORT_WRITE, due)
    text = queries.texts(report.id).get(part)
    if text is None:
        text = ReportText(report_id=report.id, unit_id=due.unit_id, part=part, words=words)
    elif text.version != version:
        raise ChangedMeanwhileError(text.words, text.version)
    else:
        text.words = words
    record(actor, Action.REPORT_WRITE, text)


@command
def submit(actor: Actor, due: ReportDue, note: str, today: dt.date) -> Report:
    """Hand a report in: its snapshot is frozen with its fingerprint. Raises BlockedError, NotAllowedError."""
    report = moved(actor, Action.REPORT_SUBMIT, due)
    snapshot = queries.compiled(due, queries.words(report.id), today)
    found = queries.found_in(due, report, snapshot)
    if blocked(found):
        raise BlockedError([one for one in found if one.blocks])
    report.number += 1
    report.state = after(ReportState(report.state), Action.REPORT_SUBMIT)
    report.submitted_at = dt.datetime.now(dt.UTC)
    report.answered_at = None
    record(actor, Action.REPORT_SUBMIT, report, note=note)
    version = ReportVersion(
        report_id=report.id,
        unit_id=report.unit_id,
        number=report.number,
        snapshot=snapshot,
        fingerprint=fingerprint(snapshot),
        made_by=actor.account_id,
        made_by_name=actor.name,
        note=note,
    )
    db.session.add(version)
    return report


@command
def accept(actor: Actor, due: ReportDue) -> None:
    """Accept a report: from now on the records behind it are locked. Raises NotAllowedError."""
    report = answered(actor, Action.REPORT_ACCEPT, due)
    report.state = after(ReportState(report.state), Action.REPORT_ACCEPT)
    report.reason = ""
    record(actor, Action.REPORT_ACCEPT, report)
    _lock(due, report)


@command
def return_(actor: Actor, due: ReportDue, reason: str) -> None:
    """Give a report back to be put right; ``reason`` is kept word for word. Raises NotAllowedError."""
    report = answered(actor, Action.REPORT_RETURN, due)
    report.state = after(ReportState(report.state), Action.REPORT_RETURN)
    report.reason = reason
    record(actor, Action.REPORT_RETURN, report, note=reason)


@command
def comment(actor: Actor, due: ReportDue, about: str, words: str) -> ReportComment:
    """Say something about a part or a table of a report from below. Raises NotAllowedError."""
    report = queries.report(due)
    require(actor, Action.REPORT_COMMENT, received(due, report))
    made = ReportComment(
        report_id=report.id,
        unit_id=report.unit_id,
        about=about,
        words=words,
        made_by=actor.account_id,
        made_by_name=actor.name,
    )
    record(actor, Action.REPORT_COMMENT, made)
    return made


@command
def see_to(actor: Actor, due: ReportDue, comment_id: int) -> ReportComment:
    """Say that what a comment asks for is done."""
    report = moved(actor, Action.REPORT_WRITE, due)
    found = queries.comment(report.id, comment_id)
    found.done_at = found.done_at or dt.datetime.now(dt.UTC)
    record(actor, Action.REPORT_WRITE, found)
    return found


def _lock(due: ReportDue, report: Report) -> None:
    """Lock what the report has counted: of each unit that no report below answers for."""
    period = due.period
    last = min(period.as_of, _counted_to(report))
    without = queries.apart(period.id, queries.dues_under(period.id, due.unit.path))
    covered: Sequence[Unit] = [due.unit, *queries.units_by_id(due.predecessors)]
    year = period.year if PeriodKind(period.kind) is PeriodKind.ANNUAL else None
    db.session.add_all(
        RecordLock(report_id=report.id, unit_id=id_, from_on=period.from_on, to_on=max(last, period.from_on), year=year)
        for unit in covered
        for id_ in queries.reach_of(unit, without).levels
    )


def _counted_to(report: Report) -> dt.date:
    return dt.date.fromisoformat(queries.version(report.id, report.number).snapshot["period"]["on"])
