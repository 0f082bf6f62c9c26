"""Changes to the list of a course: who is invited, came, completed, and holds which certificate."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.membership import queries as membership
from lhtq.membership.models import Branch
from lhtq.register import queries as register
from lhtq.register.models import Person
from lhtq.register.service.errors import SeveralFoundError, the_one
from lhtq.training import queries
from lhtq.training.models import Course, CourseParticipant
from lhtq.training.queries import Invitable
from lhtq.training.rules import MOST_PARTICIPANTS, CourseState, Listing
from lhtq.training.service.courses import hold_if_planned
from lhtq.training.service.errors import (
    BeforeEndError,
    ElsewhereError,
    ListedError,
    MarksRefusedError,
    NumberTakenError,
    TooManyError,
)
from lhtq.units.models import Unit


@dataclass(frozen=True)
class NamedGiven:
    """Somebody who is typed. ``name_only``: they are on no list of ours, and the name stands for itself."""

    full_name: str
    birth_year: int | None
    unit: Unit
    name_only: bool = False


@dataclass(frozen=True)
class Marks:
    """What was ticked on a page of the list, and what was ticked when it was shown.

    Only the difference is written: somebody else may tick other names of the page at the same moment.
    """

    attended: Collection[int]
    completed: Collection[int]
    seen_attended: Collection[int]
    seen_completed: Collection[int]


@dataclass(frozen=True)
class Certificate:
    """The number of a certificate and, where one is said, the day on which it was given."""

    number: str
    given_on: dt.date | None = None

    def day(self, one: CourseParticipant, on: dt.date) -> dt.date | None:
        """The day that is kept: what is said, else that of the same number, else that on which others are given."""
        if not self.number:
            return None
        return self.given_on or (one.certificate_on if one.certificate_number == self.number else None) or on


@command
def invite(actor: Actor, course: Course, member_ids: Collection[int], how: Listing, on: dt.date) -> int:
    """Put members onto the list of a course; gives how many were not on it yet.

    Raises TooManyError, and NotYetError where they would have attended what is still to come.
    """
    _keep(actor, course, how, on)
    return _add(actor, course, queries.listed(course.unit_path, member_ids, MOST_PARTICIPANTS), how)


@command
def invite_branch(actor: Actor, course: Course, branch: Branch, how: Listing, on: dt.date) -> int:
    """Put a branch onto the list: its members, and who holds a position in it. Raises as ``invite``."""
    _keep(actor, course, how, on)
    _check_place(course, branch.unit_path)
    return _add(actor, course, queries.members_of_branch(branch.id, on, MOST_PARTICIPANTS), how)


@command
def invite_officers(actor: Actor, course: Course, unit: Unit, how: Listing, on: dt.date) -> int:
    """Put every officer of the communes at or under a unit onto the list. Raises as ``invite``."""
    _keep(actor, course, how, on)
    _check_place(course, unit.path)
    officers = [officer.member_id for officer in membership.commune_officers(unit.path, on)]
    return _add(actor, course, queries.listed(course.unit_path, officers, MOST_PARTICIPANTS), how)


@command
def add_person(actor: Actor, course: Course, person: Person, how: Listing, on: dt.date) -> None:
    """Put a person of the register onto the list, as the member that they are where they are one.

    Raises ListedError, ElsewhereError, and as ``invite``.
    """
    _keep(actor, course, how, on)
    require(actor, Action.PEOPLE_VIEW, person)
    _check_place(course, person.unit_path)
    _add_one(actor, course, _of_person(course, person.id, person.unit_id, person.full_name, person.birth_year), how)


@command
def add_named(actor: Actor, course: Course, given: NamedGiven, how: Listing, on: dt.date) -> None:
    """Put the one of this name and year of birth onto the list: a member at or under a unit, or a person of it.

    Raises NobodyFoundError, SeveralFoundError, ListedError, ElsewhereError, and as ``invite``.
    """
    _keep(actor, course, how, on)
    _check_place(course, given.unit.path)
    if given.name_only or given.birth_year is None:
        _add_one(
            actor, course, {"unit_id": given.unit.id, "full_name": given.full_name, "birth_year": given.birth_year}, how
        )
        return
    members = queries.find_members(given.full_name, given.birth_year, given.unit.path)
    if len(members) > 1:
        raise SeveralFoundError
    if members:
        _add_one(actor, course, _row(members[0]), how)
        return
    found = the_one(register.find_people(given.full_name, given.birth_year, given.unit.id))
    _add_one(actor, course, _of_person(course, found.id, found.unit_id, given.full_name, given.birth_year), how)


@command
def take_off(actor: Actor, course: Course, participant: CourseParticipant) -> None:
    """Take somebody off the list who was put there by mistake. Raises NotAllowedError for who holds a certificate."""
    require(actor, Action.TRAINING_HOLD, course)
    if participant.certificate_number:
        raise NotAllowedError(Refusal.STATE)
    record(actor, Action.TRAINING_HOLD, participant, note=f"Bỏ khỏi danh sách: {participant.full_name}")
    db.session.delete(participant)


@command
def mark(actor: Actor, course: Course, marks: Marks, on: dt.date) -> int:
    """Write down who attended and who completed; gives for how many something changed.

    A planned course is held by it. Raises MarksRefusedError, NotYetError, NotAllowedError for a cancelled course.
    """
    require(actor, Action.TRAINING_HOLD, course)
    came, gone = set(marks.attended) - set(marks.seen_attended), set(marks.seen_attended) - set(marks.attended)
    done = set(marks.completed) - set(marks.seen_completed)
    undone = set(marks.seen_completed) - set(marks.completed)
    changed = queries.of_course(course.id, came | gone | done | undone)
    if changed:
        hold_if_planned(actor, course, on)
    for one in changed:
        one.attended = one.id in came or (one.attended and one.id not in gone)
        one.completed = one.id in done or (one.completed and one.id not in undone)
    _check_marks(changed)
    for one in changed:
        record(actor, Action.TRAINING_HOLD, one)
    return len(changed)


@command
def certify(actor: Actor, course: Course, given: Mapping[int, Certificate], on: dt.date) -> int:
    """Write down certificates that were given on a day, or on one of their own; an empty number takes one back.

    Gives how many changed. Raises NumberTakenError, BeforeEndError, and NotAllowedError for somebody who has not
    completed.
    """
    require(actor, Action.TRAINING_HOLD, course)
    listed = queries.of_course(course.id, given)
    days = {one.id: given[one.id].day(one, on) for one in listed}
    changed = [
        one for one in listed if (one.certificate_number, one.certificate_on) != (given[one.id].number, days[one.id])
    ]  # fmt: skip
    for one in changed:
        if not one.completed:
            raise NotAllowedError(Refusal.STATE)
        if (day := days[one.id]) is not None and day < course.ends_on:
            raise BeforeEndError
    try:
        with db.session.no_autoflush:
            for one in changed:
                one.certificate_number, one.certificate_on = given[one.id].number, days[one.id]
                record(actor, Action.TRAINING_HOLD, one)
        db.session.flush()
    except IntegrityError as error:  # one number each is a unique index
        raise NumberTakenError from error
    return len(changed)


def _check_marks(changed: Sequence[CourseParticipant]) -> None:
    """Raise MarksRefusedError before the database refuses, with the names."""
    refused = MarksRefusedError(
        incomplete=[one.full_name for one in changed if one.completed and not one.attended],
        uninvited=[one.full_name for one in changed if not one.invited and not one.attended],
        holds=[one.full_name for one in changed if one.certificate_number and not one.completed],
    )
    if refused.incomplete or refused.uninvited or refused.holds:
        raise refused


def _keep(actor: Actor, course: Course, how: Listing, on: dt.date) -> None:
    """What every way onto the list asks."""
    require(actor, Action.TRAINING_HOLD, course)
    if course.state == CourseState.CANCELLED:
        raise NotAllowedError(Refusal.STATE)
    if how is not Listing.INVITED:
        hold_if_planned(actor, course, on)


def _check_place(course: Course, path: str) -> None:
    if not path.startswith(course.unit_path):
        raise ElsewhereError


def _row(member: Invitable) -> dict[str, Any]:
    return {
        "member_id": member.member_id, "person_id": member.person_id, "unit_id": member.unit_id,
        "full_name": member.full_name, "birth_year": member.birth_year,
    }  # fmt: skip


def _of_person(course: Course, person_id: int, unit_id: int, full_name: str, birth_year: int) -> dict[str, Any]:
    """A person as the member that they are, or else as a person."""
    member = queries.member_of_person(person_id, course.unit_path)
    if member is not None:
        return _row(member)
    return {"person_id": person_id, "unit_id": unit_id, "full_name": full_name, "birth_year": birth_year}


def _add_one(actor: Actor, course: Course, row: dict[str, Any], how: Listing) -> None:
    if not _insert(actor, course, [row], how):
        raise ListedError


def _add(actor: Actor, course: Course, members: Sequence[Invitable], how: Listing) -> int:
    return _insert(actor, course, [_row(member) for member in members], how)


def _insert(actor: Actor, course: Course, rows: Sequence[dict[str, Any]], how: Listing) -> int:
    """Write rows of those who are not on the list yet, each with its line in the trail; gives how many."""
    if not rows:
        return 0
    if queries.counts(course.id).listed + len(rows) > MOST_PARTICIPANTS:
        raise TooManyError
    listed = {
        "course_id": course.id, "holder_unit_id": course.unit_id, "invited": how is not Listing.ON_THE_DAY,
        "attended": how is not Listing.INVITED, "completed": False, "certificate_number": "",
    }  # fmt: skip
    empty: dict[str, Any] = {"member_id": None, "person_id": None}
    added = db.session.execute(
        insert(CourseParticipant)
        .on_conflict_do_nothing()
        .returning(CourseParticipant.id, CourseParticipant.unit_id, CourseParticipant.full_name),
        [empty | listed | row for row in rows],
    ).all()
    for id_, unit_id, full_name in added:
        changes = {"full_name": [None, full_name], "invited": [None, listed["invited"]],
                   "attended": [None, listed["attended"]]}  # fmt: skip
        record_bulk(actor, Action.TRAINING_HOLD, CourseParticipant.__tablename__, id_, unit_id, changes)
    return len(added)
