"""Reads of the meetings that confirmed points: those of a year, and what one voted on."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from lhtq.assessment.models import Sheet, VillageReview
from lhtq.criteria.rules import Model
from lhtq.db import db


@dataclass(frozen=True)
class Voted:
    """A sheet that a meeting handed in, with its votes. ``total`` is none where it has been returned since."""

    name: str
    total: Decimal | None
    votes_for: int
    cultural_family: bool


def held_reviews(unit_id: int, model: Model, year: int) -> Sequence[VillageReview]:
    """The meetings of a village over a model in a year, the latest first."""
    return db.session.scalars(
        select(VillageReview)
        .where(VillageReview.unit_id == unit_id, VillageReview.model == model, VillageReview.year == year)
        .order_by(VillageReview.held_on.desc(), VillageReview.id.desc())
        .limit(50)
    ).all()


def voted_at(review_id: int) -> list[Voted]:
    """The sheets that a meeting handed in and that no later one has, by name."""
    rows = db.session.execute(
        select(Sheet.name, Sheet.total, Sheet.votes_for, Sheet.cultural_family)
        .where(Sheet.village_review_id == review_id)
        .order_by(Sheet.sort, Sheet.id)
    )
    return [Voted(row.name, row.total, row.votes_for or 0, row.cultural_family) for row in rows]
