"""What can be said of people and households without a database."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from lhtq.units.rules import Level

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


class Occupation(StrEnum):
    """The group that a person stands in for the citizen title; a pupil or student stands outside it."""

    RURAL = "rural"
    WORKER = "worker"
    STAFF = "staff"
    STUDENT = "student"


OCCUPATION_NAMES: dict[Occupation, str] = {
    Occupation.RURAL: "Nông dân, lao động nông thôn",
    Occupation.WORKER: "Công nhân, thợ thủ công, buôn bán nhỏ",
    Occupation.STAFF: "Cán bộ, công chức, viên chức",
    Occupation.STUDENT: "Học sinh, sinh viên (không xét)",
}


class LeftBecause(StrEnum):
    """Why a person is no longer in the household."""

    MOVED = "moved"
    DIED = "died"


LEFT_NAMES: dict[LeftBecause, str] = {LeftBecause.MOVED: "Đã chuyển đi", LeftBecause.DIED: "Đã mất"}


class OrganisationKind(StrEnum):
    """What kind of organisation it is (Kế hoạch 108/KH-UBND, I.2)."""

    AGENCY = "agency"
    SCHOOL = "school"
    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    FACILITY = "facility"


ORGANISATION_KIND_NAMES: dict[OrganisationKind, str] = {
    OrganisationKind.AGENCY: "Cơ quan, tổ chức",
    OrganisationKind.SCHOOL: "Trường học",
    OrganisationKind.ENTERPRISE: "Doanh nghiệp",
    OrganisationKind.COOPERATIVE: "Hợp tác xã",
    OrganisationKind.FACILITY: "Cơ sở sản xuất",
}


@cache
def ethnicities() -> tuple[str, ...]:
    """The names offered for an ethnic group; any other may be typed."""
    with (Path(__file__).parent / "ethnicities.toml").open("rb") as file:
        return tuple(tomllib.load(file)["names"])


def has_age(birth_year: int, in_year: int, from_age: int) -> bool:
    """Whether a person born in ``birth_year`` is ``from_age`` years old, or older, by the end of ``in_year``."""
    return in_year - birth_year >= from_age


def username_of(full_name: str, birth_year: int | None = None) -> str:
    """A user name to offer: ``dat.nguyenvan.1980`` for Nguyễn Văn Đạt; the given name first, as people are called."""
    plain = unicodedata.normalize("NFD", full_name.casefold().replace("đ", "d"))
    words = "".join(sign for sign in plain if sign.isascii() and (sign.isalnum() or sign == " ")).split()
    parts = [*words[-1:], "".join(words[:-1]), str(birth_year or "")]
    return ".".join(part for part in parts if part)[:60]


class Source(StrEnum):
    """Where a figure of a year comes from: what a unit says officially, or what the register counts."""

    OFFICIAL = "official"
    REGISTER = "register"


SOURCE_WORDS: dict[Source, str] = {Source.OFFICIAL: "đơn vị nhập", Source.REGISTER: "theo sổ"}


@dataclass(frozen=True)
class YearFigure:
    """A figure that is kept for each year of each unit of a level; see ``statistics.toml``."""

    key: str
    name: str
    level: Level
    #: What the register counts for it; None where it counts nothing.
    counts: str | None = None
    from_age: int | None = None
    to_age: int | None = None
    source: str = ""


@cache
def year_figures() -> Mapping[str, YearFigure]:
    """The figures of a year by key, in the order of their columns."""
    with (Path(__file__).parent / "statistics.toml").open("rb") as file:
        given = tomllib.load(file)
    return {key: YearFigure(key=key, **{**one, "level": Level(one["level"])}) for key, one in given.items()}


def year_figures_of(level: Level) -> tuple[YearFigure, ...]:
    """The figures that a unit of a level is asked for."""
    return tuple(figure for figure in year_figures().values() if figure.level == level)
