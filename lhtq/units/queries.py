"""Reads of units. The names of places are public: the only table that row security leaves readable."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import aliased

from lhtq.db import db
from lhtq.units.models import Unit
from lhtq.units.rules import Level

#: Asked by nearly every page: put together once.
_UNIT = select(Unit).where(Unit.id == bindparam("unit_id"))


def unit(unit_id: int) -> Unit:
    """One unit; raises NoResultFound where there is none."""
    return db.session.scalars(_UNIT, {"unit_id": unit_id}).one()


def lies(path: str, *, only: bool = False) -> ColumnElement[bool]:
    """Whether a row's unit, which the statement joins, is at or under a path; with ``only`` at it alone."""
    return Unit.path == path if only else Unit.path.startswith(path, autoescape=True)


def ancestors(unit: Unit, *, within: str = "") -> list[Unit]:
    """The units above ``unit``, nearest last, from the one whose path is ``within`` down."""
    steps = unit.path.rstrip("/").split("/")
    paths = ["/".join(steps[:n]) + "/" for n in range(1, len(steps))]
    wanted = [path for path in paths if path.startswith(within)]
    if not wanted:
        return []
    rows = db.session.scalars(
        select(Unit).where(Unit.path.in_(wanted), Unit.valid_from <= unit.valid_from).order_by(Unit.path)
    )
    return list(rows)


def children(unit_id: int, *, on: dt.date) -> Sequence[Unit]:
    """The units directly under a unit on a day, in the order of their names as the codes have them."""
    return db.session.scalars(
        select(Unit)
        .where(Unit.parent_id == unit_id, Unit.valid_from <= on, (Unit.valid_to.is_(None)) | (Unit.valid_to >= on))
        .order_by(Unit.path)
    ).all()


def communes() -> list[tuple[Unit, str]]:
    """Every commune of today with the name of the unit above it, in the order of their codes."""
    above = aliased(Unit)
    rows = db.session.execute(
        select(Unit, above.name)
        .join(above, above.id == Unit.parent_id)
        .where(Unit.level == Level.COMMUNE, Unit.valid_to.is_(None))
        .order_by(Unit.path)
    )
    return [(row[0], row[1]) for row in rows]


def communes_under(path: str, *, on: dt.date) -> list[tuple[Unit, Unit]]:
    """The communes under a path on a day, each with the unit above it, in the order of their codes."""
    above = aliased(Unit)
    rows = db.session.execute(
        select(Unit, above)
        .join(above, above.id == Unit.parent_id)
        .where(
            Unit.path.startswith(path, autoescape=True),
            Unit.level == Level.COMMUNE,
            Unit.valid_from <= on,
            (Unit.valid_to.is_(None)) | (Unit.valid_to >= on),
        )
        .order_by(Unit.path)
    )
    return [(row[0], row[1]) for row in rows]


def commune_of_code(code: str) -> Unit | None:
    """The commune of today with a code of the statistics office; None where there is none."""
    return db.session.scalars(
        select(Unit).where(Unit.level == Level.COMMUNE, Unit.code == code, Unit.valid_to.is_(None))
    ).one_or_none()


def at_or_under(path: str, *, most: int) -> Sequence[Unit]:
    """Up to ``most`` units at or under a path, the higher levels first."""
    return db.session.scalars(
        select(Unit)
        .where(Unit.path.startswith(path, autoescape=True), Unit.valid_to.is_(None))
        .order_by(func.length(Unit.path), Unit.path)
        .limit(most)
    ).all()
