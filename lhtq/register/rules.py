"""What can be said of people and households without a database."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

#: The earliest year of birth that can be typed.
BIRTH_YEAR_MIN = 1900


class Sex(StrEnum):
    """Sex as the register has it."""

    FEMALE = "female"
    MALE = "male"


SEX_NAMES: dict[Sex, str] = {Sex.FEMALE: "Nữ", Sex.MALE: "Nam"}


class Relation(StrEnum):
    """What a member is to the head of the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDCHILD = "grandchild"
    OTHER = "other"


RELATION_NAMES: dict[Relation, str] = {
    Relation.HEAD: "Chủ hộ",
    Relation.SPOUSE: "Vợ, chồng",
    Relation.CHILD: "Con",
    Relation.PARENT: "Cha, mẹ",
    Relation.GRANDCHILD: "Cháu",
    Relation.OTHER: "Khác",
}


@cache
def ethnicities() -> tuple[str, ...]:
    """The names offered for an ethnic group; any other may be typed."""
    with (Path(__file__).parent / "ethnicities.toml").open("rb") as file:
        return tuple(tomllib.load(file)["names"])


def has_age(birth_year: int, in_year: int, from_age: int) -> bool:
    """Whether a person born in ``birth_year`` is ``from_age`` years old, or older, by the end of ``in_year``."""
    return in_year - birth_year >= from_age
