"""What the figures of a report are counted over: some units, and some days."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute

from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class Reach:
    """The units whose own records are counted, by id: those at or under ``unit`` that no report below answers for."""

    unit: Unit
    levels: Mapping[int, Level]
    #: The units directly below that answer for themselves: what lies under them is none of this.
    without: tuple[Unit, ...] = ()

    def holds(self, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """Whether a row's unit is one of them."""
        return column.in_(list(self.levels))


@dataclass(frozen=True)
class Span:
    """The days of a period, and the year of its sheets, official counts and fees."""

    year: int
    first: dt.date
    last: dt.date


Source: TypeAlias = Callable[[Reach, Span], dict[str, int]]


def total(column: Any) -> ColumnElement[int]:
    """The sum of a column, nothing where there are no rows."""
    return func.coalesce(func.sum(column), 0)
