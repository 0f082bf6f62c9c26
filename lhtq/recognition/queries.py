"""Reads of decisions and titles. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from lhtq.assessment import queries as assessment
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.recognition.rules import Step, steps
from lhtq.units.models import Unit


@dataclass(frozen=True)
class TitleLine:
    """A title in a list."""

    id: int
    model: Model
    subject_id: int
    name: str
    unit_name: str
    year: int
    number: str
    decision_id: int
    valid_from: dt.date
    valid_to: dt.date
    cultural_family: bool
    revoked_on: dt.date | None


def decision(decision_id: int) -> Decision:
    """One decision with its commune; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(
        select(Decision).options(joinedload(Decision.unit)).where(Decision.id == decision_id)
    ).one()


def decisions(path: str, year: int, model: Model | None = None) -> Sequence[Decision]:
    """The decisions of a year at or under a unit, of one model or of all, the latest first."""
    statement = (
        select(Decision)
        .join(Unit, Unit.id == Decision.unit_id)
        .options(joinedload(Decision.unit))
        .where(Unit.path.startswith(path, autoescape=True), Decision.year == year)
        .order_by(Decision.signed_on.desc(), Decision.id.desc())
        .limit(200)
    )
    return db.session.scalars(statement if model is None else statement.where(Decision.model == model)).all()


def steps_of(commune: Unit, year: int) -> list[Step]:
    """The steps of a commune's year of recognition, in order."""
    return steps(assessment.by_state(commune.path, year))


def step_of(commune: Unit, year: int, model: Model) -> Step:
    """The step of one model."""
    return next(step for step in steps_of(commune, year) if step.model is model)


def titles_on(model: Model, path: str, day: dt.date, limit: int, offset: int) -> list[TitleLine]:
    """The titles of a model that are held on a day at or under a unit, by unit and name."""
    return _lines(
        [
            Unit.path.startswith(path, autoescape=True),
            Title.model == model,
            Title.valid_from <= day,
            Title.valid_to >= day,
        ],
        limit,
        offset,
    )


def titles_of_decision(decision_id: int, limit: int, offset: int) -> list[TitleLine]:
    """The titles that a decision granted."""
    return _lines([Title.decision_id == decision_id], limit, offset)


def titles_of_subject(model: Model, subject_id: int) -> list[TitleLine]:
    """Every title that a subject has been given, as far as the actor sees."""
    return _lines([Title.model == model, Title.subject_id == subject_id], 100, 0)


def title(title_id: int) -> Title:
    """One title with its unit and decision; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(
        select(Title).options(joinedload(Title.unit), joinedload(Title.decision)).where(Title.id == title_id)
    ).one()


def title_of_sheet(sheet_id: int) -> Title | None:
    """The title that a sheet earned, if it has been recognised."""
    return db.session.scalars(
        select(Title).options(joinedload(Title.unit), joinedload(Title.decision)).where(Title.sheet_id == sheet_id)
    ).one_or_none()


def held_by(model: Model, subject_ids: Sequence[int], on: dt.date) -> Sequence[Title]:
    """The titles of these subjects that still hold on a day, as far as the actor sees."""
    return db.session.scalars(
        select(Title).where(Title.model == model, Title.subject_id.in_(subject_ids), Title.valid_to >= on)
    ).all()


def _lines(where: Sequence[ColumnElement[bool]], limit: int, offset: int) -> list[TitleLine]:
    rows = db.session.execute(
        select(
            Title.id,
            Title.model,
            Title.subject_id,
            Title.name,
            Unit.name.label("unit_name"),
            Title.year,
            Decision.number,
            Decision.id.label("decision_id"),
            Title.valid_from,
            Title.valid_to,
            Title.cultural_family,
            Title.revoked_on,
        )
        .join(Unit, Unit.id == Title.unit_id)
        .join(Decision, Decision.id == Title.decision_id)
        .where(*where)
        .order_by(Unit.path, Title.sort, Title.id)
        .limit(limit)
        .offset(offset)
    ).mappings()
    return [TitleLine(**row) for row in rows]
