"""The invented accounts, villages and households."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import OF_ONE_RECORD, Role
from lhtq.accounts.service import hash_password
from lhtq.demo import names, places
from lhtq.demo.accounts import CITIZEN, HEAD_TEACHER, PASSWORD, demo_accounts
from lhtq.demo.records import Records
from lhtq.demo.sheets import Hand
from lhtq.register.models import Household, Person
from lhtq.register.rules import Occupation, Relation, Sex
from lhtq.units.models import Unit
from lhtq.units.rules import Level, child_path

#: The village that is shown to visitors, and how many households it has.
_SHOWN = ("08/072/02248/001/", 40)

#: The villages are as old as the units that come with the software.
_VALID_FROM = dt.date(2022, 6, 3)


@dataclass(frozen=True)
class Resident:
    """A person as written into the register."""

    id: int
    unit_id: int
    member: names.Member
    occupation: Occupation | None


@dataclass(frozen=True)
class Home:
    """A household with its people, the head first."""

    id: int
    unit_id: int
    people: list[Resident]

    @property
    def head(self) -> names.Member:
        """Whose name it bears."""
        return self.people[0].member


@dataclass(frozen=True)
class Village:
    """A village with who records for it, and its households."""

    id: int
    name: str
    recorder: Hand
    homes: list[Home]


@dataclass(frozen=True)
class Commune:
    """A demo commune with those who work on its sheets; its villages in the order of their codes."""

    id: int
    path: str
    name: str
    given: places.Commune
    recorder: Hand
    reviewer: Hand
    approver: Hand
    villages: list[Village]

    @property
    def homes(self) -> list[Home]:
        """Every household, by village."""
        return [home for village in self.villages for home in village.homes]


class Register:
    """Writes accounts and register as they stand in ``year``; they were made at ``begin``."""

    def __init__(self, records: Records, draw: Random, begin: dt.datetime, year: int) -> None:
        self._records = records
        self._draw = draw
        self._begin = begin
        self._year = year
        #: Those who sign in for one person or organisation, by the record's id.
        self.own: dict[tuple[Role, int], Hand] = {}
        self._hands: dict[tuple[str, Role], Hand] = {}

    def communes(self) -> list[Commune]:
        """Write the accounts, then one commune after the other."""
        self._add_villages()
        self._hands = self._add_accounts()
        return [self._add_commune(path, given) for path, given in places.COMMUNES.items()]

    def bind(self, path: str, role: Role, record: str, id_: int) -> None:
        """Let the account that has ``role`` at a unit sign in for one record, if there is such an account."""
        hand = self._hands.get((path, role))
        if hand is not None:
            self.own[role, id_] = hand
            row = {"account_id": hand.account_id, "unit_id": self._records.unit_ids({path})[path], "role": role}
            self._records.add(Assignment, [row | {record: id_}])

    def hand(self, path: str, role: Role) -> Hand:
        """Who has a role at a unit."""
        return self._hands[path, role]

    def _add_villages(self) -> None:
        parents = self._records.unit_ids(set(places.COMMUNES))
        self._records.add(
            Unit,
            [
                {
                    "parent_id": parents[path],
                    "level": Level.VILLAGE,
                    "type": type_,
                    "code": code,
                    "name": name,
                    "path": child_path(path, code),
                    "valid_from": _VALID_FROM,
                    "legal_basis": "Dữ liệu minh họa",
                }
                for path, commune in places.COMMUNES.items()
                for code, (type_, name) in zip(_codes(commune), commune.villages, strict=True)
            ],
        )

    def _add_accounts(self) -> dict[tuple[str, Role], Hand]:
        """The demo accounts with their roles; gives them by unit and role."""
        accounts = demo_accounts()
        units = self._records.unit_ids({account.unit_path for account in accounts})
        hash_ = hash_password(PASSWORD)  # one for all: Argon2 is slow on purpose
        ids = self._records.add(
            Account,
            [
                {
                    "unit_id": units[account.unit_path],
                    "username": account.username,
                    "full_name": account.full_name,
                    "password_hash": hash_,
                    "must_change_password": False,
                    "created_at": self._begin,
                }
                for account in accounts
            ],
        )
        found = dict(zip(ids, accounts, strict=True))
        self._records.add(
            Assignment,
            [
                {"account_id": id_, "unit_id": units[account.unit_path], "role": account.role}
                for id_, account in found.items()
                if account.role not in OF_ONE_RECORD
            ],
        )
        return {
            (account.unit_path, account.role): Hand(id_, account.full_name, account.role)
            for id_, account in found.items()
        }

    def _add_commune(self, path: str, given: places.Commune) -> Commune:
        hands = self._hands
        paths = [child_path(path, code) for code in _codes(given)]
        ids = self._records.unit_ids({path, *paths})
        recorder = hands[path, Role.COMMUNE_RECORDER]
        return Commune(
            id=ids[path],
            path=path,
            name=self._records.unit_name(ids[path]),
            given=given,
            recorder=recorder,
            reviewer=hands[path, Role.COMMUNE_REVIEWER],
            approver=hands[path, Role.COMMUNE_APPROVER],
            villages=[
                Village(
                    id=ids[village],
                    name=name,
                    recorder=hands.get((village, Role.VILLAGE_RECORDER), recorder),
                    homes=self._add_homes(ids[village], village, given.mix),
                )
                for village, (_type, name) in zip(paths, given.villages, strict=True)
            ],
        )

    def _add_homes(self, unit_id: int, path: str, mix: names.Mix) -> list[Home]:
        shown = path == _SHOWN[0]
        count = _SHOWN[1] if shown else self._draw.randint(25, 45)
        families = [names.household(self._draw, self._year, mix) for _n in range(count)]
        if shown:
            families[0] = own_household(self._year)
        ids = self._records.add(
            Household,
            [
                {
                    "unit_id": unit_id,
                    "head_name": family[0].full_name,
                    "address": self._draw.choice(places.ADDRESSES),
                    "created_at": self._begin,
                }
                for family in families
            ],
        )
        homes = self._add_people(unit_id, dict(zip(ids, families, strict=True)), families[0][0] if shown else None)
        if shown:
            self.bind(path, Role.CITIZEN, "person_id", homes[0].people[1].id)
        return homes

    def _add_people(
        self, unit_id: int, families: dict[int, list[names.Member]], teacher: names.Member | None
    ) -> list[Home]:
        listed = [
            (
                household_id,
                member,
                Occupation.STAFF if member is teacher else names.occupation(self._draw, member, self._year),
            )
            for household_id, members in families.items()
            for member in members
        ]
        ids = self._records.add(
            Person,
            [
                {
                    "household_id": household_id,
                    "unit_id": unit_id,
                    "full_name": member.full_name,
                    "birth_year": member.birth_year,
                    "sex": member.sex,
                    "ethnicity": member.ethnicity,
                    "relation": member.relation,
                    "working": member.working,
                    "occupation": occupation,
                }
                for household_id, member, occupation in listed
            ],
        )
        people: dict[int, list[Resident]] = {}
        for id_, (household_id, member, occupation) in zip(ids, listed, strict=True):
            people.setdefault(household_id, []).append(Resident(id_, unit_id, member, occupation))
        return [Home(household_id, unit_id, found) for household_id, found in people.items()]


def own_household(year: int) -> list[names.Member]:
    """The household of those who sign in for a school and for themselves."""
    return [
        names.Member("Ma", HEAD_TEACHER, year - 41, Sex.MALE, "Tày", Relation.HEAD, working=True),
        names.Member("Hoàng", CITIZEN, year - 38, Sex.FEMALE, "Tày", Relation.SPOUSE, working=True),
        names.Member("Ma", "Ma Thị Ánh", year - 13, Sex.FEMALE, "Tày", Relation.CHILD, working=False),
    ]


def _codes(commune: places.Commune) -> list[str]:
    """The villages' codes: numbered in their order, from 001."""
    return [f"{number:03}" for number in range(1, len(commune.villages) + 1)]
