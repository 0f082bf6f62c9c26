"""Who came: the list of an activity, whom of a village to tick, and what a person took part in or taught."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, exists, func, select, table, text

from lhtq.centre.models import ActivitySession, Participant
from lhtq.centre.rules import CLASS_KINDS, GROUP_NAMES, ActivityKind, ActivityState, Attendance, HandRole, groups_of
from lhtq.db import db
from lhtq.register.models import Household, Person
from lhtq.units.models import Unit


@dataclass(frozen=True)
class TickLine:
    """A person of a village, and whether they stand on the list of an activity."""

    id: int
    full_name: str
    birth_year: int
    head_name: str
    on_list: bool


@dataclass(frozen=True)
class Listed:
    """What the list of an activity comes to. Those who wait to be confirmed are counted apart and nowhere else."""

    people: int
    waiting: int
    attendance: Attendance
    completed: int

    def numbers(self, kind: ActivityKind) -> dict[str, int]:
        """The numbers of an activity of a kind, by its list."""
        of_class = (self.people, self.completed) if kind in CLASS_KINDS else (0, 0)
        return {**vars(self.attendance), "enrolled": of_class[0], "completed": of_class[1]}


@dataclass(frozen=True)
class Participation:
    """An activity in which a person took part."""

    activity_id: int
    unit_id: int
    kind: ActivityKind
    topic: str
    held_on: dt.date
    place: str
    centre_name: str
    sessions: int
    completed: bool


@dataclass(frozen=True)
class Taught:
    """An activity at which somebody taught, or that they helped to run."""

    activity_id: int
    unit_id: int
    role: HandRole
    kind: ActivityKind
    state: ActivityState
    topic: str
    held_on: dt.date
    place: str
    centre_name: str
    attendances: int


@dataclass(frozen=True)
class OpenPlace:
    """What the public page may know of an activity."""

    topic: str
    kind: ActivityKind
    place: str
    starts_at: dt.time | None
    ends_at: dt.time | None
    days: Sequence[dt.date]
    communes: Sequence[int]


def _card(name: str, type_: Any) -> Any:
    return table(name, *(column(one) for one in type_.__dataclass_fields__), column("person_id"), column("id"))


_PARTICIPATIONS = _card("participation_card", Participation)
_TAUGHT = table(
    "taught_card", *(column(one) for one in (*Taught.__dataclass_fields__, "person_id", "account_id", "id"))
)


def participants(activity_id: int, limit: int, offset: int) -> Sequence[Participant]:
    """The list of an activity: who waits to be confirmed first, then by the given name."""
    return db.session.scalars(
        select(Participant)
        .where(Participant.activity_id == activity_id, Participant.dropped_on.is_(None))
        .order_by(Participant.confirmed, func.lhtq_sort_name(Participant.full_name), Participant.id)
        .limit(limit)
        .offset(offset)
    ).all()


def participant(activity_id: int, participant_id: int) -> Participant:
    """One on the list; raises NoResultFound."""
    return db.session.scalars(
        select(Participant).where(
            Participant.activity_id == activity_id,
            Participant.id == participant_id,
            Participant.dropped_on.is_(None),
        )
    ).one()


def tick_lines(activity_id: int, path: str, search: str, limit: int, offset: int) -> list[TickLine]:
    """The living people at or under a unit, household by household, each with whether they are on the list."""
    on_list = exists().where(
        Participant.activity_id == activity_id, Participant.person_id == Person.id, Participant.dropped_on.is_(None)
    )
    statement = (
        select(Person.id, Person.full_name, Person.birth_year, Household.head_name, on_list)
        .join(Household, Household.id == Person.household_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Person.left_on.is_(None))
        .order_by(Unit.path, Household.head_sort, Household.id, Person.id)
        .limit(limit)
        .offset(offset)
    )
    if search:
        statement = statement.where(func.strpos(Person.name_folded, func.lhtq_fold(search)) > 0)
    return [TickLine(*row) for row in db.session.execute(statement)]


def count_of_list(activity_id: int) -> Listed:
    """What the list comes to: with sessions one attendance for each at which somebody was, without them one each."""
    held = db.session.scalars(
        select(func.count()).select_from(ActivitySession).where(ActivitySession.activity_id == activity_id)
    ).one()
    return count_in_sessions(activity_id, {}) if held else _count_of(_listed(activity_id), lambda _one: 1)


def count_in_sessions(activity_id: int, changed: Mapping[int, Sequence[int]]) -> Listed:
    """What the list of a class of several sessions comes to; with some at other ones than now, by id of the list."""
    return _count_of(_listed(activity_id), lambda one: len(changed.get(one.id, one.sessions)))


def _listed(activity_id: int) -> Sequence[Any]:
    return db.session.execute(
        select(
            Participant.id,
            Participant.sex,
            Participant.ethnicity,
            Participant.elderly,
            Participant.disabled,
            Participant.poor,
            Participant.confirmed,
            Participant.completed,
            Participant.sessions,
        ).where(Participant.activity_id == activity_id, Participant.dropped_on.is_(None))
    ).all()


def _count_of(rows: Sequence[Any], times_of: Callable[[Any], int]) -> Listed:
    total, people, waiting, completed = Attendance(), 0, 0, 0
    for one in rows:
        if not one.confirmed:
            waiting += 1
            continue
        people += 1
        completed += one.completed
        of = groups_of(one.sex, one.ethnicity, elderly=one.elderly, disabled=one.disabled, poor=one.poor)
        times = times_of(one)
        total += Attendance(times, *(times if getattr(of, name) else 0 for name in GROUP_NAMES))
    return Listed(people, waiting, total, completed)


def participations(person_id: int, limit: int = 50) -> list[Participation]:
    """The activities in which a person took part, in whatever commune, the latest first."""
    card = _PARTICIPATIONS.c
    rows = db.session.execute(
        select(*(card[name] for name in Participation.__dataclass_fields__))
        .where(card.person_id == person_id)
        .order_by(card.held_on.desc(), card.id.desc())
        .limit(limit)
    ).mappings()
    return [Participation(**_typed(row)) for row in rows]


def taught_by(person_id: int, limit: int = 50) -> list[Taught]:
    """The activities at which a person of the register taught, or that they helped to run, the latest first."""
    return _taught(_TAUGHT.c.person_id == person_id, limit, 0)


def taught_by_account(account_id: int, person_id: int | None, limit: int, offset: int) -> list[Taught]:
    """The same of somebody who is signed in: under their account, or as the person whose account it is."""
    mine = _TAUGHT.c.account_id == account_id
    return _taught(mine | (_TAUGHT.c.person_id == person_id) if person_id else mine, limit, offset)


def open_place(activity_id: int) -> OpenPlace | None:
    """What is on the poster of an activity, for whoever reads its code; none where there is none."""
    row = db.session.execute(
        text("SELECT topic, kind, place, starts_at, ends_at, days, communes FROM lhtq_check_in_place(:activity)"),
        {"activity": activity_id},
    ).one_or_none()
    return None if row is None else OpenPlace(row[0], ActivityKind(row[1]), *row[2:])


def _taught(mine: Any, limit: int, offset: int) -> list[Taught]:
    card = _TAUGHT.c
    rows = db.session.execute(
        select(*(card[name] for name in Taught.__dataclass_fields__))
        .where(mine)
        .order_by(card.held_on.desc(), card.id.desc())
        .limit(limit)
        .offset(offset)
    ).mappings()
    return [Taught(**_typed(row)) for row in rows]


def _typed(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of a card with its words as the rules have them."""
    kinds = {"kind": ActivityKind, "state": ActivityState, "role": HandRole}
    return {name: kinds[name](value) if name in kinds else value for name, value in row.items()}
