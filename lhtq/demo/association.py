"""The invented Association: of the province, its districts and communes, with branches in villages, fees and cards."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lhtq.accounts.policy import Action, Role
from lhtq.demo import names
from lhtq.demo.accounts import CITIZEN, COMMUNES, PROVINCE
from lhtq.demo.records import Records, Row
from lhtq.demo.register import Commune, Register, Resident, Village
from lhtq.demo.sheets import Hand, Step, Year
from lhtq.membership.models import Branch, Fee, Member, Post
from lhtq.membership.rules import BranchKind, Position
from lhtq.register.rules import Sex, has_age

#: Members of a village's branch, and from which age.
_MEMBERS, _FROM_AGE = (9, 20), 22
#: Around this age somebody leads a branch.
_LEADING_AGE = 50
#: The share of members who have a card, a phone, paid for the last year and for this one.
_WITH_CARD, _WITH_PHONE, _PAID = 0.8, 0.7, (0.95, 0.7)
#: Đồng.
_FEE = (30_000, 36_000)
#: The branches are as old as the villages; their present terms began later.
_SINCE, _TERM = dt.date(2022, 6, 3), dt.date(2023, 3, 15)
#: Who leads the Association of a commune comes from the branches of its first villages.
_LEADING = (Position.CHAIR, Position.VICE_CHAIR, Position.SECRETARY, Position.OFFICER)
#: The Association of a district and of the province: its own officers, who are in none of the invented registers.
_OFFICE = (Position.CHAIR, Position.VICE_CHAIR, Position.VICE_CHAIR, Position.SECRETARY, Position.OFFICER)
#: Pensioners and teachers who joined the Association of the commune itself and are in no register of it.
_BESIDE = 2
#: Of every second commune the last village has no branch yet.
_WITHOUT = 2


@dataclass(frozen=True)
class Joined:
    """A member as written down; ``resident`` is who it is in the register."""

    id: int
    unit_id: int
    resident: Resident | None


@dataclass(frozen=True)
class Branches:
    """The members of a commune by village, and the officers of its Association."""

    commune: Commune
    villages: list[list[Joined]]
    officers: list[Joined]


@dataclass(frozen=True)
class _Place:
    """A branch that is being written: whose it is, how its cards begin, who keeps it."""

    id: int
    unit_id: int
    cards: str
    hand: Hand


class Association:
    """Writes the Association as it stands at the end of ``years``: the last one and this one."""

    def __init__(self, records: Records, draw: Random, register: Register, years: tuple[Year, Year]) -> None:
        self._records = records
        self._draw = draw
        self._register = register
        self._years = years
        self._phones = 0
        self._cards: dict[str, int] = {}

    def lead(self) -> None:
        """Write the Associations of the province and of its districts."""
        ids = self._records.unit_ids({PROVINCE, *COMMUNES})
        for path, id_ in sorted(ids.items()):
            role = Role.PROVINCE_OFFICER if path == PROVINCE else Role.DISTRICT_REVIEWER
            level = "tỉnh" if path == PROVINCE else "huyện"
            place = self._branch(
                id_, BranchKind.ASSOCIATION, f"Hội Khuyến học {level} {self._records.unit_name(id_)}",
                self._register.hand(path, role), _code(path),
            )  # fmt: skip
            self._posts(place, self._members(place, [None] * len(_OFFICE)), _OFFICE)

    def found(self, commune: Commune, place: int) -> Branches:
        """Write the branches of a commune with their members; ``place`` is its own among the communes."""
        name = f"Hội Khuyến học xã {commune.name}"
        above = self._branch(commune.id, BranchKind.ASSOCIATION, name, commune.reviewer, _code(commune.path))
        with_branch = commune.villages[:-1] if place % _WITHOUT else commune.villages
        villages = [
            self._village(commune, village, f"{_code(commune.path)}.{number}")
            for number, village in enumerate(with_branch, start=1)
        ]
        officers = [members[0] for members in villages[: len(_LEADING)]]
        self._posts(above, officers, _LEADING)
        self._posts(above, self._members(above, [None] * _BESIDE), [Position.COMMITTEE] * _BESIDE)
        return Branches(commune, villages, officers)

    def _village(self, commune: Commune, village: Village, cards: str) -> list[Joined]:
        place = self._branch(village.id, BranchKind.VILLAGE, f"Chi hội {village.name}", commune.reviewer, cards)
        grown = [
            one
            for home in village.homes
            for one in home.people
            if has_age(one.member.birth_year, self._years[1].year, _FROM_AGE)
        ]
        drawn = self._draw.sample(grown, min(self._draw.randint(*_MEMBERS), len(grown)))
        # Those in the middle of life lead.
        drawn.sort(key=lambda one: abs(self._years[1].year - one.member.birth_year - _LEADING_AGE))
        # Who signs in as a citizen finds the own membership.
        drawn += [one for one in grown if one.member.full_name == CITIZEN and one not in drawn]
        members = self._members(place, drawn)
        self._posts(place, members, (Position.BRANCH_HEAD, Position.BRANCH_DEPUTY))
        return members

    def _branch(self, unit_id: int, kind: BranchKind, name: str, hand: Hand, cards: str) -> _Place:
        row = {"unit_id": unit_id, "kind": kind, "name": name, "phone": self._phone(), "founded_on": _SINCE}
        (id_,) = self._records.add(Branch, [row])
        self._note(Branch, id_, unit_id, hand, self._years[0].moment(0.02))
        return _Place(id_, unit_id, cards, hand)

    def _members(self, place: _Place, people: Sequence[Resident | None]) -> list[Joined]:
        """Write members with their cards and what they paid."""
        joined = self._years[0].moment(0.03)
        ids = self._records.add(Member, [self._member(place, one) for one in people])
        for id_ in ids:
            self._note(Member, id_, place.unit_id, place.hand, joined)
        members = [Joined(id_, place.unit_id, one) for id_, one in zip(ids, people, strict=True)]
        for year, share, amount in zip(self._years, _PAID, _FEE, strict=True):
            self._fees(place, [one.id for one in members if self._draw.random() < share], year, amount)
        return members

    def _member(self, place: _Place, one: Resident | None) -> Row:
        card = ""
        if self._draw.random() < _WITH_CARD:
            self._cards[place.cards] = self._cards.get(place.cards, 0) + 1
            card = f"{place.cards}-{self._cards[place.cards]:03}"
        return {
            "branch_id": place.id, "unit_id": place.unit_id, "joined_on": _SINCE, "card_number": card,
            "card_on": self._years[0].day(0.02) if card else None,
            "phone": self._phone() if self._draw.random() < _WITH_PHONE else "",
            **(self._somebody() if one is None else _of_register(one)),
        }  # fmt: skip

    def _somebody(self) -> Row:
        """One who is in no register."""
        sex, born = self._draw.choice(list(Sex)), self._years[1].year - self._draw.randint(45, 68)
        name = names.full_name(self._draw, self._draw.choice(("Kinh", "Tày")), sex, born)
        return {"full_name": name, "birth_year": born, "sex": sex, "person_id": None, "person_unit_id": None}

    def _posts(self, place: _Place, members: Sequence[Joined], positions: Sequence[Position]) -> None:
        """Let the first members hold the positions, one each."""
        rows: list[Row] = [
            {"branch_id": place.id, "unit_id": place.unit_id, "member_id": one.id, "position": position,
             "from_on": _TERM}
            for one, position in zip(members, positions, strict=False)
        ]  # fmt: skip
        for id_ in self._records.add(Post, rows):
            self._note(Post, id_, place.unit_id, place.hand, self._years[0].moment(0.04))

    def _fees(self, place: _Place, members: Sequence[int], year: Year, amount: int) -> None:
        """A branch collects on one or two days."""
        days = [year.day(self._draw.uniform(0.1, 0.4)), year.day(self._draw.uniform(0.5, 0.9))]
        rows: list[Row] = [
            {"member_id": one, "unit_id": place.unit_id, "year": year.year, "amount": amount,
             "paid_on": days[self._draw.random() < _PAID[1]]}
            for one in members
        ]  # fmt: skip
        for id_, row in zip(self._records.add(Fee, rows), rows, strict=True):
            self._note(Fee, id_, place.unit_id, place.hand, year.hour(row["paid_on"]))

    def _note(
        self, table: type[Branch | Member | Post | Fee], id_: int, unit_id: int, hand: Hand, at: dt.datetime
    ) -> None:
        self._records.note(Step(at, hand, Action.MEMBERSHIP_EDIT), table, id_, unit_id)

    def _phone(self) -> str:
        """A number that rings nowhere: no number in the country has begun so since 2018."""
        self._phones += 1
        return f"0120 000 {self._phones:03}"


def _code(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _of_register(one: Resident) -> Row:
    return {
        "full_name": one.member.full_name, "birth_year": one.member.birth_year, "sex": one.member.sex,
        "person_id": one.id, "person_unit_id": one.unit_id,
    }  # fmt: skip
