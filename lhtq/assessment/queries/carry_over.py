"""What carrying a year's open sheets over to a newer criteria set would do, and what it did."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Action
from lhtq.assessment.models import Claim, Sheet, stands_open
from lhtq.assessment.queries import shares
from lhtq.assessment.queries.sheets import allowed, claims_by_sheet, numbers, sheets
from lhtq.assessment.queries.subjects import set_for
from lhtq.assessment.rules import OPEN
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import CriteriaSet, Model, Outcome, Share, counted_alike, kept, outcome
from lhtq.db import db
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Stand:
    """What a sheet comes to under a set."""

    total: Decimal
    complete: bool
    earned: bool


@dataclass(frozen=True)
class Carried:
    """One sheet under the set it was started with and under the new one."""

    sheet_id: int
    subject_id: int
    name: str
    unit_name: str
    #: The set it was started with, and its version.
    set_id: int
    version: int
    #: Codes whose answers do not stay.
    dropped: tuple[str, ...]
    #: Codes that the new set asks and the old one did not.
    asked: tuple[str, ...]
    #: Codes of contested figures that are closed: the new set does not count them alike.
    closed: tuple[str, ...]
    before: Stand
    after: Stand


@dataclass(frozen=True)
class Report:
    """Every sheet that is, or was, carried over to a set."""

    criteria: CriteriaSet
    sheets: Sequence[Carried]

    @property
    def older(self) -> dict[int, int]:
        """The sets that the sheets were started with: id → version."""
        return {one.set_id: one.version for one in self.sheets}

    @property
    def losing(self) -> int:
        """Sheets from which something is dropped."""
        return sum(1 for one in self.sheets if one.dropped or one.closed)

    @property
    def complete(self) -> tuple[int, int]:
        """Sheets that are scored to the end, before and after."""
        return sum(one.before.complete for one in self.sheets), sum(one.after.complete for one in self.sheets)

    @property
    def earned(self) -> tuple[int, int]:
        """Sheets that earn the title, before and after."""
        return sum(one.before.earned for one in self.sheets), sum(one.after.earned for one in self.sheets)

    @property
    def dropped(self) -> dict[str, int]:
        """By indicator, from how many sheets its answer is dropped."""
        codes = sorted({code for one in self.sheets for code in one.dropped})
        return {code: sum(1 for one in self.sheets if code in one.dropped) for code in codes}


@dataclass(frozen=True)
class Plan:
    """What becomes of one sheet."""

    sheet: Sheet
    answers: Mapping[str, Decimal]
    closed: tuple[Claim, ...]
    before: Outcome
    after: Outcome


def to_carry_over(model: Model, unit: Unit, year: int, on: dt.date) -> Report:
    """What carrying over would do to the open sheets of a unit that follow another set than the one for the year."""
    criteria = set_for(model, year)
    found = db.session.execute(
        select(Sheet, Unit.name)
        .join(Unit, Unit.id == Sheet.unit_id)
        .where(*_of(model, unit, year), stands_open(), Sheet.set_id != criteria.id)
        .order_by(Unit.path, Sheet.sort, Sheet.id)
    ).all()
    names = {sheet.id: name for sheet, name in found}
    plans = carry_over_plans([sheet for sheet, _ in found], criteria, on)
    return Report(criteria, [_carried(plan, criteria, names[plan.sheet.id]) for plan in plans])


def carried_over(model: Model, unit: Unit, year: int) -> Report:
    """What carrying over did to the sheets of a unit that were brought to the set of the year, from the trail."""
    criteria = set_for(model, year)
    rows = db.session.execute(
        select(Sheet.id, Sheet.subject_id, Sheet.name, Unit.name.label("unit_name"), AuditEntry.changes)
        .join(Unit, Unit.id == Sheet.unit_id)
        .join(AuditEntry, and_(AuditEntry.subject_type == Sheet.__tablename__, AuditEntry.subject_id == Sheet.id))
        .where(*_of(model, unit, year), AuditEntry.action == Action.SHEET_CARRY_OVER)
        .where(AuditEntry.changes["set_id"][1].as_integer() == criteria.id)
        .order_by(Unit.path, Sheet.sort, Sheet.id)
    ).all()
    return Report(criteria, [_told(row, criteria) for row in rows])


def open_on_older_set(unit: Unit, year: int) -> dict[Model, int]:
    """By model, how many open sheets of a unit follow another set than the one for the year."""
    rows = db.session.execute(
        select(Sheet.model, Sheet.set_id, func.count())
        .join(Unit, Unit.id == Sheet.unit_id)
        .where(Unit.path.startswith(unit.path, autoescape=True), Sheet.year == year, stands_open())
        .group_by(Sheet.model, Sheet.set_id)
    ).all()
    current = {model: set_for(Model(model), year).id for model in {row.model for row in rows}}
    found: dict[Model, int] = {}
    for model, set_id, count in rows:
        if set_id != current[model]:
            found[Model(model)] = found.get(Model(model), 0) + count
    return found


def closed_on_older_set(model: Model, unit: Unit, year: int) -> int:
    """How many sheets of a unit were handed in or decided under another set than the one for the year."""
    return db.session.execute(
        select(func.count())
        .select_from(Sheet)
        .join(Unit, Unit.id == Sheet.unit_id)
        .where(*_of(model, unit, year), Sheet.state.not_in(OPEN), Sheet.set_id != set_for(model, year).id)
    ).scalar_one()


def sheets_to_carry_over(model: Model, unit: Unit, year: int, set_id: int) -> Sequence[Sheet]:
    """The sheets that ``to_carry_over`` tells of, locked."""
    ids = db.session.scalars(
        select(Sheet.id)
        .join(Unit, Unit.id == Sheet.unit_id)
        .where(*_of(model, unit, year), stands_open(), Sheet.set_id != set_id)
    ).all()
    # Whoever handed one in meanwhile did so under its own set: it stays there.
    return [sheet for sheet in sheets(ids) if sheet.state in OPEN and sheet.set_id != set_id]


def carry_over_plans(found: Sequence[Sheet], criteria: CriteriaSet, on: dt.date) -> list[Plan]:
    """What becomes of open sheets of one model and year under a new set, with shares as counted on a day."""
    claims = claims_by_sheet([sheet.id for sheet in found])
    plans: dict[int, Plan] = {}
    for set_id in sorted({sheet.set_id for sheet in found}):
        old = criteria_queries.criteria_set(set_id)
        of_set = [sheet for sheet in found if sheet.set_id == set_id]
        was, is_ = (_counted(one, of_set, on) for one in (old, criteria))
        for sheet in of_set:
            said = claims.get(sheet.id, {})
            plans[sheet.id] = _plan(sheet, (old, was[sheet.subject_id]), (criteria, is_[sheet.subject_id]), said)
    return [plans[sheet.id] for sheet in found]


def _of(model: Model, unit: Unit, year: int) -> tuple[Any, ...]:
    return (Unit.path.startswith(unit.path, autoescape=True), Sheet.model == model, Sheet.year == year)


def _counted(criteria: CriteriaSet, found: Sequence[Sheet], on: dt.date) -> dict[int, dict[str, Share]]:
    ids = [sheet.subject_id for sheet in found]
    return shares.counted(criteria.model, criteria, ids, found[0].year, on)


def _plan(
    sheet: Sheet,
    old: tuple[CriteriaSet, Mapping[str, Share]],
    new: tuple[CriteriaSet, Mapping[str, Share]],
    claims: Mapping[str, Claim],
) -> Plan:
    answers = numbers(sheet.answers)
    stays = kept(answers, old[0], new[0])
    valid = {code: claim for code, claim in claims.items() if counted_alike(code, old[0], new[0])}
    return Plan(
        sheet=sheet,
        answers=stays,
        closed=tuple(claim for code, claim in claims.items() if code not in valid and claim.allowed is not False),
        before=outcome(old[0], answers, allowed(old[1], claims)),
        after=outcome(new[0], stays, allowed(new[1], valid)),
    )


def _carried(plan: Plan, criteria: CriteriaSet, unit_name: str) -> Carried:
    old = criteria_queries.criteria_set(plan.sheet.set_id)
    return Carried(
        sheet_id=plan.sheet.id,
        subject_id=plan.sheet.subject_id,
        name=plan.sheet.name,
        unit_name=unit_name,
        set_id=old.id,
        version=old.version,
        dropped=tuple(code for code in plan.sheet.answers if code not in plan.answers),
        asked=_asked(old, criteria),
        closed=tuple(claim.indicator_code for claim in plan.closed),
        before=_stand(plan.before),
        after=_stand(plan.after),
    )


def _told(row: Any, criteria: CriteriaSet) -> Carried:
    changes = row.changes
    old = criteria_queries.criteria_set(changes["set_id"][0])
    before, after = (
        Stand(Decimal(total), complete, earned)
        for total, complete, earned in zip(changes["points"], changes["complete"], changes["earned"], strict=True)
    )
    return Carried(
        sheet_id=row.id,
        subject_id=row.subject_id,
        name=row.name,
        unit_name=row.unit_name,
        set_id=old.id,
        version=old.version,
        dropped=tuple(code for code in changes["answers"][0] if code not in changes["answers"][1]),
        asked=_asked(old, criteria),
        closed=tuple(changes["claims"][0]),
        before=before,
        after=after,
    )


def _asked(old: CriteriaSet, new: CriteriaSet) -> tuple[str, ...]:
    known = {line.code for line in old.asked}
    return tuple(line.code for line in new.asked if line.code not in known)


def _stand(found: Outcome) -> Stand:
    return Stand(found.total, found.complete, found.earned)
