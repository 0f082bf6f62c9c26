"""The plan's measures of some units: how many have what a target asks for, of how many."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from lhtq.centre import queries as centres
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.membership.models import Branch, Member
from lhtq.membership.queries import commune_officers
from lhtq.membership.rules import BranchKind
from lhtq.recognition.models import Title
from lhtq.register.models import Clan, Household, Organisation
from lhtq.reporting.queries.sources.base import Reach, Span
from lhtq.training.models import Course, CourseParticipant
from lhtq.training.queries import it_trained
from lhtq.training.rules import CourseState, Kind, phase_of
from lhtq.units.rules import Level


@dataclass(frozen=True)
class Measure:
    """A measure as counts."""

    key: str
    whole: int
    part: int


def plan(reach: Reach, span: Span) -> dict[str, int]:
    """``plan.<measure>.part`` and ``plan.<measure>.whole``; a measure that nobody counts yet is not there."""
    found: dict[str, int] = {}
    for one in measures(reach, span.last):
        found |= {f"plan.{one.key}.part": one.part, f"plan.{one.key}.whole": one.whole}
    return found


def measures(reach: Reach, on: dt.date) -> list[Measure]:
    """The measures of the plan (Kế hoạch 108/KH-UBND, I.2) over the records of some units on a day."""
    return [
        Measure("family_rate", _present(Household, reach, on), _holding(Model.FAMILY, reach, on)),
        Measure("clan_rate", _present(Clan, reach, on), _holding(Model.CLAN, reach, on)),
        Measure("community_rate", _villages(reach), _holding(Model.COMMUNITY, reach, on)),
        Measure("unit_rate", _present(Organisation, reach, on), _holding(Model.ORGANISATION, reach, on)),
        _briefed(reach, on),
        *_of_communes(reach, on),
    ]


def _present(model: type[Household | Clan | Organisation], reach: Reach, on: dt.date) -> int:
    there = or_(model.ended_on.is_(None), model.ended_on > on)
    statement = select(func.count()).select_from(model).where(reach.holds(model.unit_id), there)
    return db.session.scalar(statement) or 0


def _villages(reach: Reach) -> int:
    return sum(level is Level.VILLAGE for level in reach.levels.values())


def _holding(model: Model, reach: Reach, on: dt.date) -> int:
    statement = select(func.count(Title.subject_id.distinct())).where(
        reach.holds(Title.unit_id), Title.model == model, Title.valid_from <= on, Title.valid_to >= on
    )
    return db.session.scalar(statement) or 0


def _briefed(reach: Reach, on: dt.date) -> Measure:
    present = (
        reach.holds(Member.unit_id),
        or_(Member.joined_on.is_(None), Member.joined_on <= on),
        or_(Member.left_on.is_(None), Member.left_on > on),
    )
    whole = db.session.scalar(select(func.count()).select_from(Member).where(*present))
    part = db.session.scalar(
        select(func.count(Member.id.distinct()))
        .join(CourseParticipant, CourseParticipant.member_id == Member.id)
        .join(Course, Course.id == CourseParticipant.course_id)
        .where(
            *present,
            CourseParticipant.attended,
            Course.kind == Kind.BRIEFING,
            Course.state == CourseState.HELD,
            Course.phase == phase_of(on).first,
            Course.starts_on <= on,
        )
    )
    return Measure("briefed_rate", whole or 0, part or 0)


def _of_communes(reach: Reach, on: dt.date) -> list[Measure]:
    communes = {id_ for id_, level in reach.levels.items() if level is Level.COMMUNE}
    if not communes:
        return []
    with_association = set(
        db.session.scalars(
            select(Branch.unit_id).where(
                reach.holds(Branch.unit_id), Branch.kind == BranchKind.ASSOCIATION, Branch.ended_on.is_(None)
            )
        )
    )
    path = reach.unit.path
    seated = centres.communes_with_chair_on_board(path, on) & with_association & communes
    officers = {one.member_id: one for one in commune_officers(path, on) if one.unit_id in communes}
    ran = centres.people_who_ran_activities(path, phase_of(on).begins, on)
    trained = {one.member_id for one in it_trained(path, on)}
    both = sum(one.person_id in ran and id_ in trained for id_, one in officers.items())
    return [
        Measure("chair_in_centre_rate", len(with_association & communes), len(seated)),
        Measure("officer_centre_it_rate", len(officers), both),
    ]
