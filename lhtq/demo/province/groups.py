"""Clans, organisations and villages: few enough that each sheet is scored by itself, on the shares that it counts."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from lhtq.criteria.rules import CriteriaSet, Kind, Share, Shares
from lhtq.demo.province.aside import Connection
from lhtq.demo.province.copying import copy
from lhtq.demo.province.pool import EARNED, FAILING, HALF, Sheet, scored

#: How far a sheet is → what kind of answers it has; where the shares are too small for a title it stays unfinished.
_KINDS = {"half": HALF, "failing": FAILING}
_REGISTERED = "registered"


def score(connection: Connection, draw: Random, criteria: CriteriaSet, years: Sequence[Sequence[Any]]) -> None:
    """Fill ``scored_plan``, and ``pool`` with its answers, for ``years``: id, year, stage and what was counted."""
    kept: list[tuple[object, ...]] = []
    answers: list[tuple[object, ...]] = []
    for number, (id_, year, stage, counted) in enumerate(years, 1):
        reached, kind = stage, _KINDS.get(stage, EARNED)
        if stage != _REGISTERED:
            sheet = _sheet(draw, criteria, counted or {}, kind)
            if sheet is None:
                reached = kind = FAILING
                sheet = _sheet(draw, criteria, counted or {}, kind)
            answers.append((criteria.model.value, 0, 0, kind, number, *(sheet or ())))
        kept.append((criteria.model.value, id_, year, reached, number))
    copy(connection, "scored_plan", "model, id, year, stage, n", kept)
    copy(connection, "pool", "model, part, whole, kind, n, answers, complete, figures, total", answers)


def _sheet(draw: Random, criteria: CriteriaSet, counted: Mapping[str, Sequence[int]], kind: str) -> Sheet | None:
    shares: Shares = {
        line.code: Share(*counted.get(str(line.source), (0, 0)))
        for line in criteria.indicators
        if line.kind is Kind.SHARE
    }
    return scored(draw, criteria, shares, kind)
