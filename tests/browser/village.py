"""The place of the stories: Nà Khuyến in Yên Hoa with six households and a clan, a household in the next commune.

The adults of Nà Khuyến are put forward as learning citizens, and wait for the decision that gives them the title.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from lhtq import start
from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import Role
from lhtq.accounts.service import hash_password
from lhtq.assessment.models import Sheet, VillageReview
from lhtq.assessment.rules import State
from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow
from lhtq.criteria.rules import Model
from lhtq.register.models import Clan, ClanFamily, Household, Person
from lhtq.register.rules import Occupation, Relation, Sex
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today

PASSWORD = "hoc-tap-108"

#: By given name, as the village sheet lists them.
HOUSEHOLDS = ("Hoàng Văn An", "Ma Thị Bình", "Nông Văn Chiến", "Quan Thị Dung", "Triệu Văn Giang", "Lý Thị Hạnh")

CLAN = "Dòng họ Hoàng"

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
    clan: int
    #: By the head's name.
    households: dict[str, int] = field(default_factory=dict)


def settle(owner: str) -> Village:
    """Make the place in an empty database, as its owner."""
    with start.owner_session(owner) as session:
        village = _village(session, "08/072/02248/", "Nà Khuyến")
        neighbour = _village(session, "08/072/02260/", "Bản Lục")
        commune = _unit(session, "08/072/02248/")
        households = {name: _household(session, village, name) for name in HOUSEHOLDS}
        _household(session, neighbour, "Nguyễn Văn Đạt")
        accounts = {
            username: _account(session, username, full_name, role, _unit(session, path))
            for username, (full_name, role, path) in PEOPLE.items()
        }
        _put_citizens_forward(session, village, scorer=accounts["thon"], reviewer=accounts["thamdinh"])
        made = Village(
            unit=village.id,
            commune=commune.id,
            district=_unit(session, "08/072/").id,
            province=_unit(session, "08/").id,
            next_commune=_unit(session, "08/072/02260/").id,
            clan=_clan(session, commune, households[HOUSEHOLDS[0]]),
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
                household_id=household.id,
                unit_id=village.id,
                full_name=name,
                birth_year=1980,
                sex=sex,
                ethnicity="Tày",
                relation=relation,
                working=True,
                occupation=Occupation.RURAL,
            )
        )
    session.flush()
    return household


def _clan(session: Session, commune: Unit, household: Household) -> int:
    clan = Clan(unit_id=commune.id, name=CLAN, head_name=household.head_name)
    session.add(clan)
    session.flush()
    session.add(
        ClanFamily(
            clan_id=clan.id,
            unit_id=commune.id,
            household_id=household.id,
            household_unit_id=household.unit_id,
        )
    )
    return clan.id


def _put_citizens_forward(session: Session, village: Unit, *, scorer: int, reviewer: int) -> None:
    """Every adult of the village with full points, reviewed by village and commune, not decided yet."""
    criteria = session.scalars(
        select(CriteriaSetRow)
        .options(selectinload(CriteriaSetRow.groups).selectinload(CriteriaGroup.indicators))
        .where(CriteriaSetRow.model == Model.CITIZEN)
    ).one()
    answers = {line.code: int(line.points_max) for group in criteria.groups for line in group.indicators}
    review = VillageReview(
        unit_id=village.id,
        model=Model.CITIZEN,
        year=today().year,
        held_on=today(),
        present=12,
        chair=PEOPLE["thon"][0],
        secretary=HOUSEHOLDS[-1],
    )
    session.add(review)
    session.flush()
    session.add_all(
        Sheet(
            model=Model.CITIZEN,
            subject_id=person.id,
            name=person.full_name,
            unit_id=village.id,
            year=today().year,
            set_id=criteria.id,
            state=State.REVIEWED,
            answers=answers,
            complete=True,
            figures={},
            total=sum(answers.values()),
            scorers=[scorer],
            village_review_id=review.id,
            votes_for=12,
            reviewed_by=reviewer,
        )
        for person in session.scalars(select(Person).where(Person.unit_id == village.id).order_by(Person.id))
    )
    session.flush()


def hold_titles(owner: str) -> None:
    """Let everybody hold the citizen title from today on, where a story begins after that step."""
    with start.owner_session(owner) as session:
        session.execute(update(Person).values(title_from=today(), title_to=today() + dt.timedelta(days=364)))
        session.commit()


def _account(session: Session, username: str, full_name: str, role: Role, unit: Unit) -> int:
    account = Account(unit_id=unit.id, username=username, full_name=full_name, password_hash=_password_hash())
    session.add(account)
    session.flush()
    session.add(Assignment(account_id=account.id, unit_id=unit.id, role=role))
    session.flush()
    return account.id
