"""Changes to members of branches."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Refusal, require
from lhtq.db.command import command
from lhtq.membership.models import Branch, Member
from lhtq.membership.rules import LeftBecause, before_birth
from lhtq.membership.service.cards import free_cards, is_of_card
from lhtq.register import queries as register
from lhtq.register.models import Person
from lhtq.register.queries import Found
from lhtq.register.rules import Sex
from lhtq.register.service.errors import the_one
from lhtq.units.models import Unit


class IsMemberError(Exception):
    """The person is a member of a branch already, of this or of another."""


class NotBornError(Exception):
    """Nobody joins before the year in which they were born."""


class NotAfterError(Exception):
    """What ends cannot end before it began."""


@dataclass(frozen=True)
class MemberGiven:
    """What is typed of a member."""

    full_name: str
    birth_year: int
    sex: Sex
    phone: str = ""
    card_number: str = ""
    card_on: dt.date | None = None
    joined_on: dt.date | None = None


@command
def add_member(actor: Actor, branch: Branch, given: MemberGiven, person: Person | None = None) -> Member:
    """Take somebody into a branch: a person whom the actor sees, or one who is in no register.

    Raises IsMemberError, NotBornError, CardTakenError, NotAllowedError for a branch that is no more.
    """
    require(actor, Action.MEMBERSHIP_EDIT, branch)
    if person is not None:
        require(actor, Action.PEOPLE_VIEW, person)
    with free_cards([given.card_number]):
        return _join(actor, branch, given, None if person is None else Found(person.id, person.unit_id))


@command
def add_member_of(actor: Actor, branch: Branch, given: MemberGiven, commune: Unit) -> Member:
    """Take in the one person of a commune, any commune, with this name and year of birth.

    Raises NobodyFoundError, SeveralFoundError, IsMemberError, NotBornError, CardTakenError.
    """
    require(actor, Action.MEMBERSHIP_EDIT, branch)
    found = the_one(register.find_people(given.full_name, given.birth_year, commune.id))
    with free_cards([given.card_number]):
        return _join(actor, branch, given, found)


@command
def edit_member(actor: Actor, member: Member, given: MemberGiven) -> None:
    """Change what is known of a member.

    Raises NotAfterError where they left before they would have joined, NotBornError, CardTakenError.
    """
    require(actor, Action.MEMBERSHIP_EDIT, member)
    if before_birth(given.joined_on, given.birth_year):
        raise NotBornError
    if member.left_on and given.joined_on and given.joined_on > member.left_on:
        raise NotAfterError
    other = given.card_number != member.card_number and member.left_on is None
    with free_cards([given.card_number] if other else []):
        member.full_name = given.full_name
        member.birth_year = given.birth_year
        member.sex = given.sex
        member.phone = given.phone
        member.card_number = given.card_number
        member.card_on = given.card_on
        member.joined_on = given.joined_on
        record(actor, Action.MEMBERSHIP_EDIT, member)


@command
def leave(actor: Actor, member: Member, on: dt.date, because: LeftBecause) -> None:
    """End a membership; the database ends the positions with it (migration 0027). Raises NotAfterError."""
    require(actor, Action.MEMBERSHIP_EDIT, member)
    if member.left_on is not None:
        raise NotAllowedError(Refusal.STATE)
    if member.joined_on and on < member.joined_on:
        raise NotAfterError
    member.left_on, member.left_because = on, because
    record(actor, Action.MEMBERSHIP_EDIT, member)


@command
def move(actor: Actor, member: Member, branch: Branch, on: dt.date) -> Member:
    """Let a member go on in another branch: one membership ends and another begins, with card and history.

    Raises IsMemberError for the same branch, NotAfterError.
    """
    require(actor, Action.MEMBERSHIP_EDIT, member)
    require(actor, Action.MEMBERSHIP_EDIT, branch)
    if member.branch_id == branch.id:
        raise IsMemberError
    leave(actor, member, on, LeftBecause.MOVED)
    given = MemberGiven(
        full_name=member.full_name, birth_year=member.birth_year, sex=member.sex, phone=member.phone,
        card_number=member.card_number, card_on=member.card_on, joined_on=on,
    )  # fmt: skip
    found = None
    if member.person_id is not None and member.person_unit_id is not None:
        found = Found(member.person_id, member.person_unit_id)
    return _join(actor, branch, given, found, moved_from_id=member.id)


def _join(
    actor: Actor, branch: Branch, given: MemberGiven, found: Found | None, moved_from_id: int | None = None
) -> Member:
    if branch.ended_on is not None:
        raise NotAllowedError(Refusal.STATE)
    if before_birth(given.joined_on, given.birth_year):
        raise NotBornError
    member = Member(
        branch_id=branch.id, unit_id=branch.unit_id, person_id=found.id if found else None,
        person_unit_id=found.unit_id if found else None, full_name=given.full_name, birth_year=given.birth_year,
        sex=given.sex, phone=given.phone, card_number=given.card_number, card_on=given.card_on,
        joined_on=given.joined_on, moved_from_id=moved_from_id,
    )  # fmt: skip
    try:
        record(actor, Action.MEMBERSHIP_EDIT, member)
    except IntegrityError as error:  # one membership at a time is a unique index
        if is_of_card(error):
            raise
        raise IsMemberError from error
    return member
