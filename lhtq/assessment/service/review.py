"""From the meeting that confirms the points to the commune's list: handing in, putting forward, returning."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import NoResultFound

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Refusal, refusal, require
from lhtq.assessment import queries
from lhtq.assessment.models import Sheet, VillageReview
from lhtq.assessment.service.errors import NotEarnedError, SheetsRefusedError, VotesRefusedError
from lhtq.assessment.service.sheets import move, note_hand
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import Model, Outcome, outcome
from lhtq.db.command import command
from lhtq.units.models import Unit

#: The models that a village reviews at one meeting; each subject of the others holds its own.
VILLAGE_MODELS = frozenset({Model.FAMILY, Model.CITIZEN})


@dataclass(frozen=True)
class Minutes:
    """The minutes of a review, as typed, with the sheets that it hands in."""

    held_on: dt.date
    present: int
    chair: str
    secretary: str
    notes: str
    #: Votes in favour, by subject.
    votes: Mapping[int, int]
    #: Of the households, those that the same meeting found to be cultural families.
    cultural: Collection[int] = ()


@command
def submit(actor: Actor, model: Model, unit: Unit, year: int, minutes: Minutes, on: dt.date) -> VillageReview:
    """Hand sheets of a unit to the commune with the minutes of the review: a village's many, or the one of a clan.

    ``on`` is the day on which shares are counted and frozen. All of them or none. Raises NotEarnedError,
    VotesRefusedError, NotAllowedError.
    """
    votes, cultural = minutes.votes, minutes.cultural
    found = queries.sheets(queries.sheet_ids(model, list(votes), unit.path, year))
    if len(found) != len(votes) or not found or (len(found) > 1 and model not in VILLAGE_MODELS):
        raise NoResultFound
    for sheet in found:
        require(actor, Action.SHEET_SUBMIT, sheet)
    review = VillageReview(
        unit_id=unit.id,
        model=model,
        subject_id=None if model in VILLAGE_MODELS else found[0].subject_id,
        year=year,
        held_on=minutes.held_on,
        present=minutes.present,
        chair=minutes.chair,
        secretary=minutes.secretary,
        notes=minutes.notes,
    )
    record(actor, Action.SHEET_SUBMIT, review)
    frozen = _freeze(model, found, year, on)
    for sheet in found:
        if not 0 <= votes[sheet.subject_id] <= minutes.present:
            raise VotesRefusedError(sheet.name)
        if not frozen[sheet.id].earned:
            raise NotEarnedError(sheet.name)
        sheet.village_review_id = review.id
        sheet.votes_for = votes[sheet.subject_id]
        sheet.cultural_family = model is Model.FAMILY and sheet.subject_id in cultural
        sheet.reason = ""
        note_hand(actor, sheet)
        move(actor, Action.SHEET_SUBMIT, sheet)
    return review


@command
def review(actor: Actor, ids: Sequence[int]) -> int:
    """Put submitted sheets forward for recognition; gives how many. All of them or none.

    Raises SheetsRefusedError with every sheet that may not be, NotAllowedError, NoResultFound.
    """
    found = _all_of(actor, Action.SHEET_REVIEW, ids)
    for sheet in found:
        sheet.reviewed_by = actor.account_id
        move(actor, Action.SHEET_REVIEW, sheet)
    return len(found)


@command
def return_(actor: Actor, ids: Sequence[int], reason: str) -> int:
    """Send sheets back to where they came from, and give how many; ``reason`` is shown there word for word.

    All of them or none. Raises SheetsRefusedError with every sheet that may not be, NotAllowedError, NoResultFound.
    """
    found = _all_of(actor, Action.SHEET_RETURN, ids)
    for sheet in found:
        sheet.reason = reason
        sheet.figures = None
        sheet.total = None
        sheet.reviewed_by = None
        move(actor, Action.SHEET_RETURN, sheet, note=reason)
    return len(found)


def _all_of(actor: Actor, action: Action, ids: Sequence[int]) -> Sequence[Sheet]:
    """The sheets of a list, locked, where every one may be taken the step."""
    found = queries.sheets(ids)
    if len(found) != len(set(ids)):
        raise NoResultFound
    refused = [(sheet.name, why) for sheet in found if (why := refusal(actor, action, sheet))]
    if any(why in (Refusal.ROLE, Refusal.PLACE) for _name, why in refused):
        raise NotAllowedError(refused[0][1])
    if refused:
        raise SheetsRefusedError(refused)
    return found


def _freeze(model: Model, sheets: Sequence[Sheet], year: int, on: dt.date) -> dict[int, Outcome]:
    """Fix what sheets come to with the records as they are now; gives the outcomes by sheet id."""
    outcomes: dict[int, Outcome] = {}
    claims = queries.claims_by_sheet([sheet.id for sheet in sheets])
    for set_id in sorted({sheet.set_id for sheet in sheets}):
        criteria = criteria_queries.criteria_set(set_id)
        of_set = [sheet for sheet in sheets if sheet.set_id == set_id]
        counted = queries.counted(model, criteria, [sheet.subject_id for sheet in of_set], year, on)
        for sheet in of_set:
            shares = counted[sheet.subject_id]
            counts = queries.allowed(shares, claims.get(sheet.id, {}))
            result = outcome(criteria, queries.numbers(sheet.answers), counts)
            sheet.figures = queries.figures(shares)
            sheet.total = result.total
            sheet.complete = result.complete
            outcomes[sheet.id] = result
    return outcomes
