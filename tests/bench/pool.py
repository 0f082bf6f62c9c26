"""A few answers for each kind of sheet: sheets are many, their answers alike."""

import json
from dataclasses import dataclass
from random import Random

from lhtq.assessment.queries import figures
from lhtq.assessment.rules import as_kept
from lhtq.criteria.rules import CriteriaSet, Kind, Share, outcome
from lhtq.demo.sheets import earning, half

#: How many different ones are made for each number of adults.
POOL = 40


@dataclass(frozen=True)
class Scored:
    """Answers and figures as the table keeps them, and what they come to."""

    answers: str
    figures: str
    total: str
    complete: bool


class Pool:
    """The sheets of one set, for wholes of one to six; all of a whole hold their title."""

    def __init__(self, draw: Random, criteria: CriteriaSet) -> None:
        self._draw = draw
        self.criteria = criteria
        self.share = next((line for line in criteria.indicators if line.kind is Kind.SHARE), None)
        wholes = range(1, 7) if self.share else (1,)
        self._full = {whole: [self._make(whole, part=False) for _n in range(POOL)] for whole in wholes}
        self._part = {whole: [self._make(whole, part=True) for _n in range(POOL)] for whole in wholes}

    def take(self, whole: int = 1, *, complete: bool) -> Scored:
        """Answers of a subject with so many adults."""
        return self._draw.choice((self._full if complete else self._part)[whole])

    def _make(self, whole: int, *, part: bool) -> Scored:
        shares = {self.share.code: Share(whole, whole)} if self.share else {}
        answers = earning(self._draw, self.criteria, shares)
        if part:
            answers = half(self._draw, answers)
        found = outcome(self.criteria, answers, shares)
        return Scored(json.dumps(as_kept(answers)), json.dumps(figures(shares)), str(found.total), found.complete)
