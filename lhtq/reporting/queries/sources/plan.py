"""The plan's measures of some units, as the roll-up has them."""

from lhtq.indicators import queries as indicators
from lhtq.reporting.queries.sources.base import Reach, Span


def plan(reach: Reach, span: Span) -> dict[str, int]:
    """``plan.<measure>.part`` and ``plan.<measure>.whole`` of every measure on the last day.

    The whole is the official count of the year where a unit keeps one (Kế hoạch 108/KH-UBND, mục I.2).
    """
    found: dict[str, int] = {}
    for key, one in indicators.measures_of(reach.levels.keys(), span.last).items():
        found |= {f"plan.{key}.part": one.part, f"plan.{key}.whole": one.whole}
    return found
