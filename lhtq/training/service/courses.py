"""Changes to courses: what is planned, that it was held or is cancelled."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Place, Refusal, require
from lhtq.db.command import command
from lhtq.register.service import WrongLevelError
from lhtq.training import queries
from lhtq.training.models import Course
from lhtq.training.rules import TRANSITIONS, CourseState, Kind, Step, Topic
from lhtq.training.service.errors import AttendedError, NotYetError
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class CourseGiven:
    """What is typed of a course."""

    kind: Kind
    topics: Sequence[Topic]
    title: str
    starts_on: dt.date
    ends_on: dt.date
    sessions: int
    place: str = ""
    trainers: str = ""
    result: str = ""


@command
def add_course(actor: Actor, unit: Unit, given: CourseGiven) -> Course:
    """Plan a course that a unit holds for those below it. Raises WrongLevelError for a village."""
    require(actor, Action.TRAINING_HOLD, Place(unit.path))
    if unit.level == Level.VILLAGE:
        raise WrongLevelError
    course = Course(unit_id=unit.id)
    _write(course, given)
    record(actor, Action.TRAINING_HOLD, course)
    return course


@command
def edit_course(actor: Actor, course: Course, given: CourseGiven, on: dt.date) -> None:
    """Change what is known of a course. Raises NotYetError where one that was held would be still to come."""
    require(actor, Action.TRAINING_HOLD, course)
    if course.state == CourseState.HELD and given.starts_on > on:
        raise NotYetError
    _write(course, given)
    record(actor, Action.TRAINING_HOLD, course)


@command
def step(actor: Actor, course: Course, taken: Step, on: dt.date) -> None:
    """Say that a course was held or is cancelled, or plan it again.

    Raises NotAllowedError for a state that does not admit it, NotYetError before its first day, AttendedError for
    planning again what people have attended.
    """
    require(actor, Action.TRAINING_HOLD, course)
    starts, target = TRANSITIONS[taken]
    if course.state not in starts:
        raise NotAllowedError(Refusal.STATE)
    if target is CourseState.HELD and course.starts_on > on:
        raise NotYetError
    if target is CourseState.PLANNED and queries.counts(course.id).attended:
        raise AttendedError
    course.state = target
    record(actor, Action.TRAINING_HOLD, course)


@command
def hold_if_planned(actor: Actor, course: Course, on: dt.date) -> None:
    """Say of a planned course that it is held, because people attend it. Raises NotYetError, NotAllowedError."""
    if course.state != CourseState.HELD:
        step(actor, course, Step.HOLD, on)


def _write(course: Course, given: CourseGiven) -> None:
    course.kind = given.kind
    course.topics = [topic.value for topic in given.topics]
    course.title = given.title
    course.starts_on = given.starts_on
    course.ends_on = given.ends_on
    course.sessions = given.sessions
    course.place = given.place
    course.trainers = given.trainers
    course.result = given.result
