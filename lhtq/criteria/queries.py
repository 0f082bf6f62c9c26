"""Reads of criteria sets."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow, IndicatorRow
from lhtq.criteria.rules import CriteriaSet, Group, Indicator, Kind, Model, Status, Threshold
from lhtq.db import db


def sets() -> Sequence[CriteriaSetRow]:
    """Every set, the newest version of each first."""
    return db.session.scalars(
        select(CriteriaSetRow).order_by(CriteriaSetRow.model, CriteriaSetRow.code, CriteriaSetRow.version.desc())
    ).all()


def set_row(set_id: int) -> CriteriaSetRow:
    """One set's own facts; raises NoResultFound."""
    return db.session.scalars(select(CriteriaSetRow).where(CriteriaSetRow.id == set_id)).one()


def find_version(code: str, version: int) -> CriteriaSetRow | None:
    """A set by code and version."""
    return db.session.scalars(
        select(CriteriaSetRow).where(CriteriaSetRow.code == code, CriteriaSetRow.version == version)
    ).one_or_none()


def set_in_force(model: Model, on: dt.date) -> CriteriaSet:
    """The published set that new sheets of a model start with on a day; raises NoResultFound for none."""
    key = db.session.execute(
        _PUBLISHED.where(CriteriaSetRow.model == model, CriteriaSetRow.valid_from <= on)
        .order_by(CriteriaSetRow.valid_from.desc(), CriteriaSetRow.version.desc())
        .limit(1)
    ).one()
    return _published(*key)


def criteria_set(set_id: int) -> CriteriaSet:
    """One published set for scoring with; raises NoResultFound."""
    return _published(*db.session.execute(_PUBLISHED.where(CriteriaSetRow.id == set_id)).one())


_PUBLISHED = select(CriteriaSetRow.id, CriteriaSetRow.sha256).where(CriteriaSetRow.published_at.is_not(None))


@lru_cache(maxsize=64)
def _published(set_id: int, sha256: str) -> CriteriaSet:  # noqa: ARG001 - the hash is part of the cache's key
    """A published set never changes, so each is built once in the life of a process."""
    row = db.session.scalars(
        select(CriteriaSetRow)
        .options(selectinload(CriteriaSetRow.groups).selectinload(CriteriaGroup.indicators))
        .where(CriteriaSetRow.id == set_id, CriteriaSetRow.published_at.is_not(None))
    ).one()
    return CriteriaSet(
        id=row.id,
        code=row.code,
        version=row.version,
        model=Model(row.model),
        name=row.name,
        status=Status(row.status),
        legal_basis=row.legal_basis,
        pass_mark=row.pass_mark,
        rounding=row.rounding,
        title_years=row.title_years,
        groups=tuple(
            Group(group.code, group.name, group.floor, tuple(_indicator(line) for line in group.indicators))
            for group in row.groups
        ),
    )


def _indicator(row: IndicatorRow) -> Indicator:
    return Indicator(
        code=row.code,
        name=row.name,
        kind=Kind(row.kind),
        points_max=row.points_max,
        guidance=row.guidance,
        evidence=row.evidence,
        thresholds=tuple(
            Threshold(step["least"], Decimal(str(step["points"]))) for step in row.options.get("thresholds", [])
        ),
        from_age=row.options.get("from_age"),
    )
