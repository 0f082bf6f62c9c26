"""Courses and their lists as spreadsheets hold them: what is known when a file comes in, and what goes out."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.training.models import Course, CourseParticipant
from lhtq.training.queries.courses import Wanted
from lhtq.training.queries.participants import narrowed
from lhtq.units.models import Unit


def known_courses(unit_id: int) -> Sequence[Course]:
    """Every course that a unit holds."""
    return db.session.scalars(select(Course).where(Course.unit_id == unit_id).order_by(Course.id)).all()


def seen_courses(starts: Collection[dt.date]) -> Sequence[tuple[Course, int]]:
    """The courses that the actor sees and that begin on some days: each with its holder, and how many attended it."""
    attended = (
        select(func.count())
        .where(CourseParticipant.course_id == Course.id, CourseParticipant.attended)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Course, attended)
        .options(joinedload(Course.unit))
        .where(Course.starts_on.in_(starts))
        .order_by(Course.id)
    )
    return [(row[0], row[1]) for row in rows]


def known_on_lists(course_ids: Collection[int]) -> Sequence[CourseParticipant]:
    """Everybody on the lists of some courses, in the order in which they go out."""
    return db.session.scalars(
        select(CourseParticipant)
        .join(Unit, Unit.id == CourseParticipant.unit_id)
        .where(CourseParticipant.course_id.in_(course_ids))
        .order_by(Unit.path, CourseParticipant.sort, CourseParticipant.id)
    ).all()


def courses_listed(path: str, wanted: Wanted) -> Select[Any]:
    """The courses as the list on screen has them: held at or under a unit, or with people of it."""
    columns: tuple[Any, ...] = (
        Course.kind, Course.topics, Course.title, Course.starts_on, Course.ends_on, Course.sessions, Course.place,
        Course.trainers, Course.result, Course.state, (Unit.type + " " + Unit.name).label("holder"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Unit, Unit.id == Course.unit_id)
        .where(wanted.of(path), *wanted.narrowing())
        .order_by(Course.starts_on.desc(), Course.id.desc())
    )


def on_lists_listed(path: str, course_id: int | None, which: str = "", search: str = "") -> Select[Any]:
    """Who is on the lists of the courses that are held at or under a unit, or on that of one; narrowed as its page."""
    columns: tuple[Any, ...] = (
        Course.starts_on, Course.title, CourseParticipant.full_name, CourseParticipant.birth_year,
        Unit.name.label("place"), CourseParticipant.invited, CourseParticipant.attended, CourseParticipant.completed,
        CourseParticipant.certificate_number, CourseParticipant.certificate_on,
    )  # fmt: skip
    held = select(Course.id).join(Course.unit).where(Unit.path.startswith(path, autoescape=True))
    statement = (
        select(*columns)
        .join(Course, Course.id == CourseParticipant.course_id)
        .join(Unit, Unit.id == CourseParticipant.unit_id)
        .where(Course.id.in_(held), *narrowed(which, search))
        .order_by(Course.starts_on.desc(), Course.id, Unit.path, CourseParticipant.sort, CourseParticipant.id)
    )
    return statement if course_id is None else statement.where(Course.id == course_id)
