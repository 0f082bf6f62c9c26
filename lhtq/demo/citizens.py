"""Invented sheets of citizens: first of all in the year, because families and organisations count their titles."""

import datetime as dt
from collections.abc import Sequence
from itertools import cycle, islice

from lhtq.accounts.policy import Role
from lhtq.assessment.queries import set_for
from lhtq.criteria.rules import Model
from lhtq.demo.decisions import Decisions
from lhtq.demo.register import Commune, Register, Resident, Village
from lhtq.demo.sheets import Hand, Paper, Year
from lhtq.demo.stages import Calendar, Desk, Round, Season, Stage, Subject, village_assembly
from lhtq.register.rules import Occupation, has_age

_CALENDAR = Calendar(scored=(0.3, 0.4), met=(0.46, 0.48), reviewed=(0.5, 0.52), signed=(0.55, 0.57))
#: Those of a village who come after its list was decided.
_LATE = Calendar(scored=(0.8, 0.88), met=(0.955, 0.96), reviewed=(0.97, 0.98), signed=(1, 1))

_TOOK_PART = 0.85
_ONE_REFUSED_OF = 40
#: How many are late in the second village of a commune, and the stage they have come to, by the commune's place.
_LATECOMERS = 7
_LATE_STAGES: tuple[Stage, ...] = (Round.reviewed, Round.submitted)


class Citizens:
    """The citizens of the demo communes."""

    def __init__(self, desk: Desk, decisions: Decisions, register: Register) -> None:
        self._desk = desk
        self._draw = desk.draw
        self._decisions = decisions
        self._own = register.own
        #: Those who have no sheet of this year, by village.
        self._waiting: dict[int, list[Resident]] = {}

    def last(self, commune: Commune, year: Year) -> dt.datetime:
        """Last year, when every village took part; gives when it was decided."""
        season = Season(Model.CITIZEN, year, _CALENDAR)
        plans: dict[int, list[tuple[Resident, Stage]]] = {
            village.id: [
                (one, Round.reviewed) for one in self._asked(village, year) if self._draw.random() < _TOOK_PART
            ]
            for village in commune.villages
        }
        return self._decide(commune, season, plans)

    def this(self, commune: Commune, year: Year) -> dt.datetime:
        """This year: the first village at several stages, the last not begun, the others decided."""
        first, *decided, not_begun = commune.villages
        plans = {first.id: self._mixed(self._asked(first, year))}
        for village in decided:
            asked = self._asked(village, year)
            took_part = [one for one in asked if self._draw.random() < _TOOK_PART]
            plans[village.id] = [(one, Round.reviewed) for one in took_part]
            self._waiting[village.id] = [one for one in asked if one not in took_part]
        plans[not_begun.id] = []
        return self._decide(commune, Season(Model.CITIZEN, year, _CALENDAR), plans)

    def late(self, commune: Commune, place: int, year: Year, after: dt.datetime) -> None:
        """Some who handed in after the decision, in the first communes: their families' next list waits for them."""
        if place >= len(_LATE_STAGES):
            return
        season = Season(Model.CITIZEN, year, _LATE, after)
        village = commune.villages[1]
        plan = [(one, _LATE_STAGES[place]) for one in self._waiting[village.id][:_LATECOMERS]]
        self._desk.write(self._papers(commune, village, season, plan))

    def _decide(self, commune: Commune, season: Season, plans: dict[int, list[tuple[Resident, Stage]]]) -> dt.datetime:
        papers = [
            paper for village in commune.villages for paper in self._papers(commune, village, season, plans[village.id])
        ]
        signed_on = season.year.day(self._draw.uniform(*_CALENDAR.signed))
        return self._decisions.decide(commune, season, signed_on, papers, len(papers) // _ONE_REFUSED_OF)

    def _papers(
        self, commune: Commune, village: Village, season: Season, plan: Sequence[tuple[Resident, Stage]]
    ) -> list[Paper]:
        return Round(self._desk, season, village_assembly(commune, village)).papers(
            (Subject(one.id, one.member.full_name, village.id, self._scorer(village, one)), stage)
            for one, stage in plan
        )

    def _scorer(self, village: Village, one: Resident) -> Hand:
        """Who scores: the person alone where they sign in, otherwise the village for them."""
        return self._own.get((Role.CITIZEN, one.id), village.recorder)

    def _asked(self, village: Village, year: Year) -> list[Resident]:
        """Those of age who learn at no school."""
        from_age = set_for(Model.CITIZEN, year.year).from_age or 0
        return [
            one
            for home in village.homes
            for one in home.people
            if has_age(one.member.birth_year, year.year, from_age) and one.occupation is not Occupation.STUDENT
        ]

    def _mixed(self, asked: list[Resident]) -> list[tuple[Resident, Stage]]:
        """Of ten six are recognised, one is half scored, one registered and two are not; who signs in is on the way."""
        stages: list[Stage | None] = [*[Round.reviewed] * 6, Round.half_scored, Round.registered, None, None]
        drawn = list(islice(cycle(stages), len(asked)))
        self._draw.shuffle(drawn)
        plan = [
            (one, Round.half_scored if (Role.CITIZEN, one.id) in self._own else stage)
            for one, stage in zip(asked, drawn, strict=True)
        ]
        return [(one, stage) for one, stage in plan if stage]
