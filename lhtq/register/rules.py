"""What can be said of people and households without a database."""

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeAlias

from lhtq.units.rules import Level

#: The earliest year of birth that can be typed.
BIRTH_YEAR_MIN = 1900

#: A mobile number has ten figures, a landline ten or eleven with the code of its province.
_PHONE = re.compile(r"0[35789]\d{8}|02\d{8,9}")
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")


@dataclass(frozen=True)
class Birth:
    """When a person was born: the year, and the day where it is known."""

    year: int
    date: dt.date | None = None

    def __str__(self) -> str:
        """As people write it: ``24/11/1980``, or ``1980``."""
        return f"{self.date:%d/%m/%Y}" if self.date else str(self.year)

    @property
    def earliest(self) -> dt.date:
        """The first day on which it can have been."""
        return self.date or dt.date(self.year, 1, 1)


class BirthRefusedError(ValueError):
    """It is no year of birth and no date of birth; the message says so to the person."""


def as_birth(text: str, today: dt.date) -> Birth:
    """A year (``1980``) or a day (``24/11/1980``) of birth; raises BirthRefusedError."""
    birth = _read_birth(text.strip())
    if birth.year < BIRTH_YEAR_MIN:
        raise BirthRefusedError(f"Năm sinh từ {BIRTH_YEAR_MIN} trở đi.")
    if birth.year > today.year:
        raise BirthRefusedError(f"Năm sinh không thể sau năm {today.year}.")
    if birth.date is not None and birth.date > today:
        raise BirthRefusedError("Ngày sinh chưa tới.")
    return birth


def _read_birth(text: str) -> Birth:
    if _YEAR.fullmatch(text):
        return Birth(int(text))
    if found := _DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
        try:
            return Birth(year, dt.date(year, month, day))
        except ValueError:
            raise BirthRefusedError(f"Không có ngày {text}. Nhập ngày/tháng/năm, ví dụ 24/11/1980.") from None
    raise BirthRefusedError("Nhập năm sinh hoặc ngày/tháng/năm sinh, ví dụ 1980 hoặc 24/11/1980.")


def as_phone(text: str) -> str | None:
    """A mobile or landline number without spaces and dots, and with a 0 for +84; None for what is no number."""
    plain = re.sub(r"[\s.\-()]", "", text)
    plain = re.sub(r"^(\+|00)84", "0", plain)
    return plain if _PHONE.fullmatch(plain) else None


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
    #: It was found to be another record of the same person; nobody chooses it in a form.
    MERGED = "merged"


LEFT_NAMES: dict[LeftBecause, str] = {
    LeftBecause.MOVED: "Đã chuyển đi",
    LeftBecause.DIED: "Đã mất",
    LeftBecause.MERGED: "Đã gộp vào hồ sơ khác",
}


class RecordKind(StrEnum):
    """Of what there can be two records by mistake; the value is the table's name."""

    PERSON = "person"
    HOUSEHOLD = "household"


class EventKind(StrEnum):
    """What happens in a person's life that the register writes down."""

    MOVED = "moved"
    MARRIED = "married"
    SPLIT = "split"
    JOINED = "joined"
    LEFT = "left"
    RETURNED = "returned"
    DIED = "died"
    HEAD = "head"


class TransferState(StrEnum):
    """Where a move to another commune stands."""

    OFFERED = "offered"
    TAKEN = "taken"
    SENT_BACK = "sent-back"
    WITHDRAWN = "withdrawn"


TRANSFER_NAMES: dict[TransferState, str] = {
    TransferState.OFFERED: "Chờ nhận",
    TransferState.TAKEN: "Đã nhận",
    TransferState.SENT_BACK: "Bị trả lại",
    TransferState.WITHDRAWN: "Đã rút",
}

#: (what the new head was to the old one, what somebody was) → what they are to the new head. What is missing cannot be
#: known from the two: a grandchild is of one child or of another.
_AFTER: dict[tuple[Relation, Relation], Relation] = {
    (Relation.SPOUSE, Relation.HEAD): Relation.SPOUSE,
    (Relation.SPOUSE, Relation.CHILD): Relation.CHILD,
    (Relation.SPOUSE, Relation.GRANDCHILD): Relation.GRANDCHILD,
    (Relation.CHILD, Relation.HEAD): Relation.PARENT,
    (Relation.CHILD, Relation.SPOUSE): Relation.PARENT,
    (Relation.CHILD, Relation.CHILD): Relation.OTHER,
    (Relation.PARENT, Relation.HEAD): Relation.CHILD,
    (Relation.PARENT, Relation.PARENT): Relation.SPOUSE,
    (Relation.PARENT, Relation.CHILD): Relation.GRANDCHILD,
    (Relation.GRANDCHILD, Relation.CHILD): Relation.OTHER,
}


def after(new_head: Relation, one: Relation) -> Relation | None:
    """What somebody is to a new head, by what both were to the old one; None where it must be asked."""
    return _AFTER.get((new_head, one))


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
    #: What people are asked that is counted by their answers; None where every record tells.
    question: str | None = None
    #: Where another part counts it: the beginning of a page's address, before the unit's number.
    page: str = ""


@cache
def year_figures() -> Mapping[str, YearFigure]:
    """The figures of a year by key, in the order of their columns."""
    with (Path(__file__).parent / "statistics.toml").open("rb") as file:
        given = tomllib.load(file)
    return {key: YearFigure(key=key, **{**one, "level": Level(one["level"])}) for key, one in given.items()}


def counted_zeros(level: Level, known: Collection[str]) -> dict[str, int]:
    """The figures of a level of which the register counts none, where it counts those in ``known``.

    Where nobody has answered a question, how many answered it so is not known: that is no zero.
    """
    answered = {None, *(year_figures()[key].question for key in known)}
    return {figure.key: 0 for figure in year_figures_of(level) if figure.counts and figure.question in answered}


def year_figures_of(level: Level) -> tuple[YearFigure, ...]:
    """The figures that a unit of a level is asked for."""
    return tuple(figure for figure in year_figures().values() if figure.level == level)


def too_many(figures: Mapping[str, int | None]) -> dict[str, str]:
    """Which figures cannot be, by key and in words: more adults, or who can or cannot read, than there are people."""
    people = figures.get("people")
    if people is None:
        return {}
    found = {}
    if (figures.get("adults") or 0) > people:
        found["adults"] = f"Không thể nhiều hơn số người ({people})."
    if (figures.get("literate") or 0) + (figures.get("illiterate") or 0) > people:
        found["illiterate"] = f"Người biết chữ và người mù chữ cộng lại không thể nhiều hơn số người ({people})."
    return found


#: The first day of a term and the last; one without an end goes on.
Term: TypeAlias = tuple[dt.date, dt.date | None]


def in_term(term: Term, on: dt.date) -> bool:
    """Whether a term covers a day."""
    return share_a_day(term, (on, on))


def share_a_day(one: Term, other: Term) -> bool:
    """Whether two terms have a day in common, be it the last of the one and the first of the other."""
    return one[0] <= (other[1] or dt.date.max) and other[0] <= (one[1] or dt.date.max)


def at_the_same_time(one: Term, other: Term) -> bool:
    """Whether two terms overlap; who ends on the day on which another begins hands over to them."""
    return one[0] < (other[1] or dt.date.max) and other[0] < (one[1] or dt.date.max)
