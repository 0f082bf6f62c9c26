"""Courses in lists and alone, their files, and what somebody has taken part in."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.membership.models import Member
from lhtq.training.models import Course, CourseFile, CourseParticipant
from lhtq.training.rules import CourseState, Kind, Shown, Topic
from lhtq.units.models import Unit
from lhtq.web.filters import today


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


def courses(
    unit: Unit, year: int, topic: Topic | None, limit: int, offset: int, shown: Shown | None = None
) -> list[CourseLine]:
    """The courses that begin in a year, of a unit and those under it, and those that invite their people.

    The latest first; the counts are of the people at or under the unit. With ``shown`` those that make up a figure.
    """
    from_here = from_under(unit.path)
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
        .where(
            *_shown(shown, unit, year, counted),
            Course.topics.contains([topic.value]) if topic else True,  # type: ignore[arg-type]
        )
        .order_by(Course.starts_on.desc(), Course.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [CourseLine(*row) for row in rows]


def _shown(shown: Shown | None, unit: Unit, year: int, counted: Any) -> list[ColumnElement[bool]]:
    """The courses of a year, or those of them that make up a figure; those to come are of any year."""
    if shown is Shown.COMING:
        own = or_(Course.unit_id == unit.id, counted.c.listed > 0)
        return [Course.state == CourseState.PLANNED, Course.ends_on >= today(), own]
    of_year = Course.starts_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    here = Unit.path.startswith(unit.path, autoescape=True)
    if shown is None:
        return [of_year, or_(here, counted.c.listed > 0)]
    of_people = {Shown.ATTENDED: counted.c.attended > 0, Shown.COMPLETED: counted.c.completed > 0}
    return [of_year, Course.state == CourseState.HELD, of_people.get(shown, here)]


def upcoming(unit: Unit, on: dt.date) -> int:
    """How many courses still to come a unit holds or has people invited to."""
    return db.session.scalar(select(func.lhtq_courses_coming(unit.id, on))) or 0


def from_under(path: str) -> ColumnElement[bool]:
    """Whether a participant is at or under a unit."""
    return CourseParticipant.unit_id.in_(select(Unit.id).where(Unit.path.startswith(path, autoescape=True)))


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
