"""Sessions and who was at them, as their lists hold it: what is known when a file comes in, and what goes out."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from lhtq.centre.models import Activity, ActivitySession, Participant
from lhtq.db import db
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Classes:
    """Which activities a list of sessions is about: one of those at or under a unit, or all of a year."""

    path: str
    activity_id: int | None
    year: int

    def of(self, statement: Select[Any]) -> Select[Any]:
        """A statement that reads activities, narrowed to these."""
        statement = statement.join(Unit, Unit.id == Activity.unit_id).where(
            Unit.path.startswith(self.path, autoescape=True)
        )
        if self.activity_id is not None:
            return statement.where(Activity.id == self.activity_id)
        return statement.where(Activity.year == self.year)


def known_sessions(activity_ids: Collection[int]) -> Sequence[ActivitySession]:
    """Every session of some activities."""
    return db.session.scalars(select(ActivitySession).where(ActivitySession.activity_id.in_(activity_ids))).all()


def sessions_listed(wanted: Classes) -> Select[Any]:
    """The sessions of some activities, in order: of the latest first."""
    told: tuple[Any, ...] = (
        Activity.held_on, Activity.topic, ActivitySession.held_on.label("day"), ActivitySession.topic.label("said"),
    )  # fmt: skip
    return wanted.of(
        select(*told).select_from(ActivitySession).join(Activity, Activity.id == ActivitySession.activity_id)
    ).order_by(Activity.held_on.desc(), Activity.id, ActivitySession.held_on)


def days_of_sessions(wanted: Classes) -> dict[int, dt.date]:
    """The day of each session of some activities, by its id."""
    told: tuple[Any, ...] = (ActivitySession.id, ActivitySession.held_on)
    rows = db.session.execute(wanted.of(select(*told).join(Activity, Activity.id == ActivitySession.activity_id)))
    return {row.id: row.held_on for row in rows}


def roll_listed(wanted: Classes, today: dt.date) -> Select[Any]:
    """Who is on the lists of activities of several sessions, at which they were, and how many have been held."""
    held = (
        select(ActivitySession.activity_id, func.count().filter(ActivitySession.held_on <= today).label("held"))
        .group_by(ActivitySession.activity_id)
        .subquery()
    )
    told: tuple[Any, ...] = (
        Activity.held_on, Activity.topic, Participant.full_name, Participant.birth_year, Participant.sessions,
        held.c.held,
    )  # fmt: skip
    return (
        wanted.of(
            select(*told)
            .select_from(Participant)
            .join(Activity, Activity.id == Participant.activity_id)
            .join(held, held.c.activity_id == Activity.id)
        )
        .where(Participant.dropped_on.is_(None))
        .order_by(Activity.held_on.desc(), Activity.id, func.lhtq_sort_name(Participant.full_name), Participant.id)
    )
