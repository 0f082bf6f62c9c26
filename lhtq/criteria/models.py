"""Versioned criteria sets as rows. A published set is closed by the database to every role."""

import datetime as dt
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import ForeignKey, Numeric, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.criteria.rules import Kind, SetOf, Status
from lhtq.db import Base

#: What a set, group or line says, by the names of its columns.
Content: TypeAlias = dict[str, Any]

#: The columns that a set, a group and a line say something with. A copy has the same.
SET_FACTS = (
    "code", "version", "model", "name", "status", "legal_basis", "source", "pass_mark", "rounding", "title_years",
    "from_age", "valid_from", "grades",
)  # fmt: skip
GROUP_FACTS = ("code", "name", "floor")
LINE_FACTS = ("code", "name", "kind", "points_max", "guidance", "evidence", "options")


class CriteriaSetRow(Base):
    """A criteria set; a draft until it is published. ``sha256`` is that of its file, or of its content as published."""

    __tablename__ = "criteria_set"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    model: Mapped[SetOf] = mapped_column(String(20))
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
    #: Of what is classified: from how many points on, and in which words, the highest first.
    grades: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    published_at: Mapped[dt.datetime | None]
    #: Empty for a draft.
    sha256: Mapped[str] = mapped_column(String(64))
    #: Who made it on screen; none for one that was loaded from a file.
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    groups: Mapped[list["CriteriaGroup"]] = relationship(
        lazy="raise", order_by="CriteriaGroup.position", cascade="save-update, merge, delete, delete-orphan"
    )

    @property
    def facts(self) -> Content:
        """What the set says of itself, without its groups: what two who edit it compare."""
        return _content(self, SET_FACTS)

    @property
    def content(self) -> Content:
        """Everything that the set says; its groups and indicators must have been loaded."""
        return self.facts | {"groups": [group.content for group in self.groups]}


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

    @property
    def facts(self) -> Content:
        """What the group says of itself, without its indicators."""
        return _content(self, GROUP_FACTS)

    @property
    def content(self) -> Content:
        """Everything that the group says; its indicators must have been loaded."""
        return self.facts | {"indicators": [line.facts for line in self.indicators]}


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

    @property
    def facts(self) -> Content:
        """Everything that the line says."""
        return _content(self, LINE_FACTS)


def _content(row: Base, names: tuple[str, ...]) -> Content:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    """A value in one way of writing, whether it was typed just now or read from the database."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, dt.date) else value
