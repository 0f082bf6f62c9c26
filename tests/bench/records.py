"""What the bench makes: where it looks, households, sheets."""

from dataclasses import dataclass

from lhtq.assessment.rules import State
from lhtq.demo import names
from lhtq.register.rules import Occupation


@dataclass
class Found:
    """What was made, and where the bench looks."""

    year: int
    province_id: int = 0
    district_id: int = 0
    commune_id: int = 0
    #: The village of 120 households, half of them scored; that of 100, none of them.
    village_id: int = 0
    other_village_id: int = 0
    household_ids: tuple[int, ...] = ()
    other_household_ids: tuple[int, ...] = ()
    #: The village of 400 adults who have sheets as citizens, the commune that handed in, the clan of 60 families.
    citizens_id: int = 0
    citizens: int = 0
    handed_in_id: int = 0
    clan_id: int = 0
    recorder: str = "ghi"
    other_recorder: str = "ghi-2"
    officer: str = "tinh"
    commune_recorder: str = "khac"
    reviewer: str = "tham"
    district: str = "huyen"
    villages: int = 0
    households: int = 0
    people: int = 0
    sheets: int = 0
    titles: int = 0
    entries: int = 0


@dataclass(frozen=True)
class Home:
    """A household with its people, whose ids follow one another."""

    id: int
    unit_id: int
    first_person: int
    members: list[names.Member]
    occupations: list[Occupation | None]
    holds: bool


@dataclass(frozen=True)
class Paper:
    """A sheet to be written."""

    subject_id: int
    name: str
    unit_id: int
    year: int
    state: State
    adults: int = 1
