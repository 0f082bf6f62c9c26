"""Reads of criteria sets."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow, IndicatorRow
from lhtq.criteria.rules import (
    CitizenGroup,
    CriteriaSet,
    Grade,
    Group,
    Indicator,
    Kind,
    SetOf,
    Source,
    Status,
    Threshold,
    set_of,
)
from lhtq.db import db


def sets() -> Sequence[CriteriaSetRow]:
    """Every set, the newest version of each first."""
    return db.session.scalars(
        select(CriteriaSetRow).order_by(CriteriaSetRow.model, CriteriaSetRow.code, CriteriaSetRow.version.desc())
    ).all()


def set_row(set_id: int) -> CriteriaSetRow:
    """One set's own facts; raises NoResultFound."""
    return db.session.scalars(select(CriteriaSetRow).where(CriteriaSetRow.id == set_id)).one()


def published(model: SetOf) -> Sequence[CriteriaSetRow]:
    """The published sets of a model, the one that was published last first."""
    return db.session.scalars(
        select(CriteriaSetRow)
        .where(CriteriaSetRow.model == model, CriteriaSetRow.published_at.is_not(None))
        .order_by(CriteriaSetRow.valid_from.desc(), CriteriaSetRow.version.desc())
    ).all()


def versions(code: str) -> Sequence[CriteriaSetRow]:
    """Every version of a set, drafts too, locked: who makes another at this moment waits."""
    return db.session.scalars(
        select(CriteriaSetRow)
        .where(CriteriaSetRow.code == code)
        .order_by(CriteriaSetRow.version)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def whole_set(set_id: int, *, locked: bool = False) -> CriteriaSetRow:
    """A set with its groups and indicators, published or not; ``locked`` for changing it. Raises NoResultFound.

    Sheets are scored with ``criteria_set`` and ``set_in_force``, which know published sets alone.
    """
    statement = select(CriteriaSetRow).where(CriteriaSetRow.id == set_id)
    if locked:
        db.session.scalars(statement.with_for_update()).one()
    return db.session.scalars(statement.options(_WHOLE).execution_options(populate_existing=True)).one()


def published_id(set_id: int) -> int:
    """The id itself, of a set that is published; raises NoResultFound for any other."""
    found: int = db.session.execute(_PUBLISHED.where(CriteriaSetRow.id == set_id)).one().id
    return found


def find_version(code: str, version: int) -> CriteriaSetRow | None:
    """A set by code and version."""
    return db.session.scalars(
        select(CriteriaSetRow).where(CriteriaSetRow.code == code, CriteriaSetRow.version == version)
    ).one_or_none()


def set_in_force(model: SetOf, on: dt.date) -> CriteriaSet:
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


_WHOLE = selectinload(CriteriaSetRow.groups).selectinload(CriteriaGroup.indicators)
_PUBLISHED = select(CriteriaSetRow.id, CriteriaSetRow.sha256).where(CriteriaSetRow.published_at.is_not(None))


@lru_cache(maxsize=64)
def _published(set_id: int, sha256: str) -> CriteriaSet:  # noqa: ARG001 - the hash is part of the cache's key
    """A published set never changes, so each is built once in the life of a process."""
    row = db.session.scalars(
        select(CriteriaSetRow)
        .options(_WHOLE)
        .where(CriteriaSetRow.id == set_id, CriteriaSetRow.published_at.is_not(None))
    ).one()
    return as_rules(row)


#: What only some kinds of indicator have, as files and ``IndicatorRow.options`` name it: the thresholds of a count;
#: what a share is counted of, from which age, and whether one of nobody is full; an indicator's own floor, and its
#: wordings by group of people.
OPTIONS = ("thresholds", "of", "from_age", "full_if_empty", "floor", "wording")


def as_rules(row: CriteriaSetRow) -> CriteriaSet:
    """A set as the rules of scoring take it; its groups and indicators must have been loaded."""
    return CriteriaSet(
        id=row.id or 0,
        code=row.code,
        version=row.version,
        model=set_of(row.model),
        name=row.name,
        status=Status(row.status),
        legal_basis=row.legal_basis,
        pass_mark=Decimal(row.pass_mark),
        rounding=Decimal(row.rounding),
        title_years=row.title_years,
        from_age=row.from_age,
        grades=grades_in(row),
        groups=tuple(
            Group(group.code, group.name, Decimal(group.floor), tuple(as_indicator(line) for line in group.indicators))
            for group in row.groups
        ),
    )


def grades_in(row: CriteriaSetRow) -> tuple[Grade, ...]:
    """The grades of a set, the highest first; of one that was not saved yet too."""
    return tuple(Grade(Decimal(str(one["least"])), one["name"]) for one in row.grades or ())


def as_indicator(row: IndicatorRow) -> Indicator:
    """An indicator as the rules of scoring take it."""
    options = row.options
    # The first version of the family set counted adults before there was anything else to count.
    source = options.get("of") or (Source.ADULTS if "from_age" in options else None)
    return Indicator(
        code=row.code,
        name=row.name,
        kind=Kind(row.kind),
        points_max=Decimal(row.points_max),
        guidance=row.guidance or "",
        evidence=row.evidence or "",
        floor=Decimal(str(options.get("floor", 0))),
        thresholds=tuple(
            Threshold(step["least"], Decimal(str(step["points"]))) for step in options.get("thresholds", [])
        ),
        source=Source(source) if source else None,
        from_age=options.get("from_age"),
        full_if_empty=options.get("full_if_empty", False),
        wordings=MappingProxyType({CitizenGroup(group): words for group, words in options.get("wording", {}).items()}),
    )
