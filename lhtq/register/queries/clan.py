"""Clans, and their families wherever they live: those of other communes by their card alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import joinedload, selectinload

from lhtq.db import db
from lhtq.register.models import Clan, ClanCommitteeMember, ClanFamily, Person
from lhtq.register.queries.cards import FAMILY_CARD, Found, holds
from lhtq.units.models import Unit


@dataclass(frozen=True)
class ClanLine:
    """A clan in a list: its families, and how many of them hold the title."""

    id: int
    name: str
    head_name: str
    commune: str
    ended_on: dt.date | None
    holds: bool
    families: int
    holding: int


@dataclass(frozen=True)
class FamilyLine:
    """A family of a clan, as its card shows it; ``unit_path`` says who may open its page."""

    id: int
    household_id: int
    head_name: str
    village: str
    commune: str | None
    unit_path: str
    holds: bool


@dataclass(frozen=True)
class ClanOfFamily:
    """The clan of a household, as its card shows it."""

    link_id: int
    id: int
    name: str
    head_name: str
    commune: str
    unit_path: str
    holds: bool


def clan(clan_id: int) -> Clan:
    """One clan with its commune and committee; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(
        select(Clan).options(joinedload(Clan.unit), selectinload(Clan.committee)).where(Clan.id == clan_id)
    ).one()


def clans(path: str, on: dt.date, limit: int, offset: int) -> list[ClanLine]:
    """The clans registered at or under a unit, by name; those that ended come last."""
    card = FAMILY_CARD.c
    links = select(func.count()).where(card.clan_id == Clan.id, card.left_on.is_(None))
    rows = db.session.execute(
        select(
            Clan.id,
            Clan.name,
            Clan.head_name,
            Unit.name,
            Clan.ended_on,
            holds(Clan.title_from, Clan.title_to, on),
            links.scalar_subquery(),
            links.where(holds(card.title_from, card.title_to, on)).scalar_subquery(),
        )
        .join(Unit, Unit.id == Clan.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(Clan.ended_on.is_not(None), Unit.path, Clan.name_folded, Clan.id)
        .limit(limit)
        .offset(offset)
    )
    return [ClanLine(*row) for row in rows]


def families(clan_id: int, on: dt.date, limit: int, offset: int) -> list[FamilyLine]:
    """The families of a clan, by place and head; of another commune what the card shows and no more."""
    card = FAMILY_CARD.c
    rows = db.session.execute(
        select(
            card.id,
            card.household_id,
            card.head_name,
            card.village,
            card.commune,
            Unit.path,
            holds(card.title_from, card.title_to, on),
        )
        .join(Unit, Unit.id == card.household_unit_id)
        .where(card.clan_id == clan_id, card.left_on.is_(None))
        .order_by(Unit.path, card.head_name, card.id)
        .limit(limit)
        .offset(offset)
    )
    return [FamilyLine(*row) for row in rows]


def clan_of(household_id: int, on: dt.date) -> ClanOfFamily | None:
    """The clan that a household belongs to, in whatever commune."""
    return clans_of([household_id], on).get(household_id)


def clans_of(household_ids: Sequence[int], on: dt.date) -> dict[int, ClanOfFamily]:
    """The clans that households belong to, by household."""
    card = FAMILY_CARD.c
    rows = db.session.execute(
        select(
            card.household_id,
            card.id,
            card.clan_id,
            card.clan_name,
            card.clan_head_name,
            card.clan_commune,
            Unit.path,
            holds(card.clan_title_from, card.clan_title_to, on),
        )
        .join(Unit, Unit.id == card.clan_unit_id)
        .where(card.household_id.in_(household_ids), card.left_on.is_(None))
    )
    return {row[0]: ClanOfFamily(*row[1:]) for row in rows}


def family_of_clan(clan_id: int, link_id: int) -> ClanFamily:
    """One family's present membership, from the clan's side; raises NoResultFound."""
    return _membership(ClanFamily.clan_id == clan_id, link_id)


def family_of_household(household_id: int, link_id: int) -> ClanFamily:
    """The same from the household's side; raises NoResultFound."""
    return _membership(ClanFamily.household_id == household_id, link_id)


def present_families(clan_id: int) -> Sequence[ClanFamily]:
    """Every present membership of a clan."""
    return db.session.scalars(
        select(ClanFamily).where(ClanFamily.clan_id == clan_id, ClanFamily.left_on.is_(None)).order_by(ClanFamily.id)
    ).all()


def committee_member(clan_id: int, member_id: int) -> ClanCommitteeMember:
    """One who sits on a clan's committee today; raises NoResultFound."""
    return db.session.scalars(
        select(ClanCommitteeMember).where(
            ClanCommitteeMember.clan_id == clan_id,
            ClanCommitteeMember.id == member_id,
            ClanCommitteeMember.left_on.is_(None),
        )
    ).one()


def nobodys_posts(clan_id: int) -> Sequence[ClanCommitteeMember]:
    """Those on a clan's committee today of whom it is not known which person they are."""
    return db.session.scalars(
        select(ClanCommitteeMember).where(
            ClanCommitteeMember.clan_id == clan_id,
            ClanCommitteeMember.left_on.is_(None),
            ClanCommitteeMember.person_id.is_(None),
        )
    ).all()


def of_clan_named(clan_id: int, full_name: str) -> Sequence[int]:
    """Ids of those people of a clan's families, as far as the actor sees, who have exactly this name; two at most."""
    return db.session.scalars(
        select(Person.id)
        .join(ClanFamily, ClanFamily.household_id == Person.household_id)
        .where(ClanFamily.clan_id == clan_id, ClanFamily.left_on.is_(None), Person.left_on.is_(None))
        .where(Person.full_name == full_name)
        .limit(2)
    ).all()


def find_households(head_name: str, commune_id: int) -> list[Found]:
    """The households of any commune whose head has exactly this name, with or without its marks."""
    rows = db.session.execute(
        text("SELECT id, unit_id FROM lhtq_find_household(:name, :commune)"),
        {"name": head_name, "commune": commune_id},
    )
    return [Found(*row) for row in rows]


def _membership(side: ColumnElement[bool], link_id: int) -> ClanFamily:
    return db.session.scalars(
        select(ClanFamily).where(side, ClanFamily.id == link_id, ClanFamily.left_on.is_(None))
    ).one()
