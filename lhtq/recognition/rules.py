"""How long a title holds, in which order the models are recognised, and what follows from taking a title back."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lhtq.assessment.rules import OPEN, State
from lhtq.criteria.rules import BEFORE, Model, Outcome

#: The order in which a commune recognises, first to last.
ORDER: tuple[Model, ...] = (Model.CITIZEN, Model.FAMILY, Model.CLAN, Model.COMMUNITY, Model.ORGANISATION)

#: Handed in and not decided yet: what keeps the next step waiting.
UNDECIDED = frozenset({State.SUBMITTED, State.REVIEWED})

#: Titles that run out within so many days are listed for renewal: a village has two meetings to see to it.
SOON = dt.timedelta(days=60)


class Happened(StrEnum):
    """What happened to titles in some days, as addresses write it."""

    GRANTED = "cong-nhan"
    REVOKED = "thu-hoi"


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
    #: The same that are still being scored, with how many: their titles will come too late for this step.
    not_handed_in: tuple[tuple[Model, int], ...]
    #: The models before it of which nobody is recognised this year: their share counts earlier titles alone.
    without_title: tuple[Model, ...]

    @property
    def undecided(self) -> int:
        """Handed in and not decided."""
        return self.submitted + self.reviewed

    @property
    def ready(self) -> bool:
        """Whether a decision can be signed now."""
        return self.reviewed > 0 and not self.waits_for


def steps(counts: Mapping[Model, Mapping[State, int]]) -> list[Step]:
    """The steps of a commune's year, from how many sheets of each model stand in each state.

    A model waits while sheets of one before it are handed in and not decided, because its shares would be counted
    without their titles. What is still being scored keeps nobody waiting, since it may never be handed in: the step
    only tells of it.
    """
    return [
        Step(
            model=model,
            open=sum(counts[model].get(state, 0) for state in OPEN),
            submitted=counts[model].get(State.SUBMITTED, 0),
            reviewed=counts[model].get(State.REVIEWED, 0),
            recognised=counts[model].get(State.RECOGNISED, 0),
            waits_for=_before(counts, model, UNDECIDED),
            not_handed_in=_before(counts, model, OPEN),
            without_title=tuple(before for before in BEFORE[model] if not counts[before].get(State.RECOGNISED, 0)),
        )
        for model in ORDER
    ]


def _before(
    counts: Mapping[Model, Mapping[State, int]], model: Model, states: frozenset[State]
) -> tuple[tuple[Model, int], ...]:
    """The models before one that have sheets in some states, with how many."""
    found = ((before, sum(counts[before].get(state, 0) for state in states)) for before in BEFORE[model])
    return tuple((before, count) for before, count in found if count)


@dataclass(frozen=True)
class Change:
    """An open sheet that counts a title which is taken back: what it comes to with the title, and without."""

    model: Model
    subject_id: int
    year: int
    name: str
    unit_name: str
    before: Outcome
    after: Outcome

    @property
    def loses(self) -> bool:
        """Whether it earns its own title now, and would no longer."""
        return self.before.earned and not self.after.earned

    @property
    def changed(self) -> bool:
        """Whether the title makes any difference to it."""
        return self.before != self.after


def last_day(signed_on: dt.date, years: int) -> dt.date:
    """The last day of a title given on ``signed_on`` for a number of years.

    The day before the anniversary; a title of 29 February ends on 28 February.
    """
    year = signed_on.year + years
    day = min(signed_on.day, calendar.monthrange(year, signed_on.month)[1])
    anniversary = signed_on.replace(year=year, day=day)
    return anniversary - dt.timedelta(days=1) if day == signed_on.day else anniversary
