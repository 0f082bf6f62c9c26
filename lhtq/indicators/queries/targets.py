"""What a unit is to reach: its own targets, those set above it, or the plan's."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from lhtq.db import db
from lhtq.indicators.models import Target
from lhtq.indicators.rules import Course, course_of, definitions
from lhtq.units.models import Unit

#: Year → percent.
Points = dict[int, float]


def own_points(unit_id: int) -> dict[str, Points]:
    """What a unit has set itself, by measure."""
    found: dict[str, Points] = {}
    for row in db.session.scalars(select(Target).where(Target.unit_id == unit_id)):
        found.setdefault(row.measure, {})[row.year] = float(row.percent)
    return found


def courses(unit: Unit) -> dict[str, Course]:
    """The targets of a unit for every measure, by its key."""
    return courses_of([unit])[unit.id]


def courses_of(units: Sequence[Unit]) -> dict[int, dict[str, Course]]:
    """The same of several units, by id. What the database shows is what was set at them and above them."""
    above = {unit.path[: n + 1] for unit in units for n, letter in enumerate(unit.path) if letter == "/"}
    rows = db.session.execute(
        select(Unit.path, Unit.type, Unit.name, Target.measure, Target.year, Target.percent)
        .join(Unit, Unit.id == Target.unit_id)
        .where(Unit.path.in_(above))
    )
    given: dict[tuple[str, str], tuple[str, Points]] = {}
    for path, kind, name, measure, year, percent in rows:
        given.setdefault((path, measure), (f"{kind} {name}", {}))[1][year] = float(percent)
    return {unit.id: _courses(unit.path, given) for unit in units}


def _courses(path: str, given: Mapping[tuple[str, str], tuple[str, Points]]) -> dict[str, Course]:
    near = sorted({above for above, _ in given if path.startswith(above)}, key=len, reverse=True)
    return {
        key: course_of(definition, [given[above, key] for above in near if (above, key) in given])
        for key, definition in definitions().items()
    }
