"""Changes to sheets: registering, scoring, evidence, handing in, reviewing, returning."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import NoResultFound

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.assessment import queries
from lhtq.assessment.models import Evidence, Sheet, VillageReview
from lhtq.assessment.rules import State, after
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import (
    AnswerRefusedError,
    CriteriaSet,
    Model,
    Outcome,
    UnknownIndicatorError,
    check_answer,
    outcome,
)
from lhtq.db import db
from lhtq.db.command import command
from lhtq.files.intake import Intake
from lhtq.files.store import FileStore
from lhtq.register.models import Household
from lhtq.units.models import Unit


class ConflictError(Exception):
    """Somebody else saved the sheet after it was read; ``sheet`` is as it stands now."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.id)
        self.sheet = sheet


class AnswersRefusedError(Exception):
    """Answers that the criteria do not admit: ``messages`` by indicator code."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__(messages)
        self.messages = messages


class NotEarnedError(Exception):
    """A sheet that is not complete or does not earn the title cannot be handed in."""

    def __init__(self, household: str) -> None:
        super().__init__(household)
        self.household = household


class VotesRefusedError(Exception):
    """More votes than people present, or fewer than none."""

    def __init__(self, household: str) -> None:
        super().__init__(household)
        self.household = household


@dataclass(frozen=True)
class Minutes:
    """The minutes of a village review, as typed."""

    held_on: dt.date
    present: int
    chair: str
    secretary: str
    notes: str


@command
def register_all(actor: Actor, village: Unit, year: int) -> int:
    """Register every household of a village that is not yet, for a year; gives how many were new."""
    require(actor, Action.SHEET_REGISTER, Place(village.path))
    missing = queries.unregistered(village.id, year)
    if not missing:
        return 0
    opened = _open_sheets([(household_id, village.id) for household_id in missing], year)
    for sheet_id in opened.values():
        _note_registration(actor, sheet_id, village.id)
    return len(opened)


@command
def score(actor: Actor, household: Household, year: int, answers: Mapping[str, Decimal], expected: int) -> Sheet:
    """Save the answers of a household's sheet; the first answers of a year register it.

    ``expected`` is the version that the person saw, 0 for none. Raises ConflictError when somebody saved
    other answers since, AnswersRefusedError, and NotAllowedError for a role, place or state.
    """
    require(actor, Action.SHEET_SCORE, Place(household.unit.path))
    sheet, opened = _sheet_to_change(actor, household, year)
    criteria = criteria_queries.criteria_set(sheet.set_id)
    kept = {code: _as_number(value) for code, value in answers.items()}
    if not opened and sheet.answers == kept:
        return sheet
    if not opened and sheet.version != expected:
        raise ConflictError(sheet)
    wholes = queries.wholes_of(household.id, household.unit_id, year, criteria)
    _check(criteria, answers, wholes)
    sheet.answers = kept
    sheet.complete = outcome(criteria, answers, wholes).complete
    _note_hand(actor, sheet)
    record(actor, Action.SHEET_SCORE, sheet)
    db.session.flush()
    return sheet


@command
def add_evidence(
    actor: Actor, household: Household, year: int, code: str, intake: Intake, store: FileStore
) -> Evidence:
    """Put a photo or PDF to an indicator of an open sheet. The same file twice is one piece of evidence.

    Raises UnknownIndicatorError for a code that the sheet's criteria have not.
    """
    require(actor, Action.SHEET_SCORE, Place(household.unit.path))
    sheet, _ = _sheet_to_change(actor, household, year)
    criteria_queries.criteria_set(sheet.set_id).indicator(code)
    # The file is safe on disk before any row names it.
    digest = store.put(intake.content)
    thumbnail = store.put(intake.thumbnail) if intake.thumbnail else None
    for known in queries.evidence_of(sheet.id):
        if (known.indicator_code, known.digest) == (code, digest):
            return known
    evidence = Evidence(
        sheet_id=sheet.id,
        unit_id=sheet.unit_id,
        indicator_code=code,
        digest=digest,
        media_type=intake.media_type,
        size=len(intake.content),
        thumbnail_digest=thumbnail,
        added_by=actor.account_id,
    )
    record(actor, Action.SHEET_SCORE, evidence)
    return evidence


@command
def remove_evidence(actor: Actor, household: Household, year: int, evidence: Evidence) -> None:
    """Take a piece of evidence off an open sheet; what it was stays in the audit trail.

    Raises NoResultFound for evidence of another sheet.
    """
    sheet, _ = _sheet_to_change(actor, household, year)
    if evidence.sheet_id != sheet.id:
        raise NoResultFound
    record(actor, Action.SHEET_SCORE, evidence, note=f"Bỏ minh chứng của tiêu chí {evidence.indicator_code}")
    db.session.delete(evidence)


@command
def submit(actor: Actor, village: Unit, year: int, minutes: Minutes, votes: Mapping[int, int]) -> VillageReview:
    """Hand a village's sheets to the commune with the minutes of the review; ``votes`` is by household.

    All of them or none. Raises NotEarnedError, VotesRefusedError, NotAllowedError.
    """
    require(actor, Action.SHEET_SUBMIT, Place(village.path))
    review = VillageReview(
        unit_id=village.id,
        model=Model.FAMILY,
        year=year,
        held_on=minutes.held_on,
        present=minutes.present,
        chair=minutes.chair,
        secretary=minutes.secretary,
        notes=minutes.notes,
    )
    record(actor, Action.SHEET_SUBMIT, review)
    found = queries.sheets(queries.sheet_ids(list(votes), village.id, year))
    if len(found) != len(votes):
        raise NoResultFound
    for sheet in found:
        require(actor, Action.SHEET_SUBMIT, sheet)
        name = sheet.household.head_name
        if not 0 <= votes[sheet.household_id] <= minutes.present:
            raise VotesRefusedError(name)
        result = _freeze(sheet)
        if not result.earned:
            raise NotEarnedError(name)
        sheet.village_review_id = review.id
        sheet.votes_for = votes[sheet.household_id]
        sheet.reason = ""
        _note_hand(actor, sheet)
        move(actor, Action.SHEET_SUBMIT, sheet)
    return review


@command
def review(actor: Actor, ids: Sequence[int]) -> int:
    """Put submitted sheets forward for recognition; gives how many. All of them or none."""
    found = queries.sheets(ids)
    for sheet in found:
        sheet.reviewed_by = actor.account_id
        move(actor, Action.SHEET_REVIEW, sheet)
    return len(found)


@command
def return_(actor: Actor, sheet: Sheet, reason: str) -> None:
    """Send a sheet back to its village; ``reason`` is shown there word for word."""
    sheet.reason = reason
    sheet.wholes = None
    sheet.total = None
    sheet.reviewed_by = None
    move(actor, Action.SHEET_RETURN, sheet, note=reason)


def move(actor: Actor, action: Action, sheet: Sheet, note: str = "") -> None:
    """Take a sheet one step of the procedure. Raises NotAllowedError for role, place, state, or same eyes."""
    require(actor, action, sheet)
    sheet.state = after(State(sheet.state), action)
    record(actor, action, sheet, note=note)


def set_for(year: int) -> CriteriaSet:
    """The criteria that sheets of a year are started with: those in force at its end."""
    return criteria_queries.set_in_force(Model.FAMILY, dt.date(year, 12, 31))


def _sheet_to_change(actor: Actor, household: Household, year: int) -> tuple[Sheet, bool]:
    """The household's sheet of a year, locked, and whether it was opened just now."""
    opened: dict[int, int] = {}
    sheet = queries.find_sheet(household.id, year, locked=True)
    if sheet is None:
        opened = _open_sheets([(household.id, household.unit_id)], year)
        # Where somebody opened it at the same moment, theirs is found here.
        sheet = queries.find_sheet(household.id, year, locked=True)
        for sheet_id in opened.values():
            _note_registration(actor, sheet_id, household.unit_id)
    if sheet is None:
        raise NoResultFound
    require(actor, Action.SHEET_SCORE, sheet)
    return sheet, bool(opened)


def _open_sheets(households: Sequence[tuple[int, int]], year: int) -> dict[int, int]:
    """Open sheets for (household, village) pairs that have none; gives sheet ids by household."""
    set_id = set_for(year).id
    rows = db.session.execute(
        insert(Sheet)
        .values(
            [
                {
                    "household_id": household_id,
                    "unit_id": unit_id,
                    "model": Model.FAMILY,
                    "year": year,
                    "set_id": set_id,
                    "state": State.DRAFT,
                    "answers": {},
                    "complete": False,
                    "scorers": [],
                    "version": 1,
                }
                for household_id, unit_id in households
            ]
        )
        .on_conflict_do_nothing()
        .returning(Sheet.household_id, Sheet.id)
    )
    return {row[0]: row[1] for row in rows}


def _note_registration(actor: Actor, sheet_id: int, unit_id: int) -> None:
    record_bulk(actor, Action.SHEET_REGISTER, Sheet.__tablename__, sheet_id, unit_id)


def _note_hand(actor: Actor, sheet: Sheet) -> None:
    sheet.changed_by = actor.account_id
    sheet.changed_at = dt.datetime.now(dt.UTC)
    if actor.account_id not in sheet.scorers:
        sheet.scorers = [*sheet.scorers, actor.account_id]


def _check(criteria: CriteriaSet, answers: Mapping[str, Decimal], wholes: Mapping[str, int]) -> None:
    messages: dict[str, str] = {}
    for code, value in answers.items():
        try:
            check_answer(criteria.indicator(code), value, wholes.get(code, 0))
        except UnknownIndicatorError:
            messages[code] = f"Bộ tiêu chí này không có tiêu chí {code[:12]}."
        except AnswerRefusedError as error:
            messages[code] = error.message
    if messages:
        raise AnswersRefusedError(messages)


def _freeze(sheet: Sheet) -> Outcome:
    """Fix what a sheet comes to with the register as it is now."""
    criteria = criteria_queries.criteria_set(sheet.set_id)
    wholes = queries.wholes_of(sheet.household_id, sheet.unit_id, sheet.year, criteria)
    result = outcome(criteria, queries.numbers(sheet.answers), wholes)
    sheet.wholes = dict(wholes)
    sheet.total = result.total
    sheet.complete = result.complete
    return result


def _as_number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)
