"""The invented accounts, villages and households."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import Role
from lhtq.accounts.service import hash_password
from lhtq.demo import names, places
from lhtq.demo.accounts import PASSWORD, demo_accounts
from lhtq.demo.records import Records
from lhtq.demo.sheets import Hand
from lhtq.register.models import Household, Person
from lhtq.units.models import Unit
from lhtq.units.rules import Level, child_path

#: The village that is shown to visitors, and how many households it has.
_SHOWN = ("08/072/02248/001/", 40)

#: The villages are as old as the units that come with the software.
_VALID_FROM = dt.date(2022, 6, 3)


@dataclass(frozen=True)
class Meeting:
    """The village review of a year: its row, how many came, when its minutes were sent."""

    id: int
    present: int
    at: dt.datetime


@dataclass(frozen=True)
class Home:
    """A household with its members."""

    id: int
    members: list[names.Member]


@dataclass(frozen=True)
class Village:
    """A village with who records for it, its households, and its meetings by year."""

    id: int
    recorder: Hand
    homes: list[Home]
    meetings: dict[int, Meeting] = field(default_factory=dict)


@dataclass(frozen=True)
class Commune:
    """A demo commune with those who work on its sheets; its villages in the order of their codes."""

    id: int
    given: places.Commune
    reviewer: Hand
    approver: Hand
    villages: list[Village]


class Register:
    """Writes accounts and register as they stand in ``year``; they were made at ``begin``."""

    def __init__(self, records: Records, draw: Random, begin: dt.datetime, year: int) -> None:
        self._records = records
        self._draw = draw
        self._begin = begin
        self._year = year

    def communes(self) -> Iterator[Commune]:
        """Write the accounts, then one commune after the other."""
        self._add_villages()
        hands = self._add_accounts()
        for path, given in places.COMMUNES.items():
            yield self._add_commune(path, given, hands)

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
            ],
        )
        return {
            (account.unit_path, account.role): Hand(id_, account.full_name, account.role)
            for id_, account in found.items()
        }

    def _add_commune(self, path: str, given: places.Commune, hands: dict[tuple[str, Role], Hand]) -> Commune:
        paths = [child_path(path, code) for code in _codes(given)]
        ids = self._records.unit_ids({path, *paths})
        recorder = hands[path, Role.COMMUNE_RECORDER]
        return Commune(
            id=ids[path],
            given=given,
            reviewer=hands[path, Role.COMMUNE_REVIEWER],
            approver=hands[path, Role.COMMUNE_APPROVER],
            villages=[
                Village(
                    id=ids[village],
                    recorder=hands.get((village, Role.VILLAGE_RECORDER), recorder),
                    homes=self._add_homes(ids[village], village, given.mix),
                )
                for village in paths
            ],
        )

    def _add_homes(self, unit_id: int, path: str, mix: names.Mix) -> list[Home]:
        count = _SHOWN[1] if path == _SHOWN[0] else self._draw.randint(25, 45)
        families = [names.household(self._draw, self._year, mix) for _n in range(count)]
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
        homes = [Home(id_, family) for id_, family in zip(ids, families, strict=True)]
        self._add_people(unit_id, homes)
        return homes

    def _add_people(self, unit_id: int, homes: list[Home]) -> None:
        self._records.add(
            Person,
            [
                {
                    "household_id": home.id,
                    "unit_id": unit_id,
                    "full_name": member.full_name,
                    "birth_year": member.birth_year,
                    "sex": member.sex,
                    "ethnicity": member.ethnicity,
                    "relation": member.relation,
                    "working": member.working,
                }
                for home in homes
                for member in home.members
            ],
        )


def _codes(commune: places.Commune) -> list[str]:
    """The villages' codes: numbered in their order, from 001."""
    return [f"{number:03}" for number in range(1, len(commune.villages) + 1)]
