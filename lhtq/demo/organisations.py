"""Invented organisations of a commune, with staff from it and from the commune beside it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lhtq.accounts.policy import Role
from lhtq.criteria.rules import Model
from lhtq.demo.accounts import HEAD_TEACHER
from lhtq.demo.decisions import Decisions
from lhtq.demo.register import Commune, Register, Resident
from lhtq.demo.sheets import Paper, Year
from lhtq.demo.stages import Assembly, Calendar, Desk, Round, Season, Stage, Subject
from lhtq.register.models import Employment, Organisation
from lhtq.register.rules import Occupation, OrganisationKind, has_age

_CALENDAR = Calendar(scored=(0.6, 0.7), met=(0.79, 0.8), reviewed=(0.83, 0.85), signed=(0.87, 0.89))
#: A decision takes everything that is put forward: what still waits was put forward after it.
_WAITING = Calendar(scored=(0.7, 0.75), met=(0.81, 0.82), reviewed=(0.92, 0.95), signed=(1, 1))


@dataclass(frozen=True)
class _Kind:
    """An organisation that every commune has: how many work there, in which group, and as what."""

    kind: OrganisationKind
    name: str
    occupation: Occupation
    staff: tuple[int, int]
    positions: tuple[str, ...]


#: The first name of the positions is the head's.
_KINDS = (
    _Kind(
        OrganisationKind.SCHOOL,
        "Trường Tiểu học {}",
        Occupation.STAFF,
        (10, 14),
        ("Hiệu trưởng", "Giáo viên", "Giáo viên", "Nhân viên"),
    ),
    _Kind(
        OrganisationKind.AGENCY,
        "Ủy ban nhân dân xã {}",
        Occupation.STAFF,
        (9, 12),
        ("Phó Chủ tịch", "Công chức", "Cán bộ không chuyên trách"),
    ),
    _Kind(OrganisationKind.AGENCY, "Trạm Y tế xã {}", Occupation.STAFF, (5, 6), ("Trạm trưởng", "Y sĩ", "Điều dưỡng")),
    _Kind(
        OrganisationKind.COOPERATIVE,
        "Hợp tác xã nông lâm nghiệp {}",
        Occupation.RURAL,
        (8, 15),
        ("Giám đốc", "Thành viên", "Kế toán"),
    ),
)
#: How many of the staff live in the commune beside.
_FROM_BESIDE = (1, 2)
_FROM_AGE, _RETIRED_AT = 18, 62

#: This year by the place of the organisation, begun at the place of the commune; None for what is decided.
_STAGES: tuple[Stage | None, ...] = (Round.half_scored, None, Round.reviewed, Round.submitted)


@dataclass(frozen=True)
class _Organisation:
    """An organisation as written into the register."""

    id: int
    name: str
    staff: Sequence[Resident]


class Organisations:
    """The organisations of the demo communes."""

    def __init__(self, desk: Desk, decisions: Decisions, register: Register) -> None:
        self._desk = desk
        self._draw = desk.draw
        self._decisions = decisions
        self._register = register
        self._organisations: dict[int, list[_Organisation]] = {}
        #: Everybody works at one place.
        self._taken: set[int] = set()

    def found(self, commune: Commune, neighbour: Commune, year: Year) -> None:
        """Write a commune's organisations; a head that signs in leads the first of them."""
        self._organisations[commune.id] = [self._add(commune, neighbour, year, kind) for kind in _KINDS]
        school = self._organisations[commune.id][0]
        self._register.bind(commune.path, Role.ORGANISATION, "organisation_id", school.id)

    def last(self, commune: Commune, year: Year, after: dt.datetime) -> dt.datetime:
        """Last year, when all of them took part; gives when it was decided."""
        season = Season(Model.ORGANISATION, year, _CALENDAR, after)
        plan: list[tuple[_Organisation, Stage]] = [(one, Round.reviewed) for one in self._organisations[commune.id]]
        return self._decide(commune, season, plan)

    def this(self, commune: Commune, place: int, year: Year, after: dt.datetime) -> dt.datetime:
        """This year, each at another stage; gives when one was decided."""
        decided: list[tuple[_Organisation, Stage]] = []
        waiting = Season(Model.ORGANISATION, year, _WAITING, after)
        for number, one in enumerate(self._organisations[commune.id]):
            stage = _STAGES[(number + place) % len(_STAGES)]
            if stage is None:
                decided.append((one, Round.reviewed))
            else:
                self._desk.write(self._papers(commune, one, waiting, stage))
        return self._decide(commune, Season(Model.ORGANISATION, year, _CALENDAR, after), decided)

    def _decide(self, commune: Commune, season: Season, plan: Sequence[tuple[_Organisation, Stage]]) -> dt.datetime:
        papers = [paper for one, stage in plan for paper in self._papers(commune, one, season, stage)]
        return self._decisions.decide(commune, season, season.year.day(self._draw.uniform(*_CALENDAR.signed)), papers)

    def _papers(self, commune: Commune, one: _Organisation, season: Season, stage: Stage) -> list[Paper]:
        hand = self._register.own.get((Role.ORGANISATION, one.id), commune.recorder)
        names = [resident.member.full_name for resident in one.staff]
        assembly = Assembly(commune.id, hand, commune.reviewer, names, (len(names) // 2 + 2, len(names)))
        return Round(self._desk, season, assembly).papers([(Subject(one.id, one.name, commune.id, hand), stage)])

    def _add(self, commune: Commune, neighbour: Commune, year: Year, kind: _Kind) -> _Organisation:
        staff = self._drawn(commune, kind, self._draw.randint(*kind.staff), year)
        staff += self._drawn(neighbour, kind, self._draw.randint(*_FROM_BESIDE), year)
        name = kind.name.format(commune.name)
        row = {"unit_id": commune.id, "kind": kind.kind, "name": name, "head_name": staff[0].member.full_name}
        (organisation_id,) = self._desk.records.add(Organisation, [row])
        self._desk.records.add(
            Employment,
            [
                {
                    "organisation_id": organisation_id,
                    "unit_id": commune.id,
                    "person_id": one.id,
                    "person_unit_id": one.unit_id,
                    "position": self._draw.choice(kind.positions[1:]) if number else kind.positions[0],
                }
                for number, one in enumerate(staff)
            ],
        )
        return _Organisation(organisation_id, name, staff)

    def _drawn(self, commune: Commune, kind: _Kind, count: int, year: Year) -> list[Resident]:
        """Some of those who do such work; the head of a school that signs in first."""
        found = [
            one
            for home in commune.homes
            for one in home.people
            if one.occupation is kind.occupation
            and one.member.working
            and one.id not in self._taken
            and has_age(one.member.birth_year, year.year, _FROM_AGE)
            and not has_age(one.member.birth_year, year.year, _RETIRED_AT)
        ]
        drawn = self._draw.sample(found, min(count, len(found)))
        own = commune.homes[0].people[0]
        if kind.kind is OrganisationKind.SCHOOL and own in found and own.member.full_name == HEAD_TEACHER:
            drawn = [own, *(one for one in drawn if one is not own)]
        self._taken |= {one.id for one in drawn}
        return drawn
