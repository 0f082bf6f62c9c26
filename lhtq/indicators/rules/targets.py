"""What a unit is to reach in a year: its own points, or those of the unit above it, or the plan's."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lhtq.indicators.rules.measures import GOAL_YEARS, Definition

#: A target is written with one decimal.
DECIMALS = 1
#: The years that can have a target: those of the plan.
PLAN_YEARS = range(2021, 2031)


@dataclass(frozen=True)
class Course:
    """The targets of a measure: percent by year, a straight line between two of them.

    ``own`` says whose they are: the name of the unit that set them, or None for the plan's.
    """

    points: Mapping[int, float]
    own: str | None = None

    def in_year(self, year: int) -> float:
        """The target at the end of a year; before the first point and after the last it stays what it is there."""
        years = sorted(self.points)
        before = max((one for one in years if one <= year), default=years[0])
        after = min((one for one in years if one >= year), default=years[-1])
        if before >= after:
            return self.points[before if year >= before else after]
        way = (year - before) / (after - before)
        return round(self.points[before] + way * (self.points[after] - self.points[before]), DECIMALS)


def due_day(on: dt.date, today: dt.date) -> dt.date:
    """The day for which the target of ``on``'s year is held against the figures: the last of the year.

    What is held today and ends before it is not there any more when the year is counted. Of a day that is past, that
    day itself: what came afterwards was not known.
    """
    return dt.date(on.year, 12, 31) if on == today else on


def month_before(on: dt.date) -> dt.date:
    """The last day of the month before: what a month changed is held against its evening."""
    return on.replace(day=1) - dt.timedelta(days=1)


def course_of(definition: Definition, given: Sequence[tuple[str, Mapping[int, float]]]) -> Course:
    """The targets of a measure in a unit.

    ``given`` has the name of each unit that set any for it and their points, the nearest unit first. The end of a
    phase that it says nothing of is that of the unit above it, or the plan's.
    """
    if not given:
        return Course({year: float(percent) for year, percent in definition.plan.items()})
    (name, points), *above = given
    inherited = course_of(definition, above)
    return Course({year: inherited.in_year(year) for year in GOAL_YEARS} | dict(points), name)


def columns(own: Iterable[Mapping[int, float]], this_year: int) -> tuple[int, ...]:
    """The years of which a unit's targets are asked: the ends of the phases, this year, and what it has set besides.

    ``own`` are its points by measure. The earliest other year of a measure is none of them: there its line starts.
    """
    usual = {*GOAL_YEARS, this_year} & {*PLAN_YEARS}
    others = (year for points in own for year in sorted(points.keys() - usual)[1:])
    return tuple(sorted(usual.union(others)))


def start_of(points: Mapping[int, float], years: Sequence[int]) -> int | None:
    """The year in which the line of a measure starts: the one with a point that has no column."""
    return next((year for year in sorted(points) if year not in years), None)


def fingerprint(own: Mapping[str, Mapping[int, float]]) -> str:
    """What tells the targets of a unit, by measure, from others: two people who edit them see whether they changed."""
    told = sorted(
        (key, year, f"{percent:.{DECIMALS}f}") for key, points in own.items() for year, percent in points.items()
    )
    return sha256(repr(told).encode()).hexdigest()[:16]
