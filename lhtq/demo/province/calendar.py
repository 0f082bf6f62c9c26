"""When a commune of the province registers, scores, meets, reviews and decides each model, and how far it has come."""

import datetime as dt
from dataclasses import dataclass

from lhtq.criteria.rules import Model

#: Month and day of registration, scoring, meeting, review and decision: in the order of recognition, each after the
#: decisions that its shares count.
_STEPS: dict[Model, tuple[tuple[int, int], ...]] = {
    Model.CITIZEN: ((2, 10), (8, 1), (9, 5), (9, 20), (10, 3)),
    Model.FAMILY: ((2, 15), (9, 10), (10, 12), (10, 24), (11, 4)),
    Model.ORGANISATION: ((2, 20), (9, 15), (10, 15), (10, 27), (11, 8)),
    Model.CLAN: ((3, 1), (10, 1), (11, 9), (11, 15), (11, 20)),
    Model.COMMUNITY: ((3, 5), (10, 10), (11, 25), (12, 2), (12, 9)),
}
#: Who counts what: a model waits where one of these is stuck.
_WAITS: dict[Model, frozenset[Model]] = {
    Model.CITIZEN: frozenset(),
    Model.FAMILY: frozenset({Model.CITIZEN}),
    Model.ORGANISATION: frozenset({Model.CITIZEN}),
    Model.CLAN: frozenset({Model.CITIZEN, Model.FAMILY}),
    Model.COMMUNITY: frozenset({Model.CITIZEN, Model.FAMILY, Model.CLAN}),
}
#: A late commune is so many days behind the others.
LATE = 35

#: Of all subjects, those that hold the title: in 2025 and in 2030 near the plan's targets (Kế hoạch 108/KH-UBND, I.2),
#: and by how much fewer in each year before 2025.
_SHARES: dict[Model, tuple[float, float, float]] = {
    Model.FAMILY: (0.71, 0.80, 0.085),
    Model.CITIZEN: (0.43, 0.60, 0.045),
    Model.CLAN: (0.80, 0.86, 0.06),
    Model.COMMUNITY: (0.80, 0.86, 0.06),
    Model.ORGANISATION: (0.88, 0.94, 0.07),
}


@dataclass(frozen=True)
class Season:
    """A commune's year of a model; a step that is never done has no day."""

    model: Model
    year: int
    registered: dt.date
    scored: dt.date
    met: dt.date | None
    reviewed: dt.date | None
    signed: dt.date | None
    #: Of the subjects, those that strive for the title and will get it.
    share: float


def season(model: Model, year: int, lag: int, bend: float, stuck: Model | None = None) -> Season:
    """A commune that is ``lag`` days behind the first, its shares by ``bend`` above the province's.

    ``stuck`` is the model whose sheets nobody reviews.
    """
    registered, scored, *steps = (_working(dt.date(year, *day) + dt.timedelta(days=lag)) for day in _STEPS[model])
    met, reviewed, signed = steps
    share = min(max(_share(model, year) + bend, 0.05), 0.97)
    if stuck is model:
        return Season(model, year, registered, scored, met, None, None, share)
    if stuck in _WAITS[model]:
        return Season(model, year, registered, scored, None, None, None, share)
    return Season(model, year, registered, scored, met, reviewed, signed, share)


def _working(day: dt.date) -> dt.date:
    """``day``, or for one of a weekend the Friday before it."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def _share(model: Model, year: int) -> float:
    at_first, at_last, slope = _SHARES[model]
    if year <= 2025:  # noqa: PLR2004 - the year of the plan's first targets
        return at_first - slope * (2025 - year)
    return at_first + (at_last - at_first) * min(year - 2025, 5) / 5
