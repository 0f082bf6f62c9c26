"""Organisations, and who works in them: people of other communes by their card alone."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.register.models import Employment, Organisation
from lhtq.register.queries.cards import STAFF_CARD, Found, holds
from lhtq.register.rules import OrganisationKind
from lhtq.units.models import Unit


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation in a list: its staff, and how many of them hold the citizen title."""

    id: int
    name: str
    kind: OrganisationKind
    commune: str
    ended_on: dt.date | None
    holds: bool
    staff: int
    holding: int


@dataclass(frozen=True)
class StaffLine:
    """One who works in an organisation, as the card shows them; ``unit_path`` says who may open their page."""

    id: int
    person_id: int
    full_name: str
    birth_year: int
    position: str
    commune: str
    unit_path: str
    holds: bool


@dataclass(frozen=True)
class WorkLine:
    """Where a person works or worked, as the card shows it."""

    id: int
    organisation_id: int
    organisation_name: str
    commune: str
    position: str
    unit_path: str
    left_on: dt.date | None


def organisation(organisation_id: int) -> Organisation:
    """One organisation with its commune; raises NoResultFound outside the actor's scope."""
    return db.session.scalars(
        select(Organisation).options(joinedload(Organisation.unit)).where(Organisation.id == organisation_id)
    ).one()


def organisations(path: str, on: dt.date, limit: int, offset: int) -> list[OrganisationLine]:
    """The organisations at or under a unit, by name; those that ended come last."""
    card = STAFF_CARD.c
    staff_ = select(func.count()).where(
        card.organisation_id == Organisation.id, card.left_on.is_(None), card.person_left_on.is_(None)
    )
    rows = db.session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Unit.name,
            Organisation.ended_on,
            holds(Organisation.title_from, Organisation.title_to, on),
            staff_.scalar_subquery(),
            staff_.where(holds(card.title_from, card.title_to, on)).scalar_subquery(),
        )
        .join(Unit, Unit.id == Organisation.unit_id)
        .where(Unit.path.startswith(path, autoescape=True))
        .order_by(Organisation.ended_on.is_not(None), Unit.path, Organisation.name_folded, Organisation.id)
        .limit(limit)
        .offset(offset)
    )
    return [OrganisationLine(*row) for row in rows]


def staff(organisation_id: int, on: dt.date, limit: int, offset: int) -> list[StaffLine]:
    """Who works in an organisation today and is still with us, by the given name."""
    card = STAFF_CARD.c
    rows = db.session.execute(
        select(
            card.id,
            card.person_id,
            card.full_name,
            card.birth_year,
            card.position,
            func.coalesce(card.commune, card.village),
            Unit.path,
            holds(card.title_from, card.title_to, on),
        )
        .join(Unit, Unit.id == card.person_unit_id)
        .where(card.organisation_id == organisation_id, card.left_on.is_(None), card.person_left_on.is_(None))
        .order_by(func.lhtq_sort_name(card.full_name), card.id)
        .limit(limit)
        .offset(offset)
    )
    return [StaffLine(*row) for row in rows]


def work_of(person_id: int) -> list[WorkLine]:
    """Where a person works, in whatever commune, and where they worked before."""
    card = STAFF_CARD.c
    rows = db.session.execute(
        select(
            card.id,
            card.organisation_id,
            card.organisation_name,
            card.organisation_commune,
            card.position,
            Unit.path,
            card.left_on,
        )
        .join(Unit, Unit.id == card.organisation_unit_id)
        .where(card.person_id == person_id)
        .order_by(card.left_on.is_not(None), card.left_on.desc(), card.id)
    )
    return [WorkLine(*row) for row in rows]


def employment_in(organisation_id: int, link_id: int) -> Employment:
    """One who works there, from the organisation's side; raises NoResultFound."""
    return _employment(Employment.organisation_id == organisation_id, link_id)


def employment_of(person_id: int, link_id: int) -> Employment:
    """The same from the person's side; raises NoResultFound."""
    return _employment(Employment.person_id == person_id, link_id)


def find_people(full_name: str, birth_year: int, commune_id: int) -> list[Found]:
    """The people of any commune with exactly this name, with or without its marks, and year of birth."""
    rows = db.session.execute(
        text("SELECT id, unit_id FROM lhtq_find_person(:name, :born, :commune)"),
        {"name": full_name, "born": birth_year, "commune": commune_id},
    )
    return [Found(*row) for row in rows]


def _employment(side: ColumnElement[bool], link_id: int) -> Employment:
    return db.session.scalars(
        select(Employment).where(side, Employment.id == link_id, Employment.left_on.is_(None))
    ).one()
