"""Invented branches of the Association: one in each village, one of each commune, with officers and fees."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from lhtq.demo.records import Records
from lhtq.demo.register import Commune, Resident, Village
from lhtq.demo.sheets import Year
from lhtq.membership.models import Branch, Fee, Member, Post
from lhtq.membership.rules import BranchKind, Position
from lhtq.register.rules import has_age

#: Members of a village, from this age; and the share of them who have paid this year.
_MEMBERS = (9, 16)
_FROM_AGE = 22
_PAID = 0.7
_FEE = 36_000
#: The branches are as old as the villages.
_SINCE = dt.date(2022, 6, 3)
#: Who leads the Association of a commune: the heads of its first villages.
_LEADING = (Position.CHAIR, Position.VICE_CHAIR, Position.SECRETARY, Position.OFFICER)


@dataclass(frozen=True)
class Joined:
    """A member as written down."""

    id: int
    unit_id: int
    resident: Resident


@dataclass(frozen=True)
class Branches:
    """The members of a commune by village, and the officers of its Association."""

    commune: Commune
    villages: list[list[Joined]]
    officers: list[Joined]


class Association:
    """The Association of the demo communes."""

    def __init__(self, records: Records, draw: Random, year: Year) -> None:
        self._records = records
        self._draw = draw
        self._year = year
        self._numbers = 0

    def found(self, commune: Commune) -> Branches:
        """Write the branches of a commune with their members."""
        villages = [self._village(village) for village in commune.villages]
        name = f"Hội Khuyến học xã {commune.name}"
        (above,) = self._records.add(Branch, [_branch(commune.id, BranchKind.ASSOCIATION, name, self._phone())])
        officers = [members[0] for members in villages[: len(_LEADING)]]
        self._posts(above, commune.id, zip(officers, _LEADING, strict=True))
        return Branches(commune, villages, officers)

    def _village(self, village: Village) -> list[Joined]:
        name = f"Chi hội {village.name}"
        (branch,) = self._records.add(Branch, [_branch(village.id, BranchKind.VILLAGE, name, self._phone())])
        grown = [
            one
            for home in village.homes
            for one in home.people
            if has_age(one.member.birth_year, self._year.year, _FROM_AGE)
        ]
        drawn = self._draw.sample(grown, min(self._draw.randint(*_MEMBERS), len(grown)))
        ids = self._records.add(Member, [self._member(branch, village.id, one) for one in drawn])
        members = [Joined(id_, village.id, one) for id_, one in zip(ids, drawn, strict=True)]
        self._posts(branch, village.id, [(members[0], Position.BRANCH_HEAD), (members[1], Position.BRANCH_DEPUTY)])
        paid = [one for one in members if self._draw.random() < _PAID]
        self._records.add(
            Fee,
            [
                {"member_id": one.id, "unit_id": village.id, "year": self._year.year, "amount": _FEE,
                 "paid_on": self._year.day(self._draw.random())}
                for one in paid
            ],
        )  # fmt: skip
        return members

    def _member(self, branch: int, unit_id: int, one: Resident) -> dict[str, object]:
        return {
            "branch_id": branch, "unit_id": unit_id, "person_id": one.id, "person_unit_id": one.unit_id,
            "full_name": one.member.full_name, "birth_year": one.member.birth_year, "sex": one.member.sex,
            "phone": self._phone() if self._draw.random() < _PAID else "", "joined_on": _SINCE,
        }  # fmt: skip

    def _posts(self, branch: int, unit_id: int, given: Iterable[tuple[Joined, Position]]) -> None:
        self._records.add(
            Post,
            [
                {"branch_id": branch, "unit_id": unit_id, "member_id": one.id, "position": position, "from_on": _SINCE}
                for one, position in given
            ],
        )

    def _phone(self) -> str:
        """A number that rings nowhere: nobody in the country has had one that begins so since 2018."""
        self._numbers += 1
        return f"0120 000 {self._numbers:03}"


def _branch(unit_id: int, kind: BranchKind, name: str, phone: str) -> dict[str, object]:
    return {"unit_id": unit_id, "kind": kind, "name": name, "phone": phone, "founded_on": _SINCE}
