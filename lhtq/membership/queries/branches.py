"""Branches, how many members they have, and who leads them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Integer, Select, String, and_, column, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.membership.models import Branch, Fee, FeeFigure, Member, MemberFigure, Post
from lhtq.membership.queries.past import paid_before
from lhtq.membership.rules import CHAIRS, BranchKind, Position
from lhtq.units.models import Unit
from lhtq.units.queries import lies
from lhtq.units.rules import Level


@dataclass(frozen=True)
class BranchLine:
    """A branch in a list, with its members of today and those of them who have paid the year's fee."""

    id: int
    name: str
    kind: BranchKind
    place: str
    ended_on: dt.date | None
    members: int
    paid: int
    head: str
    phone: str


@dataclass(frozen=True)
class Totals:
    """What the Association has at or under a unit: branches, members, officers, members who paid the year's fee.

    The Association of a unit is none of its branches; its members and officers count.
    """

    branches: int = 0
    members: int = 0
    officers: int = 0
    payers: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.branches + other.branches,
            self.members + other.members,
            self.officers + other.officers,
            self.payers + other.payers,
        )


@dataclass(frozen=True)
class Officer:
    """Somebody in office on a day, with where to call."""

    member_id: int
    person_id: int | None
    full_name: str
    birth_year: int
    phone: str
    position: Position
    branch_id: int
    branch_name: str
    unit_id: int
    from_on: dt.date
    to_on: dt.date | None


def branch(branch_id: int) -> Branch:
    """One branch with its unit; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(select(Branch).options(joinedload(Branch.unit)).where(Branch.id == branch_id)).one()


def branches(path: str, year: int, on: dt.date, limit: int, offset: int) -> list[BranchLine]:
    """The branches at or under a unit by place; the Association of a unit first, those that ended last."""
    return _branches(Unit.path.startswith(path, autoescape=True), year, on, limit, offset)


def branches_of_today(path: str, year: int, on: dt.date, limit: int, offset: int) -> list[BranchLine]:
    """The branches at or under a unit that a figure counts: those that stand, without the Associations themselves."""
    which = and_(
        Unit.path.startswith(path, autoescape=True), Branch.ended_on.is_(None), Branch.kind != BranchKind.ASSOCIATION
    )
    return _branches(which, year, on, limit, offset)


def branches_on(path: str, day: dt.date, limit: int, offset: int, *, only: bool, today: dt.date) -> list[BranchLine]:
    """The branches that a report counts on a day; with ``only`` of the unit alone. What they have is of today."""
    return _branches(and_(lies(path, only=only), branch_on(day)), today.year, today, limit, offset)


def branches_at(unit_id: int, year: int, on: dt.date, limit: int, offset: int) -> list[BranchLine]:
    """The branches of a unit itself, without those of the units under it."""
    return _branches(Unit.id == unit_id, year, on, limit, offset)


def branch_names(path: str, limit: int) -> list[tuple[int, str]]:
    """Ids and names of the branches of today at or under a unit, to choose from."""
    rows = db.session.execute(
        select(Branch.id, Branch.name)
        .join(Unit, Unit.id == Branch.unit_id)
        .where(Unit.path.startswith(path, autoescape=True), Branch.ended_on.is_(None))
        .order_by(Branch.kind != BranchKind.ASSOCIATION, Unit.path, Branch.name, Branch.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def _branches(which: ColumnElement[bool], year: int, on: dt.date, limit: int, offset: int) -> list[BranchLine]:
    present = select(func.count()).select_from(Member).where(Member.branch_id == Branch.id, Member.left_on.is_(None))
    paying = present.outerjoin(Fee, and_(Fee.member_id == Member.id, Fee.year == year)).where(
        or_(Fee.id.is_not(None), paid_before(year).is_not(None))
    )
    leading = (
        select(Member.full_name, Member.phone)
        .join(Post, Post.member_id == Member.id)
        .where(Post.branch_id == Branch.id, in_office(on), Post.position.in_((Position.CHAIR, Position.BRANCH_HEAD)))
        .order_by(Post.from_on.desc(), Post.id)
        .limit(1)
        .lateral("leading")
    )
    rows = db.session.execute(
        select(
            Branch.id,
            Branch.name,
            Branch.kind,
            Unit.name,
            Branch.ended_on,
            present.scalar_subquery(),
            paying.scalar_subquery(),
            func.coalesce(leading.c.full_name, ""),
            func.coalesce(func.nullif(leading.c.phone, ""), Branch.phone),
        )
        .join(Unit, Unit.id == Branch.unit_id)
        .outerjoin(leading, leading.c.full_name.is_not(None))
        .where(which)
        .order_by(
            Branch.ended_on.is_not(None), Branch.kind != BranchKind.ASSOCIATION, Unit.path, Branch.name, Branch.id
        )
        .limit(limit)
        .offset(offset)
    )
    return [BranchLine(*row) for row in rows]


def going_on(on: dt.date) -> ColumnElement[bool]:
    """Whether a branch, or the Association of a unit, has not ended by a day."""
    return or_(Branch.ended_on.is_(None), Branch.ended_on > on)


def branch_on(on: dt.date) -> ColumnElement[bool]:
    """Whether a branch is one on a day; the Association of a unit is none of its branches."""
    founded = or_(Branch.founded_on.is_(None), Branch.founded_on <= on)
    return and_(Branch.kind != BranchKind.ASSOCIATION, founded, going_on(on))


def in_office(on: dt.date) -> ColumnElement[bool]:
    """Whether a post is held on a day."""
    return and_(Post.from_on <= on, or_(Post.to_on.is_(None), Post.to_on >= on))


def officers(branch_id: int, on: dt.date) -> list[Officer]:
    """Who holds which position in a branch on a day, the chair first."""
    return _officers(on, Post.branch_id == branch_id)


def heads_between(branch_id: int, position: Position, first: dt.date, last: dt.date | None) -> list[tuple[Post, str]]:
    """Who holds a position in a branch between two days, by name; one who ends on the first day hands it over."""
    rows = db.session.execute(
        select(Post, Member.full_name)
        .join(Member, Member.id == Post.member_id)
        .where(
            Post.branch_id == branch_id,
            Post.position == position,
            or_(Post.to_on.is_(None), Post.to_on > first),
            Post.from_on < (last or dt.date.max),
        )
        .order_by(Post.from_on, Post.id)
    )
    return [(row[0], row[1]) for row in rows]


def chairs(path: str, on: dt.date) -> list[Officer]:
    """The chairs and vice-chairs of the communes' Associations under a unit, by commune (chair_in_centre_rate)."""
    return _officers(
        on,
        Unit.path.startswith(path, autoescape=True),
        Unit.level == Level.COMMUNE,
        Branch.kind == BranchKind.ASSOCIATION,
        Post.position.in_(CHAIRS),
    )


def chairs_to_call(unit_ids: Collection[int], on: dt.date) -> Select[int, str, str]:
    """Of the Association of each of some units, who chairs it on a day and has a number: unit, name, number."""
    return (
        select(Branch.unit_id, Member.full_name, Member.phone)
        .ext(distinct_on(Branch.unit_id))
        .join(Post, Post.branch_id == Branch.id)
        .join(Member, Member.id == Post.member_id)
        .where(
            Branch.unit_id.in_(unit_ids), Branch.kind == BranchKind.ASSOCIATION, Branch.ended_on.is_(None),
            Post.position.in_(CHAIRS), in_office(on), Member.phone != "",
        )
        .order_by(Branch.unit_id, func.array_position(_RANKED, Post.position), Post.from_on, Post.id)
    )  # fmt: skip


def commune_officers(path: str, on: dt.date) -> list[Officer]:
    """The officers of the communes' Associations at or under a unit (officer_centre_it_rate)."""
    return _officers(
        on,
        Unit.path.startswith(path, autoescape=True),
        Unit.level == Level.COMMUNE,
        Branch.kind == BranchKind.ASSOCIATION,
    )


def _officers(on: dt.date, *which: ColumnElement[bool]) -> list[Officer]:
    rank = func.array_position(_RANKED, Post.position)
    rows = db.session.execute(
        select(
            Member.id,
            Member.person_id,
            Member.full_name,
            Member.birth_year,
            Member.phone,
            Post.position,
            Branch.id,
            Branch.name,
            Branch.unit_id,
            Post.from_on,
            Post.to_on,
        )
        .join(Member, Member.id == Post.member_id)
        .join(Branch, Branch.id == Post.branch_id)
        .join(Unit, Unit.id == Branch.unit_id)
        .where(in_office(on), Branch.ended_on.is_(None), *which)
        .order_by(Unit.path, rank, Post.from_on, Post.id)
    )
    return [Officer(*row) for row in rows]


#: In the order in which positions are read aloud.
_RANKED = [position.value for position in Position]


def totals(unit: Unit, year: int, on: dt.date) -> Totals:
    """What the branches at or under a unit have; who is in office in several places is one."""
    by_step = _totals(unit, year, on)
    officers_ = by_step.pop(None, Totals()).officers
    return replace(sum(by_step.values(), Totals()), officers=officers_)


def totals_by_child(unit: Unit, children: Sequence[Unit], year: int, on: dt.date) -> dict[int, Totals]:
    """The same for each child of a unit, by id, and under the unit's own id what is its alone."""
    by_step = _totals(unit, year, on)
    found = {child.id: by_step.get(child.code, Totals()) for child in children}
    found[unit.id] = by_step.get("", Totals())
    return found


def _totals(unit: Unit, year: int, on: dt.date) -> dict[str | None, Totals]:
    """By the next code in the path of where the branch is; members and payers from the roll-up.

    None has the officers of all together.
    """
    step = func.split_part(func.substr(Unit.path, len(unit.path) + 1), "/", 1).label("step")
    under = Unit.path.startswith(unit.path, autoescape=True)
    found: defaultdict[str | None, dict[str, int]] = defaultdict(dict)
    counted = func.lhtq_branches_counted(unit.id, on).table_valued(
        column("step", String), column("branches", Integer), column("officers", Integer)
    )
    for code, branches, officers_ in db.session.execute(select(counted)):
        found[code] |= {"branches": branches, "officers": officers_}
    for name, statement in {
        "members": select(step, func.sum(MemberFigure.members)).join(Unit, Unit.id == MemberFigure.unit_id),
        "payers": select(step, func.sum(FeeFigure.payers))
        .join(Unit, Unit.id == FeeFigure.unit_id)
        .where(FeeFigure.year == year),
    }.items():
        for code, count in db.session.execute(statement.where(under).group_by(step)):
            found[code][name] = count
    return {code: Totals(**given) for code, given in found.items()}
