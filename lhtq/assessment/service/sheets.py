"""Registering and scoring: a sheet of any model, alone or a whole village at once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.assessment import queries
from lhtq.assessment.models import Sheet
from lhtq.assessment.queries import Subject
from lhtq.assessment.rules import State, after, as_kept
from lhtq.assessment.service.errors import AnswersRefusedError, ConflictError, SheetElsewhereError
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import (
    AnswerRefusedError,
    CriteriaSet,
    Model,
    UnknownIndicatorError,
    check_answer,
    outcome,
)
from lhtq.db import db
from lhtq.db.command import command
from lhtq.units.models import Unit


@command
def register_all(actor: Actor, model: Model, unit: Unit, year: int, on: dt.date) -> int:
    """Register every subject of a unit that is not yet, for a year; gives how many were new."""
    require(actor, Action.SHEET_REGISTER, Place(unit.path))
    missing = queries.unregistered(model, unit, year, on)
    return _register(actor, model, [(row.id, row.name, row.unit_id) for row in missing], year)


@command
def register_some(actor: Actor, model: Model, unit: Unit, year: int, on: dt.date, ids: Sequence[int]) -> int:
    """Register those of a unit's subjects that are named and are not yet; gives how many were new."""
    require(actor, Action.SHEET_REGISTER, Place(unit.path))
    wanted = set(ids)
    missing = [row for row in queries.unregistered(model, unit, year, on) if row.id in wanted]
    return _register(actor, model, [(row.id, row.name, row.unit_id) for row in missing], year)


@command
def register(actor: Actor, subject: Subject, year: int) -> int:
    """Register one subject for a year: a citizen or an organisation by itself, or somebody for it; 0 if it was.

    Raises SheetElsewhereError for one that began the year in another commune.
    """
    require(actor, Action.SHEET_REGISTER, subject)
    if queries.find_sheet(subject.model, subject.id, year) is not None:
        return 0
    opened = _register(actor, subject.model, [(subject.id, subject.name, subject.unit_id)], year)
    if not opened and queries.find_sheet(subject.model, subject.id, year) is None:
        raise SheetElsewhereError
    return opened


@command
def score(actor: Actor, subject: Subject, year: int, answers: Mapping[str, Decimal], expected: int) -> Sheet:
    """Save the answers of a subject's sheet; the first answers of a year register it.

    ``expected`` is the version that the person saw, 0 for none. Raises ConflictError when somebody saved
    other answers since, AnswersRefusedError, SheetElsewhereError, and NotAllowedError for a role, place or state.
    """
    require(actor, Action.SHEET_SCORE, subject)
    sheet, opened = sheet_to_change(actor, subject, year)
    if not opened and sheet.answers == as_kept(answers):
        return sheet
    if not opened and sheet.version != expected:
        raise ConflictError(sheet)
    _save(actor, sheet, answers)
    return sheet


@command
def score_many(actor: Actor, sheets: Sequence[Sheet], answers: Mapping[int, Mapping[str, Decimal]]) -> int:
    """Save answers by sheet id for sheets that stand open; gives how many were changed. All of them or none.

    Raises AnswersRefusedError and NotAllowedError.
    """
    changed = 0
    for sheet in sheets:
        require(actor, Action.SHEET_SCORE, sheet)
        given = answers.get(sheet.id)
        if given is None or sheet.answers == as_kept(given):
            continue
        _save(actor, sheet, given)
        changed += 1
    return changed


def sheet_to_change(actor: Actor, subject: Subject, year: int) -> tuple[Sheet, bool]:
    """The subject's sheet of a year, locked, and whether it was opened just now; for use inside a command.

    Raises SheetElsewhereError, and NotAllowedError for a sheet whose state admits no scoring.
    """
    opened = 0
    sheet = queries.find_sheet(subject.model, subject.id, year, locked=True)
    if sheet is None:
        require(actor, Action.SHEET_REGISTER, subject)
        opened = _register(actor, subject.model, [(subject.id, subject.name, subject.unit_id)], year)
        # Where somebody opened it at the same moment, theirs is found here.
        sheet = queries.find_sheet(subject.model, subject.id, year, locked=True)
    if sheet is None:
        raise SheetElsewhereError
    require(actor, Action.SHEET_SCORE, sheet)
    return sheet, bool(opened)


def move(actor: Actor, action: Action, sheet: Sheet, note: str = "") -> None:
    """Take a sheet one step of the procedure. Raises NotAllowedError for role, place, state, or same eyes."""
    require(actor, action, sheet)
    sheet.state = after(State(sheet.state), action)
    record(actor, action, sheet, note=note)


def note_hand(actor: Actor, sheet: Sheet) -> None:
    """Write down on the sheet who changed it last, and that they scored it."""
    sheet.changed_by = actor.account_id
    sheet.changed_at = dt.datetime.now(dt.UTC)
    if actor.account_id not in sheet.scorers:
        sheet.scorers = [*sheet.scorers, actor.account_id]


def _save(actor: Actor, sheet: Sheet, answers: Mapping[str, Decimal]) -> None:
    criteria = criteria_queries.criteria_set(sheet.set_id)
    _check(criteria, answers)
    sheet.answers = as_kept(answers)
    sheet.complete = outcome(criteria, answers, {}).complete
    note_hand(actor, sheet)
    record(actor, Action.SHEET_SCORE, sheet)
    db.session.flush()


def _register(actor: Actor, model: Model, subjects: Sequence[tuple[int, str, int]], year: int) -> int:
    """Open sheets for subjects (id, name, unit) that have none; gives how many were opened."""
    if not subjects:
        return 0
    set_id = queries.set_for(model, year).id
    same: dict[str, Any] = {
        "model": model, "year": year, "set_id": set_id, "state": State.DRAFT, "answers": {}, "complete": False,
        "cultural_family": False, "scorers": [], "reason": "", "version": 1,
    }  # fmt: skip
    # By the connection: where each has a sheet of the year elsewhere nothing is changed, and nothing written down.
    rows = (
        db.session.connection()
        .execute(
            insert(Sheet)
            .values([{**same, "subject_id": id_, "name": name, "unit_id": unit_id} for id_, name, unit_id in subjects])
            .on_conflict_do_nothing()
            .returning(Sheet.id, Sheet.unit_id)
        )
        .all()
    )
    for row in rows:
        record_bulk(actor, Action.SHEET_REGISTER, Sheet.__tablename__, row.id, row.unit_id)
    return len(rows)


def _check(criteria: CriteriaSet, answers: Mapping[str, Decimal]) -> None:
    messages: dict[str, str] = {}
    for code, value in answers.items():
        try:
            check_answer(criteria.indicator(code), value)
        except UnknownIndicatorError:
            messages[code] = f"Bộ tiêu chí này không có tiêu chí {code[:12]}."
        except AnswerRefusedError as error:
            messages[code] = error.message
    if messages:
        raise AnswersRefusedError(messages)
