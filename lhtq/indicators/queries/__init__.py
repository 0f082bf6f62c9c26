"""Reads of the roll-up. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

from lhtq.indicators.queries.boundaries import UnreadableBoundariesError, boundaries
from lhtq.indicators.queries.changes import Between, Changed, Mark, changes, count_changes
from lhtq.indicators.queries.comparison import Compared, One, compared, has_communes_below
from lhtq.indicators.queries.counts import (
    HOLDERS,
    LATEST_TITLES,
    ROLLUPS,
    Difference,
    Progress,
    differences,
    progress,
)
from lhtq.indicators.queries.measures import (
    Measures,
    history,
    measures,
    measures_by_child,
    measures_of,
    measures_of_communes,
)
from lhtq.indicators.queries.open_figures import OpenRow, open_figures
from lhtq.indicators.queries.quality import Told, findings, found_at, odd, told
from lhtq.indicators.queries.records import Behind, behind, behind_listed, behind_own
from lhtq.indicators.queries.standing import Rank, Standing, ranks, standing, standings
from lhtq.indicators.queries.targets import courses, courses_of, inherited, own_points, own_targets

__all__ = [
    "HOLDERS",
    "LATEST_TITLES",
    "ROLLUPS",
    "Behind",
    "Between",
    "Changed",
    "Compared",
    "Difference",
    "Mark",
    "Measures",
    "One",
    "OpenRow",
    "Progress",
    "Rank",
    "Standing",
    "Told",
    "UnreadableBoundariesError",
    "behind",
    "behind_listed",
    "behind_own",
    "boundaries",
    "changes",
    "compared",
    "count_changes",
    "courses",
    "courses_of",
    "differences",
    "findings",
    "found_at",
    "has_communes_below",
    "history",
    "inherited",
    "measures",
    "measures_by_child",
    "measures_of",
    "measures_of_communes",
    "odd",
    "open_figures",
    "own_points",
    "own_targets",
    "progress",
    "ranks",
    "standing",
    "standings",
    "told",
]
