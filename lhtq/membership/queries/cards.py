"""The cards of a branch's members."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import String, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from lhtq.db import db
from lhtq.membership.models import Member


@dataclass(frozen=True)
class CardLine:
    """A card."""

    card_number: str
    full_name: str
    birth_year: int
    card_on: dt.date | None


def cards(branch_id: int, limit: int, offset: int) -> list[CardLine]:
    """The cards of the members of today, by number."""
    rows = db.session.execute(
        select(Member.card_number, Member.full_name, Member.birth_year, Member.card_on)
        .where(Member.branch_id == branch_id, Member.left_on.is_(None), Member.card_number != "")
        .order_by(Member.card_number.collate("C"), Member.sort, Member.id)
        .limit(limit)
        .offset(offset)
    )
    return [CardLine(*row) for row in rows]


def without_card(branch_id: int, limit: int, offset: int) -> Sequence[Member]:
    """The members of today who have no card, by given name."""
    return db.session.scalars(
        select(Member)
        .where(Member.branch_id == branch_id, Member.left_on.is_(None), Member.card_number == "")
        .order_by(Member.sort, Member.id)
        .limit(limit)
        .offset(offset)
    ).all()


def holders(numbers: Collection[str]) -> list[tuple[str, str]]:
    """Which of some numbers members of today have, as far as the actor sees: number and name."""
    rows = db.session.execute(
        select(Member.card_number, Member.full_name)
        .where(Member.card_number.in_(numbers), Member.left_on.is_(None))
        .order_by(Member.card_number, Member.id)
    )
    return [(row[0], row[1]) for row in rows]


def cards_taken(numbers: Collection[str]) -> set[str]:
    """Which of some numbers are members' of today, in whatever branch of the Association."""
    rows = db.session.scalars(select(func.lhtq_cards_taken(literal(list(numbers), ARRAY(String)))))
    return set(rows)


def last_card(branch_id: int) -> str:
    """The highest number of those that begin like the card that was given last in a branch; empty where none was.

    Numbers may be counted on through all branches that the actor sees.
    """
    last = db.session.scalars(
        select(Member.card_number)
        .where(Member.branch_id == branch_id, Member.card_number != "")
        .order_by(Member.card_on.desc().nulls_last(), Member.card_number.collate("C").desc())
        .limit(1)
    ).first()
    if last is None:
        return ""
    prefix = last.rstrip("0123456789")
    return db.session.scalars(
        select(func.max(Member.card_number.collate("C")))
        .where(Member.card_number.startswith(prefix, autoescape=True))
        .where(func.length(Member.card_number) == len(last))
    ).one()
