"""Members with their positions and fees, in lists and alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.membership.models import Branch, Fee, Member, Post
from lhtq.membership.queries.past import fees_before, joined_first, paid_before
from lhtq.membership.rules import LeftBecause, Position
from lhtq.units.models import Unit


@dataclass(frozen=True)
class MemberLine:
    """A member in the list of a branch; ``amount`` is the year's fee, None where it is not paid.

    Day of joining and fee are those of the whole time in the Association; ``before`` says that this branch did not take
    the fee: one that is paid was so where they moved from.
    """

    id: int
    full_name: str
    birth_year: int
    phone: str
    card_number: str
    card_on: dt.date | None
    joined_on: dt.date | None
    left_on: dt.date | None
    amount: int | None
    before: bool


@dataclass(frozen=True)
class PostLine:
    """A position that somebody holds or held."""

    id: int
    position: Position
    branch_id: int
    branch_name: str
    unit_path: str
    from_on: dt.date
    to_on: dt.date | None


@dataclass(frozen=True)
class FeeLine:
    """The fee of a year."""

    year: int
    amount: int
    paid_on: dt.date


@dataclass(frozen=True)
class FeeYear:
    """What the members of a branch paid for a year: how many, and đồng together."""

    year: int
    payers: int
    amount: int


@dataclass(frozen=True)
class Membership:
    """A membership as its person reads it; no name for a branch that the actor does not see."""

    id: int
    branch_name: str | None
    place: str
    unit_path: str
    joined_on: dt.date | None
    left_on: dt.date | None
    left_because: LeftBecause | None


@dataclass(frozen=True)
class PositionHeld:
    """A position as its person reads it; no name for a branch that the actor does not see."""

    position: Position
    branch_name: str | None
    place: str
    from_on: dt.date
    to_on: dt.date | None


def member(member_id: int) -> Member:
    """One member with branch and unit; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(
        select(Member).options(joinedload(Member.unit), joinedload(Member.branch)).where(Member.id == member_id)
    ).one()


def named(search: str) -> ColumnElement[bool]:
    """Members found by any part of the name, or by the card."""
    return (func.strpos(Member.name_folded, func.lhtq_fold(search)) > 0) | (Member.card_number == search)


def members(
    branch_id: int, search: str, year: int, limit: int, offset: int, *, of_today: bool = False
) -> list[MemberLine]:
    """The members of a branch by given name, found by any part of the name or card.

    Those who left come last, or not at all where those ``of_today`` are asked for.
    """
    rows = db.session.execute(
        select(*_line(year))
        .outerjoin(Fee, and_(Fee.member_id == Member.id, Fee.year == year))
        .where(Member.branch_id == branch_id)
        .where(named(search) if search else True)  # type: ignore[arg-type]
        .where(Member.left_on.is_(None) if of_today else True)  # type: ignore[arg-type]
        .order_by(Member.left_on.is_not(None), Member.sort, Member.id)
        .limit(limit)
        .offset(offset)
    )
    return [MemberLine(*row) for row in rows]


def with_fees(branch_id: int, year: int, *, paid: bool, limit: int, offset: int) -> list[MemberLine]:
    """The members of a branch today who have paid the fee of a year, here or where they moved from, or who have not."""
    amount = _amount(year)
    rows = db.session.execute(
        select(*_line(year))
        .outerjoin(Fee, and_(Fee.member_id == Member.id, Fee.year == year))
        .where(Member.branch_id == branch_id, Member.left_on.is_(None))
        .where(amount.is_not(None) if paid else amount.is_(None))
        .order_by(Member.sort, Member.id)
        .limit(limit)
        .offset(offset)
    )
    return [MemberLine(*row) for row in rows]


def _amount(year: int) -> ColumnElement[Any]:
    return func.coalesce(Fee.amount, paid_before(year))


def _line(year: int) -> tuple[Any, ...]:
    return (
        Member.id, Member.full_name, Member.birth_year, Member.phone, Member.card_number, Member.card_on,
        joined_first(), Member.left_on, _amount(year), Fee.id.is_(None),
    )  # fmt: skip


def in_branch(branch_id: int, member_ids: Sequence[int]) -> Sequence[Member]:
    """Those of some members who are in a branch today."""
    return db.session.scalars(
        select(Member)
        .options(joinedload(Member.unit))
        .where(Member.branch_id == branch_id, Member.id.in_(member_ids), Member.left_on.is_(None))
        .order_by(Member.id)
    ).all()


def paid(branch_id: int, member_id: int, year: int) -> Fee:
    """The fee of a member of a branch for a year; raises NoResultFound."""
    return db.session.scalars(
        select(Fee)
        .join(Member, Member.id == Fee.member_id)
        .where(Member.branch_id == branch_id, Member.id == member_id, Fee.year == year)
    ).one()


def payers(member_ids: Sequence[int], year: int) -> set[int]:
    """Those of some members who have paid the fee of a year, here or where they moved from."""
    return set(
        db.session.scalars(
            select(Member.id)
            .outerjoin(Fee, and_(Fee.member_id == Member.id, Fee.year == year))
            .where(Member.id.in_(member_ids), _amount(year).is_not(None))
        )
    )


def posts_of(member_id: int) -> list[PostLine]:
    """The positions that a member holds and held, the latest first."""
    rows = db.session.execute(
        select(Post.id, Post.position, Branch.id, Branch.name, Unit.path, Post.from_on, Post.to_on)
        .join(Branch, Branch.id == Post.branch_id)
        .join(Unit, Unit.id == Branch.unit_id)
        .where(Post.member_id == member_id)
        .order_by(Post.from_on.desc(), Post.id.desc())
    )
    return [PostLine(*row) for row in rows]


def post(member_id: int, post_id: int) -> Post:
    """A position of a member; raises NoResultFound."""
    return db.session.scalars(select(Post).where(Post.id == post_id, Post.member_id == member_id)).one()


def open_post(member_id: int, post_id: int) -> Post:
    """A position of a member that nobody has ended yet; raises NoResultFound."""
    return db.session.scalars(
        select(Post).where(Post.id == post_id, Post.member_id == member_id, Post.to_on.is_(None))
    ).one()


def fees_of(member_id: int) -> list[FeeLine]:
    """The fees that a member has paid, also in the branches from which they moved; the latest year first."""
    here = db.session.execute(select(Fee.year, Fee.amount, Fee.paid_on).where(Fee.member_id == member_id)).all()
    found = [FeeLine(*row) for row in (*here, *fees_before(member_id))]
    return sorted(found, key=lambda one: one.year, reverse=True)


def fee_years(branch_id: int) -> list[FeeYear]:
    """The years for which members of a branch have paid, also those who have left since; the latest first."""
    rows = db.session.execute(
        select(Fee.year, func.count(), func.sum(Fee.amount))
        .join(Member, Member.id == Fee.member_id)
        .where(Member.branch_id == branch_id)
        .group_by(Fee.year)
        .order_by(Fee.year.desc())
    )
    return [FeeYear(*row) for row in rows]


def moved_on_to(member_id: int) -> Member | None:
    """The membership in another branch that went on from this one."""
    return db.session.scalars(
        select(Member)
        .options(joinedload(Member.branch), joinedload(Member.unit))
        .where(Member.moved_from_id == member_id)
    ).one_or_none()


def membership_of(person_id: int) -> list[Membership]:
    """The memberships of a person of the register, today's first."""
    rows = db.session.execute(
        select(Member.id, Branch.name, Unit.name, Unit.path, Member.joined_on, Member.left_on, Member.left_because)
        .outerjoin(Branch, Branch.id == Member.branch_id)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Member.person_id == person_id)
        .order_by(Member.left_on.is_not(None), Member.left_on.desc(), Member.id)
    )
    return [Membership(*row) for row in rows]


def positions_of(person_id: int) -> list[PositionHeld]:
    """The positions that a person of the register holds and held, in whichever branches, the latest first."""
    rows = db.session.execute(
        select(Post.position, Branch.name, Unit.name, Post.from_on, Post.to_on)
        .join(Member, Member.id == Post.member_id)
        .outerjoin(Branch, Branch.id == Post.branch_id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(Member.person_id == person_id)
        .order_by(Post.from_on.desc(), Post.id.desc())
    )
    return [PositionHeld(*row) for row in rows]


def holding(member_ids: Sequence[int], on: dt.date) -> set[int]:
    """Those of some members who hold a position on a day, or will hold one."""
    return set(
        db.session.scalars(
            select(Post.member_id).where(Post.member_id.in_(member_ids), or_(Post.to_on.is_(None), Post.to_on >= on))
        )
    )
