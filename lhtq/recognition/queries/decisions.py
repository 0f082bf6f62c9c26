"""Reads of decisions, and of the steps that lead to them. The database decides what is seen (``lhtq.db.scope``)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from lhtq.assessment import queries as assessment
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.recognition.rules import Step, steps
from lhtq.units.models import Unit


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


def decisions_listed(path: str, year: int) -> Select[Any]:
    """The statement of the decisions of a year at or under a unit, the latest first, whole."""
    columns: tuple[Any, ...] = (
        Decision.number, Decision.signed_on, Decision.model, Unit.name.label("unit_name"), Decision.signer,
        Decision.signer_position,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Unit, Unit.id == Decision.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Decision.year == year)
        .order_by(Decision.signed_on.desc(), Decision.id.desc())
    )


def steps_of(commune: Unit, year: int) -> list[Step]:
    """The steps of a commune's year of recognition, in order."""
    return steps(assessment.by_state(commune.path, year))


def step_of(commune: Unit, year: int, model: Model) -> Step:
    """The step of one model."""
    return next(step for step in steps_of(commune, year) if step.model is model)


def granted(decision_id: int) -> tuple[int, int]:
    """How many titles a decision granted, and how many of them to cultural families."""
    row = db.session.execute(
        select(func.count(), func.count().filter(Title.cultural_family)).where(Title.decision_id == decision_id)
    ).one()
    return row[0], row[1]
