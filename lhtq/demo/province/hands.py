"""Accounts of the province: those of the demonstration, and in every other commune and village who does its work."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from lhtq.accounts.policy import OF_ONE_RECORD, Role
from lhtq.accounts.service import hash_password
from lhtq.demo import names
from lhtq.demo.accounts import PASSWORD, DemoAccount, demo_accounts
from lhtq.demo.province.aside import Connection
from lhtq.demo.province.communes import CommunePlan
from lhtq.demo.province.copying import copy
from lhtq.register.rules import Sex
from lhtq.units.models import Unit

#: Begin of the user name → role of those of every commune.
_POSTS = {
    "ghi": Role.COMMUNE_RECORDER,
    "thamdinh": Role.COMMUNE_REVIEWER,
    "chutich": Role.COMMUNE_APPROVER,
    "quantri": Role.ADMINISTRATOR,
}
_OLDEST, _YOUNGEST = 60, 28


@dataclass(frozen=True)
class Hands:
    """The accounts by unit path and role: id and name."""

    known: dict[tuple[str, Role], tuple[int, str]]

    def id(self, path: str, role: Role) -> int:
        """The account that has a role at a unit."""
        return self.known[path, role][0]

    def name(self, path: str, role: Role) -> str:
        """Who has it."""
        return self.known[path, role][1]


def write(
    connection: Connection, draw: Random, units: Sequence[Unit], plans: Sequence[CommunePlan], on: dt.date
) -> Hands:
    """Write the accounts with their roles; all have the password of the demonstration."""
    by_path = {unit.path: unit.id for unit in units} | {
        village.path: village.id for plan in plans for village in plan.villages
    }
    known = [account for account in demo_accounts() if account.unit_path in by_path]
    taken = {(account.unit_path, account.role) for account in known}
    accounts = [*known, *(one for one in _others(draw, units, plans, on) if (one.unit_path, one.role) not in taken)]
    hash_ = hash_password(PASSWORD)  # one for all: Argon2 is slow on purpose
    copy(
        connection,
        "account",
        "id, unit_id, username, full_name, phone, password_hash, must_change_password, active",
        (
            (id_, by_path[one.unit_path], one.username, one.full_name, "", hash_, False, True)
            for id_, one in enumerate(accounts, 1)
        ),
    )
    copy(
        connection,
        "assignment",
        "id, account_id, unit_id, role, active",
        (
            (id_, id_, by_path[one.unit_path], one.role.value, True)
            for id_, one in enumerate(accounts, 1)
            if one.role not in OF_ONE_RECORD
        ),
    )
    return Hands({(one.unit_path, one.role): (id_, one.full_name) for id_, one in enumerate(accounts, 1)})


def _others(draw: Random, units: Sequence[Unit], plans: Sequence[CommunePlan], on: dt.date) -> Iterator[DemoAccount]:
    for unit in units:
        if unit.level == "district":
            mix = names.PROVINCE_MIX
            yield DemoAccount(f"huyen-{unit.code}", _name(draw, mix, on), Role.DISTRICT_REVIEWER, unit.path)
    for plan in plans:
        for post, role in _POSTS.items():
            yield DemoAccount(f"{post}-{plan.code}", _name(draw, plan.mix, on), role, plan.path)
        for village in plan.villages:
            username = f"thon-{plan.code}-{village.code}"
            yield DemoAccount(username, _name(draw, plan.mix, on), Role.VILLAGE_RECORDER, village.path)


def _name(draw: Random, mix: names.Mix, on: dt.date) -> str:
    ethnicity = draw.choices(tuple(mix), tuple(mix.values()))[0]
    born = on.year - draw.randint(_YOUNGEST, _OLDEST)
    return names.full_name(draw, ethnicity, draw.choice((Sex.MALE, Sex.FEMALE)), born)
