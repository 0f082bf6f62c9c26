"""Two records of one person or household: what was merged, and what is known to be two."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from lhtq.db import Base
from lhtq.register.rules import RecordKind


class RecordMerge(Base):
    """A record that was found to be another. Both histories stay, and it can be undone."""

    __tablename__ = "record_merge"

    #: The place of the record that stays, and that of the one that went; the database keeps both true.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    other_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[RecordKind] = mapped_column(String(10))
    kept_id: Mapped[int] = mapped_column(index=True)
    gone_id: Mapped[int] = mapped_column(index=True)
    gone_name: Mapped[str] = mapped_column(String(120))
    #: The merge of the two households in which these two people were.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("record_merge.id"))
    #: What was changed by it, in order: ``table``, ``id``, ``column``, ``before``, ``after``; of a sheet also the
    #: ``version`` that it had afterwards.
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    merged_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    merged_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[dt.datetime | None]


class KeptApart(Base):
    """Two records that look like one person or household and are two; ``apart`` until that is taken back."""

    __tablename__ = "kept_apart"
    __table_args__ = (
        UniqueConstraint("kind", "first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )

    #: The places of the two; the database keeps both true.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    other_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[RecordKind] = mapped_column(String(10))
    first_id: Mapped[int]
    second_id: Mapped[int] = mapped_column(index=True)
    apart: Mapped[bool]
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
