"""The roll-up: counts by village, kept true by triggers in the transaction that changes a record.

Rows are of the finest unit only. Sums over a province read a few thousand of them; counting at every
level would make every village of a province wait for the same row.
"""

import datetime as dt

from sqlalchemy import ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import Base


class RegisterFigure(Base):
    """How many households a village has."""

    __tablename__ = "register_figure"
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    households: Mapped[int]


class SheetFigure(Base):
    """How many sheets of a model and year a village has in a state, complete or not."""

    __tablename__ = "sheet_figure"
    __table_args__ = (UniqueConstraint("unit_id", "model", "year", "state", "complete"),)
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    model: Mapped[Model] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[State] = mapped_column(String(12))
    complete: Mapped[bool]
    sheets: Mapped[int]


class TitleFigure(Base):
    """By how much the number of titles held in a village changes on a day.

    The sum of the changes up to a day is how many are held on it.
    """

    __tablename__ = "title_figure"
    __table_args__ = (UniqueConstraint("unit_id", "model", "day"),)
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    model: Mapped[Model] = mapped_column(String(20))
    day: Mapped[dt.date]
    change: Mapped[int]
