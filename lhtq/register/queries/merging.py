"""What was merged into a record of the register, and where a record went that was merged."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from lhtq.db import db
from lhtq.register.models import RecordMerge
from lhtq.register.rules import RecordKind


@dataclass(frozen=True)
class MergedLine:
    """A record that was merged into another."""

    id: int
    gone_id: int
    name: str
    merged_at: dt.datetime


def merged_into(kind: RecordKind, kept_id: int) -> list[MergedLine]:
    """The records that were merged into one and still are, the latest first."""
    rows = db.session.execute(
        select(RecordMerge.id, RecordMerge.gone_id, RecordMerge.gone_name, RecordMerge.merged_at)
        .where(RecordMerge.kind == kind, RecordMerge.kept_id == kept_id, RecordMerge.undone_at.is_(None))
        .order_by(RecordMerge.id.desc())
    )
    return [MergedLine(*row) for row in rows]


def stands_for(kind: RecordKind, gone_id: int) -> RecordMerge | None:
    """The merge by which a record went, where it still stands and is seen."""
    return db.session.scalars(
        select(RecordMerge)
        .where(RecordMerge.kind == kind, RecordMerge.gone_id == gone_id, RecordMerge.undone_at.is_(None))
        .limit(1)
    ).one_or_none()
