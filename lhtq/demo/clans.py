"""Invented clans: families of one name from the villages of a commune and from the commune beside it."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lhtq.criteria.rules import Model
from lhtq.demo.decisions import Decisions
from lhtq.demo.register import Commune, Home
from lhtq.demo.sheets import Paper, Year
from lhtq.demo.stages import Assembly, Calendar, Desk, Round, Season, Stage, Subject
from lhtq.register.models import Clan, ClanCommitteeMember, ClanFamily

#: Last year after the families were decided. This year's families are not all decided, so no clan is either: those that
#: handed in did so on the titles that their families held then.
_LAST = Calendar(scored=(0.7, 0.8), met=(0.97, 0.973), reviewed=(0.975, 0.977), signed=(0.979, 0.981))
_THIS = Calendar(scored=(0.6, 0.7), met=(0.85, 0.86), reviewed=(0.88, 0.9), signed=(1, 1))

#: Most of a clan's families, and how many of the name make a clan.
_MOST, _LEAST = 16, 5
#: Clans of a commune by the place of the commune.
_CLANS = (3, 2, 3, 2)
_POSITIONS = ("Trưởng ban", "Phó Trưởng ban", "Ủy viên")

#: By the place of the clan, begun at the place of the commune.
_STAGES: tuple[Stage, ...] = (Round.reviewed, Round.half_scored, Round.submitted, Round.registered)


@dataclass(frozen=True)
class _Clan:
    """A clan as written into the register."""

    id: int
    name: str
    homes: Sequence[Home]
    committee: Sequence[str]


class Clans:
    """The clans of the demo communes."""

    def __init__(self, desk: Desk, decisions: Decisions) -> None:
        self._desk = desk
        self._draw = desk.draw
        self._decisions = decisions
        self._clans: dict[int, list[_Clan]] = {}
        #: A household is of one clan.
        self._taken: set[int] = set()

    def found(self, commune: Commune, place: int, neighbour: Commune) -> None:
        """Write a commune's clans: its commonest names, with a family or two of the commune beside it."""
        names = Counter(home.head.family_name for home in commune.homes if home.id not in self._taken)
        self._clans[commune.id] = [
            self._add(commune, name, self._drawn(commune, name, _MOST) + self._drawn(neighbour, name, 2))
            for name, count in names.most_common(_CLANS[place])
            if count >= _LEAST
        ]

    def last(self, commune: Commune, year: Year, after: dt.datetime) -> dt.datetime:
        """Last year, when all of them took part; gives when it was decided."""
        season = Season(Model.CLAN, year, _LAST, after)
        papers = [
            paper for clan in self._clans[commune.id] for paper in self._papers(commune, clan, season, Round.reviewed)
        ]
        return self._decisions.decide(commune, season, year.day(self._draw.uniform(*_LAST.signed)), papers)

    def this(self, commune: Commune, place: int, year: Year, after: dt.datetime) -> None:
        """This year, each at another stage."""
        season = Season(Model.CLAN, year, _THIS, after)
        for number, clan in enumerate(self._clans[commune.id]):
            self._desk.write(self._papers(commune, clan, season, _STAGES[(number + place) % len(_STAGES)]))

    def _drawn(self, commune: Commune, name: str, most: int) -> list[Home]:
        homes = [home for home in commune.homes if home.head.family_name == name and home.id not in self._taken]
        drawn = self._draw.sample(homes, min(most, len(homes)))
        self._taken |= {home.id for home in drawn}
        return drawn

    def _add(self, commune: Commune, name: str, homes: Sequence[Home]) -> _Clan:
        heads = [home.head for home in homes]
        eldest = min(heads, key=lambda head: head.birth_year)
        members = [home.people[0] for home in self._draw.sample(homes, len(_POSITIONS))]
        full_name = f"Dòng họ {name}"
        row = {"unit_id": commune.id, "name": full_name, "head_name": eldest.full_name}
        (clan_id,) = self._desk.records.add(Clan, [row])
        self._desk.records.add(
            ClanCommitteeMember,
            [
                {
                    "clan_id": clan_id,
                    "unit_id": commune.id,
                    "full_name": one.member.full_name,
                    "position": position,
                    "person_id": one.id,
                }
                for one, position in zip(members, _POSITIONS, strict=True)
            ],
        )
        self._desk.records.add(
            ClanFamily,
            [
                {
                    "clan_id": clan_id,
                    "unit_id": commune.id,
                    "household_id": home.id,
                    "household_unit_id": home.unit_id,
                }
                for home in homes
            ],
        )
        return _Clan(clan_id, full_name, homes, [one.member.full_name for one in members])

    def _papers(self, commune: Commune, clan: _Clan, season: Season, stage: Stage) -> list[Paper]:
        count = len(clan.homes)
        assembly = Assembly(commune.id, commune.recorder, commune.reviewer, clan.committee, (count // 2 + 4, count + 9))
        subject = Subject(clan.id, clan.name, commune.id, commune.recorder)
        return Round(self._desk, season, assembly).papers([(subject, stage)])
