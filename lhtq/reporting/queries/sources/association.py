"""The Association at the end of a period, and the courses of the period."""

from sqlalchemy import exists, func, or_, select

from lhtq.db import db
from lhtq.membership.models import Branch, Fee, Member, Post
from lhtq.membership.queries.branches import in_office
from lhtq.membership.queries.past import paid_before
from lhtq.membership.rules import BranchKind
from lhtq.reporting.queries.sources.base import Reach, Span
from lhtq.training.models import Course, CourseParticipant
from lhtq.training.rules import CourseState, Kind


def association(reach: Reach, span: Span) -> dict[str, int]:
    """``association.*``: branches, members, those in office, those who paid the fee of the year."""
    on = span.last
    branches = select(func.count()).where(
        reach.holds(Branch.unit_id),
        Branch.kind != BranchKind.ASSOCIATION,
        or_(Branch.founded_on.is_(None), Branch.founded_on <= on),
        or_(Branch.ended_on.is_(None), Branch.ended_on > on),
    )
    present = (
        or_(Member.joined_on.is_(None), Member.joined_on <= on),
        or_(Member.left_on.is_(None), Member.left_on > on),
    )
    members = select(func.count()).where(reach.holds(Member.unit_id), *present)
    officers = (
        select(func.count(Post.member_id.distinct()))
        .join(Branch, Branch.id == Post.branch_id)
        .where(reach.holds(Post.unit_id), in_office(on), Branch.ended_on.is_(None))
    )
    paid = exists().where(Fee.member_id == Member.id, Fee.year == span.year, Fee.paid_on <= on)
    # Who moved since has paid all the same, in the branch that they were in.
    payers = members.where(or_(paid, paid_before(span.year, on).is_not(None)))
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
