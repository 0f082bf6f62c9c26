"""The roll-up: counts by village, kept true by triggers in the transaction that changes a record.

Counts are of the finest unit only: a sum over a province reads a few thousand rows of them, and counting at every level
as records change would make every village of a province wait for the same row. Of the plan's measures, which are read
for many days at once, the sums above the communes are kept too, and of titles those of communes and above: both are
added when a transaction ends (migration 0041).
"""

import datetime as dt
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
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
    __table_args__ = (
        UniqueConstraint("unit_id", "model", "year", "state", "complete"),
        Index("ix_sheet_figure_year", "year", "unit_id"),
    )
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    model: Mapped[Model] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[State] = mapped_column(String(12))
    complete: Mapped[bool]
    sheets: Mapped[int]


class _TitleChanges:
    """By how much the number of titles of a model changes on a day; the sum up to a day is how many are held on it."""

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    model: Mapped[Model] = mapped_column(String(20))
    day: Mapped[dt.date]
    change: Mapped[int]


class TitleFigure(_TitleChanges, Base):
    """The changes of a village, or of what a unit above keeps itself."""

    __tablename__ = "title_figure"
    __table_args__ = (UniqueConstraint("unit_id", "model", "day"),)
    audited = False


class TitleAbove(_TitleChanges, Base):
    """Those of a commune, a district, a cluster or the province, all under it added up."""

    __tablename__ = "title_above"
    __table_args__ = (UniqueConstraint("unit_id", "model", "day"),)
    audited = False

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class _Moves:
    """What one statement changed in a roll-up, to be added up above when the transaction ends; then it is empty."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    moves: Mapped[list[dict[str, object]]] = mapped_column(JSONB)


class TitleMove(_Moves, Base):
    """Of the titles of villages."""

    __tablename__ = "title_move"
    audited = False


class _Runs:
    """A measure of a unit on a run of days: ``until`` is the first day on which it is another.

    ``whole`` is the denominator and ``part`` the numerator. ``registered`` is the whole as the register counts it;
    where ``official`` is not 0, of so many units the year's official count stands in its place.
    """

    measure: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    since: Mapped[dt.date]
    until: Mapped[dt.date]
    whole: Mapped[int]
    part: Mapped[int]
    registered: Mapped[int]
    official: Mapped[int]


class MeasureLevel(_Runs, Base):
    """A measure of a village's records, or of those that a unit above the villages keeps itself."""

    __tablename__ = "measure_level"
    __table_args__ = (UniqueConstraint("unit_id", "measure", "since"),)
    audited = False

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class MeasureSum(_Runs, Base):
    """A measure of a commune with its villages, or of what a district or the province keeps itself."""

    __tablename__ = "measure_sum"
    __table_args__ = (
        UniqueConstraint("unit_id", "measure", "since"),
        # Where one of the two numbers may be wrong.
        Index("ix_measure_sum_doubtful", "unit_id", "since", postgresql_where="part > whole OR whole <> registered"),
    )
    audited = False

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class MeasureAbove(Base):
    """By how much a measure of a district, a cluster or the province changes on a day, all under it added up."""

    __tablename__ = "measure_above"
    __table_args__ = (UniqueConstraint("unit_id", "measure", "day"),)
    audited = False

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    measure: Mapped[str] = mapped_column(String(30))
    day: Mapped[dt.date]
    whole: Mapped[int]
    part: Mapped[int]
    registered: Mapped[int]
    official: Mapped[int]


class MeasureMove(_Moves, Base):
    """Of the measures of communes."""

    __tablename__ = "measure_move"
    audited = False


class MeasureDue(Base):
    """A measure of a unit that is counted anew before the transaction ends; empty between transactions."""

    __tablename__ = "measure_due"
    audited = False

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    measure: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int]


class MeasureFeed(Base):
    """The line of a criteria set that a measure is read from, and from how many points on it counts."""

    __tablename__ = "measure_feed"
    __table_args__ = (UniqueConstraint("measure", "set_code"),)
    audited = False

    measure: Mapped[str] = mapped_column(String(30))
    set_code: Mapped[str] = mapped_column(String(60))
    line_code: Mapped[str] = mapped_column(String(12))
    points: Mapped[Decimal] = mapped_column(Numeric(5, 1))


class Target(Base):
    """What a unit is to reach of a measure by the end of a year, in percent; without one, what holds above it."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("unit_id", "measure", "year"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("year BETWEEN 2021 AND 2030", name="year"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    measure: Mapped[str] = mapped_column(String(30))
    year: Mapped[int] = mapped_column(SmallInteger)
    percent: Mapped[Decimal] = mapped_column(Numeric(4, 1))
