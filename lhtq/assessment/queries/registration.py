"""Who has registered for a year and who has not, by village and by name; and how far a unit has come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from lhtq.assessment.queries import subjects
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Progress:
    """How far a unit has come with a model; counts of subjects."""

    subjects: int
    registered: int
    complete: int


@dataclass(frozen=True)
class Registered:
    """A subject on the list of who has registered; no state for one who has not."""

    id: int
    name: str
    #: What tells namesakes apart: a year of birth, a head's name.
    detail: str
    state: State | None


@dataclass(frozen=True)
class AskedRegistration:
    """Which subjects are listed: those of a model at a unit, in a year."""

    model: Model
    unit: Unit
    year: int
    on: dt.date
    #: Those alone that have not registered.
    missing: bool


@dataclass(frozen=True)
class VillageRegistered:
    """How many of a village's subjects have registered."""

    unit_id: int
    name: str
    subjects: int
    registered: int


def progress(model: Model, unit: Unit, year: int, on: dt.date) -> Progress:
    """How far a unit has come with a year's sheets of a model."""
    listed = subjects.listed(model, unit, year, on).order_by(None).subquery()
    row = db.session.execute(
        select(func.count(), func.count(listed.c.sheet_id), func.count().filter(listed.c.complete)).select_from(listed)
    ).one()
    return Progress(*row)


def unregistered(model: Model, unit: Unit, year: int, on: dt.date) -> Sequence[Row[*tuple[Any, ...]]]:
    """The subjects of a unit that have no sheet in a year, as rows of id, name and unit."""
    listed = subjects.listed(model, unit, year, on).order_by(None).subquery()
    return db.session.execute(
        select(listed.c.id, listed.c.name, listed.c.unit_id).where(listed.c.sheet_id.is_(None), ~listed.c.gone)
    ).all()


def without_group(unit: Unit, year: int, on: dt.date) -> Sequence[int]:
    """Ids of the people of a unit's citizens of whom nobody has said in which group they are asked."""
    listed = subjects.listed(Model.CITIZEN, unit, year, on).order_by(None).subquery()
    return db.session.scalars(select(listed.c.id).where(listed.c.occupation.is_(None), ~listed.c.gone)).all()


def registration_listed(asked: AskedRegistration) -> Select[Any]:
    """The statement of the subjects of a unit with the state of their sheets."""
    listed = subjects.listed(asked.model, asked.unit, asked.year, asked.on)
    if asked.missing:
        columns = listed.selected_columns
        listed = listed.where(columns.sheet_id.is_(None), ~columns.gone)
    return listed


def registration(asked: AskedRegistration, limit: int, offset: int) -> list[Registered]:
    """The subjects of a unit with the state of their sheets."""
    return [
        Registered(row.id, row.name, "" if row.detail is None else str(row.detail), row.state and State(row.state))
        for row in db.session.execute(registration_listed(asked).limit(limit).offset(offset))
    ]


def registration_by_village(model: Model, commune: Unit, year: int, on: dt.date) -> list[VillageRegistered]:
    """For each village of a commune, how many of its families or citizens have registered."""
    listed = subjects.listed(model, commune, year, on).order_by(None).subquery()
    rows = db.session.execute(
        select(Unit.id, Unit.name, func.count(listed.c.id), func.count(listed.c.sheet_id))
        .outerjoin(listed, listed.c.unit_id == Unit.id)
        .where(Unit.parent_id == commune.id, Unit.valid_to.is_(None))
        .group_by(Unit.id)
        .order_by(Unit.path)
    )
    return [VillageRegistered(*row) for row in rows]
