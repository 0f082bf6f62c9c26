"""Invented sheets of families: their shares count the citizens of the household who hold their title."""

import datetime as dt
from collections.abc import Sequence
from itertools import cycle, islice

from lhtq.criteria.rules import Model
from lhtq.demo.decisions import Decisions
from lhtq.demo.register import Commune, Home, Village
from lhtq.demo.sheets import Paper, Year
from lhtq.demo.stages import Calendar, Desk, Round, Season, Stage, Subject, village_assembly

_CALENDAR = Calendar(scored=(0.58, 0.7), met=(0.76, 0.78), reviewed=(0.8, 0.84), signed=(0.91, 0.94))

_TOOK_PART = 0.8
_ONE_REFUSED_OF = 16
_REFUSED_THIS_YEAR = 2


class Families:
    """The households of the demo communes."""

    def __init__(self, desk: Desk, decisions: Decisions) -> None:
        self._desk = desk
        self._draw = desk.draw
        self._decisions = decisions

    def last(self, commune: Commune, year: Year, after: dt.datetime) -> dt.datetime:
        """Last year, when every village took part; gives when it was decided."""
        season = Season(Model.FAMILY, year, _CALENDAR, after)
        papers = [
            paper
            for village in commune.villages
            for paper in self._papers(
                commune,
                village,
                season,
                [(home, Round.reviewed) for home in village.homes if self._draw.random() < _TOOK_PART],
            )
        ]
        signed_on = year.working(dt.date(year.year, *commune.given.signed))
        return self._decisions.decide(commune, season, signed_on, papers, len(papers) // _ONE_REFUSED_OF)

    def this(self, commune: Commune, year: Year, after: dt.datetime) -> list[Paper]:
        """This year: the first village at several stages, one village at each of the others, the last one not begun.

        Gives what the decision is about to recognise; clans and villages are counted before it.
        """
        season = Season(Model.FAMILY, year, _CALENDAR, after)
        first, scored, submitted, reviewed, recognised, _not_begun = commune.villages
        self._desk.write([
            *self._papers(commune, first, season, self._mixed(first.homes)),
            *self._papers(commune, scored, season, [(home, Round.scored) for home in scored.homes]),
            *self._papers(commune, submitted, season, [(home, Round.submitted) for home in submitted.homes]),
            *self._papers(commune, reviewed, season, [(home, Round.reviewed) for home in reviewed.homes]),
        ])  # fmt: skip
        return self._papers(commune, recognised, season, [(home, Round.reviewed) for home in recognised.homes])

    def decide(self, commune: Commune, year: Year, papers: list[Paper], after: dt.datetime) -> dt.datetime:
        """This year's decision; gives when it was made."""
        season = Season(Model.FAMILY, year, _CALENDAR, after)
        signed_on = year.day(self._draw.uniform(*_CALENDAR.signed))
        return self._decisions.decide(commune, season, signed_on, papers, _REFUSED_THIS_YEAR)

    def _papers(
        self, commune: Commune, village: Village, season: Season, plan: Sequence[tuple[Home, Stage]]
    ) -> list[Paper]:
        return Round(self._desk, season, village_assembly(commune, village)).papers(
            (Subject(home.id, home.head.full_name, village.id, village.recorder), stage) for home, stage in plan
        )

    def _mixed(self, homes: Sequence[Home]) -> list[tuple[Home, Stage]]:
        """Of ten households two are not registered."""
        stages: list[Stage | None] = [
            None, Round.returned, Round.half_scored, Round.just_scored, Round.registered,
            None, Round.just_failing, Round.half_scored, Round.just_scored, Round.half_scored,
        ]  # fmt: skip
        drawn = list(islice(cycle(stages), len(homes)))
        self._draw.shuffle(drawn)
        return [(home, stage) for home, stage in zip(homes, drawn, strict=True) if stage]
