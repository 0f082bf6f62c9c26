"""Units beside each other: the children of a unit, or all communes under it, with every measure on a day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lhtq.indicators.queries.measures import Measures, measures_by_child, measures_of_communes
from lhtq.indicators.queries.targets import courses_of
from lhtq.indicators.rules import GOAL_YEARS, Course, Definition, Measure, definitions, step_of
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class One:
    """One measure of one unit beside its target."""

    unit: Unit
    #: Of a commune whose siblings are not the only ones shown, the unit above it.
    above: Unit | None
    measure: Measure
    #: On the day of the target.
    due: Measure
    target: float
    goal: float

    @property
    def sorted_name(self) -> str:
        """Its name without its type and diacritics."""
        return self.unit.name_folded[len(self.unit.type) + 1 :]

    @property
    def step(self) -> int | None:
        """How near to the target, of ``rules.STEPS``."""
        return step_of(self.measure, self.target)

    @property
    def missing(self) -> int:
        """So many more records would reach the target, on its day."""
        return self.due.missing_to(self.target)


@dataclass(frozen=True)
class Compared:
    """A unit with all measures of a day, and the targets of that day's year."""

    unit: Unit
    above: Unit | None
    measures: Measures
    #: On the day of the targets.
    due: Measures
    courses: Mapping[str, Course]
    year: int

    def one(self, definition: Definition) -> One:
        """One of its measures."""
        course = self.courses[definition.key]
        return One(
            self.unit,
            self.above,
            self.measures[definition.key],
            self.due[definition.key],
            course.in_year(self.year),
            course.in_year(GOAL_YEARS[-1]),
        )


def has_communes_below(unit: Unit) -> bool:
    """Whether the communes under a unit may be others than its children."""
    return unit.level in {Level.PROVINCE, Level.DISTRICT, Level.CLUSTER}


def compared(
    unit: Unit, on: dt.date, *, communes: bool, due: dt.date | None = None, keys: Sequence[str] | None = None
) -> list[Compared]:
    """The children of a unit on a day, or ``communes``: all communes under it; in the order of their codes.

    ``due`` is the day of the targets, where it is asked what they would take. With ``keys`` those measures alone are
    read.
    """
    pairs: Sequence[tuple[Unit, Unit | None]]
    days = {on, due or on}
    found: Mapping[dt.date, Mapping[int, Measures]]
    if communes:
        pairs = units.communes_under(unit.path, on=on)
        found = {day: measures_of_communes(unit, day, keys) for day in days}
    else:
        children = units.children(unit.id, on=on)
        pairs = [(child, None) for child in children]
        found = {day: measures_by_child(unit, children, day, keys) for day in days}
    now, then = found[on], found[due or on]
    goals = courses_of([one for one, _ in pairs])
    nothing = {key: Measure() for key in definitions()}
    return [
        Compared(one, above, now.get(one.id, nothing), then.get(one.id, nothing), goals[one.id], on.year)
        for one, above in pairs
    ]
