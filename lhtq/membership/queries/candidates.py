"""Who of the register could be taken into a branch: a village's adults, a clan's committee."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.membership.models import Branch, Member
from lhtq.register import queries as register
from lhtq.register.models import ClanCommitteeMember, Household, Person

#: From this age somebody is asked to join.
ADULT = 18


@dataclass(frozen=True)
class Adult:
    """An adult of a village who is a member of no branch."""

    id: int
    full_name: str
    birth_year: int
    head_name: str


@dataclass(frozen=True)
class Candidate:
    """Somebody on a clan's committee who is no member of its branch."""

    full_name: str
    position: str
    #: Who it is in the register, where that is known.
    person: Person | None
    #: Whether that person is a member of another branch today.
    elsewhere: bool


def adults(unit_id: int, year: int, limit: int, offset: int) -> list[Adult]:
    """The adults who live in a village and are members of no branch today, by given name."""
    rows = db.session.execute(
        select(Person.id, Person.full_name, Person.birth_year, Household.head_name)
        .join(Household, Household.id == Person.household_id)
        .where(
            Person.unit_id == unit_id,
            Person.left_on.is_(None),
            Person.birth_year <= year - ADULT,
            ~select(Member.id).where(Member.person_id == Person.id, Member.left_on.is_(None)).exists(),
        )
        .order_by(func.lhtq_sort_name(Person.full_name).collate("C"), Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [Adult(*row) for row in rows]


def residents(unit_id: int, person_ids: Sequence[int]) -> Sequence[Person]:
    """Those of some people who live in a village today."""
    return db.session.scalars(
        select(Person)
        .options(joinedload(Person.unit))
        .where(Person.unit_id == unit_id, Person.id.in_(person_ids), Person.left_on.is_(None))
        .order_by(Person.id)
    ).all()


def member_of(person_ids: Sequence[int]) -> dict[int | None, int]:
    """Those of some people who are members today, by id, with their branch."""
    rows = db.session.execute(
        select(Member.person_id, Member.branch_id).where(Member.person_id.in_(person_ids), Member.left_on.is_(None))
    )
    return {row[0]: row[1] for row in rows}


def candidates(branch: Branch) -> list[Candidate]:
    """Who sits on the committee of a branch's clan and is no member of the branch; nobody where it is of no clan.

    Where the committee says a name alone, the one of the clan's families who bears it is meant.
    """
    if branch.clan_id is None:
        return []
    rows = db.session.execute(
        select(ClanCommitteeMember.full_name, ClanCommitteeMember.position, ClanCommitteeMember.person_id)
        .where(ClanCommitteeMember.clan_id == branch.clan_id, ClanCommitteeMember.left_on.is_(None))
        .order_by(ClanCommitteeMember.id)
    ).all()
    by_name = set(
        db.session.scalars(select(Member.full_name).where(Member.branch_id == branch.id, Member.left_on.is_(None)))
    )
    ids = [row.person_id or _named(branch.clan_id, row.full_name) for row in rows]
    known = [id_ for id_ in ids if id_ is not None]
    living = select(Person).options(joinedload(Person.unit)).where(Person.id.in_(known), Person.left_on.is_(None))
    people = {one.id: one for one in db.session.scalars(living)}
    members = member_of(known)
    found: dict[object, Candidate] = {}
    for row, id_ in zip(rows, ids, strict=True):
        person = people.get(id_) if id_ is not None else None
        if (members.get(person.id) == branch.id) if person else row.full_name in by_name:
            continue
        elsewhere = person is not None and person.id in members
        # Who holds two posts on the committee joins once.
        found.setdefault(
            person.id if person else row.full_name, Candidate(row.full_name, row.position, person, elsewhere)
        )
    return list(found.values())


def _named(clan_id: int, full_name: str) -> int | None:
    ids = register.of_clan_named(clan_id, full_name)
    return ids[0] if len(ids) == 1 else None
