"""What can be said of figures without a database: the plan's measures, their targets, and counts of sheets."""

from lhtq.indicators.rules.comparison import COLUMNS, STEPS, Order, in_order, order, other_way, step_of
from lhtq.indicators.rules.counts import Counts, ModelCounts
from lhtq.indicators.rules.measures import (
    CHANGE_NAMES,
    GOAL_YEARS,
    HELD,
    Change,
    Definition,
    Measure,
    by_slug,
    definitions,
    definitions_at,
)
from lhtq.indicators.rules.targets import (
    PLAN_YEARS,
    Course,
    columns,
    course_of,
    due_day,
    fingerprint,
    month_before,
    start_of,
)

__all__ = [
    "CHANGE_NAMES",
    "COLUMNS",
    "GOAL_YEARS",
    "HELD",
    "PLAN_YEARS",
    "STEPS",
    "Change",
    "Counts",
    "Course",
    "Definition",
    "Measure",
    "ModelCounts",
    "Order",
    "by_slug",
    "columns",
    "course_of",
    "definitions",
    "definitions_at",
    "due_day",
    "fingerprint",
    "in_order",
    "month_before",
    "order",
    "other_way",
    "start_of",
    "step_of",
]
