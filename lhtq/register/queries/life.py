"""What happened to people, records on their way to another commune, and those who left the province."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.register.models import Clan, ClanCommitteeMember, Household, LifeEvent, Person, Transfer
from lhtq.register.queries.cards import Found
from lhtq.register.rules import EventKind, Relation, TransferState, after
from lhtq.units.models import Unit

#: More than anybody has happen to them.
_MOST = 200


@dataclass(frozen=True)
class Post:
    """What a person is, or was, in a clan's committee; no name for a clan that the actor does not see."""

    position: str
    clan: str | None
    left_on: dt.date | None


def events_of(person_id: int) -> Sequence[LifeEvent]:
    """What happened to a person, the latest first; also elsewhere, for who sees the person."""
    return _events(LifeEvent.person_id == person_id)


def events_in(household_id: int) -> Sequence[LifeEvent]:
    """Who left a household and why, the latest first."""
    return _events(LifeEvent.household_id == household_id)


def last_event(person_id: int, kinds: Collection[EventKind]) -> LifeEvent | None:
    """The latest of some kinds of what happened to a person."""
    return next((one for one in events_of(person_id) if one.kind in kinds), None)


def unit_names(ids: Collection[int | None]) -> dict[int, Unit]:
    """Units by id, each with the one above."""
    return {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))}


def to_ask(household: Household, head: Person, without: Collection[int] = ()) -> list[Person]:
    """Those who stay of whom nobody can say what they are to a new head without being asked."""
    others = [one for one in household.living if one.id != head.id and one.id not in without]
    return [one for one in others if after(Relation(head.relation), Relation(one.relation)) is None]


def transfer(transfer_id: int) -> Transfer:
    """One move to another commune, with both units; raises NoResultFound where the actor is on neither side."""
    return db.session.scalars(_TRANSFERS.where(Transfer.id == transfer_id)).one()


def transfers(unit: Unit, limit: int, offset: int) -> Sequence[Transfer]:
    """The moves to and from a unit and what lies under it: those that wait for an answer first, then the latest."""
    here = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))
    return db.session.scalars(
        _TRANSFERS.where(or_(Transfer.to_unit_id.in_(here), Transfer.unit_id.in_(here)))
        .order_by(Transfer.state != TransferState.OFFERED, Transfer.offered_at.desc(), Transfer.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def count_waiting(path: str) -> int:
    """How many moves to a unit, or to what lies under it, wait to be taken."""
    return db.session.execute(
        select(func.count())
        .select_from(Transfer)
        .join(Unit, Unit.id == Transfer.to_unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Transfer.state == TransferState.OFFERED)
    ).scalar_one()


def offered_from(household_id: int) -> Transfer | None:
    """The move of a household, or of some of it, that waits for an answer."""
    return db.session.scalars(
        _TRANSFERS.where(Transfer.household_id == household_id, Transfer.state == TransferState.OFFERED)
    ).one_or_none()


def find_departed(full_name: str, birth_year: int, commune_id: int) -> list[Found]:
    """Those who left the province from a commune, by exact name, with or without its marks, and year of birth."""
    rows = db.session.execute(
        text("SELECT id, unit_id FROM lhtq_find_departed(:name, :born, :commune)"),
        {"name": full_name, "born": birth_year, "commune": commune_id},
    )
    return [Found(*row) for row in rows]


def posts_of(person_id: int) -> list[Post]:
    """The posts of a person in clans' committees, those of today first."""
    rows = db.session.execute(
        select(ClanCommitteeMember.position, Clan.name, ClanCommitteeMember.left_on)
        .outerjoin(Clan, Clan.id == ClanCommitteeMember.clan_id)
        .where(ClanCommitteeMember.person_id == person_id)
        .order_by(ClanCommitteeMember.left_on.is_not(None), ClanCommitteeMember.id)
        .limit(_MOST)
    )
    return [Post(*row) for row in rows]


_TRANSFERS = select(Transfer).options(joinedload(Transfer.unit), joinedload(Transfer.to_unit))


def _events(where: ColumnElement[bool]) -> Sequence[LifeEvent]:
    return db.session.scalars(
        select(LifeEvent)
        .where(where, LifeEvent.taken_back.is_(False))
        .order_by(LifeEvent.happened_on.desc(), LifeEvent.id.desc())
        .limit(_MOST)
    ).all()
