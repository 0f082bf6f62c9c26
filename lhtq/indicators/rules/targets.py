"""What a unit is to reach in a year: its own points, or those of the unit above it, or the plan's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lhtq.indicators.rules.measures import Definition

#: A target is written with one decimal.
DECIMALS = 1


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


def course_of(definition: Definition, given: Sequence[tuple[str, Mapping[int, float]]]) -> Course:
    """The targets of a measure in a unit.

    ``given`` has the name of each unit that set any for it and their points, the nearest unit first. A year that
    it says nothing of is the plan's.
    """
    plan: dict[int, float] = {year: float(percent) for year, percent in definition.plan.items()}
    if not given:
        return Course(plan)
    name, points = given[0]
    return Course(plan | dict(points), name)
