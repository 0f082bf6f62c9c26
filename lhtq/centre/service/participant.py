"""Who came: ticking a village's list, learners by name, attendance by session, who completed."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.policy import Action, Actor, require
from lhtq.centre import queries
from lhtq.centre.models import Activity, ActivitySession, Participant
from lhtq.centre.rules import CLASS_KINDS, Counted, Origin, is_elderly, replaced
from lhtq.centre.service.counting import put_count, recount
from lhtq.centre.service.errors import NotHeldYetError, OnListError
from lhtq.db import db
from lhtq.db.command import command
from lhtq.register.models import Household, Person
from lhtq.register.rules import Sex


@dataclass(frozen=True)
class LearnerGiven:
    """What is typed of somebody whom the register does not have."""

    full_name: str
    birth_year: int
    sex: Sex
    ethnicity: str
    disabled: bool
    poor: bool


@command
def tick(actor: Actor, activity: Activity, shown: Collection[int], ticked: Collection[int], today: dt.date) -> None:
    """Put those who are ticked on the list and take the others that were shown off it; ids of people.

    People whom the actor does not see are left out. Whom a session or a completion speaks for stays on the list.
    """
    require(actor, Action.ACTIVITY_RECORD, activity)
    rows = db.session.execute(
        select(Person, Household.poor)
        .join(Household, Household.id == Person.household_id)
        .where(Person.id.in_(set(ticked)), Person.id.in_(set(shown)))
    ).all()
    known = _known(activity)
    new = [_row(activity, person, poor=poor) for person, poor in rows if person.id not in known]
    here = {person.id for person, _poor in rows}
    back = [known[id_].id for id_ in here & known.keys() if known[id_].dropped_on is not None]
    left = [
        row.id
        for id_, row in known.items()
        if id_ in set(shown) - here and row.dropped_on is None and not row.completed and not row.sessions
    ]
    if new:
        # Who was scanned in at this very moment is on the list.
        db.session.execute(insert(Participant).values(new).on_conflict_do_nothing())
    for ids, dropped_on in ((back, None), (left, today)):
        if ids:
            db.session.execute(update(Participant).where(Participant.id.in_(ids)).values(dropped_on=dropped_on))
    if new or back or left:
        _note(actor, activity, {"list": [f"-{len(left)}", f"+{len(new) + len(back)}"]})
    recount(actor, activity)


def _known(activity: Activity) -> dict[int, Row[*tuple[Any, ...]]]:
    """Everybody of the register who is or was on the list, by person."""
    rows = db.session.execute(
        select(
            Participant.person_id,
            Participant.id,
            Participant.dropped_on,
            Participant.completed,
            Participant.sessions,
        ).where(Participant.activity_id == activity.id, Participant.person_id.is_not(None))
    )
    return {row.person_id: row for row in rows}


def _row(activity: Activity, person: Person, *, poor: bool) -> dict[str, object]:
    """Somebody of the register on a list, with the groups that they are of on its day."""
    return {
        "activity_id": activity.id,
        "unit_id": activity.unit_id,
        "person_id": person.id,
        "person_unit_id": person.unit_id,
        "full_name": person.full_name,
        "birth_year": person.birth_year,
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "elderly": is_elderly(person.birth_year, person.birth_date, activity.held_on),
        "disabled": person.disabled,
        "poor": poor,
        "origin": Origin.TICKED,
        "confirmed": True,
        "completed": False,
        "sessions": [],
    }


@command
def add_learner(actor: Actor, activity: Activity, given: LearnerGiven) -> Participant:
    """Put somebody on the list by name. Raises OnListError."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    learner = Participant(
        activity_id=activity.id,
        unit_id=activity.unit_id,
        full_name=given.full_name,
        birth_year=given.birth_year,
        sex=given.sex,
        ethnicity=given.ethnicity,
        elderly=is_elderly(given.birth_year, None, activity.held_on),
        disabled=given.disabled,
        poor=given.poor,
        origin=Origin.TYPED,
        sessions=[],
    )
    try:
        record(actor, Action.ACTIVITY_RECORD, learner)
    except IntegrityError as error:  # one name and year of birth once is a unique index
        raise OnListError from error
    recount(actor, activity)
    return learner


@command
def confirm(actor: Actor, activity: Activity, learner: Participant) -> None:
    """Say that a stranger who checked in was really there."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    learner.confirmed = True
    record(actor, Action.ACTIVITY_RECORD, learner)
    recount(actor, activity)


@command
def drop(actor: Actor, activity: Activity, learner: Participant, today: dt.date) -> None:
    """Take somebody off the list."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    learner.dropped_on, learner.completed = today, False
    record(actor, Action.ACTIVITY_RECORD, learner)
    recount(actor, activity)


@command
def set_attended(
    actor: Actor, activity: Activity, session: ActivitySession, shown: Collection[int], ticked: Collection[int],
    today: dt.date,
) -> None:  # fmt: skip
    """Say who of those shown was at a session; ids of the list. Raises NotHeldYetError."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    if session.held_on > today:
        raise NotHeldYetError
    was_there = Participant.sessions.contains([session.id])
    there, away = set(shown) & set(ticked), set(shown) - set(ticked)
    changed = _change(
        activity, there, ~was_there, sessions=func.array_append(Participant.sessions, session.id)
    ) + _change(activity, away, was_there, sessions=func.array_remove(Participant.sessions, session.id))
    if changed:
        _note(actor, activity, {f"session {session.held_on}": ["", f"{len(there)}/{len(set(shown))}"]})
    recount(actor, activity)


@command
def set_completed(actor: Actor, activity: Activity, shown: Collection[int], ticked: Collection[int]) -> None:
    """Say who of those shown completed a class; ids of the list. One who is not confirmed yet does not."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    done, not_done = set(shown) & set(ticked), set(shown) - set(ticked)
    changed = _change(activity, done, ~Participant.completed & Participant.confirmed, completed=True)
    changed += _change(activity, not_done, Participant.completed.is_(True), completed=False)
    if changed:
        _note(actor, activity, {"completed": ["", f"{len(done)}/{len(set(shown))}"]})
    recount(actor, activity)


@command
def count_from_list(actor: Actor, activity: Activity, *, on: bool) -> None:
    """Take the numbers of an activity from its list from now on, or let them be typed again.

    What was typed before comes back then; where nothing was, the numbers of the list stay to go on from.
    """
    require(actor, Action.ACTIVITY_RECORD, activity)
    if on and activity.counted != Counted.PEOPLE:
        listed = queries.count_of_list(activity.id).numbers(activity.kind)
        typed = {name: getattr(activity, name) for name in listed}
        activity.typed = typed if replaced(typed, listed) else None
    activity.counted = Counted.PEOPLE if on else Counted.TYPED
    if on:
        put_count(activity)
    elif activity.typed:
        _give_back(activity, activity.typed)
    record(actor, Action.ACTIVITY_RECORD, activity)


def _give_back(activity: Activity, typed: dict[str, int]) -> None:
    """Put the typed numbers where they stood; what has become no class since then has nobody enrolled."""
    for name, value in typed.items():
        setattr(activity, name, value)
    if activity.kind not in CLASS_KINDS:
        activity.enrolled = activity.completed = 0
    activity.typed = None


def _change(activity: Activity, ids: Collection[int], which: ColumnElement[bool], **values: Any) -> int:
    """Change those of a list that ``which`` admits; gives how many. None is changed, and nothing said, for none."""
    found = db.session.scalars(
        select(Participant.id).where(
            Participant.activity_id == activity.id, Participant.id.in_(ids), Participant.dropped_on.is_(None), which
        )
    ).all()
    if found:
        db.session.execute(update(Participant).where(Participant.id.in_(found)).values(**values))
    return len(found)


def _note(actor: Actor, activity: Activity, changes: dict[str, list[str]]) -> None:
    record_bulk(actor, Action.ACTIVITY_RECORD, Activity.__tablename__, activity.id, activity.unit_id, dict(changes))
