"""The plan's measures of some units, from the roll-up: how many have what a target asks for, of how many."""

from lhtq.indicators import queries as indicators
from lhtq.reporting.queries.sources.base import Reach, Span


def plan(reach: Reach, span: Span) -> dict[str, int]:
    """``plan.<measure>.part`` and ``.whole`` of the eleven measures (Kế hoạch 108/KH-UBND, I.2).

    ``.official`` is how many units say the whole officially, in place of what their register counts.
    """
    return {
        f"plan.{key}.{name}": getattr(one, name)
        for key, one in indicators.measures_of(reach.levels.keys(), span.last).items()
        for name in ("part", "whole", "official")
    }
