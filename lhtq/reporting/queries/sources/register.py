"""The figures of a year: what a unit says officially, else what the register counts."""

from collections.abc import Mapping

from lhtq.register.models.statistics import Kept
from lhtq.register.queries import statistics as register
from lhtq.register.rules import counted_zeros, year_figures
from lhtq.reporting.queries.sources.base import Reach, Span
from lhtq.units.rules import Level

#: The levels that keep figures of their own.
_OWN = {Level.VILLAGE, Level.COMMUNE}


def base(reach: Reach, span: Span) -> dict[str, int]:
    """``base.<key>`` of ``statistics.toml``, for those that somebody says or the register counts."""
    levels = set(reach.levels.values()) & _OWN
    if not levels:
        return {}
    kept = register.official_counts(span.year, reach.unit.path)
    counted = {level: register.counted(level, reach.unit.path, span.year) for level in levels}
    known = {level: _known(counted.get(level, {}), reach) for level in _OWN}
    zeros = {key for level in _OWN for key in counted_zeros(level, known[level])}
    found = {}
    for key, figure in year_figures().items():
        values = [
            value
            for unit_id, level in reach.levels.items()
            if level == figure.level
            and (value := _value(key, kept.get(unit_id, {}), counted[level].get(unit_id, {}))) is not None
        ]
        if values or key in zeros:
            found[f"base.{key}"] = sum(values)
    return found


def _known(counted: Mapping[int, Mapping[str, int]], reach: Reach) -> set[str]:
    """The figures that the register counts anywhere in the reach."""
    return {key for unit_id, values in counted.items() if unit_id in reach.levels for key in values}


def _value(key: str, kept: dict[str, Kept], counted: dict[str, int]) -> int | None:
    return kept[key].value if key in kept else counted.get(key)
