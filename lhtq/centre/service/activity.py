"""Recording what a centre does: quickly, then in detail, with photos, sessions and those who teach or help."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.centre import queries
from lhtq.centre.models import Activity, ActivityHand, ActivityPhoto, ActivitySession, Participant
from lhtq.centre.queries import MemberFound
from lhtq.centre.rules import (
    CLASS_KINDS,
    ActivityKind,
    ActivityState,
    Attendance,
    Counted,
    HandRole,
    MoneySource,
    Venue,
)
from lhtq.centre.service.counting import recount
from lhtq.centre.service.errors import NoCentreError, SessionTakenError
from lhtq.db import db
from lhtq.db.command import command
from lhtq.files.intake import Intake
from lhtq.files.store import FileStore
from lhtq.register.models import Person
from lhtq.units.models import Unit

#: What "like last time" takes along beside what stands on the quick form. The stage goes where it is no literacy class.
_LIKE = ("place", "venue", "organiser", "partners", "starts_at", "ends_at", "stage", "money")

_SAME_HAND = ("role", "full_name", "person_id", "person_unit_id", "member_id")


@dataclass(frozen=True)
class ActivityGiven:
    """What is typed of an activity on the quick form."""

    kind: ActivityKind
    held_on: dt.date
    topic: str
    outside: bool
    attendance: Attendance


@dataclass(frozen=True)
class DetailsGiven:
    """What is typed of it on the second screen."""

    state: ActivityState
    ends_on: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    place: str
    venue: Venue | None
    organiser: str
    partners: str
    stage: int | None
    enrolled: int
    completed: int
    cost: int
    money: MoneySource | None
    result: str


@dataclass(frozen=True)
class Photos:
    """Photos as they were taken in, and where they are kept."""

    taken: Sequence[Intake]
    store: FileStore


@command
def record_activity(
    actor: Actor, unit: Unit, given: ActivityGiven, photos: Photos, like: Activity | None, today: dt.date
) -> Activity:
    """Write down an activity of the centre that serves a village or commune; one of a day to come is a plan.

    ``like`` is an earlier one whose details are taken along. Raises NoCentreError.
    """
    require(actor, Action.ACTIVITY_RECORD, Place(unit.path))
    centre = queries.centre_for(unit)
    if centre is None:
        raise NoCentreError
    activity = Activity(
        unit_id=unit.id,
        centre_id=centre.id,
        centre_unit_id=centre.unit_id,
        state=ActivityState.PLANNED if given.held_on > today else ActivityState.DONE,
        ends_on=given.held_on,
        made_by=actor.account_id,
    )
    if like is not None:
        require(actor, Action.ACTIVITY_RECORD, like)
        for name in _LIKE:
            setattr(activity, name, getattr(like, name))
    _put(activity, given)
    record(actor, Action.ACTIVITY_RECORD, activity)
    if like is not None:
        for hand in queries.hands_of(like.id):
            same = {name: getattr(hand, name) for name in _SAME_HAND}
            copy = ActivityHand(activity_id=activity.id, unit_id=unit.id, account_id=hand.account_id, **same)
            record(actor, Action.ACTIVITY_RECORD, copy)
    _keep(actor, activity, photos)
    return activity


@command
def edit_activity(
    actor: Actor, activity: Activity, unit: Unit, given: ActivityGiven, photos: Photos, today: dt.date
) -> None:
    """Change what the quick form says, or add photos. A plan whose day has come is done by it.

    Numbers that are counted from a list stay those of the list. What was held on one day is so on the new one; the last
    day of several stays where it is.
    """
    require(actor, Action.ACTIVITY_RECORD, activity)
    require(actor, Action.ACTIVITY_RECORD, Place(unit.path))
    if activity.state != ActivityState.CANCELLED:
        activity.state = ActivityState.PLANNED if given.held_on > today else ActivityState.DONE
    last = [one.held_on for one in queries.sessions_of(activity.id)]
    if activity.ends_on != activity.held_on:
        last.append(activity.ends_on)
    activity.ends_on = max(given.held_on, *last) if last else given.held_on
    activity.unit_id = unit.id
    _put(activity, given)
    if given.kind not in CLASS_KINDS:
        _end_class(actor, activity)
    record(actor, Action.ACTIVITY_RECORD, activity)
    # Its photos and list are moved by their foreign keys: they are added where it is now.
    db.session.flush()
    recount(actor, activity)
    _keep(actor, activity, photos)


@command
def edit_details(actor: Actor, activity: Activity, given: DetailsGiven) -> None:
    """Change what the second screen says."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    listed = activity.counted == Counted.PEOPLE
    for one in fields(given):
        if not (listed and one.name in {"enrolled", "completed"}):
            setattr(activity, one.name, getattr(given, one.name))
    record(actor, Action.ACTIVITY_RECORD, activity)


@command
def remove_photo(actor: Actor, activity: Activity, photo: ActivityPhoto) -> None:
    """Take a photo off; that it was there stays in the audit trail."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    record(actor, Action.ACTIVITY_RECORD, photo, note="Bỏ ảnh")
    db.session.delete(photo)


@command
def add_session(actor: Actor, activity: Activity, held_on: dt.date, topic: str) -> ActivitySession:
    """Add a day to an activity. Raises SessionTakenError."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    session = ActivitySession(activity_id=activity.id, unit_id=activity.unit_id, held_on=held_on, topic=topic)
    try:
        record(actor, Action.ACTIVITY_RECORD, session)
    except IntegrityError as error:  # one session a day is a unique index
        raise SessionTakenError from error
    if held_on > activity.ends_on:
        activity.ends_on = held_on
        record(actor, Action.ACTIVITY_RECORD, activity)
    # What was one each is none for whoever was at no session.
    recount(actor, activity)
    return session


@command
def remove_session(actor: Actor, activity: Activity, session: ActivitySession) -> None:
    """Take a day off, with who was ticked on it."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    record(actor, Action.ACTIVITY_RECORD, session, note=f"Bỏ buổi {session.held_on:%d/%m/%Y}")
    db.session.execute(
        update(Participant)
        .where(Participant.activity_id == activity.id, Participant.sessions.contains([session.id]))
        .values(sessions=func.array_remove(Participant.sessions, session.id))
    )
    db.session.delete(session)
    recount(actor, activity)


@command
def add_hand(
    actor: Actor, activity: Activity, role: HandRole, full_name: str, who: Person | MemberFound | None, *,
    myself: bool = False,
) -> ActivityHand:  # fmt: skip
    """Write down who taught or helped: from the register, of the Association, whoever is signed in, or a name alone."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    if who is not None:
        require(actor, Action.PEOPLE_VIEW, Place(who.unit_path))
        full_name = who.full_name
    linked: dict[str, int | None] = {}
    if isinstance(who, MemberFound):
        linked = {"member_id": who.id, "person_id": who.person_id, "person_unit_id": who.person_unit_id}
    elif who is not None:
        linked = {"person_id": who.id, "person_unit_id": who.unit_id}
    hand = ActivityHand(
        activity_id=activity.id,
        unit_id=activity.unit_id,
        role=role,
        full_name=actor.name if myself else full_name,
        account_id=actor.account_id if myself else None,
        **linked,
    )
    record(actor, Action.ACTIVITY_RECORD, hand)
    return hand


@command
def remove_hand(actor: Actor, activity: Activity, hand: ActivityHand) -> None:
    """Take somebody off; who it was stays in the audit trail."""
    require(actor, Action.ACTIVITY_RECORD, activity)
    record(actor, Action.ACTIVITY_RECORD, hand, note=f"Bỏ {hand.full_name}")
    db.session.delete(hand)


def _put(activity: Activity, given: ActivityGiven) -> None:
    activity.kind, activity.held_on = given.kind, given.held_on
    activity.topic, activity.outside = given.topic, given.outside
    if given.kind != ActivityKind.LITERACY:
        activity.stage = None
    if activity.counted != Counted.PEOPLE:
        for one in fields(given.attendance):
            setattr(activity, one.name, getattr(given.attendance, one.name))


def _end_class(actor: Actor, activity: Activity) -> None:
    """Nobody enrols in or completes what is no class; how many had completed stays in the audit trail."""
    activity.enrolled = activity.completed = 0
    done = db.session.scalars(
        update(Participant)
        .where(Participant.activity_id == activity.id, Participant.completed)
        .values(completed=False)
        .returning(Participant.id)
    ).all()
    if done:
        changes = {"completed": [str(len(done)), "0"]}
        record_bulk(actor, Action.ACTIVITY_RECORD, Activity.__tablename__, activity.id, activity.unit_id, changes)


def _keep(actor: Actor, activity: Activity, photos: Photos) -> None:
    """The same photo twice is one. A file is safe on disk before any row names it."""
    known = {photo.digest for photo in queries.photos_of(activity.id)}
    for taken in photos.taken:
        digest, small = photos.store.put(taken.content), photos.store.put(taken.thumbnail)
        if digest in known:
            continue
        known.add(digest)
        photo = ActivityPhoto(
            activity_id=activity.id,
            unit_id=activity.unit_id,
            digest=digest,
            thumbnail_digest=small,
            size=len(taken.content),
            added_by=actor.account_id,
        )
        record(actor, Action.ACTIVITY_RECORD, photo)
