"""How a unit stands with each measure: today, over the years, against its targets and among its siblings."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, String, column, func, select

from lhtq.db import db
from lhtq.indicators.queries.measures import history
from lhtq.indicators.queries.targets import courses
from lhtq.indicators.rules import GOAL_YEARS, Course, Definition, Measure, definitions_at, month_before
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class Rank:
    """The place of a unit among those of its parent that have anything to count; the best is 1, equals share it."""

    place: int
    siblings: int


@dataclass(frozen=True)
class Standing:
    """A measure of a unit on a day, with what it is held against."""

    definition: Definition
    year: int
    now: Measure
    #: On the day for which the year's target is set: what ends before it is not there any more.
    due: Measure
    #: On the last day of the month before.
    month_ago: Measure
    #: At the ends of the years up to now, and today.
    trend: tuple[tuple[int, Measure], ...]
    course: Course
    rank: Rank | None

    @property
    def target(self) -> float:
        """Percent to be reached by the end of the year."""
        return self.course.in_year(self.year)

    @property
    def goal(self) -> float:
        """Percent to be reached by the end of the plan."""
        return self.course.in_year(GOAL_YEARS[-1])

    @property
    def missing(self) -> int:
        """What it would take: so many more records by the end of the year."""
        return self.due.missing_to(self.target)

    @property
    def doubtful(self) -> bool:
        """A part that is larger than its whole: one of the two is wrong."""
        return self.now.part > self.now.whole


def standings(unit: Unit, on: dt.date, due: dt.date, first_year: int) -> list[Standing]:
    """How a unit stands on a day with every measure of its level; ``due`` is the day of the year's target."""
    return _standings(unit, (on, due), first_year, definitions_at(Level(unit.level)).values())


def standing(unit: Unit, definition: Definition, on: dt.date, due: dt.date, first_year: int) -> Standing:
    """How a unit stands on a day with one measure."""
    return _standings(unit, (on, due), first_year, [definition], [definition.key])[0]


def _standings(
    unit: Unit,
    days: tuple[dt.date, dt.date],
    first_year: int,
    asked: Iterable[Definition],
    keys: Sequence[str] | None = None,
) -> list[Standing]:
    on, due = days
    month_ago = month_before(on)
    ends = {year: dt.date(year, 12, 31) for year in range(first_year, on.year)} | {on.year: on}
    by_day = history(unit, sorted({*ends.values(), month_ago, due}), keys)
    own, places = courses(unit), ranks(unit, on)
    return [
        Standing(
            definition,
            on.year,
            by_day[on][definition.key],
            by_day[due][definition.key],
            by_day[month_ago][definition.key],
            tuple((year, by_day[day][definition.key]) for year, day in ends.items()),
            own[definition.key],
            places.get(definition.key),
        )
        for definition in asked
    ]


def ranks(unit: Unit, on: dt.date) -> dict[str, Rank]:
    """The place of a unit among its siblings, by measure; of the province there is none."""
    found = func.lhtq_measure_ranks(unit.id, on).table_valued(
        column("measure", String), column("place", Integer), column("siblings", Integer)
    )
    return {measure: Rank(place, siblings) for measure, place, siblings in db.session.execute(select(found))}
