"""The figures of a year: what a unit says officially, else what the register counts."""

from lhtq.register.models.statistics import Kept
from lhtq.register.queries import statistics as register
from lhtq.register.rules import year_figures
from lhtq.reporting.queries.sources.base import Reach, Span
from lhtq.units.rules import Level


def base(reach: Reach, span: Span) -> dict[str, int]:
    """``base.<key>`` of ``statistics.toml``, for those that somebody says or the register counts."""
    levels = set(reach.levels.values()) & {Level.VILLAGE, Level.COMMUNE}
    if not levels:
        return {}
    kept = register.official_counts(span.year, reach.unit.path)
    counted = {level: register.counted(level, reach.unit.path, span.year) for level in levels}
    found = {}
    for key, figure in year_figures().items():
        values = [
            value
            for unit_id, level in reach.levels.items()
            if level == figure.level
            and (value := _value(key, kept.get(unit_id, {}), counted[level].get(unit_id, {}))) is not None
        ]
        if values or figure.counts:
            found[f"base.{key}"] = sum(values)
    return found


def _value(key: str, kept: dict[str, Kept], counted: dict[str, int]) -> int | None:
    return kept[key].value if key in kept else counted.get(key)
