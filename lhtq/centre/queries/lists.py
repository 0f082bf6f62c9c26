"""Centres and what they do as their lists hold it: what is known when a file comes in, and what goes out."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, false, func, select, true, union_all
from sqlalchemy.orm import aliased

from lhtq.centre.models import (
    Activity,
    ActivityHand,
    BoardMember,
    Centre,
    CentreAsset,
    CentreInvitation,
    CentreLink,
    CentrePlan,
    CentreServed,
    Participant,
)
from lhtq.centre.queries.activity import Filters, wanted_of, where
from lhtq.centre.rules import InvitationState
from lhtq.db import db
from lhtq.register.models import Household, Person
from lhtq.units.models import Unit

#: What a list of activities tells of one, beside where it is.
TOLD = (
    "kind", "held_on", "ends_on", "state", "topic", "outside", "place", "venue", "organiser", "partners",
    "attendances", "women", "minority", "elderly", "disabled", "poor", "enrolled", "completed", "stage", "cost",
    "money", "result",
)  # fmt: skip
_ACTIVITY: tuple[Any, ...] = (
    Activity.id, Activity.unit_id, Activity.version, Activity.counted, Unit.level, Unit.name.label("unit_name"),
    *(getattr(Activity, name) for name in TOLD),
)  # fmt: skip


def now() -> dt.datetime:
    """The time of the transaction: when a record that is written by it was made."""
    return db.session.scalars(select(func.now())).one()


def known_activities(path: str) -> Sequence[Any]:
    """Every activity at or under a unit."""
    return db.session.execute(
        select(*_ACTIVITY)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(Activity.id)
    ).all()


def activities_listed(path: str, wanted: Filters) -> Select[Any]:
    """The activities of a year at or under a unit, the latest first, as the list on screen is narrowed."""
    return (
        select(*_ACTIVITY)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(where(path, wanted), *wanted_of(wanted))
        .order_by(Activity.held_on.desc(), Activity.id.desc())
    )


def known_participants(activity_ids: Collection[int]) -> Sequence[Participant]:
    """Everybody who is or was on the lists of some activities."""
    return db.session.scalars(
        select(Participant).where(Participant.activity_id.in_(activity_ids)).order_by(Participant.id)
    ).all()


def known_hands(activity_ids: Collection[int]) -> Sequence[ActivityHand]:
    """Everybody who taught at some activities or helped to run them."""
    return db.session.scalars(
        select(ActivityHand).where(ActivityHand.activity_id.in_(activity_ids)).order_by(ActivityHand.id)
    ).all()


def hands_listed(path: str, activity_id: int | None, year: int | None) -> Select[Any]:
    """Who taught and who helped to run the activities at or under a unit, of a year, or one of them."""
    columns: tuple[Any, ...] = (
        Activity.held_on, Activity.topic, ActivityHand.role, ActivityHand.full_name, Person.birth_year,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Activity, Activity.id == ActivityHand.activity_id)
        .join(Unit, Unit.id == Activity.unit_id)
        .outerjoin(Person, Person.id == ActivityHand.person_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(Activity.held_on.desc(), Activity.id, ActivityHand.role.desc(), ActivityHand.id)
    )
    if activity_id is not None:
        return statement.where(Activity.id == activity_id)
    return statement if year is None else statement.where(Activity.year == year)


def seen_people(ids: Collection[int]) -> dict[int, tuple[Person, bool]]:
    """Those of some people whom the actor sees, each with whether their household is poor."""
    rows = db.session.execute(
        select(Person, Household.poor)
        .join(Household, Household.id == Person.household_id)
        .where(Person.id.in_(ids), Person.left_on.is_(None))
    )
    return {person.id: (person, poor) for person, poor in rows}


def participants_listed(path: str, activity_id: int | None) -> Select[Any]:
    """Who is on the lists of the activities at or under a unit, or on that of one."""
    columns: tuple[Any, ...] = (
        Activity.held_on, Activity.topic, Participant.full_name, Participant.birth_year, Participant.sex,
        Participant.ethnicity, Participant.disabled, Participant.poor, Participant.completed,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Activity, Activity.id == Participant.activity_id)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Participant.dropped_on.is_(None))
        .order_by(
            Activity.held_on.desc(), Activity.id, func.lhtq_sort_name(Participant.full_name), Participant.id
        )
    )  # fmt: skip
    return statement if activity_id is None else statement.where(Activity.id == activity_id)


_VILLAGE = aliased(Unit)
_COMMUNE = aliased(Unit)


def _of_centres(columns: tuple[Any, ...], table: Any, path: str, rows: Any = None) -> Select[Any]:
    """Rows of ``table``, or of ``rows`` whose columns it has, with the centre that each is of."""
    return (
        select(Centre.name.label("centre"), *columns)
        .select_from(table if rows is None else rows)
        .join(Centre, Centre.id == table.centre_id)
        .join(Unit, Unit.id == Centre.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
    )


def board_listed(path: str, on: dt.date) -> Select[Any]:
    """Who is on the boards of the centres at or under a unit on a day."""
    columns = (
        BoardMember.full_name, BoardMember.position, BoardMember.term_from, BoardMember.term_to,
        BoardMember.association, _COMMUNE.name.label("association_unit"),
    )  # fmt: skip
    in_term = (BoardMember.term_from <= on) & (BoardMember.term_to.is_(None) | (BoardMember.term_to >= on))
    return (
        _of_centres(columns, BoardMember, path)
        .outerjoin(_COMMUNE, _COMMUNE.id == BoardMember.association_unit_id)
        .where(in_term)
        .order_by(Unit.path, BoardMember.id)
    )


def assets_listed(path: str) -> Select[Any]:
    """The rooms and equipment of the centres at or under a unit today."""
    columns = CentreAsset.kind, CentreAsset.name, CentreAsset.quantity, CentreAsset.state
    return (
        _of_centres(columns, CentreAsset, path)
        .where(CentreAsset.left_on.is_(None))
        .order_by(Unit.path, CentreAsset.kind.desc(), CentreAsset.id)
    )


def links_listed(path: str) -> Select[Any]:
    """Whom the centres at or under a unit work with today."""
    columns = CentreLink.kind, CentreLink.name, _VILLAGE.name.label("village")
    return (
        _of_centres(columns, CentreLink, path)
        .outerjoin(_VILLAGE, _VILLAGE.id == CentreLink.village_id)
        .where(CentreLink.left_on.is_(None))
        .order_by(Unit.path, CentreLink.kind, CentreLink.id)
    )


def shared_listed(path: str) -> Select[Any]:
    """The communes that share the centres at or under a unit, beside their own ones, and those that are asked to."""
    links = union_all(
        select(CentreServed.centre_id, CentreServed.unit_id, false().label("asked")).where(
            CentreServed.left_on.is_(None), CentreServed.unit_id != CentreServed.centre_unit_id
        ),
        select(CentreInvitation.centre_id, CentreInvitation.to_unit_id, true()).where(
            CentreInvitation.state == InvitationState.OFFERED
        ),
    ).subquery("links")
    return (
        _of_centres((_COMMUNE.type, _COMMUNE.name, _COMMUNE.code, links.c.asked), links.c, path, links)
        .join(_COMMUNE, _COMMUNE.id == links.c.unit_id)
        .order_by(Unit.path, links.c.asked, _COMMUNE.path)
    )


def known_plan(centre_id: int) -> Sequence[CentrePlan]:
    """What a centre plans or once planned, for every year."""
    return db.session.scalars(select(CentrePlan).where(CentrePlan.centre_id == centre_id)).all()


def plan_listed(path: str, year: int) -> Select[Any]:
    """What the centres at or under a unit plan for a year, month by month."""
    columns = CentrePlan.year, CentrePlan.month, CentrePlan.kind, CentrePlan.planned
    return (
        _of_centres(columns, CentrePlan, path)
        .where(CentrePlan.year == year, CentrePlan.planned > 0)
        .order_by(Unit.path, CentrePlan.month, CentrePlan.kind)
    )
