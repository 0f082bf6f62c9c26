"""A few answers for each kind of sheet: sheets are millions, their answers alike, and their points the real rules'."""

import json
from collections.abc import Callable, Iterator
from random import Random

from lhtq.assessment.queries import figures
from lhtq.assessment.rules import as_kept
from lhtq.criteria.rules import CriteriaSet, Kind, Share, Shares, outcome
from lhtq.demo.province.aside import Connection
from lhtq.demo.province.copying import copy
from lhtq.demo.sheets import Answers, best, earning, failing, half, likely

#: How many different ones there are of each kind, share and model.
POOL = 24
#: The largest household's adults.
MOST_ADULTS = 6

#: Answers, whether they are all, figures and total, as the table keeps them.
Sheet = tuple[str, bool, str, str]

#: Sheets that earn the title, that do not, and that are half scored.
EARNED, FAILING, HALF = "earned", "failing", "half"


def _half(draw: Random, criteria: CriteriaSet, _shares: Shares) -> Answers:
    return half(draw, likely(draw, criteria))


_MAKE: dict[str, Callable[[Random, CriteriaSet, Shares], Answers]] = {EARNED: earning, FAILING: failing, HALF: _half}


def write(connection: Connection, draw: Random, sets: tuple[CriteriaSet, ...]) -> None:
    """Fill ``pool`` with the sheets of some sets; a share that cannot earn the title has no ``earned`` there."""
    columns = "model, part, whole, kind, n, answers, complete, figures, total"
    copy(connection, "pool", columns, (row for criteria in sets for row in _rows(draw, criteria)))


def _rows(draw: Random, criteria: CriteriaSet) -> Iterator[tuple[object, ...]]:
    line = next((line for line in criteria.indicators if line.kind is Kind.SHARE), None)
    wholes = range(1, MOST_ADULTS + 1) if line else (0,)
    for whole in wholes:
        for part in range(whole + 1):
            shares = {line.code: Share(part, whole)} if line else {}
            for kind in _MAKE:
                for number in range(1, POOL + 1):
                    row = scored(draw, criteria, shares, kind)
                    if row is not None:
                        yield criteria.model.value, part, whole, kind, number, *row


def scored(draw: Random, criteria: CriteriaSet, shares: Shares, kind: str) -> Sheet | None:
    """One sheet of a kind; None for one that should earn the title and counts too little for it."""
    hopeless = not outcome(criteria, best(criteria), shares).earned
    if hopeless and kind == EARNED:
        return None
    answers = likely(draw, criteria) if hopeless and kind == FAILING else _MAKE[kind](draw, criteria, shares)
    found = outcome(criteria, answers, shares)
    return json.dumps(as_kept(answers)), found.complete, json.dumps(figures(shares)), str(found.total)
