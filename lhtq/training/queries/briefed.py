"""Who of the members and officers has been briefed in a phase, and who has not (``briefed_rate``).

Whoever holds a position in the Association is a member of one of its branches: so the members are the members and
officers, each counted once.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from lhtq.db import db
from lhtq.membership.models import Branch, Member, MemberFigure, Post
from lhtq.membership.queries.branches import in_office
from lhtq.training.models import BriefedFigure, Course, CourseParticipant, TrainingFigure
from lhtq.training.rules import CourseState, Kind, Phase, phase_of
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Briefing:
    """Members of today, how many of them have been briefed in a phase; from the roll-up."""

    members: int = 0
    briefed: int = 0

    @property
    def waiting(self) -> int:
        """Who has not been briefed yet."""
        return max(0, self.members - self.briefed)

    @property
    def rate(self) -> float | None:
        """The briefed as a share of all; None where there is nobody."""
        return self.briefed / self.members if self.members else None

    def __add__(self, other: "Briefing") -> "Briefing":
        return Briefing(self.members + other.members, self.briefed + other.briefed)


@dataclass(frozen=True)
class Totals:
    """What a unit and those under it have done in a year: courses held, attendances and completions of their people.

    ``briefing`` is of the phase that the day falls into.
    """

    courses: int
    attended: int
    completed: int
    briefing: Briefing


@dataclass(frozen=True)
class Called:
    """A member with what is needed to call them."""

    id: int
    full_name: str
    birth_year: int
    phone: str
    branch_id: int
    branch: str
    branch_phone: str
    place: str
    positions: list[str]


def people(path: str, on: dt.date, *, briefed: bool | None, limit: int, offset: int) -> list[Called]:
    """The members at or under a unit on a day by branch: the briefed of its phase, those who are not, or all."""
    return _called(_under(path), on, briefed, limit, offset)


def people_at(unit_id: int, on: dt.date, *, briefed: bool | None, limit: int, offset: int) -> list[Called]:
    """The same of a unit's own branches alone."""
    return _called(Member.unit_id == unit_id, on, briefed, limit, offset)


def people_of(branch_id: int, on: dt.date, *, briefed: bool | None, limit: int, offset: int) -> list[Called]:
    """The same of one branch."""
    return _called(Member.branch_id == branch_id, on, briefed, limit, offset)


def _called(which: ColumnElement[bool], on: dt.date, briefed: bool | None, limit: int, offset: int) -> list[Called]:
    was_briefed = _briefed(phase_of(on), on)
    positions = func.array(
        select(Post.position).where(Post.member_id == Member.id, in_office(on)).order_by(Post.id).scalar_subquery()
    )
    rows: Iterable[Any] = db.session.execute(
        select(*_CALLED, positions)
        .join(Branch, Branch.id == Member.branch_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(_member_on(on), which)
        .where(True if briefed is None else was_briefed if briefed else ~was_briefed)  # type: ignore[arg-type]
        .order_by(Unit.path, Branch.name, Branch.id, Member.sort, Member.id)
        .limit(limit)
        .offset(offset)
    )
    return [Called(*row) for row in rows]


_CALLED = (
    Member.id, Member.full_name, Member.birth_year, Member.phone, Branch.id, Branch.name, Branch.phone, Unit.name,
)  # fmt: skip


def _member_on(on: dt.date) -> ColumnElement[bool]:
    """Whether somebody is a member on a day; one whose day of joining is not known always was."""
    return and_(
        or_(Member.joined_on.is_(None), Member.joined_on <= on), or_(Member.left_on.is_(None), Member.left_on > on)
    )


def _briefed(phase: Phase, on: dt.date) -> ColumnElement[bool]:
    """Whether a member attended a briefing that was held in a phase up to a day."""
    return exists().where(
        CourseParticipant.member_id == Member.id,
        Course.id == CourseParticipant.course_id,
        *_attended_briefing(phase, on),
    )


def _attended_briefing(phase: Phase, on: dt.date) -> tuple[ColumnElement[bool], ...]:
    """That a participant attended, and that the course is a briefing that was held in a phase up to a day."""
    return (
        CourseParticipant.attended.is_(True),
        Course.kind == Kind.BRIEFING,
        Course.state == CourseState.HELD,
        Course.phase == phase.first,
        Course.starts_on <= on,
    )


def _under(path: str) -> ColumnElement[bool]:
    return Member.unit_id.in_(select(Unit.id).where(Unit.path.startswith(path, autoescape=True)))


def totals(unit: Unit, year: int, on: dt.date) -> Totals:
    """What a unit and those under it have done in a year, and who of their members is briefed."""
    courses, attended, completed = db.session.execute(
        select(_sum(TrainingFigure.courses), _sum(TrainingFigure.attended), _sum(TrainingFigure.completed))
        .join(Unit, Unit.id == TrainingFigure.unit_id)
        .where(Unit.path.startswith(unit.path, autoescape=True), TrainingFigure.year == year)
    ).one()
    return Totals(courses, attended, completed, briefing(unit, on))


def _sum(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)


def briefing(unit: Unit, on: dt.date) -> Briefing:
    """Who is briefed at or under a unit, in the phase of a day."""
    return sum(_by_step(unit, on).values(), Briefing())


def briefing_of_branch(branch_id: int, on: dt.date) -> Briefing:
    """The same of one branch, counted from its members."""
    was_briefed = _briefed(phase_of(on), on)
    row = db.session.execute(
        select(func.count(), func.count().filter(was_briefed))
        .select_from(Member)
        .where(Member.branch_id == branch_id, _member_on(on))
    ).one()
    return Briefing(*row)


def totals_by_child(unit: Unit, children: Sequence[Unit], on: dt.date) -> dict[int, Briefing]:
    """Who is briefed in each child of a unit, by id, and under the unit's own id in its own branches."""
    by_step = _by_step(unit, on)
    found = {child.id: by_step.get(child.code, Briefing()) for child in children}
    found[unit.id] = by_step.get("", Briefing())
    return found


def _by_step(unit: Unit, on: dt.date) -> dict[str, Briefing]:
    """By the next code in the path of where the branch is; today's, from the roll-up."""
    step = func.split_part(func.substr(Unit.path, len(unit.path) + 1), "/", 1).label("step")
    under = Unit.path.startswith(unit.path, autoescape=True)
    found: defaultdict[str, Briefing] = defaultdict(Briefing)
    for code, members in db.session.execute(
        select(step, func.sum(MemberFigure.members))
        .join(Unit, Unit.id == MemberFigure.unit_id)
        .where(under)
        .group_by(step)
    ):
        found[code] += Briefing(members=members)
    for code, briefed in db.session.execute(
        select(step, func.sum(BriefedFigure.briefed))
        .join(Unit, Unit.id == BriefedFigure.unit_id)
        .where(under, BriefedFigure.phase == phase_of(on).first)
        .group_by(step)
    ):
        found[code] += Briefing(briefed=briefed)
    return found
