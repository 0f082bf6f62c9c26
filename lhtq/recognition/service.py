"""Recognising by decision, refusing with a reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Place, Refusal, refusal, require
from lhtq.assessment import queries as assessment
from lhtq.assessment import service as sheets
from lhtq.assessment.models import Sheet
from lhtq.criteria import queries as criteria
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.db.command import command
from lhtq.recognition import queries
from lhtq.recognition.models import Decision, Title
from lhtq.recognition.rules import last_day
from lhtq.units.models import Unit
from lhtq.units.rules import Level


class NumberTakenError(Exception):
    """The commune has another decision with this number in the year."""


class ListChangedError(Exception):
    """The list is not the one that was shown: a sheet was added, returned or refused meanwhile."""


class OwnSheetError(Exception):
    """The list has a sheet that the signer scored or reviewed; ``name`` is its subject's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class OutOfOrderError(Exception):
    """A model before this one still has sheets that are handed in and not decided: ``waits_for`` with how many."""

    def __init__(self, waits_for: Sequence[tuple[Model, int]]) -> None:
        super().__init__(waits_for)
        self.waits_for = waits_for


@dataclass(frozen=True)
class DecisionGiven:
    """What is typed of a decision."""

    number: str
    signed_on: dt.date
    signer: str
    signer_position: str


@command
def recognise(
    actor: Actor, commune: Unit, model: Model, year: int, given: DecisionGiven, lists: Mapping[int, int]
) -> Decision:
    """Grant the titles of one signed decision; all of them or none.

    ``lists`` maps each unit (a village, or the commune itself for clans and organisations) to the number of sheets
    that its list was shown with. An earlier title of the same subject ends on the day before. Raises OutOfOrderError,
    NumberTakenError, ListChangedError, OwnSheetError.
    """
    require(actor, Action.SHEET_RECOGNISE, Place(commune.path))
    if commune.level != Level.COMMUNE:
        raise NotAllowedError(Refusal.PLACE)
    waits_for = queries.step_of(commune, year, model).waits_for
    if waits_for:
        raise OutOfOrderError(waits_for)
    decision = _decision(actor, commune, model, year, given)
    found = assessment.sheets(
        [id_ for unit_id in sorted(lists) for id_ in assessment.reviewed_ids(model, unit_id, year)]
    )
    counted = {unit_id: sum(1 for sheet in found if sheet.unit_id == unit_id) for unit_id in lists}
    if counted != dict(lists) or not found:
        raise ListChangedError
    for sheet in found:
        _recognise_sheet(actor, decision, sheet)
    _end_earlier_titles(actor, decision, found)
    db.session.add_all([_title(decision, sheet) for sheet in found])
    return decision


@command
def refuse(actor: Actor, sheet: Sheet, reason: str) -> None:
    """Do not recognise a sheet that was put forward; ``reason`` is kept word for word."""
    sheet.reason = reason
    sheets.move(actor, Action.SHEET_REFUSE, sheet, note=reason)


@command
def revoke(actor: Actor, title: Title, reason: str, on: dt.date) -> None:
    """Take a title back from ``on`` on; ``reason`` is kept word for word. Raises NotAllowedError.

    What follows from it is counted anew where sheets are still open; a decided sheet stays as it was decided.
    """
    title = queries.title(title.id, locked=True)
    require(actor, Action.TITLE_REVOKE, title)
    title.valid_to = max(title.valid_from - dt.timedelta(days=1), min(title.valid_to, on - dt.timedelta(days=1)))
    title.revoked_on = on
    title.revoked_by = actor.account_id
    title.revoked_because = reason
    record(actor, Action.TITLE_REVOKE, title, note=reason)


def _decision(actor: Actor, commune: Unit, model: Model, year: int, given: DecisionGiven) -> Decision:
    decision = Decision(
        unit_id=commune.id,
        model=model,
        year=year,
        number=given.number,
        signed_on=given.signed_on,
        signed_year=given.signed_on.year,
        signer=given.signer,
        signer_position=given.signer_position,
        made_by=actor.account_id,
    )
    try:
        record(actor, Action.SHEET_RECOGNISE, decision)
    except IntegrityError as error:
        raise NumberTakenError from error
    return decision


def _recognise_sheet(actor: Actor, decision: Decision, sheet: Sheet) -> None:
    if refusal(actor, Action.SHEET_RECOGNISE, sheet) is Refusal.FOUR_EYES:
        raise OwnSheetError(sheet.name)
    sheets.move(actor, Action.SHEET_RECOGNISE, sheet, note=f"Quyết định số {decision.number}")


def _end_earlier_titles(actor: Actor, decision: Decision, found: Sequence[Sheet]) -> None:
    for earlier in queries.held_by(Model(decision.model), [sheet.subject_id for sheet in found], decision.signed_on):
        earlier.valid_to = max(earlier.valid_from, decision.signed_on) - dt.timedelta(days=1)
        record(actor, Action.SHEET_RECOGNISE, earlier)


def _title(decision: Decision, sheet: Sheet) -> Title:
    return Title(
        unit_id=sheet.unit_id,
        model=sheet.model,
        subject_id=sheet.subject_id,
        name=sheet.name,
        cultural_family=sheet.cultural_family,
        sheet_id=sheet.id,
        decision_id=decision.id,
        year=sheet.year,
        valid_from=decision.signed_on,
        valid_to=last_day(decision.signed_on, criteria.criteria_set(sheet.set_id).title_years),
    )
