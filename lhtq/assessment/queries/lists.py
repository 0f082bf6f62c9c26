"""Lists of sheets: those behind a figure, those that the commune reviews, and those with a contested figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from lhtq.assessment.models import Claim, Evidence, Sheet, VillageReview, stands_open
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.units.models import Unit
from lhtq.units.queries import lies


@dataclass(frozen=True)
class SheetLine:
    """A sheet in a list of a unit."""

    id: int
    subject_id: int
    model: Model
    name: str
    unit_name: str
    state: State
    complete: bool
    total: Decimal | None
    votes_for: int | None
    present: int | None
    evidence: int


@dataclass(frozen=True)
class Asked:
    """Which sheets are listed: of a model and year, at or under a path, in some states, complete or not."""

    model: Model
    path: str
    year: int
    states: Sequence[State] = tuple(State)
    complete: bool | None = None
    #: Without those of the units below the one at the path.
    only: bool = False


def sheets_listed(asked: Asked) -> Select[Any]:
    """The statement of the sheets that are asked for, by unit and name."""
    evidence = (
        select(func.count()).where(Evidence.sheet_id == Sheet.id).correlate(Sheet).scalar_subquery().label("evidence")
    )
    columns: tuple[Any, ...] = (
        Sheet.id, Sheet.subject_id, Sheet.name, Unit.name.label("unit_name"), Sheet.state, Sheet.complete, Sheet.total,
        Sheet.votes_for, VillageReview.present, evidence,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Unit, Unit.id == Sheet.unit_id)
        .outerjoin(VillageReview, VillageReview.id == Sheet.village_review_id)
        .where(lies(asked.path, only=asked.only), Sheet.year == asked.year)
        .where(Sheet.model == asked.model, Sheet.state.in_(asked.states), Sheet.withdrawn_on.is_(None))
        .order_by(Unit.path, Sheet.sort, Sheet.id)
    )
    return statement if asked.complete is None else statement.where(Sheet.complete == asked.complete)


def sheet_lines(asked: Asked, limit: int, offset: int) -> list[SheetLine]:
    """Sheets by unit and name."""
    return [
        SheetLine(
            id=row.id,
            subject_id=row.subject_id,
            model=asked.model,
            name=row.name,
            unit_name=row.unit_name,
            state=State(row.state),
            complete=row.complete,
            total=row.total,
            votes_for=row.votes_for,
            present=row.present,
            evidence=row.evidence,
        )
        for row in db.session.execute(sheets_listed(asked).limit(limit).offset(offset))
    ]


@dataclass(frozen=True)
class ClaimLine:
    """A contested figure that waits for an answer."""

    model: Model
    subject_id: int
    name: str
    unit_name: str
    code: str
    part: int
    whole: int


def count_open_claims(path: str, year: int) -> int:
    """How many contested figures at or under a path wait for an answer."""
    return db.session.execute(
        select(func.count())
        .select_from(Claim)
        .join(Sheet, Sheet.id == Claim.sheet_id)
        .join(Unit, Unit.id == Sheet.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Sheet.year == year)
        .where(Claim.allowed.is_(None), stands_open())
    ).scalar_one()


def open_claims(path: str, year: int, limit: int, offset: int) -> list[ClaimLine]:
    """The contested figures of open sheets at or under a path that nobody has answered, the oldest first."""
    rows = db.session.execute(
        select(
            Sheet.model, Sheet.subject_id, Sheet.name, Unit.name.label("unit_name"), Claim.indicator_code, Claim.part,
            Claim.whole,
        )
        .join(Sheet, Sheet.id == Claim.sheet_id)
        .join(Unit, Unit.id == Sheet.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Sheet.year == year)
        .where(Claim.allowed.is_(None), stands_open())
        .order_by(Claim.claimed_at, Claim.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [ClaimLine(Model(row.model), *row[1:]) for row in rows]
