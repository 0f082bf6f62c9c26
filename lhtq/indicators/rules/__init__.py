"""What can be said of figures without a database: the plan's measures, their targets, and counts of sheets."""

from lhtq.indicators.rules.counts import Counts, ModelCounts
from lhtq.indicators.rules.measures import (
    GOAL_YEARS,
    Definition,
    Measure,
    by_slug,
    definitions,
    definitions_at,
)
from lhtq.indicators.rules.targets import Course, course_of

__all__ = [
    "GOAL_YEARS",
    "Counts",
    "Course",
    "Definition",
    "Measure",
    "ModelCounts",
    "by_slug",
    "course_of",
    "definitions",
    "definitions_at",
]
