"""The classification of a centre for a year."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Numeric,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from lhtq.db import Base


class CentreSheet(Base):
    """A centre's points of a year. What is counted is frozen as [part, whole] when it is closed."""

    __tablename__ = "centre_sheet"
    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "unit_id"], ["centre.id", "centre.unit_id"]),
        UniqueConstraint("centre_id", "year"),
        CheckConstraint("(closed_on IS NULL) = (grade IS NULL)", name="closed_with_its_grade"),
    )

    centre_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    set_id: Mapped[int] = mapped_column(ForeignKey("criteria_set.id"))
    answers: Mapped[dict[str, Any]]
    figures: Mapped[dict[str, Any] | None]
    total: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    #: In the words of the set; with the rest frozen when the year is closed.
    grade: Mapped[str | None] = mapped_column(String(40))
    closed_on: Mapped[dt.date | None]
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name
