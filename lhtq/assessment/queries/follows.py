"""What a title is counted in: the open sheets that would change without it, and what of other communes may be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from lhtq.assessment.models import Sheet, stands_open
from lhtq.assessment.queries.shares import Holder
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.register.models import Clan, Household, Organisation, Person
from lhtq.register.queries import FAMILY_CARD, STAFF_CARD

_FAMILY, _STAFF = FAMILY_CARD.c, STAFF_CARD.c


@dataclass(frozen=True)
class Elsewhere:
    """A clan, organisation or village of another commune that counts a title, as its card names it."""

    name: str
    place: str


def open_sheets_counting(holder: Holder) -> Sequence[Sheet]:
    """The open sheets, as far as the actor sees them, with a share that counts the title of ``holder``."""
    where = [and_(Sheet.model == model, Sheet.subject_id.in_(ids)) for model, ids in _counted_in(holder)]
    return db.session.scalars(
        select(Sheet)
        .options(joinedload(Sheet.unit, innerjoin=True))
        .where(stands_open(), or_(false(), *where))
        .order_by(Sheet.model, Sheet.sort, Sheet.id)
    ).all()


def counted_elsewhere(holder: Holder) -> list[Elsewhere]:
    """Those of other communes that count the title of ``holder``: their names and places, and no more."""
    statement = _elsewhere(holder)
    return [] if statement is None else [Elsewhere(*row) for row in db.session.execute(statement)]


def _counted_in(holder: Holder) -> list[tuple[Model, Select[*tuple[Any, ...]]]]:
    """The models whose shares count the title, each with the ids of its subjects that count this one."""
    at_work = (_STAFF.person_id == holder.id, _STAFF.left_on.is_(None), _STAFF.person_left_on.is_(None))
    if holder.model is Model.CITIZEN:
        return [
            (Model.FAMILY, select(Person.household_id).where(Person.id == holder.id)),
            (Model.ORGANISATION, select(_STAFF.organisation_id).where(*at_work)),
        ]
    if holder.model is Model.FAMILY:
        return [
            (Model.CLAN, select(_FAMILY.clan_id).where(_FAMILY.household_id == holder.id, _FAMILY.left_on.is_(None))),
            (Model.COMMUNITY, select(Household.unit_id).where(Household.id == holder.id)),
        ]
    if holder.model is Model.CLAN:
        villages = select(_FAMILY.household_unit_id)
        return [(Model.COMMUNITY, villages.where(_FAMILY.clan_id == holder.id, _FAMILY.left_on.is_(None)))]
    return []


def _elsewhere(holder: Holder) -> Select[*tuple[Any, ...]] | None:
    """Name and place of each, where row security hides its own record."""
    if holder.model is Model.CITIZEN:
        return (
            select(_STAFF.organisation_name, func.coalesce(_STAFF.organisation_commune, ""))
            .where(_STAFF.person_id == holder.id, _STAFF.left_on.is_(None), _STAFF.person_left_on.is_(None))
            .where(_STAFF.organisation_id.not_in(select(Organisation.id)))
            .order_by(_STAFF.organisation_name)
        )
    if holder.model is Model.FAMILY:
        return (
            select(_FAMILY.clan_name, func.coalesce(_FAMILY.clan_commune, ""))
            .where(_FAMILY.household_id == holder.id, _FAMILY.left_on.is_(None))
            .where(_FAMILY.clan_id.not_in(select(Clan.id)))
        )
    if holder.model is Model.CLAN:
        return (
            select(_FAMILY.village, func.coalesce(_FAMILY.commune, ""))
            .where(_FAMILY.clan_id == holder.id, _FAMILY.left_on.is_(None))
            .where(_FAMILY.household_id.not_in(select(Household.id)))
            .distinct()
            .order_by(_FAMILY.village)
        )
    return None
