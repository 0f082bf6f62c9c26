"""The Association as its lists hold it: what is known when a file comes in, and what goes out, row by row."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, column, func, literal, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from lhtq.db import db
from lhtq.membership.models import Branch, Fee, Member, Post
from lhtq.membership.queries.branches import branch_on, going_on, in_office
from lhtq.membership.queries.members import named
from lhtq.membership.queries.on_a_day import AskedOn, members_asked
from lhtq.membership.queries.past import paid_before
from lhtq.membership.rules import BranchKind
from lhtq.register.models import Clan, Organisation
from lhtq.units.models import Unit
from lhtq.units.queries import lies
from lhtq.units.rules import Level

_HOME = aliased(Unit)
_COMMUNE = aliased(Unit)


def _of(unit: Unit) -> ColumnElement[bool]:
    """What a file of a unit can speak of: all of a commune or village; above them the unit's own branches."""
    if unit.level in {Level.COMMUNE, Level.VILLAGE}:
        return Unit.path.startswith(unit.path, autoescape=True)
    return Unit.id == unit.id


def _branches() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Branch.id, Branch.unit_id, Branch.kind, Branch.name, Branch.phone, Branch.founded_on, Branch.ended_on,
        Branch.version, Unit.level, Unit.name.label("place"),
        func.coalesce(Clan.name, Organisation.name, "").label("subject"), Branch.clan_id, Branch.organisation_id,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Unit, Unit.id == Branch.unit_id)
        .outerjoin(Clan, Clan.id == Branch.clan_id)
        .outerjoin(Organisation, Organisation.id == Branch.organisation_id)
    )


def known_branches(unit: Unit) -> Sequence[Any]:
    """Every branch that a file of a unit can speak of, those that ended too."""
    return db.session.execute(_branches().where(_of(unit)).order_by(Branch.id)).all()


def branches_listed(path: str, on: dt.date | None = None, *, only: bool = False) -> Select[Any]:
    """The branches at or under a unit, as the list on screen orders them; with a day those that are counted on it."""
    return (
        _branches()
        .where(lies(path, only=only), true() if on is None else branch_on(on))
        .order_by(
            Branch.ended_on.is_not(None), Branch.kind != BranchKind.ASSOCIATION, Unit.path, Branch.name, Branch.id
        )
    )


def _members() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Member.id, Member.unit_id, Member.branch_id, Branch.name.label("branch"), Member.full_name, Member.birth_year,
        Member.sex, Member.phone, Member.joined_on, Member.card_number, Member.card_on, Member.left_on, Member.version,
        Member.moved_from_id, func.coalesce(_COMMUNE.name, _HOME.name, "").label("commune"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Branch, Branch.id == Member.branch_id)
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(_HOME, _HOME.id == Member.person_unit_id)
        .outerjoin(_COMMUNE, and_(_COMMUNE.id == _HOME.parent_id, _HOME.level == Level.VILLAGE))
    )


def known_members(unit: Unit) -> Sequence[Any]:
    """Everybody who is or was in a branch that a file of a unit can speak of."""
    return db.session.execute(_members().where(_of(unit)).order_by(Member.id)).all()


def members_listed(
    path: str, branch_id: int | None, search: str = "", *, cards: bool = False, unpaid: int | None = None
) -> Select[Any]:
    """The members of the branches at or under a unit, or of one of them; those who left come last.

    Narrowed as the pages of a branch are: by name or card, to those of today who have a card, and to those of today who
    have not paid the fee of a year.
    """
    statement = (
        _members()
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(Unit.path, Branch.name, Branch.id, Member.left_on.is_not(None), Member.sort, Member.id)
    )
    if branch_id is not None:
        statement = statement.where(Member.branch_id == branch_id)
    if search:
        statement = statement.where(named(search))
    if cards:
        statement = statement.where(Member.left_on.is_(None), Member.card_number != "")
    if unpaid is not None:
        paid = select(Fee.id).where(Fee.member_id == Member.id, Fee.year == unpaid)
        statement = statement.where(Member.left_on.is_(None), ~paid.exists(), paid_before(unpaid).is_(None))
    return statement


def members_listed_on(asked: AskedOn) -> Select[Any]:
    """The members that a report counts on a day, as the list on screen orders them."""
    return _members().where(members_asked(asked)).order_by(Unit.path, Branch.name, Branch.id, Member.sort, Member.id)


def is_member(person_id: int) -> bool:
    """Whether a person, of whatever commune, is a member today."""
    return bool(db.session.scalar(text("SELECT lhtq_is_member(:person)"), {"person": person_id}))


def members_called(unit: Unit, names: Collection[str]) -> Sequence[Any]:
    """Who at or under a unit is or was a member under one of some names, however they are spelt."""
    spelt = func.unnest(literal(list(names), ARRAY(String))).alias("name")
    called = select(func.lhtq_fold(column("name"))).select_from(spelt)
    return db.session.execute(
        _members()
        .where(Unit.path.startswith(unit.path, autoescape=True), Member.name_folded.in_(called))
        .order_by(Member.id)
    ).all()


_OWN = aliased(Branch)


def _posts() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Post.id, Post.unit_id, Post.branch_id, Post.member_id, Branch.name.label("branch"), Post.position,
        Member.full_name, Member.birth_year, Member.card_number, _OWN.name.label("member_of"), Member.phone,
        Member.left_on, Post.from_on, Post.to_on,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Member, Member.id == Post.member_id)
        .join(_OWN, _OWN.id == Member.branch_id)
        .join(Branch, Branch.id == Post.branch_id)
        .join(Unit, Unit.id == Branch.unit_id)
    )


def known_posts(unit: Unit) -> Sequence[Any]:
    """Every position, of today and before, in a branch that a file of a unit can speak of."""
    return db.session.execute(_posts().where(_of(unit)).order_by(Post.id)).all()


def officers_listed(path: str, on: dt.date, *, only: bool = False) -> Select[Any]:
    """Who is in office on a day at or under a unit, or with ``only`` at it alone, branch by branch."""
    return (
        _posts()
        .where(lies(path, only=only), in_office(on), going_on(on))
        .order_by(Unit.path, Branch.name, Branch.id, Post.from_on, Post.id)
    )


def _fees() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Fee.member_id, Fee.year, Fee.amount, Fee.paid_on, Branch.name.label("branch"), Member.full_name,
        Member.birth_year, Member.card_number,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Member, Member.id == Fee.member_id)
        .join(Branch, Branch.id == Member.branch_id)
        .join(Unit, Unit.id == Fee.unit_id)
    )


def known_fees(unit: Unit) -> Sequence[Any]:
    """The fees of the members that a file of a unit can speak of."""
    return db.session.execute(_fees().where(_of(unit))).all()


def fees_listed(path: str, year: int, branch_id: int | None) -> Select[Any]:
    """The fees of a year that were paid at or under a unit, or in one branch."""
    statement = (
        _fees()
        .where(Unit.path.startswith(path, autoescape=True), Fee.year == year)
        .order_by(Unit.path, Branch.name, Branch.id, Member.sort, Member.id)
    )
    return statement if branch_id is None else statement.where(Member.branch_id == branch_id)
