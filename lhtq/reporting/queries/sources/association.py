"""The Association at the end of a period, and the courses of the period."""

from sqlalchemy import func, select

from lhtq.db import db
from lhtq.membership import queries as membership
from lhtq.membership.models import Branch, Member, Post
from lhtq.membership.queries.branches import in_office
from lhtq.reporting.queries.sources.base import Reach, Span
from lhtq.training.models import Course, CourseParticipant
from lhtq.training.rules import CourseState, Kind


def association(reach: Reach, span: Span) -> dict[str, int]:
    """``association.*``: branches, members, those in office, those who paid the fee of the year."""
    on = span.last
    branches = select(func.count()).where(
        reach.holds(Branch.unit_id),
        membership.branch_on(on),
    )
    members = select(func.count()).where(reach.holds(Member.unit_id), membership.member_on(on))
    officers = (
        select(func.count(Post.member_id.distinct()))
        .join(Branch, Branch.id == Post.branch_id)
        .where(reach.holds(Post.unit_id), in_office(on), membership.going_on(on))
    )
    payers = members.where(membership.paid_by(span.year, on))
    asked = {"branches": branches, "members": members, "officers": officers, "payers": payers}
    return {f"association.{name}": db.session.scalar(statement) or 0 for name, statement in asked.items()}


def courses(reach: Reach, span: Span) -> dict[str, int]:
    """``courses.*`` held by these units, ``training.attended.*`` and ``training.completed.*`` of their people."""
    names = ("courses", "training.attended", "training.completed")
    found = {f"{name}.{one}": 0 for name in names for one in [*(kind.value for kind in Kind), "all"]}
    held = (Course.state == CourseState.HELD, Course.starts_on.between(span.first, span.last))
    for kind, count in db.session.execute(
        select(Course.kind, func.count()).where(reach.holds(Course.unit_id), *held).group_by(Course.kind)
    ):
        found[f"courses.{kind}"] = count
    for kind, attended, completed in db.session.execute(
        select(
            Course.kind,
            func.count().filter(CourseParticipant.attended),
            func.count().filter(CourseParticipant.completed),
        )
        .join(Course, Course.id == CourseParticipant.course_id)
        .where(reach.holds(CourseParticipant.unit_id), *held)
        .group_by(Course.kind)
    ):
        found[f"training.attended.{kind}"] = attended
        found[f"training.completed.{kind}"] = completed
    return found | {f"{name}.all": sum(found[f"{name}.{kind.value}"] for kind in Kind) for name in names}
