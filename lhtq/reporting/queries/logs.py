"""What was noted in a period, as lines that whoever writes a part can begin from."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import BigInteger, func, select

from lhtq.centre.models import Activity
from lhtq.centre.rules import KIND_NAMES as ACTIVITY_NAMES
from lhtq.centre.rules import SOURCE_NAMES, ActivityKind, ActivityState, MoneySource
from lhtq.criteria.rules import MODEL_TITLES, Model
from lhtq.db import db
from lhtq.membership.models import Fee
from lhtq.recognition.models import Decision
from lhtq.reporting.models import ReportDue
from lhtq.training.models import Course
from lhtq.training.rules import KIND_NAMES as COURSE_NAMES
from lhtq.training.rules import CourseState
from lhtq.training.rules import Kind as CourseKind
from lhtq.units.models import Unit
from lhtq.web.filters import number

#: Lines of one log: more than anybody reads.
MOST = 20

#: The kinds of activity by which something is made known.
_PUBLICITY = (ActivityKind.TALK, ActivityKind.LEGAL, ActivityKind.WEEK)


def log(name: str, due: ReportDue) -> Sequence[str]:
    """The lines of a log of a unit in a period, the latest first; ``MOST`` at most."""
    return _LOGS[name](due)


def _courses(due: ReportDue) -> list[str]:
    rows = db.session.execute(
        select(Course.starts_on, Course.kind, Course.title, Unit.name)
        .join(Unit, Unit.id == Course.unit_id)
        .where(
            Unit.path.startswith(due.unit.path, autoescape=True),
            Course.state == CourseState.HELD,
            Course.starts_on.between(due.period.from_on, due.period.as_of),
        )
        .order_by(Course.starts_on.desc(), Course.id.desc())
        .limit(MOST)
    )
    return [f"{row.starts_on:%d/%m/%Y}: {COURSE_NAMES[CourseKind(row.kind)]}, {row.title} ({row.name})" for row in rows]


def _publicity(due: ReportDue) -> list[str]:
    rows = db.session.execute(
        select(Activity.held_on, Activity.kind, Activity.topic, Activity.attendances, Unit.name)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(
            Unit.path.startswith(due.unit.path, autoescape=True),
            Activity.state == ActivityState.DONE,
            Activity.kind.in_(_PUBLICITY),
            Activity.held_on.between(due.period.from_on, due.period.as_of),
        )
        .order_by(Activity.held_on.desc(), Activity.id.desc())
        .limit(MOST)
    )
    return [
        f"{row.held_on:%d/%m/%Y}: {ACTIVITY_NAMES[ActivityKind(row.kind)]}, {row.topic} ({row.name}), "
        f"{row.attendances} lượt người"
        for row in rows
    ]


def _decisions(due: ReportDue) -> list[str]:
    rows = db.session.execute(
        select(Decision.signed_on, Decision.number, Decision.model, Unit.type, Unit.name)
        .join(Unit, Unit.id == Decision.unit_id)
        .where(
            Unit.path.startswith(due.unit.path, autoescape=True),
            Decision.signed_on.between(due.period.from_on, due.period.as_of),
        )
        .order_by(Decision.signed_on.desc(), Decision.id.desc())
        .limit(MOST)
    )
    return [
        f"{row.signed_on:%d/%m/%Y}: Quyết định số {row.number} của {row.type} {row.name} công nhận "
        f"{MODEL_TITLES[Model(row.model)]}"
        for row in rows
    ]


def _resources(due: ReportDue) -> list[str]:
    """What the centres' activities cost, by who paid, and the fees that the Association's members paid."""
    here, days = Unit.path.startswith(due.unit.path, autoescape=True), (due.period.from_on, due.period.as_of)
    spent = db.session.execute(
        select(Activity.money, func.count(), func.sum(Activity.cost).cast(BigInteger))
        .join(Unit, Unit.id == Activity.unit_id)
        .where(here, Activity.state == ActivityState.DONE, Activity.cost > 0, Activity.held_on.between(*days))
        .group_by(Activity.money)
        .order_by(Activity.money)
    )
    lines = [
        f"{SOURCE_NAMES[MoneySource(money)] if money else 'Chưa ghi nguồn'}: {number(count)} hoạt động của trung tâm, "
        f"{number(cost)} đồng"
        for money, count, cost in spent
    ]
    payers, paid = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Fee.amount), 0).cast(BigInteger))
        .join(Unit, Unit.id == Fee.unit_id)
        .where(here, Fee.paid_on.between(*days))
    ).one()
    return [*lines, f"Hội phí: {number(payers)} hội viên đã nộp, {number(paid)} đồng"] if payers else lines


_LOGS: Mapping[str, Callable[[ReportDue], Sequence[str]]] = {
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
