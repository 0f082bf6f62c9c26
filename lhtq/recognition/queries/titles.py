"""Reads of titles. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from lhtq.assessment.models import Sheet, stands_open
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition.models import Decision, Title
from lhtq.recognition.rules import SOON, Happened
from lhtq.register.models import Clan, Household, Organisation, Person
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.counted import Counted


@dataclass(frozen=True)
class TitleLine:
    """A title in a list."""

    id: int
    model: Model
    subject_id: int
    name: str
    unit_name: str
    unit_path: str
    year: int
    #: Of its decision; none where the decision is not seen.
    number: str | None
    decision_id: int
    valid_from: dt.date
    valid_to: dt.date
    cultural_family: bool
    revoked_on: dt.date | None
    revoked_because: str


@dataclass(frozen=True)
class RunningOut:
    """A title that runs out soon, or ran out this year, whose holder has not handed in a sheet of this year."""

    subject_id: int
    name: str
    unit_name: str
    valid_to: dt.date
    #: Of this year's sheet; none where there is no sheet.
    state: State | None


@dataclass(frozen=True)
class ElsewhereTitle:
    """A title that was given where the actor does not look, and by which commune."""

    commune: str
    year: int
    valid_from: dt.date
    valid_to: dt.date
    revoked_on: dt.date | None


def titles_on(model: Model, path: str, day: dt.date, limit: int, offset: int, *, only: bool = False) -> list[TitleLine]:
    """The titles of a model that are held on a day at or under a unit, by unit and name; with ``only`` at it alone."""
    return _lines(_held(model, path, day, only=only), limit, offset)


def titles_listed(model: Model, path: str, day: dt.date, *, only: bool = False) -> Select[Any]:
    """The statement of the same, whole."""
    return _statement(_held(model, path, day, only=only))


def titles_counted(
    model: Model, path: str, happened: Happened, counted: Counted, limit: int, offset: int
) -> list[TitleLine]:
    """The titles of a model that were granted, or taken back, between two days at or under a unit."""
    return _lines(_changed(model, path, happened, counted), limit, offset)


def titles_counted_listed(model: Model, path: str, happened: Happened, counted: Counted) -> Select[Any]:
    """The statement of the same, whole."""
    return _statement(_changed(model, path, happened, counted))


def _changed(model: Model, path: str, happened: Happened, counted: Counted) -> list[ColumnElement[bool]]:
    """Of those that were granted also what was taken back since."""
    day = Title.revoked_on if happened is Happened.REVOKED else Title.valid_from
    return [
        units.lies(path, only=counted.only),
        Title.model == model,
        day.between(counted.first, counted.last),
    ]


def titles_of_decision_listed(decision_id: int, path: str) -> Select[Any]:
    """The statement of the titles that a decision granted at or under a unit."""
    return _statement([Title.decision_id == decision_id, Unit.path.startswith(path, autoescape=True)])


def _held(model: Model, path: str, day: dt.date, *, only: bool) -> list[ColumnElement[bool]]:
    held = [Title.model == model, Title.valid_from <= day, Title.valid_to >= day]
    return [units.lies(path, only=only), *held]


def revoked(model: Model, path: str, day: dt.date) -> list[TitleLine]:
    """The titles of a model that were taken back within the year before a day, at or under a unit; 100 at most."""
    where = [
        Unit.path.startswith(path, autoescape=True),
        Title.model == model,
        Title.revoked_on > dt.date.fromordinal(max(day.toordinal() - 365, 1)),
        Title.revoked_on <= day,
    ]
    return _lines(where, 100, 0)


def titles_of_decision(decision_id: int, limit: int, offset: int) -> list[TitleLine]:
    """The titles that a decision granted."""
    return _lines([Title.decision_id == decision_id], limit, offset)


def titles_of_subject(model: Model, subject_id: int) -> list[TitleLine]:
    """Every title that a subject has been given, as far as the actor sees, the latest first."""
    found = _lines([Title.model == model, Title.subject_id == subject_id], 100, 0)
    return sorted(found, key=lambda line: (line.valid_from, line.id), reverse=True)


def titles_elsewhere(model: Model, subject_id: int) -> list[ElsewhereTitle]:
    """The titles that a household or person of the actor's was given in other places, the latest first."""
    columns: tuple[Any, ...] = (
        column("commune"), column("year"), column("valid_from"), column("valid_to"), column("revoked_on")
    )  # fmt: skip
    rows = db.session.execute(select(func.lhtq_titles_elsewhere(model, subject_id).table_valued(*columns)))
    return [ElsewhereTitle(*row) for row in rows]


def title(title_id: int, *, locked: bool = False) -> Title:
    """One title with its unit and decision, ``locked`` for changing it; raises NoResultFound outside the scope."""
    statement = select(Title).options(joinedload(Title.unit), joinedload(Title.decision)).where(Title.id == title_id)
    if locked:
        statement = statement.with_for_update(of=Title).execution_options(populate_existing=True)
    return db.session.scalars(statement).one()


def held_by(model: Model, subject_ids: Sequence[int], on: dt.date) -> Sequence[Title]:
    """The titles of these subjects that still hold on a day, as far as the actor sees."""
    return db.session.scalars(
        select(Title).where(Title.model == model, Title.subject_id.in_(subject_ids), Title.valid_to >= on)
    ).all()


def running_out(model: Model, path: str, on: dt.date, limit: int, offset: int) -> list[RunningOut]:
    """The titles of a model at or under a unit to be renewed: those without a sheet first, then by the last day.

    Not those that were taken back, nor those of holders who have left.
    """
    return [
        RunningOut(row.subject_id, row.name, row.unit_name, row.valid_to, State(row.state) if row.state else None)
        for row in db.session.execute(running_out_listed(model, path, on).limit(limit).offset(offset))
    ]


def running_out_listed(model: Model, path: str, on: dt.date) -> Select[Any]:
    """The statement of the same, whole."""
    later = aliased(Title, name="later")
    gone = [
        Person.left_on.is_not(None),
        Household.ended_on.is_not(None),
        Clan.ended_on.is_not(None),
        Organisation.ended_on.is_not(None),
    ]
    columns: tuple[Any, ...] = (
        Title.subject_id, Title.name, Unit.name.label("unit_name"), Title.valid_to, Sheet.state
    )  # fmt: skip
    return (
        select(*columns)
        .join(Unit, Unit.id == Title.unit_id)
        .outerjoin(Sheet, and_(Sheet.model == Title.model, Sheet.subject_id == Title.subject_id, Sheet.year == on.year))
        .outerjoin(later, and_(later.model == Title.model, later.subject_id == Title.subject_id, later.id > Title.id))
        .outerjoin(Person, Person.id == Title.person_id)
        .outerjoin(Household, Household.id == Title.household_id)
        .outerjoin(Clan, Clan.id == Title.clan_id)
        .outerjoin(Organisation, Organisation.id == Title.organisation_id)
        .where(Unit.path.startswith(path, autoescape=True), Title.model == model, Title.revoked_on.is_(None))
        .where(Title.valid_to.between(dt.date(on.year, 1, 1), on + SOON))
        .where(or_(Sheet.id.is_(None), stands_open()), later.id.is_(None), ~or_(*gone))
        .order_by(Sheet.id.is_not(None), Title.valid_to, Unit.path, Title.sort, Title.id)
    )


def _lines(where: Sequence[ColumnElement[bool]], limit: int, offset: int) -> list[TitleLine]:
    rows = db.session.execute(_statement(where).limit(limit).offset(offset)).mappings()
    return [TitleLine(**row) for row in rows]


def _statement(where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Title.id,
        Title.model,
        Title.subject_id,
        Title.name,
        Unit.name.label("unit_name"),
        Unit.path.label("unit_path"),
        Title.year,
        Decision.number,
        Title.decision_id,
        Title.valid_from,
        Title.valid_to,
        Title.cultural_family,
        Title.revoked_on,
        Title.revoked_because,
    )
    return (
        select(*columns)
        .join(Unit, Unit.id == Title.unit_id)
        # One who signs in for one record sees its titles, and not the decision over a whole list.
        .outerjoin(Decision, Decision.id == Title.decision_id)
        .where(*where)
        .order_by(Unit.path, Title.sort, Title.id)
    )
