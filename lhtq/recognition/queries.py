"""Reads of decisions and titles. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.register.models import Household
from lhtq.units.models import Unit


@dataclass(frozen=True)
class TitleLine:
    """A title in a list."""

    household_id: int
    head_name: str
    village: str
    year: int
    number: str
    decision_id: int
    valid_from: dt.date
    valid_to: dt.date


def decision(decision_id: int) -> Decision:
    """One decision with its commune; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(
        select(Decision).options(joinedload(Decision.unit)).where(Decision.id == decision_id)
    ).one()


def decisions(path: str, year: int) -> Sequence[Decision]:
    """The decisions of a year at or under a unit, the latest first."""
    return db.session.scalars(
        select(Decision)
        .join(Unit, Unit.id == Decision.unit_id)
        .options(joinedload(Decision.unit))
        .where(Unit.path.startswith(path, autoescape=True), Decision.year == year)
        .order_by(Decision.signed_on.desc(), Decision.id.desc())
        .limit(200)
    ).all()


def titles_on(path: str, day: dt.date, limit: int, offset: int) -> list[TitleLine]:
    """The titles that are held on a day at or under a unit, by village and the head's given name."""
    return _lines(
        [Unit.path.startswith(path, autoescape=True), Title.valid_from <= day, Title.valid_to >= day], limit, offset
    )


def titles_of_decision(decision_id: int, limit: int, offset: int) -> list[TitleLine]:
    """The titles that a decision granted."""
    return _lines([Title.decision_id == decision_id], limit, offset)


def titles_of_household(household_id: int) -> list[TitleLine]:
    """Every title that a household has been given."""
    return _lines([Title.household_id == household_id], 100, 0)


def held_by(household_ids: Sequence[int], on: dt.date) -> Sequence[Title]:
    """The titles of these households that still hold on a day."""
    return db.session.scalars(select(Title).where(Title.household_id.in_(household_ids), Title.valid_to >= on)).all()


def _lines(where: Sequence[ColumnElement[bool]], limit: int, offset: int) -> list[TitleLine]:
    rows = db.session.execute(
        select(
            Title.household_id, Household.head_name, Unit.name, Title.year, Decision.number, Decision.id,
            Title.valid_from, Title.valid_to,
        )
        .join(Household, Household.id == Title.household_id)
        .join(Unit, Unit.id == Title.unit_id)
        .join(Decision, Decision.id == Title.decision_id)
        .where(*where)
        .order_by(Unit.path, Household.head_sort, Title.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [TitleLine(*row) for row in rows]
