"""Activities: alone, in lists by month and kind, by day, and what they come to in a year."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, extract, func, select, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from lhtq.centre.models import Activity, ActivityFigure, ActivityHand, ActivityPhoto, ActivitySession
from lhtq.centre.rules import MONTHS, ActivityKind, ActivityState, Figure
from lhtq.db import db
from lhtq.lists.kinds import asked_number
from lhtq.register.models import Person
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.counted import EVERYTHING, Counted, asked_counted


@dataclass(frozen=True)
class Filters:
    """Which activities of a year a list shows; ``counted`` with days of its own in place of the year and month."""

    year: int
    month: int | None = None
    kind: ActivityKind | None = None
    state: ActivityState | None = None
    counted: Counted = EVERYTHING
    #: Those that make up a figure: held, and with anybody to count for it.
    figure: Figure | None = None
    #: Those of a centre, in whichever of its communes, in place of those of a unit.
    centre_id: int | None = None

    @property
    def narrowed(self) -> dict[str, str]:
        """Names and values of what is asked for beside a year, a month and a kind, for an address or a form."""
        asked = {"trang_thai": self.state, "so": self.figure, "trung_tam": self.centre_id}
        return self.counted.fields | {name: str(value) for name, value in asked.items() if value is not None}


def asked_activities(said: Mapping[str, str], year: int) -> Filters:
    """What an address or a form asks for; words that mean nothing narrow nothing."""
    month = asked_number(said, "thang")
    kind, state, figure = (said.get(name, "") for name in ("loai", "trang_thai", "so"))
    return Filters(
        year,
        month if month in MONTHS else None,
        ActivityKind(kind) if kind in set(ActivityKind) else None,
        ActivityState(state) if state in set(ActivityState) else None,
        asked_counted(said),
        Figure(figure) if figure in set(Figure) else None,
        asked_number(said, "trung_tam"),
    )


@dataclass(frozen=True)
class ActivityLine:
    """An activity in a list; ``counted`` is what it adds to the figure that is asked for, else its attendances."""

    id: int
    held_on: dt.date
    kind: ActivityKind
    state: ActivityState
    topic: str
    place: str
    counted: int


@dataclass(frozen=True)
class YearFigures:
    """What was done in a year; attendances and their groups, enrolled and completed in classes."""

    activities: int = 0
    attendances: int = 0
    women: int = 0
    minority: int = 0
    elderly: int = 0
    disabled: int = 0
    poor: int = 0
    enrolled: int = 0
    completed: int = 0

    def __add__(self, other: "YearFigures") -> "YearFigures":
        return YearFigures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True)
class MemberFound:
    """A member of the Association of today, to be named as who taught or helped."""

    id: int
    unit_path: str
    person_id: int | None
    person_unit_id: int | None
    full_name: str
    birth_year: int
    branch: str


_LINE = (
    Activity.id,
    Activity.held_on,
    Activity.kind,
    Activity.state,
    Activity.topic,
    Unit.name,
    Activity.attendances,
)


def activity(activity_id: int) -> Activity:
    """One activity with its place; raises NoResultFound where it is not seen."""
    return db.session.scalars(
        select(Activity).options(joinedload(Activity.unit)).where(Activity.id == activity_id)
    ).one()


def activities(path: str, wanted: Filters, limit: int, offset: int) -> list[ActivityLine]:
    """The activities at or under a unit, the latest first."""
    rows = db.session.execute(
        select(*_LINE[:-1], _counted(wanted.figure))
        .join(Unit, Unit.id == Activity.unit_id)
        .where(where(path, wanted), *wanted_of(wanted))
        .order_by(Activity.held_on.desc(), Activity.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [ActivityLine(*row) for row in rows]


def sum_of(path: str, wanted: Filters) -> int:
    """What the activities of such a list come to together."""
    count = func.count() if wanted.figure is Figure.ACTIVITIES else func.sum(_counted(wanted.figure))
    statement = select(func.coalesce(count, 0)).select_from(Activity).join(Unit, Unit.id == Activity.unit_id)
    return int(db.session.scalars(statement.where(where(path, wanted), *wanted_of(wanted))).one())


def _counted(figure: Figure | None) -> ColumnElement[int]:
    if figure in {None, Figure.ACTIVITIES}:
        return Activity.attendances.expression
    column: ColumnElement[int] = getattr(Activity, figure.name.lower()).expression
    return column


def where(path: str, wanted: Filters) -> ColumnElement[bool]:
    """Where the activities of a list are: at or under a unit, or those of a centre."""
    if wanted.centre_id is not None:
        return Activity.centre_id == wanted.centre_id
    return units.lies(path, only=wanted.counted.only)


def held_between(path: str, first: dt.date, last: dt.date, kind: ActivityKind | None, limit: int) -> list[ActivityLine]:
    """The activities at or under a unit between two days, each on its first day and on that of every session.

    Of one kind, or of every kind.
    """
    on_days = (
        select(Activity.id.label("id"), Activity.held_on.label("day"))
        .where(Activity.held_on.between(first, last))
        .union(
            select(ActivitySession.activity_id, ActivitySession.held_on).where(
                ActivitySession.held_on.between(first, last)
            )
        )
        .subquery()
    )
    rows = db.session.execute(
        select(Activity.id, on_days.c.day, *_LINE[2:])
        .join(on_days, on_days.c.id == Activity.id)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(
            Unit.path.startswith(path, autoescape=True),
            Activity.state != ActivityState.CANCELLED,
            *([Activity.kind == kind] if kind else []),
        )
        .order_by(on_days.c.day, Activity.starts_at, Activity.id)
        .limit(limit)
    )
    return [ActivityLine(*row) for row in rows]


def copies(unit: Unit, most: int = 4) -> list[ActivityLine]:
    """The last activity of each kind at a place, the latest first: what "like last time" offers."""
    last = (
        select(func.max(Activity.id))
        .join(Unit, Unit.id == Activity.unit_id)
        .where(Unit.path.startswith(unit.path, autoescape=True), Activity.state != ActivityState.CANCELLED)
        .group_by(Activity.kind)
    )
    rows = db.session.execute(
        select(*_LINE)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(Activity.id.in_(last))
        .order_by(Activity.held_on.desc(), Activity.id.desc())
        .limit(most)
    )
    return [ActivityLine(*row) for row in rows]


def figures(path: str, year: int) -> dict[ActivityKind, YearFigures]:
    """What was done at or under a unit in a year, by kind, from the roll-up."""
    names = [one.name for one in fields(YearFigures)]
    rows = db.session.execute(
        select(ActivityFigure.kind, *(func.sum(getattr(ActivityFigure, name)) for name in names))
        .join(Unit, Unit.id == ActivityFigure.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), ActivityFigure.year == year)
        .group_by(ActivityFigure.kind)
    )
    found = {ActivityKind(row[0]): YearFigures(*(int(value) for value in row[1:])) for row in rows}
    return {kind: found[kind] for kind in ActivityKind if kind in found and found[kind].activities}


def by_month(centre_id: int, year: int) -> dict[tuple[int, ActivityKind], int]:
    """How many activities a centre has done in a year, by month and kind."""
    month = extract("month", Activity.held_on)
    rows = db.session.execute(
        select(month, Activity.kind, func.count())
        .where(Activity.centre_id == centre_id, Activity.year == year, Activity.state == ActivityState.DONE)
        .group_by(month, Activity.kind)
    )
    return {(int(row[0]), ActivityKind(row[1])): row[2] for row in rows}


def people_at(path: str) -> int:
    """How many people the register has at or under a unit today."""
    return db.session.scalars(
        select(func.count())
        .select_from(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Person.left_on.is_(None))
    ).one()


def sessions_of(activity_id: int) -> Sequence[ActivitySession]:
    """The days of an activity of several days, in order."""
    return db.session.scalars(
        select(ActivitySession).where(ActivitySession.activity_id == activity_id).order_by(ActivitySession.held_on)
    ).all()


def session(activity_id: int, session_id: int) -> ActivitySession:
    """One day of an activity; raises NoResultFound."""
    return db.session.scalars(
        select(ActivitySession).where(ActivitySession.activity_id == activity_id, ActivitySession.id == session_id)
    ).one()


def days_of(found: Activity) -> list[dt.date]:
    """The days on which an activity is held."""
    return [one.held_on for one in sessions_of(found.id)] or [found.held_on]


def photos_of(activity_id: int) -> Sequence[ActivityPhoto]:
    """The photos of an activity, in the order in which they came."""
    return db.session.scalars(
        select(ActivityPhoto).where(ActivityPhoto.activity_id == activity_id).order_by(ActivityPhoto.id)
    ).all()


def photo(activity_id: int, photo_id: int) -> ActivityPhoto:
    """One photo of an activity; raises NoResultFound."""
    return db.session.scalars(
        select(ActivityPhoto).where(ActivityPhoto.activity_id == activity_id, ActivityPhoto.id == photo_id)
    ).one()


def hands_of(activity_id: int) -> Sequence[ActivityHand]:
    """Who taught and who helped to run an activity."""
    return db.session.scalars(
        select(ActivityHand)
        .where(ActivityHand.activity_id == activity_id)
        .order_by(ActivityHand.role.desc(), ActivityHand.id)
    ).all()


def hand(activity_id: int, hand_id: int) -> ActivityHand:
    """One who taught or helped; raises NoResultFound."""
    return db.session.scalars(
        select(ActivityHand).where(ActivityHand.activity_id == activity_id, ActivityHand.id == hand_id)
    ).one()


def members_named(path: str, search: str, limit: int) -> list[MemberFound]:
    """The members of the Association at or under a unit whom a search finds."""
    return _members(search, path, None, limit)


def member_found(path: str, member_id: int) -> MemberFound:
    """One of them; raises NoResultFound where there is none whom the actor sees."""
    found = _members("", path, member_id, 1)
    if not found:
        raise NoResultFound
    return found[0]


def _members(typed: str, path: str, one: int | None, most: int) -> list[MemberFound]:
    # The Association is a part beside this one: the database reads its members, under the actor's own scope (0047).
    names = ", ".join(each.name for each in fields(MemberFound))
    statement = text(f"SELECT {names} FROM lhtq_members_named(:typed, :path, CAST(:one AS int), :most)")  # noqa: S608
    rows = db.session.execute(statement, {"typed": typed, "path": path, "one": one, "most": most})
    return [MemberFound(*row) for row in rows]


def wanted_of(wanted: Filters) -> list[ColumnElement[Any]]:
    """The condition that a list is narrowed by."""
    found: list[ColumnElement[Any]] = []
    if wanted.counted.first is not None:
        found.append(Activity.held_on.between(wanted.counted.first, wanted.counted.last))
    else:
        found.append(Activity.year == wanted.year)
        if wanted.month is not None:
            found.append(extract("month", Activity.held_on) == wanted.month)
    if wanted.state is not None:
        found.append(Activity.state == wanted.state)
    if wanted.kind is not None:
        found.append(Activity.kind == wanted.kind)
    if wanted.figure is not None:
        found.append(Activity.state == ActivityState.DONE)
    if wanted.figure not in {None, Figure.ACTIVITIES}:
        found.append(_counted(wanted.figure) > 0)
    return found
