"""Many who join a branch at once, and the cards that they are given."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.membership import queries
from lhtq.membership.models import Branch, Member
from lhtq.membership.rules import numbered
from lhtq.membership.service.cards import free_cards
from lhtq.membership.service.members import MemberGiven, add_member
from lhtq.register.models import Person


@command
def add_people(actor: Actor, branch: Branch, people: Sequence[Person], joined_on: dt.date | None) -> int:
    """Take people of the register into a branch; gives how many. Whoever is a member of some branch is left there.

    Raises IsMemberError where somebody joins another branch at this moment, NotBornError.
    """
    require(actor, Action.MEMBERSHIP_EDIT, branch)
    taken = queries.member_of([one.id for one in people])
    new = [one for one in people if one.id not in taken]
    for one in new:
        given = MemberGiven(one.full_name, one.birth_year, one.sex, phone=one.phone, joined_on=joined_on)
        add_member(actor, branch, given, one)
    return len(new)


@command
def take_committee(actor: Actor, branch: Branch, joined_on: dt.date | None) -> int:
    """Take in those of the committee of a branch's clan of whom it is known who they are; gives how many."""
    found = queries.candidates(branch)
    return add_people(actor, branch, [one.person for one in found if one.person and not one.elsewhere], joined_on)


@command
def give_cards(actor: Actor, branch: Branch, member_ids: Sequence[int], prefix: str, first: str, on: dt.date) -> int:
    """Give members of a branch cards with consecutive numbers, by given name; gives how many.

    ``first`` are the digits of the first number; zeros before them are kept. Whoever has a card keeps it. Raises
    CardTakenError, with nothing given.
    """
    require(actor, Action.MEMBERSHIP_EDIT, branch)
    if branch.ended_on is not None:
        raise NotAllowedError(Refusal.STATE)
    # Who numbers the cards of this branch at the same moment waits, and then sees these.
    db.session.execute(select(Branch.id).where(Branch.id == branch.id).with_for_update())
    found = sorted((one for one in queries.in_branch(branch.id, member_ids) if not one.card_number), key=_by_name)
    numbers = numbered(prefix, first, len(found))
    with free_cards(numbers):
        for member, number in zip(found, numbers, strict=True):
            member.card_number, member.card_on = number, on
            record(actor, Action.MEMBERSHIP_EDIT, member)
    return len(found)


def _by_name(member: Member) -> tuple[str, int]:
    return member.sort, member.id
