"""Scoring a centre's year, and closing it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Refusal, require
from lhtq.centre import queries
from lhtq.centre.models import Centre, CentreSheet
from lhtq.centre.service.errors import IncompleteError, RefusedAnswersError, ScoredMeanwhileError
from lhtq.criteria.rules import AnswerRefusedError, CriteriaSet, UnknownIndicatorError, check_answer
from lhtq.db.command import command


@command
def classify(
    actor: Actor, centre: Centre, year: int, answers: Mapping[str, Decimal], expected: int, on: dt.date
) -> CentreSheet:
    """Save what was answered of a centre's year; ``expected`` is the version that the person saw, 0 for none.

    Raises RefusedAnswersError, ScoredMeanwhileError, and NotAllowedError for a year that is closed.
    """
    require(actor, Action.CENTRE_CLASSIFY, centre)
    sheet = _open_sheet(actor, centre, year, expected, on)
    criteria = queries.classification(centre.id, year, on).criteria
    _check(criteria, answers)
    sheet.answers = {code: float(value) for code, value in answers.items()}
    sheet.changed_by, sheet.changed_at = actor.account_id, dt.datetime.now(dt.UTC)
    record(actor, Action.CENTRE_CLASSIFY, sheet)
    return sheet


@command
def close_year(actor: Actor, centre: Centre, year: int, expected: int, on: dt.date) -> CentreSheet:
    """Close a centre's year: what is counted is kept as it is now, with the grade.

    Raises IncompleteError while an answer is missing, ScoredMeanwhileError, NotAllowedError for one that is closed.
    """
    require(actor, Action.CENTRE_CLASSIFY, centre)
    sheet = _open_sheet(actor, centre, year, expected, on)
    found = queries.classification(centre.id, year, on)
    if found.grade is None:
        raise IncompleteError
    sheet.figures = {code: [share.part, share.whole] for code, share in found.shares.items()}
    sheet.total, sheet.grade, sheet.closed_on = found.outcome.total, found.grade, on
    sheet.changed_by, sheet.changed_at = actor.account_id, dt.datetime.now(dt.UTC)
    record(actor, Action.CENTRE_CLASSIFY, sheet, note="Chốt xếp loại")
    return sheet


@command
def reopen_year(actor: Actor, centre: Centre, year: int) -> CentreSheet:
    """Open a closed year again: it is counted anew. That it was closed stays in the audit trail."""
    require(actor, Action.CENTRE_CLASSIFY, centre)
    sheet = queries.find_sheet(centre.id, year, locked=True)
    if sheet is None or sheet.closed_on is None:
        raise NotAllowedError(Refusal.STATE)
    sheet.figures = sheet.total = sheet.grade = sheet.closed_on = None
    record(actor, Action.CENTRE_CLASSIFY, sheet, note="Mở lại xếp loại")
    return sheet


def _open_sheet(actor: Actor, centre: Centre, year: int, expected: int, on: dt.date) -> CentreSheet:
    """The sheet of a year that is open, locked; begun where there is none."""
    sheet = queries.find_sheet(centre.id, year, locked=True)
    if sheet is None:
        sheet = CentreSheet(
            centre_id=centre.id,
            unit_id=centre.unit_id,
            year=year,
            set_id=queries.classification(centre.id, year, on).criteria.id,
            answers={},
            changed_by=actor.account_id,
        )
        try:
            record(actor, Action.CENTRE_CLASSIFY, sheet)
        except IntegrityError as error:  # somebody was first by a moment
            raise ScoredMeanwhileError from error
    elif sheet.closed_on is not None:
        raise NotAllowedError(Refusal.STATE)
    elif sheet.version != expected:
        raise ScoredMeanwhileError
    return sheet


def _check(criteria: CriteriaSet, answers: Mapping[str, Decimal]) -> None:
    messages: dict[str, str] = {}
    for code, value in answers.items():
        try:
            check_answer(criteria.indicator(code), value)
        except AnswerRefusedError as error:
            messages[code] = error.message
        except UnknownIndicatorError:
            messages[code] = f"Bộ tiêu chí không có mục {code[:12]}."
    if messages:
        raise RefusedAnswersError(messages)
