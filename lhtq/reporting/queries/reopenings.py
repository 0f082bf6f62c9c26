"""Reads of what was asked and answered about opening reports again, and of the history of a report with it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select, true

from lhtq.accounts import queries as accounts
from lhtq.accounts.policy import Action
from lhtq.db import db
from lhtq.reporting.models import Report, ReportReopening
from lhtq.reporting.rules.states import ANSWER_NAMES, STEP_NAMES


@dataclass(frozen=True)
class HistoryLine:
    """A step of a report: when, who and of which unit where that was written down, what, and in which words."""

    at: dt.datetime
    name: str
    step: str
    note: str
    unit: str = ""


def open_reopening(report_id: int) -> ReportReopening | None:
    """The request to open a report again that nobody has answered."""
    return db.session.scalars(
        select(ReportReopening).where(ReportReopening.report_id == report_id, ReportReopening.answered_at.is_(None))
    ).one_or_none()


def answered_reopening(report: Report) -> ReportReopening | None:
    """The request to open a report again to which the level above's last word on the report was the answer."""
    if report.answered_at is None:
        return None
    return db.session.scalars(
        select(ReportReopening).where(
            ReportReopening.report_id == report.id, ReportReopening.answered_at >= report.answered_at
        )
    ).one_or_none()


def askers(report: Report) -> frozenset[int]:
    """Who has asked for the latest version of a report to be opened again, answered or not."""
    since = ReportReopening.asked_at >= report.submitted_at if report.submitted_at else true()
    rows = db.session.scalars(
        select(ReportReopening.asked_by).where(
            ReportReopening.report_id == report.id, or_(ReportReopening.answered_at.is_(None), since)
        )
    )
    return frozenset(id_ for id_ in rows if id_ is not None)


def history(report: Report) -> list[HistoryLine]:
    """What was done with a report, oldest first; of a reopening both who asked and who answered, and how."""
    asked = db.session.scalars(select(ReportReopening).where(ReportReopening.report_id == report.id)).all()
    # What opened the report is told by the request, or by the level above's own reason.
    steps = [
        HistoryLine(entry.at, entry.account_name, STEP_NAMES[entry.action], entry.note)
        for entry in accounts.history(report)
        if entry.action in STEP_NAMES
    ]
    return sorted([*steps, *_told(asked)], key=lambda line: line.at)


def _told(reopenings: Sequence[ReportReopening]) -> list[HistoryLine]:
    lines = []
    for one in reopenings:
        if one.asked_by is not None:
            step = STEP_NAMES[Action.REPORT_ASK_REOPENING]
            lines.append(HistoryLine(one.asked_at, one.asked_by_name, step, one.reason, one.asked_from))
        if one.answered_at is not None:
            unasked = one.asked_by is None
            step = STEP_NAMES[Action.REPORT_REOPEN_UNASKED] if unasked else ANSWER_NAMES[bool(one.granted)]
            words = one.reason if unasked else one.answer
            lines.append(HistoryLine(one.answered_at, one.answered_by_name, step, words, one.answered_from))
    return lines
