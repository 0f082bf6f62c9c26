"""Invented sheets of villages as communities: last of all, because they count families and clans."""

import datetime as dt

from lhtq.criteria.rules import Model
from lhtq.demo.decisions import Decisions
from lhtq.demo.register import Commune, Village
from lhtq.demo.sheets import Paper, Year
from lhtq.demo.stages import Calendar, Desk, Round, Season, Stage, Subject, village_assembly

#: Last year after clans were decided. This year waits for families and clans, so no village is decided (see clans).
_LAST = Calendar(scored=(0.7, 0.8), met=(0.984, 0.986), reviewed=(0.988, 0.99), signed=(0.993, 0.995))
_THIS = Calendar(scored=(0.6, 0.7), met=(0.865, 0.87), reviewed=(0.89, 0.9), signed=(1, 1))

#: This year's, by village; the last one is not begun.
_STAGES: tuple[Stage, ...] = (Round.half_scored, Round.registered, Round.scored, Round.submitted, Round.reviewed)


class Communities:
    """The villages of the demo communes."""

    def __init__(self, desk: Desk, decisions: Decisions) -> None:
        self._desk = desk
        self._decisions = decisions

    def last(self, commune: Commune, year: Year, after: dt.datetime) -> dt.datetime:
        """Last year, when every village took part; gives when it was decided."""
        season = Season(Model.COMMUNITY, year, _LAST, after)
        papers = [
            paper for village in commune.villages for paper in self._papers(commune, village, season, Round.reviewed)
        ]
        return self._decisions.decide(commune, season, year.day(self._desk.draw.uniform(*_LAST.signed)), papers)

    def this(self, commune: Commune, year: Year, after: dt.datetime) -> None:
        """This year, each at another stage."""
        season = Season(Model.COMMUNITY, year, _THIS, after)
        for village, stage in zip(commune.villages, _STAGES, strict=False):
            self._desk.write(self._papers(commune, village, season, stage))

    def _papers(self, commune: Commune, village: Village, season: Season, stage: Stage) -> list[Paper]:
        subject = Subject(village.id, village.name, village.id, village.recorder)
        return Round(self._desk, season, village_assembly(commune, village)).papers([(subject, stage)])
