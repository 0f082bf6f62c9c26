"""Reads of sheets. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from lhtq.accounts.policy import Action
from lhtq.assessment.models import Evidence, Sheet, VillageReview
from lhtq.assessment.rules import State, admits
from lhtq.criteria.rules import CriteriaSet, Kind, Outcome, outcome
from lhtq.db import db
from lhtq.register import queries as register
from lhtq.register.models import Household
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Line:
    """A household on the village sheet, with its sheet of the year where it has one."""

    id: int
    head_name: str
    unit_path: str
    registered: bool
    state: State
    version: int
    answers: Mapping[str, Decimal]
    wholes: Mapping[str, int]
    outcome: Outcome
    evidence: int
    scorers: frozenset[int]
    reason: str

    def admits(self, action: Action) -> bool:
        """Whether its state admits ``action``."""
        return admits(self.state, action)

    def earlier_hands(self, action: Action) -> frozenset[int]:  # noqa: ARG002 - a village scores, no more
        """Who scored it."""
        return self.scorers


@dataclass(frozen=True)
class SheetLine:
    """A sheet in a list of a unit."""

    id: int
    household_id: int
    head_name: str
    village: str
    state: State
    complete: bool
    total: Decimal | None
    votes_for: int | None
    present: int | None
    evidence: int


@dataclass(frozen=True)
class Waiting:
    """Sheets of a village that wait for the same step."""

    unit_id: int
    village: str
    sheets: int


@dataclass(frozen=True)
class Progress:
    """How far a village has come; counts of households."""

    households: int
    registered: int
    complete: int


def village_sheet(village: Unit, year: int, criteria: CriteriaSet) -> list[Line]:
    """Every household of a village with its sheet of a year, by the head's given name."""
    wholes = _wholes(village.id, year, criteria)
    rows = db.session.execute(_lines(year).where(Household.unit_id == village.id))
    return [_line(row, village.path, criteria, wholes.get(row.id, {})) for row in rows]


def line(household: Household, year: int, criteria: CriteriaSet) -> Line:
    """One household of the village sheet."""
    row = db.session.execute(_lines(year).where(Household.id == household.id)).one()
    return _line(row, household.unit.path, criteria, wholes_of(household.id, household.unit_id, year, criteria))


def find_sheet(household_id: int, year: int, *, locked: bool = False) -> Sheet | None:
    """A household's sheet of a year; ``locked`` for changing it."""
    statement = (
        select(Sheet)
        .options(joinedload(Sheet.unit, innerjoin=True))
        .where(Sheet.household_id == household_id, Sheet.year == year)
    )
    if locked:
        statement = statement.with_for_update(of=Sheet).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def sheet(household_id: int, year: int) -> Sheet:
    """A household's sheet of a year; raises NoResultFound where it is not registered."""
    found = find_sheet(household_id, year)
    if found is None:
        raise NoResultFound
    return found


def progress(unit_id: int, year: int) -> Progress:
    """How far a village has come with a year's sheets."""
    row = db.session.execute(
        select(
            select(func.count()).where(Household.unit_id == unit_id).scalar_subquery(),
            func.count(),
            func.count().filter(Sheet.complete),
        ).where(Sheet.unit_id == unit_id, Sheet.year == year)
    ).one()
    return Progress(*row)


def sheets(ids: Sequence[int]) -> Sequence[Sheet]:
    """Sheets by id with household and village, locked for a change of state, in one order for all."""
    return db.session.scalars(
        select(Sheet)
        .options(joinedload(Sheet.unit, innerjoin=True), joinedload(Sheet.household, innerjoin=True))
        .where(Sheet.id.in_(ids))
        .order_by(Sheet.id)
        .with_for_update(of=Sheet)
        .execution_options(populate_existing=True)
    ).all()


def sheet_ids(household_ids: Sequence[int], unit_id: int, year: int) -> Sequence[int]:
    """Ids of the sheets that these households of a village have in a year."""
    return db.session.scalars(
        select(Sheet.id).where(Sheet.household_id.in_(household_ids), Sheet.unit_id == unit_id, Sheet.year == year)
    ).all()


def unregistered(unit_id: int, year: int) -> Sequence[int]:
    """Ids of the households of a village that have no sheet in a year."""
    has_one = select(Sheet.household_id).where(Sheet.unit_id == unit_id, Sheet.year == year)
    return db.session.scalars(
        select(Household.id).where(Household.unit_id == unit_id, Household.id.not_in(has_one))
    ).all()


def reviewed_ids(unit_id: int, year: int) -> Sequence[int]:
    """Ids of the sheets of a village that wait for a decision."""
    return db.session.scalars(
        select(Sheet.id).where(Sheet.unit_id == unit_id, Sheet.year == year, Sheet.state == State.REVIEWED)
    ).all()


def sheet_lines(path: str, year: int, states: Sequence[State], limit: int, offset: int, *,
                complete: bool | None = None) -> list[SheetLine]:  # fmt: skip
    """Sheets at or under a unit in given states, by village and the head's given name."""
    evidence = (
        select(func.count()).where(Evidence.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery().label("evidence")
    )
    statement = (
        select(
            Sheet.id, Sheet.household_id, Household.head_name, Unit.name, Sheet.state, Sheet.complete, Sheet.total,
            Sheet.votes_for, VillageReview.present, evidence,
        )
        .join(Household, Household.id == Sheet.household_id)
        .join(Unit, Unit.id == Sheet.unit_id)
        .outerjoin(VillageReview, VillageReview.id == Sheet.village_review_id)
        .where(Unit.path.startswith(path, autoescape=True), Sheet.year == year, Sheet.state.in_(states))
        .order_by(Unit.path, Household.head_sort, Sheet.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    if complete is not None:
        statement = statement.where(Sheet.complete == complete)
    return [
        SheetLine(
            id=row.id,
            household_id=row.household_id,
            head_name=row.head_name,
            village=row.name,
            state=State(row.state),
            complete=row.complete,
            total=row.total,
            votes_for=row.votes_for,
            present=row.present,
            evidence=row.evidence,
        )
        for row in db.session.execute(statement)
    ]


def waiting(path: str, year: int, state: State) -> list[Waiting]:
    """The villages at or under a unit with sheets in a state, and how many."""
    rows = db.session.execute(
        select(Unit.id, Unit.name, func.count())
        .join(Sheet, Sheet.unit_id == Unit.id)
        .where(Unit.path.startswith(path, autoescape=True), Sheet.year == year, Sheet.state == state)
        .group_by(Unit.id)
        .order_by(Unit.path)
    )
    return [Waiting(*row) for row in rows]


def evidence_of(sheet_id: int) -> Sequence[Evidence]:
    """The evidence of a sheet, by indicator, oldest first."""
    return db.session.scalars(
        select(Evidence).where(Evidence.sheet_id == sheet_id).order_by(Evidence.indicator_code, Evidence.id)
    ).all()


def evidence(evidence_id: int) -> Evidence:
    """One piece of evidence; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(select(Evidence).where(Evidence.id == evidence_id)).one()


def village_review(review_id: int) -> VillageReview:
    """One village review; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(select(VillageReview).where(VillageReview.id == review_id)).one()


def wholes_of(household_id: int, village_id: int, year: int, criteria: CriteriaSet) -> dict[str, int]:
    """The wholes of the share indicators for one household, counted in the register now."""
    return _wholes(village_id, year, criteria).get(household_id, {})


def numbers(answers: Mapping[str, Any]) -> dict[str, Decimal]:
    """Answers as kept in JSON, as numbers."""
    return {code: Decimal(str(value)) for code, value in answers.items()}


def _wholes(village_id: int, year: int, criteria: CriteriaSet) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for indicator in criteria.indicators:
        if indicator.kind is Kind.SHARE and indicator.from_age is not None:
            for household_id, count in register.count_of_age(village_id, year, indicator.from_age).items():
                found.setdefault(household_id, {})[indicator.code] = count
    return found


def _lines(year: int) -> Select[Any]:
    evidence_count = (
        select(func.count()).where(Evidence.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery().label("evidence")
    )
    return (
        select(
            Household.id, Household.head_name, Sheet.id.label("sheet_id"), Sheet.state, Sheet.version, Sheet.answers,
            Sheet.wholes, Sheet.scorers, Sheet.reason, evidence_count,
        )
        .outerjoin(Sheet, and_(Sheet.household_id == Household.id, Sheet.year == year))
        .order_by(Household.head_sort, Household.id)
    )  # fmt: skip


def _line(row: Row[Any], path: str, criteria: CriteriaSet, counted: Mapping[str, int]) -> Line:
    answers = numbers(row.answers or {})
    wholes = row.wholes if row.wholes is not None else counted
    return Line(
        id=row.id,
        head_name=row.head_name,
        unit_path=path,
        registered=row.sheet_id is not None,
        state=State(row.state) if row.state else State.DRAFT,
        version=row.version or 0,
        answers=answers,
        wholes=wholes,
        outcome=outcome(criteria, answers, wholes),
        evidence=row.evidence,
        scorers=frozenset(row.scorers or ()),
        reason=row.reason or "",
    )
