"""Reads of the roll-up. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

from lhtq.indicators.queries.counts import (
    HOLDERS,
    LATEST_TITLES,
    ROLLUPS,
    Difference,
    counts_by_child,
    differences,
    models_of,
)
from lhtq.indicators.queries.measures import (
    Measures,
    history,
    measures,
    measures_by_child,
    measures_of_communes,
)
from lhtq.indicators.queries.records import Behind, behind, behind_listed
from lhtq.indicators.queries.standing import Rank, Standing, ranks, standing, standings
from lhtq.indicators.queries.targets import courses, courses_of, own_points

__all__ = [
    "HOLDERS",
    "LATEST_TITLES",
    "ROLLUPS",
    "Behind",
    "Difference",
    "Measures",
    "Rank",
    "Standing",
    "behind",
    "behind_listed",
    "counts_by_child",
    "courses",
    "courses_of",
    "differences",
    "history",
    "measures",
    "measures_by_child",
    "measures_of_communes",
    "models_of",
    "own_points",
    "ranks",
    "standing",
    "standings",
]
