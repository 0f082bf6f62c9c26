"""Versioned criteria sets as rows. A published set is closed by the database to every role."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.criteria.rules import Kind, Model, Status
from lhtq.db import Base


class CriteriaSetRow(Base):
    """A criteria set; a draft until it is published. ``sha256`` is that of its file, or of its content as published."""

    __tablename__ = "criteria_set"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    model: Mapped[Model] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    status: Mapped[Status] = mapped_column(String(20))
    legal_basis: Mapped[str] = mapped_column(String(1000))
    source: Mapped[str] = mapped_column(String(1000))
    pass_mark: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    rounding: Mapped[Decimal] = mapped_column(Numeric(3, 1))
    title_years: Mapped[int]
    #: For citizens: from which age a person is asked.
    from_age: Mapped[int | None] = mapped_column(SmallInteger)
    valid_from: Mapped[dt.date]
    published_at: Mapped[dt.datetime | None]
    sha256: Mapped[str] = mapped_column(String(64))

    groups: Mapped[list["CriteriaGroup"]] = relationship(
        lazy="raise", order_by="CriteriaGroup.position", cascade="save-update, merge, delete, delete-orphan"
    )


class CriteriaGroup(Base):
    """A group of indicators of a set."""

    __tablename__ = "criteria_group"
    __table_args__ = (UniqueConstraint("set_id", "code"),)

    set_id: Mapped[int] = mapped_column(ForeignKey("criteria_set.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))
    floor: Mapped[Decimal] = mapped_column(Numeric(5, 1))

    indicators: Mapped[list["IndicatorRow"]] = relationship(
        lazy="raise", order_by="IndicatorRow.position", cascade="save-update, merge, delete, delete-orphan"
    )


class IndicatorRow(Base):
    """A scored line of a group, or a gate."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("group_id", "code"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("criteria_group.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[Kind] = mapped_column(String(10))
    points_max: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    guidance: Mapped[str] = mapped_column(String(1000), default="")
    evidence: Mapped[str] = mapped_column(String(300), default="")
    #: What only some kinds have: ``OPTIONS`` of ``lhtq.criteria.queries``.
    options: Mapped[dict[str, Any]]
