"""Invented sheets: answers that the criteria admit, and every step by which a sheet came to where it stands."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from lhtq.accounts.policy import Action, Role
from lhtq.assessment.queries import figures
from lhtq.assessment.rules import State, admits, after, as_kept
from lhtq.criteria.rules import CriteriaSet, Indicator, Kind, Outcome, Shares, outcome
from lhtq.web.filters import ZONE

Answers = dict[str, Decimal]


@dataclass(frozen=True)
class Hand:
    """Who does a step, and in which role."""

    account_id: int
    name: str
    role: Role


@dataclass(frozen=True)
class Step:
    """A line of the audit trail."""

    at: dt.datetime
    hand: Hand
    action: Action
    changes: dict[str, Any] = field(default_factory=dict)
    note: str = ""


class Year:
    """The working days of a year before ``end``, each told by the share of that time that has passed."""

    def __init__(self, draw: Random, year: int, end: dt.date) -> None:
        self.year = year
        self._draw = draw
        self._begin = dt.date(year, 1, 1)
        self._days = (end - self._begin).days

    def day(self, share: float) -> dt.date:
        """The day on which ``share`` of the time has passed, or the Friday before it."""
        return self.working(self._begin + dt.timedelta(days=int(share * self._days)))

    def working(self, day: dt.date) -> dt.date:
        """``day``, or for one of a weekend the Friday before it, where that is still of the year."""
        return max(self._begin, day - dt.timedelta(days=max(0, day.weekday() - 4)))

    def moment(self, share: float) -> dt.datetime:
        """Some working hour of that day."""
        return self.hour(self.day(share))

    def hour(self, day: dt.date) -> dt.datetime:
        """Some working hour of a day; just after midnight on New Year's Day, which has not been longer yet."""
        minutes = self._draw.randint(450, 1020) if self._days else 1
        return dt.datetime.combine(day, dt.time(), ZONE) + dt.timedelta(minutes=minutes)


@dataclass
class Paper:
    """A sheet as the services would have left it, with its steps so far."""

    subject_id: int
    name: str
    unit_id: int
    year: int
    criteria: CriteriaSet
    shares: Shares
    state: State = State.DRAFT
    answers: Answers = field(default_factory=dict)
    scorers: list[int] = field(default_factory=list)
    changed_by: int | None = None
    changed_at: dt.datetime | None = None
    state_since: dt.date | None = None
    village_review_id: int | None = None
    votes_for: int | None = None
    reviewed_by: int | None = None
    reason: str = ""
    cultural_family: bool = False
    frozen: bool = False
    version: int = 1
    steps: list[Step] = field(default_factory=list)

    def register(self, hand: Hand, at: dt.datetime) -> None:
        """The subject registers for the year."""
        self.changed_at = at
        self.state_since = at.date()
        self.steps.append(Step(at, hand, Action.SHEET_REGISTER))

    def score(self, hand: Hand, at: dt.datetime, answers: Answers) -> None:
        """The scorer saves answers, some or all."""
        changes = {"answers": [as_kept(self.answers), as_kept(answers)]}
        self.answers = answers
        self._note_hand(hand, at)
        self._step(hand, at, Action.SHEET_SCORE, changes)

    def submit(self, hand: Hand, at: dt.datetime, review_id: int, votes_for: int) -> None:
        """It is handed in with the votes of its review. Raises ValueError for one that does not earn the title."""
        if not self.outcome.earned:
            raise ValueError(f"{self.criteria.model} {self.subject_id} does not earn the title")
        self.village_review_id = review_id
        self.votes_for = votes_for
        self.frozen = True
        self._note_hand(hand, at)
        changes: dict[str, Any] = {"votes_for": [None, votes_for]}
        if self.cultural_family:
            changes["cultural_family"] = [False, True]
        self._step(hand, at, Action.SHEET_SUBMIT, changes)

    def review(self, hand: Hand, at: dt.datetime) -> None:
        """The commune's Association puts it forward."""
        self.reviewed_by = hand.account_id
        self._step(hand, at, Action.SHEET_REVIEW, {"reviewed_by": [None, hand.account_id]})

    def return_(self, hand: Hand, at: dt.datetime, reason: str) -> None:
        """The commune's Association sends it back."""
        self.reason = reason
        self.frozen = False
        self._step(hand, at, Action.SHEET_RETURN, {"reason": ["", reason]}, reason)

    def recognise(self, hand: Hand, at: dt.datetime, number: str) -> None:
        """The chair's decision recognises it."""
        self._step(hand, at, Action.SHEET_RECOGNISE, {}, f"Quyết định số {number}")

    def refuse(self, hand: Hand, at: dt.datetime, reason: str) -> None:
        """The chair does not recognise it."""
        self.reason = reason
        self._step(hand, at, Action.SHEET_REFUSE, {"reason": ["", reason]}, reason)

    @property
    def outcome(self) -> Outcome:
        """What it comes to now."""
        return outcome(self.criteria, self.answers, self.shares)

    def values(self) -> dict[str, Any]:
        """The row of the table; ``figures`` and ``total`` only where they are frozen."""
        found = self.outcome
        copied = (
            "subject_id", "name", "unit_id", "year", "state", "scorers", "changed_by", "changed_at",
            "state_since", "village_review_id", "votes_for", "reviewed_by", "reason",
            "cultural_family", "version",
        )  # fmt: skip
        values = {name: getattr(self, name) for name in copied}
        values |= {
            "model": self.criteria.model,
            "set_id": self.criteria.id,
            "answers": as_kept(self.answers),
            "complete": found.complete,
        }
        return values | ({"figures": figures(self.shares), "total": found.total} if self.frozen else {})

    def _note_hand(self, hand: Hand, at: dt.datetime) -> None:
        self.changed_by = hand.account_id
        self.changed_at = at
        if hand.account_id not in self.scorers:
            self.scorers = [*self.scorers, hand.account_id]

    def _step(self, hand: Hand, at: dt.datetime, action: Action, changes: dict[str, Any], note: str = "") -> None:
        if not admits(self.state, action):
            raise ValueError(f"{action} from {self.state}")
        state = after(self.state, action)
        if state is not self.state:
            changes = {**changes, "state": [self.state, state]}
            self.state_since = at.date()
        self.state = state
        self.version += 1
        # In the first days of a year everything happens within hours, and still in its order.
        at = max(at, self.steps[-1].at + dt.timedelta(minutes=1)) if self.steps else at
        self.steps.append(Step(at, hand, action, changes, note))


def earning(draw: Random, criteria: CriteriaSet, shares: Shares) -> Answers:
    """Answers to every indicator that earn the title, or the best there are where the shares are too small for it."""
    for _try in range(20):
        answers = likely(draw, criteria)
        if outcome(criteria, answers, shares).earned:
            return answers
    return best(criteria)


def likely(draw: Random, criteria: CriteriaSet) -> Answers:
    """Answers to every indicator, most of them good."""
    return {line.code: _good(draw, line) for line in criteria.asked}


def best(criteria: CriteriaSet) -> Answers:
    """The most that can be answered to every indicator."""
    return {line.code: _best(line) for line in criteria.asked}


def failing(draw: Random, criteria: CriteriaSet, shares: Shares) -> Answers:
    """Answers to every indicator that do not: a failed gate, or half the points wherever half can be given."""
    answers = earning(draw, criteria, shares)
    gates = [line.code for line in criteria.indicators if line.kind is Kind.GATE]
    if gates and draw.random() < 0.5:  # noqa: PLR2004 - one in two
        return answers | {draw.choice(gates): Decimal(0)}
    return answers | {line.code: line.steps[1] for line in criteria.indicators if line.kind is Kind.GRADED}


def half(draw: Random, answers: Answers) -> Answers:
    """The first of these answers: a sheet that is being scored."""
    return dict(list(answers.items())[: draw.randint(2, len(answers) - 2)])


def _good(draw: Random, line: Indicator) -> Decimal:
    if line.kind is Kind.GRADED:
        return draw.choices(line.steps, (2, 20, 78))[0]
    if line.kind is Kind.COUNT:
        return Decimal(draw.choice(line.thresholds).least)
    return Decimal(1)


def _best(line: Indicator) -> Decimal:
    if line.kind is Kind.GRADED:
        return line.points_max
    if line.kind is Kind.COUNT:
        return Decimal(max(step.least for step in line.thresholds))
    return Decimal(1)
