"""Which officers of the communes are trained in information technology."""

import datetime as dt
from collections import defaultdict

from sqlalchemy import func, select

from lhtq.db import db
from lhtq.membership.queries import Officer, commune_officers
from lhtq.training.models import Course, CourseParticipant
from lhtq.training.rules import CourseState, is_it_trained


def it_trained(path: str, on: dt.date) -> list[Officer]:
    """The officers of the communes at or under a unit who have completed the plan's IT training by a day.

    One half of ``officer_centre_it_rate``; an officer in two positions is there once. The subjects may come from
    several courses, and what was completed before a change of branch counts.
    """
    officers = {officer.member_id: officer for officer in commune_officers(path, on)}
    topics: defaultdict[int, set[str]] = defaultdict(set)
    for member_id, topic in db.session.execute(
        select(CourseParticipant.member_id, func.unnest(Course.topics))
        .join(Course, Course.id == CourseParticipant.course_id)
        .where(
            CourseParticipant.member_id.in_(officers),
            CourseParticipant.completed,
            Course.state == CourseState.HELD,
            Course.ends_on <= on,
        )
        .distinct()
    ):
        topics[member_id].add(topic)
    return [officer for id_, officer in officers.items() if is_it_trained(topics[id_])]
