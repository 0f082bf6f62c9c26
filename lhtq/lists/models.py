"""Imports: the file, what was found in it, what was written, and how a commune's own columns are read."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.accounts.policy import Action, Actor
from lhtq.db import Base
from lhtq.lists.rules import Outcome, State
from lhtq.units.models import Unit


class ImportBatch(Base):
    """One file for one list of one unit, from its upload on. Its state is work, written down step by step."""

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_unit_id", "unit_id"),)
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    #: The slug of the list.
    slug: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    #: SHA-256 of the file; it stays when the file is gone.
    digest: Mapped[str] = mapped_column(String(64))
    #: Whether the file and what was found in it are still kept.
    kept: Mapped[bool] = mapped_column(default=True)
    sheet: Mapped[str] = mapped_column(String(200))
    #: Of every sheet: name, whether it is hidden, how many rows.
    sheets: Mapped[list[Any]] = mapped_column(JSONB)
    #: The row of the headings as Excel numbers it, where a person has said it: 0 for none; None where it is found.
    heading_row: Mapped[int | None]
    #: The headings of the sheet, and which key stands in which column.
    headings: Mapped[list[Any]] = mapped_column(JSONB)
    mapping: Mapped[dict[str, Any]]
    #: The village of rows that name none.
    village_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[State] = mapped_column(String(10))
    #: What is being done, and how many rows of how many.
    step: Mapped[str] = mapped_column(String(40), default="")
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_all: Mapped[int] = mapped_column(default=0)
    #: Who works on it, and when they were last heard of.
    claim: Mapped[str] = mapped_column(String(36), default="")
    beat_at: Mapped[dt.datetime | None]
    #: Why it stopped, in words for the person.
    problem: Mapped[str] = mapped_column(String(500), default="")
    #: By outcome.
    counts: Mapped[dict[str, Any]]
    notes: Mapped[list[Any]] = mapped_column(JSONB)
    #: The numbers of doubtful rows that shall be written all the same.
    chosen: Mapped[list[Any]] = mapped_column(JSONB)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    #: By table: how many records were made, how many changed.
    written: Mapped[dict[str, Any]]
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_by_name: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    done_at: Mapped[dt.datetime | None]

    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])

    @property
    def unit_path(self) -> str:
        """Path of the unit whose list it is."""
        return self.unit.path

    def admits(self, action: Action) -> bool:  # noqa: ARG002 - its state is asked by the service
        """Every action."""
        return True

    def earlier_hands(self, action: Action) -> frozenset[int]:  # noqa: ARG002
        """Nobody's."""
        return frozenset()

    def is_own(self, actor: Actor) -> bool:  # noqa: ARG002
        """Nobody's own."""
        return False


class ImportFinding(Base):
    """What the last look at a file found of a row that would change something, or cannot."""

    __tablename__ = "import_finding"
    __table_args__ = (Index("ix_import_finding_batch_id_outcome_number", "batch_id", "outcome", "number"),)
    audited = False

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    #: The row as Excel numbers it.
    number: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(200))
    #: By the key of a column, or "" for the whole row.
    reasons: Mapped[dict[str, Any]]
    asks: Mapped[bool]


class ImportRow(Base):
    """A record that an import made or changed. It stays, as the trail does: the trail itself has an entry a village."""

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_subject_id_subject_type", "subject_id", "subject_type"),
        Index("ix_import_row_batch_id", "batch_id"),
    )
    audited = False

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int]
    #: The table and id of the record.
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    #: The columns that were changed; nothing for a record that was made.
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    #: Of the record, after this change; where it has one.
    version: Mapped[int | None]


class ColumnMapping(Base):
    """Which key stands in which column of a commune's own list, remembered by its headings."""

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("unit_id", "slug", "headings"),)
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    slug: Mapped[str] = mapped_column(String(40))
    #: SHA-256 of the headings.
    headings: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]]
