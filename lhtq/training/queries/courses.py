"""Courses in lists and alone, their files, and what somebody has taken part in."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from lhtq.db import db
from lhtq.membership.models import Member
from lhtq.training.models import Course, CourseFile, CourseParticipant
from lhtq.training.rules import CourseState, Kind, Topic, Which
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.counted import EVERYTHING, Counted, asked_counted
from lhtq.web.filters import today


@dataclass(frozen=True)
class Wanted:
    """Which courses a list shows: those that begin in a year, or those that a figure counted (``which``)."""

    year: int
    topic: Topic | None = None
    kind: Kind | None = None
    which: Which | None = None
    counted: Counted = EVERYTHING

    def days(self) -> ColumnElement[bool]:
        """Whether a course begins in the days, else in the year; one that is still to come may be of any year."""
        if self.which is Which.COMING:
            return Course.ends_on >= today()
        if self.counted.first is not None:
            return Course.starts_on.between(self.counted.first, self.counted.last)
        return Course.starts_on.between(dt.date(self.year, 1, 1), dt.date(self.year, 12, 31))

    def narrowing(self) -> list[ColumnElement[bool]]:
        """Whether a course is of the topic and kind, and where a figure counts it was held, or is still planned."""
        found = [self.days()]
        if self.topic is not None:
            found.append(Course.topics.contains([self.topic.value]))
        if self.kind is not None:
            found.append(Course.kind == self.kind)
        if self.which is not None:
            found.append(Course.state == (CourseState.PLANNED if self.which is Which.COMING else CourseState.HELD))
        return found

    def of(self, path: str) -> ColumnElement[bool]:
        """Whether the course is a unit's: held there, or with its people on the list; as ``which`` asks."""
        here = units.lies(path, only=self.counted.only)
        people = from_under(path, only=self.counted.only)
        on_list = CourseParticipant.course_id == Course.id, people
        match self.which:
            case Which.HOLDING:
                return here
            case Which.COMING:
                return or_(Unit.path == path, exists().where(*on_list))
            case Which.ATTENDED:
                return exists().where(*on_list, CourseParticipant.attended)
            case Which.COMPLETED:
                return exists().where(*on_list, CourseParticipant.completed)
        return or_(here, exists().where(*on_list))


def asked_courses(said: Mapping[str, str], year: int) -> Wanted:
    """What an address or a form asks for; words that mean nothing narrow nothing."""
    topic, kind, which = (said.get(name, "") for name in ("noi_dung", "hinh_thuc", "dem"))
    return Wanted(
        year,
        Topic(topic) if topic in set(Topic) else None,
        Kind(kind) if kind in set(Kind) else None,
        Which(which) if which in set(Which) else None,
        asked_counted(said),
    )


@dataclass(frozen=True)
class CourseLine:
    """A course in the list of a unit, with the unit's own people on its list."""

    id: int
    kind: Kind
    topics: list[str]
    title: str
    starts_on: dt.date
    ends_on: dt.date
    state: CourseState
    holder: str
    listed: int
    attended: int
    completed: int


@dataclass(frozen=True)
class TakenCourse:
    """A course as somebody on its list reads it."""

    id: int
    kind: Kind
    topics: list[str]
    title: str
    starts_on: dt.date
    ends_on: dt.date
    state: CourseState
    holder: str
    attended: bool
    completed: bool
    certificate_number: str
    certificate_on: dt.date | None


def course(course_id: int) -> Course:
    """One course with the unit that holds it; raises NoResultFound for one that the actor does not see."""
    return db.session.scalars(select(Course).options(joinedload(Course.unit)).where(Course.id == course_id)).one()


def courses(unit: Unit, wanted: Wanted, limit: int, offset: int) -> list[CourseLine]:
    """The courses of a unit and those under it, and those that invite their people, as far as they are wanted.

    The latest first; the counts are of the people at or under the unit. With ``shown`` those that make up a figure.
    """
    from_here = from_under(unit.path, only=wanted.counted.only)
    counted = (
        select(
            func.count().label("listed"),
            func.count().filter(CourseParticipant.attended).label("attended"),
            func.count().filter(CourseParticipant.completed).label("completed"),
        )
        .where(CourseParticipant.course_id == Course.id, from_here)
        .lateral("counted")
    )
    rows = db.session.execute(
        select(
            Course.id,
            Course.kind,
            Course.topics,
            Course.title,
            Course.starts_on,
            Course.ends_on,
            Course.state,
            Unit.name,
            counted.c.listed,
            counted.c.attended,
            counted.c.completed,
        )
        .join(Unit, Unit.id == Course.unit_id)
        .join(counted, counted.c.listed >= 0)
        .where(wanted.of(unit.path), *wanted.narrowing())
        .order_by(Course.starts_on.desc(), Course.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [CourseLine(*row) for row in rows]


def upcoming(unit: Unit, on: dt.date) -> int:
    """How many courses still to come a unit holds or has people invited to."""
    return db.session.scalar(select(func.lhtq_courses_coming(unit.id, on))) or 0


def from_under(path: str, *, only: bool = False) -> ColumnElement[bool]:
    """Whether a participant is at or under a unit; with ``only`` at it alone."""
    of = aliased(Unit)
    there = of.path == path if only else of.path.startswith(path, autoescape=True)
    return CourseParticipant.unit_id.in_(select(of.id).where(there))


def files(course_id: int) -> Sequence[CourseFile]:
    """The material and the evidence of a course, as they were added."""
    return db.session.scalars(
        select(CourseFile)
        .where(CourseFile.course_id == course_id)
        .order_by(CourseFile.kind.desc(), CourseFile.added_at, CourseFile.id)
    ).all()


def course_file(course_id: int, file_id: int) -> CourseFile:
    """One file of a course; raises NoResultFound."""
    return db.session.scalars(
        select(CourseFile).where(CourseFile.id == file_id, CourseFile.course_id == course_id)
    ).one()


def training_of(person_id: int) -> list[TakenCourse]:
    """The courses on whose lists a person of the register stands, also as a member; the latest first."""
    as_member = CourseParticipant.member_id.in_(select(Member.id).where(Member.person_id == person_id))
    return _taken(or_(CourseParticipant.person_id == person_id, as_member))


def training_of_member(member_id: int) -> list[TakenCourse]:
    """The courses on whose lists a member stands, those before a change of branch among them."""
    return _taken(CourseParticipant.member_id == member_id)


def _taken(whose: ColumnElement[bool]) -> list[TakenCourse]:
    rows: Iterable[Any] = db.session.execute(
        select(*_TAKEN)
        .join(Course, Course.id == CourseParticipant.course_id)
        .join(Unit, Unit.id == Course.unit_id)
        .where(whose)
        .order_by(Course.starts_on.desc(), Course.id.desc())
        .limit(MOST_TAKEN)
    )
    return [TakenCourse(*row) for row in rows]


_TAKEN = (
    Course.id, Course.kind, Course.topics, Course.title, Course.starts_on, Course.ends_on, Course.state, Unit.name,
    CourseParticipant.attended, CourseParticipant.completed, CourseParticipant.certificate_number,
    CourseParticipant.certificate_on,
)  # fmt: skip
#: Courses of one person that are shown: more than anybody takes part in while the plan lasts.
MOST_TAKEN = 200
