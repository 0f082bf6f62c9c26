"""The place of the stories: Nà Khuyến in Yên Hoa with six households, one household in the next commune, and people."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from lhtq import start
from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import Role
from lhtq.accounts.service import hash_password
from lhtq.register.models import Household, Person
from lhtq.register.rules import Relation, Sex
from lhtq.units.models import Unit
from lhtq.units.rules import Level

PASSWORD = "hoc-tap-108"

#: By given name, as the village sheet lists them.
HOUSEHOLDS = ("Hoàng Văn An", "Ma Thị Bình", "Nông Văn Chiến", "Quan Thị Dung", "Triệu Văn Giang", "Lý Thị Hạnh")

#: User name → full name, role, and the unit by its path.
PEOPLE = {
    "thon": ("Bàn Văn Thôn", Role.VILLAGE_RECORDER, "08/072/02248/001/"),
    "nhaplieu": ("Ma Thị Liệu", Role.COMMUNE_RECORDER, "08/072/02248/"),
    "thamdinh": ("Quan Văn Thẩm", Role.COMMUNE_REVIEWER, "08/072/02248/"),
    "chutich": ("Hứa Văn Chủ", Role.COMMUNE_APPROVER, "08/072/02248/"),
    "quantri": ("Lương Thị Quản", Role.ADMINISTRATOR, "08/072/02248/"),
    "huyen": ("Nông Văn Huy", Role.DISTRICT_REVIEWER, "08/072/"),
    "tinh": ("Hà Thị Tĩnh", Role.PROVINCE_OFFICER, "08/"),
}


@dataclass(frozen=True)
class Village:
    """Ids of what was made, for the addresses of pages."""

    unit: int
    commune: int
    district: int
    province: int
    next_commune: int
    #: By the head's name.
    households: dict[str, int] = field(default_factory=dict)


def settle(owner: str) -> Village:
    """Make the place in an empty database, as its owner."""
    with start.owner_session(owner) as session:
        village = _village(session, "08/072/02248/", "Nà Khuyến")
        neighbour = _village(session, "08/072/02260/", "Bản Lục")
        households = {name: _household(session, village, name) for name in HOUSEHOLDS}
        _household(session, neighbour, "Nguyễn Văn Đạt")
        for username, (full_name, role, path) in PEOPLE.items():
            _account(session, username, full_name, role, _unit(session, path))
        made = Village(
            unit=village.id,
            commune=_unit(session, "08/072/02248/").id,
            district=_unit(session, "08/072/").id,
            province=_unit(session, "08/").id,
            next_commune=_unit(session, "08/072/02260/").id,
            households={name: household.id for name, household in households.items()},
        )
        session.commit()
        return made


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


def _unit(session: Session, path: str) -> Unit:
    return session.scalars(select(Unit).where(Unit.path == path, Unit.valid_to.is_(None))).one()


def _village(session: Session, commune_path: str, name: str) -> Unit:
    commune = _unit(session, commune_path)
    village = Unit(
        parent_id=commune.id,
        level=Level.VILLAGE,
        type="thôn",
        code="001",
        name=name,
        path=f"{commune.path}001/",
        valid_from=dt.date(2022, 6, 3),
    )
    session.add(village)
    session.flush()
    return village


def _household(session: Session, village: Unit, head: str) -> Household:
    household = Household(unit_id=village.id, head_name=head, address="Cạnh nhà văn hóa")
    session.add(household)
    session.flush()
    for name, relation, sex in ((head, Relation.HEAD, Sex.MALE), (f"Vợ chồng {head}", Relation.SPOUSE, Sex.FEMALE)):
        session.add(
            Person(
                subject_id=household.id,
                name=household.head_name,
                unit_id=village.id,
                full_name=name,
                birth_year=1980,
                sex=sex,
                ethnicity="Tày",
                relation=relation,
                working=True,
            )
        )
    session.flush()
    return household


def _account(session: Session, username: str, full_name: str, role: Role, unit: Unit) -> None:
    account = Account(unit_id=unit.id, username=username, full_name=full_name, password_hash=_password_hash())
    session.add(account)
    session.flush()
    session.add(Assignment(account_id=account.id, unit_id=unit.id, role=role))
    session.flush()
