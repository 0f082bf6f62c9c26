"""Decisions of recognition and the titles that they grant. Neither is ever deleted."""

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.criteria.rules import Model
from lhtq.db import Base
from lhtq.units.models import Unit


class Decision(Base):
    """A decision of the commune People's Committee's chair that recognises a list (quyết định công nhận)."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("unit_id", "signed_year", "number"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    model: Mapped[Model] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[str] = mapped_column(String(60))
    signed_on: Mapped[dt.date]
    signed_year: Mapped[int] = mapped_column(SmallInteger)
    signer: Mapped[str] = mapped_column(String(120))
    signer_position: Mapped[str] = mapped_column(String(120))
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())

    unit: Mapped[Unit] = relationship(lazy="raise", viewonly=True)


class Title(Base):
    """The honour that a household holds from a day to a day."""

    __tablename__ = "title"
    __table_args__ = (
        UniqueConstraint("sheet_id"),
        ForeignKeyConstraint(["sheet_id", "unit_id"], ["sheet.id", "sheet.unit_id"]),
        ForeignKeyConstraint(["household_id", "unit_id"], ["household.id", "household.unit_id"]),
        CheckConstraint("valid_to >= valid_from - 1", name="valid_period"),
        Index("ix_title_household_id", "household_id"),
        Index("ix_title_unit_id_model_valid_from", "unit_id", "model", "valid_from"),
        Index("ix_title_decision_id", "decision_id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    model: Mapped[Model] = mapped_column(String(20))
    household_id: Mapped[int]
    sheet_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date]
