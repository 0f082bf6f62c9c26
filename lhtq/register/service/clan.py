"""Changes to clans: the commune keeps them, and a family leaves from either side."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Place, Refusal, require
from lhtq.db.command import command
from lhtq.register import queries
from lhtq.register.models import Clan, ClanCommitteeMember, ClanFamily, Household
from lhtq.register.service.errors import AlreadyLinkedError, WrongLevelError, the_one
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class ClanGiven:
    """What is typed of a clan."""

    name: str
    head_name: str
    phone: str


@command
def add_clan(actor: Actor, commune: Unit, given: ClanGiven) -> Clan:
    """Register a clan in a commune. Raises WrongLevelError for another unit."""
    require(actor, Action.CLAN_EDIT, Place(commune.path))
    if commune.level != Level.COMMUNE:
        raise WrongLevelError
    clan = Clan(unit_id=commune.id, name=given.name, head_name=given.head_name, phone=given.phone)
    record(actor, Action.CLAN_EDIT, clan)
    return clan


@command
def edit_clan(actor: Actor, clan: Clan, given: ClanGiven, ended_on: dt.date | None) -> None:
    """Change a clan, or say since when it is no more: its families are then free to belong to another."""
    require(actor, Action.CLAN_EDIT, clan)
    leaving = queries.present_families(clan.id) if ended_on else []
    clan.name, clan.head_name, clan.phone, clan.ended_on = given.name, given.head_name, given.phone, ended_on
    record(actor, Action.CLAN_EDIT, clan)
    for link in leaving:
        link.left_on = ended_on
        record(actor, Action.CLAN_EDIT, link)


@command
def add_to_committee(actor: Actor, clan: Clan, full_name: str, position: str) -> ClanCommitteeMember:
    """Put somebody on the clan's committee for encouraging learning.

    Where one person of the clan's families has exactly this name, it is that person: it stands on their page, and ends
    with them.
    """
    require(actor, Action.CLAN_EDIT, clan)
    member = ClanCommitteeMember(
        clan_id=clan.id, unit_id=clan.unit_id, full_name=full_name, position=position,
        person_id=_the_one_named(clan, full_name),
    )  # fmt: skip
    record(actor, Action.CLAN_EDIT, member)
    return member


@command
def end_committee_member(actor: Actor, clan: Clan, member: ClanCommitteeMember, today: dt.date) -> None:
    """Say that somebody is no longer on the committee."""
    require(actor, Action.CLAN_EDIT, clan)
    member.left_on = today
    record(actor, Action.CLAN_EDIT, member)


@command
def add_family(actor: Actor, clan: Clan, household: Household) -> ClanFamily:
    """Take a household that the actor sees into a clan. Raises AlreadyLinkedError."""
    require(actor, Action.CLAN_EDIT, clan)
    require(actor, Action.PEOPLE_VIEW, household)
    return link_family(actor, clan, household.id, household.unit_id)


@command
def add_family_of(actor: Actor, clan: Clan, commune: Unit, head_name: str) -> ClanFamily:
    """Take in the one household of a commune, any commune, whose head has this name.

    Raises NobodyFoundError, SeveralFoundError, AlreadyLinkedError.
    """
    require(actor, Action.CLAN_EDIT, clan)
    found = the_one(queries.find_households(head_name, commune.id))
    return link_family(actor, clan, found.id, found.unit_id)


@command
def end_family(actor: Actor, clan: Clan, link: ClanFamily, today: dt.date) -> None:
    """Let a family go, from the clan's side."""
    require(actor, Action.CLAN_EDIT, clan)
    link.left_on = today
    record(actor, Action.CLAN_EDIT, link)


@command
def leave_clan(actor: Actor, household: Household, link: ClanFamily, today: dt.date) -> None:
    """Leave a clan, from the household's side; it is written down in the household's village."""
    require(actor, Action.HOUSEHOLD_EDIT, household)
    link.left_on = today
    record(actor, Action.HOUSEHOLD_EDIT, link, unit_id=household.unit_id)


def link_family(actor: Actor, clan: Clan, household_id: int, household_unit_id: int) -> ClanFamily:
    """Make a household a family of a clan that is still there. Raises AlreadyLinkedError.

    Who was put on the committee before their family was taken in is known as that person from now on.
    """
    if clan.ended_on is not None:
        raise NotAllowedError(Refusal.STATE)
    link = ClanFamily(
        clan_id=clan.id, unit_id=clan.unit_id, household_id=household_id, household_unit_id=household_unit_id
    )
    try:
        record(actor, Action.CLAN_EDIT, link)
    except IntegrityError as error:  # one clan at a time is a unique index
        raise AlreadyLinkedError from error
    for member in queries.nobodys_posts(clan.id):
        member.person_id = _the_one_named(clan, member.full_name)
        if member.person_id is not None:
            record(actor, Action.CLAN_EDIT, member)
    return link


def _the_one_named(clan: Clan, full_name: str) -> int | None:
    people = queries.of_clan_named(clan.id, full_name)
    return people[0] if len(people) == 1 else None
