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
    """The list has a sheet that the signer scored or reviewed."""

    def __init__(self, household: str) -> None:
        super().__init__(household)
        self.household = household


@dataclass(frozen=True)
class DecisionGiven:
    """What is typed of a decision."""

    number: str
    signed_on: dt.date
    signer: str
    signer_position: str


@command
def recognise(actor: Actor, commune: Unit, year: int, given: DecisionGiven, villages: Mapping[int, int]) -> Decision:
    """Grant the titles of one signed decision; all of them or none.

    ``villages`` maps each village to the number of sheets that its list was shown with. An earlier title of
    the same household ends on the day before. Raises NumberTakenError, ListChangedError, OwnSheetError.
    """
    require(actor, Action.SHEET_RECOGNISE, Place(commune.path))
    if commune.level != Level.COMMUNE:
        raise NotAllowedError(Refusal.PLACE)
    decision = _decision(actor, commune, year, given)
    found = assessment.sheets(
        [id_ for village_id in sorted(villages) for id_ in assessment.reviewed_ids(village_id, year)]
    )
    counted = {village_id: sum(1 for sheet in found if sheet.unit_id == village_id) for village_id in villages}
    if counted != dict(villages) or not found:
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


def _decision(actor: Actor, commune: Unit, year: int, given: DecisionGiven) -> Decision:
    decision = Decision(
        unit_id=commune.id,
        model=Model.FAMILY,
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
        raise OwnSheetError(sheet.household.head_name)
    sheets.move(actor, Action.SHEET_RECOGNISE, sheet, note=f"Quyết định số {decision.number}")


def _end_earlier_titles(actor: Actor, decision: Decision, found: Sequence[Sheet]) -> None:
    for earlier in queries.held_by([sheet.household_id for sheet in found], decision.signed_on):
        earlier.valid_to = max(earlier.valid_from, decision.signed_on) - dt.timedelta(days=1)
        record(actor, Action.SHEET_RECOGNISE, earlier)


def _title(decision: Decision, sheet: Sheet) -> Title:
    return Title(
        unit_id=sheet.unit_id,
        model=Model.FAMILY,
        household_id=sheet.household_id,
        sheet_id=sheet.id,
        decision_id=decision.id,
        year=sheet.year,
        valid_from=decision.signed_on,
        valid_to=last_day(decision.signed_on, criteria.criteria_set(sheet.set_id).title_years),
    )
