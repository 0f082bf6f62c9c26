"""What was noted in a period, as lines that whoever writes a part can begin from.

A unit that others were merged into reports for their records as well: their notes stand beside its own, each with the
unit that it is from. As for the figures (``compiling``), each unit is read with the scope of its own: a predecessor may
have lain elsewhere, where whoever writes does not look.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, func, select

from lhtq.centre.models import Activity
from lhtq.centre.rules import KIND_NAMES as ACTIVITY_NAMES
from lhtq.centre.rules import SOURCE_NAMES, ActivityKind, ActivityState, MoneySource
from lhtq.criteria.rules import MODEL_TITLES, Model
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.membership.models import Fee
from lhtq.recognition.models import Decision
from lhtq.reporting.models import ReportDue, ReportPeriod
from lhtq.reporting.queries.periods import units_by_id
from lhtq.training.models import Course
from lhtq.training.rules import KIND_NAMES as COURSE_NAMES
from lhtq.training.rules import CourseState
from lhtq.training.rules import Kind as CourseKind
from lhtq.units.models import Unit
from lhtq.web.filters import number

#: Lines of one log of one unit: more than anybody reads.
MOST = 20

#: The kinds of activity by which something is made known.
_PUBLICITY = (ActivityKind.TALK, ActivityKind.LEGAL, ActivityKind.WEEK)


@dataclass(frozen=True)
class Noted:
    """A line of a log; ``on`` is none for one that sums up the period."""

    on: dt.date | None
    words: str


@dataclass(frozen=True)
class _Of:
    """Whose notes are read in which period; ``merged`` for a unit that was merged into the one that reports."""

    unit: Unit
    period: ReportPeriod
    merged: bool

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day of the period."""
        return self.period.from_on, self.period.as_of

    @property
    def here(self) -> ColumnElement[bool]:
        """Whether a row's unit is at or under this one."""
        return Unit.path.startswith(self.unit.path, autoescape=True)

    def place(self, name: str) -> str:
        """Where something was, of a merged unit with that unit's name beside the village's."""
        if not self.merged:
            return name
        return self.unit.title_name if name == self.unit.name else f"{name}, {self.unit.title_name}"


@dataclass(frozen=True)
class Log:
    """The lines of a log, the latest first; ``more`` where a unit has noted others, older than ``MOST``."""

    lines: Sequence[str]
    more: bool


def log(name: str, due: ReportDue) -> Log:
    """What a unit and those merged into it noted in a period."""
    found: list[Noted] = []
    more = False
    for unit in (due.unit, *units_by_id(due.predecessors)):
        with scoped_to(unit.path):
            noted = _LOGS[name](_Of(unit, due.period, merged=unit.id != due.unit_id))
        found += noted[:MOST]
        more = more or len(noted) > MOST
    found.sort(key=lambda one: one.on or dt.date.min, reverse=True)  # what has no day stays as it came
    return Log([one.words for one in found], more)


def _courses(of: _Of) -> list[Noted]:
    rows = db.session.execute(
        select(Course.starts_on, Course.kind, Course.title, Unit.name)
        .join(Unit, Unit.id == Course.unit_id)
        .where(of.here, Course.state == CourseState.HELD, Course.starts_on.between(*of.days))
        .order_by(Course.starts_on.desc(), Course.id.desc())
        .limit(MOST + 1)
    )
    return [
        Noted(
            row.starts_on,
            f"{row.starts_on:%d/%m/%Y}: {COURSE_NAMES[CourseKind(row.kind)]}, {row.title} ({of.place(row.name)})",
        )
        for row in rows
    ]


def _publicity(of: _Of) -> list[Noted]:
    rows = db.session.execute(
        select(Activity.held_on, Activity.kind, Activity.topic, Activity.attendances, Unit.name)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(
            of.here,
            Activity.state == ActivityState.DONE,
            Activity.kind.in_(_PUBLICITY),
            Activity.held_on.between(*of.days),
        )
        .order_by(Activity.held_on.desc(), Activity.id.desc())
        .limit(MOST + 1)
    )
    return [
        Noted(
            row.held_on,
            f"{row.held_on:%d/%m/%Y}: {ACTIVITY_NAMES[ActivityKind(row.kind)]}, {row.topic} ({of.place(row.name)}), "
            f"{row.attendances} lượt người",
        )
        for row in rows
    ]


def _decisions(of: _Of) -> list[Noted]:
    """Each says which commune signed it."""
    rows = db.session.execute(
        select(Decision.signed_on, Decision.number, Decision.model, Unit.type, Unit.name)
        .join(Unit, Unit.id == Decision.unit_id)
        .where(of.here, Decision.signed_on.between(*of.days))
        .order_by(Decision.signed_on.desc(), Decision.id.desc())
        .limit(MOST + 1)
    )
    return [
        Noted(
            row.signed_on,
            f"{row.signed_on:%d/%m/%Y}: Quyết định số {row.number} của {row.type} {row.name} công nhận "
            f"{MODEL_TITLES[Model(row.model)]}",
        )
        for row in rows
    ]


def _resources(of: _Of) -> list[Noted]:
    """What the centres' activities cost, by who paid, and the fees that the Association's members paid."""
    whose = f"{of.unit.title_name}, " if of.merged else ""
    spent = db.session.execute(
        select(Activity.money, func.count(), func.sum(Activity.cost).cast(BigInteger))
        .join(Unit, Unit.id == Activity.unit_id)
        .where(of.here, Activity.state == ActivityState.DONE, Activity.cost > 0, Activity.held_on.between(*of.days))
        .group_by(Activity.money)
        .order_by(Activity.money)
    )
    lines = [
        f"{whose}{SOURCE_NAMES[MoneySource(money)] if money else 'Chưa ghi nguồn'}: {number(count)} hoạt động của "
        f"trung tâm, {number(cost)} đồng"
        for money, count, cost in spent
    ]
    payers, paid = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Fee.amount), 0).cast(BigInteger))
        .join(Unit, Unit.id == Fee.unit_id)
        .where(of.here, Fee.paid_on.between(*of.days))
    ).one()
    if payers:
        lines.append(f"{whose}Hội phí: {number(payers)} hội viên đã nộp, {number(paid)} đồng")
    return [Noted(None, line) for line in lines]


_LOGS: Mapping[str, Callable[[_Of], Sequence[Noted]]] = {
    "courses": _courses,
    "publicity": _publicity,
    "decisions": _decisions,
    "resources": _resources,
}

LOG_NAMES: Mapping[str, str] = {
    "courses": "Khóa học tập, tập huấn trong kỳ",
    "publicity": "Hoạt động tuyên truyền trong kỳ",
    "decisions": "Quyết định công nhận trong kỳ",
    "resources": "Kinh phí đã ghi trong kỳ",
}
