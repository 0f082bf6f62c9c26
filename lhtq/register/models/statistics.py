"""The figures of a year of a village or commune."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.db import Base
from lhtq.register.models.base import Placed
from lhtq.register.rules import Source
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Kept:
    """A figure as it is kept: its value, where it comes from, on which day and by whom it was put in."""

    value: int
    source: Source
    on: dt.date
    by: str


class YearStatistics(Placed, Base):
    """What a unit says of a year, each figure by its key in ``statistics.toml``."""

    __tablename__ = "year_statistics"
    __table_args__ = (UniqueConstraint("unit_id", "year"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    #: Key → {"value", "source", "on", "by"}: figures come and go without a change of the table.
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    def kept(self) -> dict[str, Kept]:
        """The figures by key."""
        return {
            key: Kept(one["value"], Source(one["source"]), dt.date.fromisoformat(one["on"]), one["by"])
            for key, one in self.figures.items()
        }

    def keep(self, kept: dict[str, Kept]) -> None:
        """Put figures in the place of those that stand here."""
        self.figures = {
            key: {"value": one.value, "source": one.source.value, "on": one.on.isoformat(), "by": one.by}
            for key, one in kept.items()
        }
