"""Centres: which one serves a place, its board, rooms, partners and plan."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from lhtq.centre.models import (
    BoardMember,
    Centre,
    CentreAsset,
    CentreLink,
    CentrePlan,
    CentreServed,
    CentreSheet,
)
from lhtq.centre.rules import ActivityKind, Position
from lhtq.db import db
from lhtq.units.models import Unit
from lhtq.units.queries import lies
from lhtq.units.rules import Level


@dataclass(frozen=True)
class AskedCentres:
    """The centres that a figure counts: those that stand at or under a unit, with ``only`` at it alone.

    With a year those that were classified for it by a day, in place of how each was last classified.
    """

    only: bool = False
    year: int | None = None
    by: dt.date = dt.date.max

    @property
    def fields(self) -> dict[str, str]:
        """Names and values of an address or a form."""
        said = {"xem": STANDING_HERE} | ({"rieng": "1"} if self.only else {})
        return said if self.year is None else said | {"xep_loai": str(self.year), "ngay": self.by.isoformat()}


#: Digits of a year in an address.
_YEAR = 4
#: What ``xem`` says in an address: the centres that stand here, without those that stand elsewhere and serve it.
STANDING_HERE = "o-day"


def asked_centres(said: Mapping[str, str]) -> AskedCentres | None:
    """What an address or a form asks for; none where it does not ask for what a figure counts."""
    if said.get("xem") != STANDING_HERE:
        return None
    only, year = said.get("rieng") == "1", said.get("xep_loai", "")
    try:
        by = dt.date.fromisoformat(said.get("ngay", ""))
    except ValueError:
        return AskedCentres(only)
    return AskedCentres(only, int(year), by) if year.isdecimal() and len(year) == _YEAR else AskedCentres(only)


@dataclass(frozen=True)
class CentreLine:
    """A centre in a list."""

    id: int
    name: str
    commune: str
    #: Communes that it serves, its own one too.
    served: int
    #: Who leads it today; none where nobody does.
    director: str | None
    #: How it was classified in the last year that was closed, and which that was.
    grade: str | None
    grade_year: int | None


def centre(centre_id: int) -> Centre:
    """One centre with its commune; raises NoResultFound where it is not seen."""
    return db.session.scalars(select(Centre).options(joinedload(Centre.unit)).where(Centre.id == centre_id)).one()


def served(centre_id: int) -> Sequence[CentreServed]:
    """The communes that a centre serves today, its own one first."""
    return db.session.scalars(
        select(CentreServed)
        .options(joinedload(CentreServed.unit))
        .where(CentreServed.centre_id == centre_id, CentreServed.left_on.is_(None))
        .order_by(CentreServed.unit_id != CentreServed.centre_unit_id, CentreServed.id)
    ).all()


def find_commune_of(unit: Unit) -> int | None:
    """The id of the commune that a village or commune is of; none for what lies above."""
    if unit.level == Level.COMMUNE:
        return unit.id
    return unit.parent_id if unit.level == Level.VILLAGE else None


def centre_for(unit: Unit) -> Centre | None:
    """The centre that serves a village or commune today."""
    commune_id = find_commune_of(unit)
    if commune_id is None:
        return None
    return db.session.scalars(
        select(Centre)
        .options(joinedload(Centre.unit))
        .join(CentreServed, CentreServed.centre_id == Centre.id)
        .where(CentreServed.unit_id == commune_id, CentreServed.left_on.is_(None))
    ).one_or_none()


def own_centre(commune_id: int) -> Centre | None:
    """The centre that a commune keeps: one that stands elsewhere and serves it is not its own."""
    return db.session.scalars(
        select(Centre).options(joinedload(Centre.unit)).where(Centre.unit_id == commune_id)
    ).one_or_none()


def centres(path: str, on: dt.date, limit: int, offset: int, asked: AskedCentres | None = None) -> list[CentreLine]:
    """The centres at or under a unit, and those that serve it, with who leads each on a day; or what is asked for."""
    of_centre = CentreServed.centre_id == Centre.id, CentreServed.left_on.is_(None)
    director = (
        select(BoardMember.full_name)
        .where(BoardMember.centre_id == Centre.id, BoardMember.position == "director", in_term(on))
        .order_by(BoardMember.id.desc())
        .limit(1)
    )
    classified = (
        select(CentreSheet.grade, CentreSheet.year)
        .where(CentreSheet.centre_id == Centre.id, CentreSheet.closed_on.is_not(None), *_classified_for(asked))
        .order_by(CentreSheet.year.desc())
        .limit(1)
        .lateral("classified")
    )
    serves = (
        select(CentreServed.id)
        .join(Unit, Unit.id == CentreServed.unit_id)
        .where(*of_centre, Unit.path.startswith(path, autoescape=True))
    )
    rows = db.session.execute(
        select(
            Centre.id,
            Centre.name,
            Unit.name,
            select(func.count()).where(*of_centre).scalar_subquery(),
            director.scalar_subquery(),
            classified.c.grade,
            classified.c.year,
        )
        .join(Unit, Unit.id == Centre.unit_id)
        .outerjoin(classified, true())
        .where(lies(path, only=asked.only) if asked else or_(lies(path), serves.exists()))
        .where(classified.c.year.is_not(None) if asked and asked.year is not None else true())
        .order_by(Unit.path, Centre.id)
        .limit(limit)
        .offset(offset)
    )
    return [CentreLine(*row) for row in rows]


def _classified_for(asked: AskedCentres | None) -> list[ColumnElement[bool]]:
    if asked is None or asked.year is None:
        return []
    return [CentreSheet.year == asked.year, CentreSheet.closed_on <= asked.by]


def places_for(commune: Unit) -> list[Unit]:
    """A commune and its villages of today: where an activity of it can be."""
    villages = db.session.scalars(
        select(Unit).where(Unit.parent_id == commune.id, Unit.valid_to.is_(None)).order_by(Unit.path)
    )
    return [commune, *villages]


def board(centre_id: int) -> Sequence[BoardMember]:
    """Everybody who is or was on the board: those of today first, the director before the others."""
    return db.session.scalars(
        select(BoardMember)
        .where(BoardMember.centre_id == centre_id)
        .order_by(
            BoardMember.term_to.is_not(None),
            func.array_position(["director", "deputy", "member"], BoardMember.position),
            BoardMember.id,
        )
    ).all()


def directors_between(centre_id: int, first: dt.date, last: dt.date | None) -> Sequence[BoardMember]:
    """Who directs a centre between two days; one who ends on the first day hands it over."""
    return db.session.scalars(
        select(BoardMember)
        .where(
            BoardMember.centre_id == centre_id,
            BoardMember.position == Position.DIRECTOR,
            or_(BoardMember.term_to.is_(None), BoardMember.term_to > first),
            BoardMember.term_from < (last or dt.date.max),
        )
        .order_by(BoardMember.term_from, BoardMember.id)
    ).all()


def board_member(centre_id: int, member_id: int) -> BoardMember:
    """One who is or was on the board; raises NoResultFound."""
    return db.session.scalars(
        select(BoardMember).where(BoardMember.centre_id == centre_id, BoardMember.id == member_id)
    ).one()


def assets(centre_id: int, *, past: bool = False) -> Sequence[CentreAsset]:
    """What a centre has today, or with ``past`` what it has no longer."""
    return db.session.scalars(
        select(CentreAsset)
        .where(CentreAsset.centre_id == centre_id, CentreAsset.left_on.is_not(None) == past)
        .order_by(CentreAsset.kind.desc(), CentreAsset.id)
    ).all()


def asset(centre_id: int, asset_id: int) -> CentreAsset:
    """One thing that a centre has or had; raises NoResultFound."""
    return db.session.scalars(
        select(CentreAsset).where(CentreAsset.centre_id == centre_id, CentreAsset.id == asset_id)
    ).one()


def links(centre_id: int, *, past: bool = False) -> Sequence[tuple[CentreLink, str | None]]:
    """Whom a centre works with today, or with ``past`` no longer, each with the name of its village."""
    rows = db.session.execute(
        select(CentreLink, Unit.name)
        .outerjoin(Unit, Unit.id == CentreLink.village_id)
        .where(CentreLink.centre_id == centre_id, CentreLink.left_on.is_not(None) == past)
        .order_by(CentreLink.kind, CentreLink.id)
    )
    return [(row[0], row[1]) for row in rows]


def link(centre_id: int, link_id: int) -> CentreLink:
    """One that a centre works with or did; raises NoResultFound."""
    return db.session.scalars(
        select(CentreLink).where(CentreLink.centre_id == centre_id, CentreLink.id == link_id)
    ).one()


def plan(centre_id: int, year: int) -> dict[tuple[int, ActivityKind], CentrePlan]:
    """What is planned for a year, by month and kind."""
    rows = db.session.scalars(select(CentrePlan).where(CentrePlan.centre_id == centre_id, CentrePlan.year == year))
    return {(row.month, ActivityKind(row.kind)): row for row in rows}


def in_term(on: dt.date) -> ColumnElement[bool]:
    """Whether somebody is on a board on a day."""
    return (BoardMember.term_from <= on) & (BoardMember.term_to.is_(None) | (BoardMember.term_to >= on))
