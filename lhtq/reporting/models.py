"""Periods, who owes a report in one, reports with versions, texts and comments, and what is locked behind them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.accounts.policy import Action, Actor
from lhtq.db import Base
from lhtq.register.models.base import Placed
from lhtq.reporting.rules.periods import PeriodKind, Way
from lhtq.reporting.rules.reminding import Channel, Outcome, Reminder
from lhtq.reporting.rules.states import ReportState, admits
from lhtq.units.models import Unit


class ReportPeriod(Placed, Base):
    """A period for which the units under one report. ``as_of`` is the day to which figures are counted."""

    __tablename__ = "report_period"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "name"),
        CheckConstraint("as_of >= from_on", name="days_in_order"),
    )

    #: Who set it: the province, or a district for its own communes.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[PeriodKind] = mapped_column(String(12))
    year: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str] = mapped_column(String(120))
    from_on: Mapped[dt.date]
    as_of: Mapped[dt.date]
    way: Mapped[Way] = mapped_column(String(12))
    #: Name of the file of its layout.
    layout: Mapped[str] = mapped_column(String(40))

    unit: Mapped[Unit] = relationship(lazy="raise", viewonly=True)


class ReportDue(Placed, Base):
    """That a unit owes a report in a period, by when, and to whom it goes; to nobody of ours for the province."""

    __tablename__ = "report_due"
    __table_args__ = (UniqueConstraint("period_id", "unit_id"), UniqueConstraint("id", "unit_id"))

    period_id: Mapped[int] = mapped_column(ForeignKey("report_period.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    goes_to_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    due_on: Mapped[dt.date]
    #: Units that were merged into this one: it reports for their records too.
    predecessors: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    #: From this day on nothing is owed any more.
    waived_on: Mapped[dt.date | None]
    #: The unit that it was merged into and that reports for its records in this period: nothing is owed then.
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))

    unit: Mapped[Unit] = relationship(lazy="raise", viewonly=True, foreign_keys=[unit_id])
    reported_by: Mapped[Unit | None] = relationship(lazy="raise", viewonly=True, foreign_keys=[reported_by_id])
    goes_to: Mapped[Unit | None] = relationship(lazy="raise", viewonly=True, foreign_keys=[goes_to_id])
    period: Mapped[ReportPeriod] = relationship(lazy="raise", viewonly=True)


class Report(Placed, Base):
    """The report of a unit for a period. Its figures follow the records until a version of it is handed in."""

    __tablename__ = "report"
    __table_args__ = (
        ForeignKeyConstraint(["due_id", "unit_id"], ["report_due.id", "report_due.unit_id"]),
        UniqueConstraint("due_id"),
        UniqueConstraint("id", "unit_id"),
        Index("ix_report_unit_id", "unit_id"),
    )

    due_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[ReportState] = mapped_column(String(10), default=ReportState.DRAFT)
    #: Number of its latest version; none has been handed in where it is 0.
    number: Mapped[int] = mapped_column(SmallInteger, default=0)
    submitted_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]
    #: Why it was returned or opened again, word for word.
    reason: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise", viewonly=True, foreign_keys=[unit_id])
    due: Mapped[ReportDue] = relationship(
        lazy="raise", viewonly=True, foreign_keys="Report.due_id", primaryjoin="Report.due_id == ReportDue.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    def admits(self, action: Action) -> bool:
        """Whether its state admits ``action``."""
        return admits(ReportState(self.state), action)


@dataclass(frozen=True)
class Received:
    """A report as the one to whom it goes has it: what is done to it is done at their unit, not where it was made."""

    report: Report
    unit_path: str
    #: Action → who did a step before it: another does this one.
    hands: Mapping[Action, frozenset[int]] = field(default_factory=dict)

    def admits(self, action: Action) -> bool:
        """Whether the report's state admits ``action``; nobody opens their own report without being asked."""
        own = self.unit_path == self.report.unit.path
        return self.report.admits(action) and not (own and action is Action.REPORT_REOPEN_UNASKED)

    def earlier_hands(self, action: Action) -> frozenset[int]:
        """Who handed it in, for the unit or in its place, or asked for it to be opened again."""
        return self.hands.get(action, frozenset())

    def is_own(self, actor: Actor) -> bool:  # noqa: ARG002
        """Nobody's own."""
        return False


class _OfReport:
    """A record of a report, with its place."""

    report_id: Mapped[int] = mapped_column(index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))


_REPORT = (["report_id", "unit_id"], ["report.id", "report.unit_id"])


class ReportVersion(_OfReport, Base):
    """What was handed in, as a snapshot with its fingerprint (``rules.snapshots``). Never changed, never deleted."""

    __tablename__ = "report_version"
    __table_args__ = (ForeignKeyConstraint(*_REPORT), UniqueConstraint("report_id", "number"))

    number: Mapped[int] = mapped_column(SmallInteger)
    snapshot: Mapped[dict[str, Any]]
    fingerprint: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_by_name: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    #: Why a later version was made, in the words of who hands it in.
    note: Mapped[str] = mapped_column(String(1000), default="")


class ReportText(_OfReport, Base):
    """The words of a part."""

    __tablename__ = "report_text"
    __table_args__ = (ForeignKeyConstraint(*_REPORT), UniqueConstraint("report_id", "part"))

    part: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(20_000))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name


class ReportComment(_OfReport, Base):
    """What the level above says about a part or a table."""

    __tablename__ = "report_comment"
    __table_args__ = (ForeignKeyConstraint(*_REPORT),)

    about: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(1000))
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_by_name: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    #: The unit has seen to it.
    done_at: Mapped[dt.datetime | None]


class ReportReopening(_OfReport, Base):
    """That an accepted report be opened again: why, and what the level above answered.

    Where that level found the error by itself nobody has asked: it is opened for the reason that is written down.
    """

    __tablename__ = "report_reopening"
    __table_args__ = (
        ForeignKeyConstraint(*_REPORT),
        CheckConstraint("(granted IS NULL) = (answered_at IS NULL)", name="answered_with_an_answer"),
        CheckConstraint("asked_by IS NOT NULL OR granted IS TRUE", name="asked_or_opened"),
        CheckConstraint("answered_by <> asked_by", name="answered_by_another"),
        Index("uq_report_reopening_open", "report_id", unique=True, postgresql_where="answered_at IS NULL"),
    )

    reason: Mapped[str] = mapped_column(String(1000))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_by_name: Mapped[str] = mapped_column(String(120), default="")
    #: The unit at which who asked was then, in words; nothing where it was not written down.
    asked_from: Mapped[str] = mapped_column(String(120), default="")
    asked_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(String(1000), default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_by_name: Mapped[str] = mapped_column(String(120), default="")
    #: The unit of who answered, as of who asked.
    answered_from: Mapped[str] = mapped_column(String(120), default="")
    answered_at: Mapped[dt.datetime | None]


class RecordLock(_OfReport, Base):
    """That the records of a unit between two days stand behind an accepted report: triggers refuse to change them.

    There is a row for each unit whose records the report counted, down to the village.
    """

    __tablename__ = "record_lock"
    __table_args__ = (
        # The report's unit is another one than this row's where it is a village of it, or was merged into it.
        ForeignKeyConstraint(["report_id"], ["report.id"]),
        Index("ix_record_lock_unit_id", "unit_id", postgresql_where="lifted_at IS NULL"),
        CheckConstraint("to_on >= from_on", name="days_in_order"),
    )

    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    #: The year whose official counts are locked, which have no day; none for a period that is no whole year.
    year: Mapped[int | None] = mapped_column(SmallInteger)
    locked_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    lifted_at: Mapped[dt.datetime | None]


class ReportReminder(Base):
    """A reminder to a unit that owes a report; it goes out once (``service.reminding``). The app only reads it."""

    __tablename__ = "report_reminder"
    __table_args__ = (
        ForeignKeyConstraint(["due_id", "unit_id"], ["report_due.id", "report_due.unit_id"], ondelete="CASCADE"),
        UniqueConstraint("due_id", "kind", "channel"),
        Index("ix_report_reminder_unit_id", "unit_id"),
    )
    audited = False

    due_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[Reminder] = mapped_column(String(12))
    channel: Mapped[Channel] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(String(500))
    outcome: Mapped[Outcome] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    tried_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    #: What the gateway said where it did not take it.
    trouble: Mapped[str] = mapped_column(String(300), default="", server_default="")
