"""How long a title holds, and in which order the models are recognised."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from lhtq.assessment.rules import OPEN, State
from lhtq.criteria.rules import BEFORE, Model

#: The order in which a commune recognises, first to last.
ORDER: tuple[Model, ...] = (Model.CITIZEN, Model.FAMILY, Model.CLAN, Model.COMMUNITY, Model.ORGANISATION)

#: Handed in and not decided yet: what keeps the next step waiting.
UNDECIDED = frozenset({State.SUBMITTED, State.REVIEWED})


@dataclass(frozen=True)
class Step:
    """One model in a commune's year of recognition; counts of sheets."""

    model: Model
    #: Still with those who score, handed in to the commune, put forward for a decision, recognised.
    open: int
    submitted: int
    reviewed: int
    recognised: int
    #: The models before it that have sheets handed in and not decided, with how many.
    waits_for: tuple[tuple[Model, int], ...]

    @property
    def ready(self) -> bool:
        """Whether a decision can be signed now."""
        return self.reviewed > 0 and not self.waits_for


def steps(counts: Mapping[Model, Mapping[State, int]]) -> list[Step]:
    """The steps of a commune's year, from how many sheets of each model stand in each state.

    A model waits while sheets of one before it are handed in and not decided, because its shares would be counted
    without their titles. What is still being scored keeps nobody waiting: it may never be handed in.
    """
    return [
        Step(
            model=model,
            open=sum(counts[model].get(state, 0) for state in OPEN),
            submitted=counts[model].get(State.SUBMITTED, 0),
            reviewed=counts[model].get(State.REVIEWED, 0),
            recognised=counts[model].get(State.RECOGNISED, 0),
            waits_for=tuple(
                (before, undecided)
                for before in BEFORE[model]
                if (undecided := sum(counts[before].get(state, 0) for state in UNDECIDED))
            ),
        )
        for model in ORDER
    ]


def last_day(signed_on: dt.date, years: int) -> dt.date:
    """The last day of a title given on ``signed_on`` for a number of years.

    The day before the anniversary; a title of 29 February ends on 28 February.
    """
    year = signed_on.year + years
    day = min(signed_on.day, calendar.monthrange(year, signed_on.month)[1])
    anniversary = signed_on.replace(year=year, day=day)
    return anniversary - dt.timedelta(days=1) if day == signed_on.day else anniversary
