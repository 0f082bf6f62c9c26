"""Counted figures that a scorer contests: what is said against them, and what the commune answers."""

import datetime as dt

from sqlalchemy.exc import NoResultFound

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.assessment import queries
from lhtq.assessment.models import Claim
from lhtq.assessment.queries import Subject
from lhtq.assessment.service.errors import ClaimChangedError
from lhtq.assessment.service.sheets import note_hand, sheet_to_change
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import Share, check_claim
from lhtq.db.command import command


@command
def claim(actor: Actor, subject: Subject, year: int, code: str, claimed: Share, reason: str) -> Claim:
    """Say what a counted share of an open sheet should be, and why. It counts once the commune allows it.

    Saying it again replaces what was said, and asks again. Raises UnknownIndicatorError, AnswerRefusedError.
    """
    require(actor, Action.SHEET_SCORE, subject)
    sheet, _ = sheet_to_change(actor, subject, year)
    check_claim(criteria_queries.criteria_set(sheet.set_id).indicator(code), claimed)
    found = queries.claims_of(sheet.id).get(code) or Claim(
        sheet_id=sheet.id, unit_id=sheet.unit_id, indicator_code=code, answer=""
    )
    found.part, found.whole, found.reason = claimed.part, claimed.whole, reason
    found.claimed_by = actor.account_id
    found.allowed = found.answered_by = found.answered_at = None
    found.answer = ""
    record(actor, Action.SHEET_SCORE, found, note=f"Tiêu chí {code}: {reason}"[:1000])
    note_hand(actor, sheet)
    record(actor, Action.SHEET_SCORE, sheet)
    return found


@command
def answer_claim(actor: Actor, sheet_id: int, code: str, seen: Share, *, allowed: bool, answer: str) -> None:
    """Allow a contested figure, or leave the counted one; ``answer`` says why. Needs other eyes than the scorer's.

    ``seen`` is the claimed share as it was read. Raises ClaimChangedError where another one was claimed since, or this
    one answered; NoResultFound for a figure that nobody contests; NotAllowedError, also for a sheet that was handed in
    meanwhile, whose figures are frozen.
    """
    (sheet,) = queries.sheets([sheet_id])
    require(actor, Action.CLAIM_ANSWER, sheet)
    found = queries.claims_of(sheet.id).get(code)
    if found is None:
        raise NoResultFound
    if found.allowed is not None or seen != Share(found.part, found.whole):
        raise ClaimChangedError
    found.allowed = allowed
    found.answered_by = actor.account_id
    found.answered_at = dt.datetime.now(dt.UTC)
    found.answer = answer
    record(actor, Action.CLAIM_ANSWER, found, note=answer)
