"""What there is still to do for who keeps the Association: branches to found, fees to collect."""

from collections.abc import Sequence

from sqlalchemy import and_, func, select

from lhtq.db import db
from lhtq.membership.models import Branch, Fee, Member
from lhtq.membership.queries.past import paid_before
from lhtq.membership.rules import BranchKind
from lhtq.units.models import Unit
from lhtq.units.rules import Level


def own_branch(unit: Unit) -> int | None:
    """The id of the branch of today that a unit has one of: a village's branch, the Association of any other."""
    kind = BranchKind.VILLAGE if unit.level == Level.VILLAGE else BranchKind.ASSOCIATION
    return db.session.scalars(
        select(Branch.id).where(Branch.unit_id == unit.id, Branch.kind == kind, Branch.ended_on.is_(None))
    ).one_or_none()


def of_clan(clan_id: int) -> int | None:
    """The id of the branch of today of a clan."""
    return db.session.scalars(select(Branch.id).where(Branch.clan_id == clan_id, Branch.ended_on.is_(None))).first()


def of_organisation(organisation_id: int) -> int | None:
    """The id of the branch of today of an organisation."""
    return db.session.scalars(
        select(Branch.id).where(Branch.organisation_id == organisation_id, Branch.ended_on.is_(None))
    ).first()


def villages_without(commune: Unit) -> Sequence[Unit]:
    """The villages of a commune that have no branch today."""
    has = select(Branch.id).where(
        Branch.unit_id == Unit.id, Branch.kind == BranchKind.VILLAGE, Branch.ended_on.is_(None)
    )
    return db.session.scalars(
        select(Unit)
        .where(Unit.parent_id == commune.id, Unit.level == Level.VILLAGE, Unit.valid_to.is_(None), ~has.exists())
        .order_by(Unit.path)
    ).all()


def unpaid(path: str, year: int) -> int:
    """How many members of today at or under a unit have not paid the fee of a year."""
    return db.session.scalars(
        select(func.count())
        .select_from(Member)
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(Fee, and_(Fee.member_id == Member.id, Fee.year == year))
        .where(
            Unit.path.startswith(path, autoescape=True),
            Member.left_on.is_(None),
            Fee.id.is_(None),
            paid_before(year).is_(None),
        )
    ).one()
