"""The plan's measures of some units, from the roll-up: how many have what a target asks for, of how many."""

from sqlalchemy import func, select

from lhtq.db import db
from lhtq.indicators.models import MeasureSum
from lhtq.indicators.rules import definitions
from lhtq.reporting.queries.sources.base import Reach, Span


def plan(reach: Reach, span: Span) -> dict[str, int]:
    """``plan.<measure>.part`` and ``.whole`` of the eleven measures (Kế hoạch 108/KH-UBND, I.2).

    ``.official`` is how many units say the whole officially, in place of what their register counts.
    """
    names = ("part", "whole", "official")
    found = {f"plan.{key}.{name}": 0 for key in definitions() for name in names}
    rows = db.session.execute(
        select(MeasureSum.measure, *(func.sum(getattr(MeasureSum, name)) for name in names))
        .where(reach.holds(MeasureSum.unit_id), MeasureSum.since <= span.last, MeasureSum.until > span.last)
        .group_by(MeasureSum.measure)
    )
    for key, *values in rows:
        found |= {f"plan.{key}.{name}": int(value) for name, value in zip(names, values, strict=True)}
    return found
