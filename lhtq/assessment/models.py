"""Scoring sheets, their evidence, and the village reviews that confirm them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.accounts.policy import Action
from lhtq.assessment.rules import State, admits
from lhtq.criteria.rules import Model
from lhtq.db import Base
from lhtq.register.models import Household
from lhtq.units.models import Unit


class VillageReview(Base):
    """The meeting of a village that confirms the points of its sheets (bình xét), with its minutes."""

    __tablename__ = "village_review"
    __table_args__ = (CheckConstraint("present > 0", name="somebody_present"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    model: Mapped[Model] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(SmallInteger)
    held_on: Mapped[dt.date]
    present: Mapped[int]
    chair: Mapped[str] = mapped_column(String(120))
    secretary: Mapped[str] = mapped_column(String(120))
    notes: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class Sheet(Base):
    """One subject's scoring sheet for one year, under the criteria set it was started with.

    ``answers`` maps an indicator's code to what was answered: points for a graded one, the number counted
    for a count or a share, 1 or 0 for a gate. ``wholes`` and ``total`` are frozen when it is submitted;
    until then they follow the register.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("household_id", "year"),
        UniqueConstraint("id", "unit_id"),
        ForeignKeyConstraint(["household_id", "unit_id"], ["household.id", "household.unit_id"]),
        Index("ix_sheet_unit_id_year_state", "unit_id", "year", "state"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    model: Mapped[Model] = mapped_column(String(20))
    household_id: Mapped[int]
    year: Mapped[int] = mapped_column(SmallInteger)
    set_id: Mapped[int] = mapped_column(ForeignKey("criteria_set.id"))
    state: Mapped[State] = mapped_column(String(12), default=State.DRAFT)
    answers: Mapped[dict[str, Any]]
    complete: Mapped[bool] = mapped_column(default=False)
    wholes: Mapped[dict[str, Any] | None]
    total: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    #: Accounts that scored it or handed it in; they may neither review nor recognise it.
    scorers: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    village_review_id: Mapped[int | None] = mapped_column(ForeignKey("village_review.id"))
    votes_for: Mapped[int | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: Why it was returned or refused, word for word.
    reason: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise", viewonly=True)
    household: Mapped[Household] = relationship(
        lazy="raise", viewonly=True, primaryjoin="Sheet.household_id == Household.id",
        foreign_keys="Sheet.household_id",
    )  # fmt: skip
    village_review: Mapped[VillageReview | None] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    @property
    def unit_path(self) -> str:
        """Path of the village it belongs to."""
        return self.unit.path

    def admits(self, action: Action) -> bool:
        """Whether its state admits ``action``."""
        return admits(State(self.state), action)

    def earlier_hands(self, action: Action) -> frozenset[int]:
        """Who scored it; for recognition, also who reviewed it."""
        hands = set(self.scorers)
        if action is Action.SHEET_RECOGNISE and self.reviewed_by is not None:
            hands.add(self.reviewed_by)
        return frozenset(hands)


class Evidence(Base):
    """A photo or PDF that stands for an indicator of a sheet. The file lies in the store, under its digest."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["sheet_id", "unit_id"], ["sheet.id", "sheet.unit_id"]),
        UniqueConstraint("sheet_id", "indicator_code", "digest"),
        Index("ix_evidence_unit_id", "unit_id"),
    )

    sheet_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    indicator_code: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    thumbnail_digest: Mapped[str | None] = mapped_column(String(64))
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
