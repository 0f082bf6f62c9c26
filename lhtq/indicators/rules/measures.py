"""The eleven measures of the plan: what they are, and what their two numbers say (Kế hoạch 108/KH-UBND, mục I.2)."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from lhtq.units.rules import Level

#: What ``dat`` says in an address: the records of the part, or those of the whole that are not in it.
HELD = {"roi": True, "chua": False}


class Change(StrEnum):
    """How a record changed between two days, as addresses write it: of the part, or of the whole."""

    CAME = "vao"
    WENT = "ra"
    COUNTED = "them"
    NOT_COUNTED = "bot"


CHANGE_NAMES: dict[Change, str] = {
    Change.CAME: "Mới đạt",
    Change.WENT: "Không còn đạt",
    Change.COUNTED: "Thêm vào tổng số",
    Change.NOT_COUNTED: "Ra khỏi tổng số",
}

#: The years for which the plan sets targets: the ends of its two phases.
GOAL_YEARS = (2025, 2030)


@dataclass(frozen=True)
class Definition:
    """A measure of the plan, in words, with the plan's targets in percent by year."""

    key: str
    slug: str
    name: str
    short: str
    part: str
    whole: str
    #: What one record is called.
    records: str
    #: The figure of a year that stands for the whole where a unit keeps an official one.
    official: str | None
    #: Whether a village has anything to count.
    of_villages: bool
    plan: Mapping[int, int] = field(hash=False)

    @property
    def formula(self) -> str:
        """How it is computed, in words."""
        return f"{self.part}, chia cho {self.whole}"


@dataclass(frozen=True)
class Measure:
    """A measure of a unit on a day: ``part`` of ``whole`` records.

    ``registered`` is the whole as the register counts it. Where ``official`` is not 0, of so many units the official
    count of the year stands in its place.
    """

    whole: int = 0
    part: int = 0
    registered: int = 0
    official: int = 0

    @property
    def share(self) -> float | None:
        """The part as a share of one; None where there is nothing to count. Above one where a count is wrong."""
        return self.part / self.whole if self.whole else None

    @property
    def reached(self) -> float | None:
        """The share in percent, cut to one decimal; None where there is nothing to count or a count is wrong."""
        return None if self.share is None or self.share > 1 else int(self.share * 1000 + 1e-9) / 10

    def missing_to(self, percent: float) -> int:
        """How many more records would reach a target, if the whole stays what it is."""
        return max(0, math.ceil(round(percent * self.whole, 6) / 100) - self.part)

    def reaches(self, percent: float) -> bool:
        """Whether a target is reached; nothing to count reaches none."""
        return self.whole > 0 and not self.missing_to(percent)

    def __add__(self, other: "Measure") -> "Measure":
        return Measure(
            self.whole + other.whole,
            self.part + other.part,
            self.registered + other.registered,
            self.official + other.official,
        )


@cache
def definitions() -> dict[str, Definition]:
    """The measures by key, in the plan's order."""
    with (Path(__file__).parent / "measures.toml").open("rb") as file:
        given = tomllib.load(file)
    return {
        key: Definition(
            key, entry["slug"], entry["name"], entry["short"], entry["part"], entry["whole"], entry["records"],
            entry.get("official"), entry.get("level") != Level.COMMUNE, {year: entry[str(year)] for year in GOAL_YEARS},
        )
        for key, entry in given.items()
    }  # fmt: skip


def definitions_at(level: Level) -> dict[str, Definition]:
    """The measures that a unit of a level has anything to count for."""
    return {key: one for key, one in definitions().items() if one.of_villages or level is not Level.VILLAGE}


@cache
def by_slug() -> dict[str, Definition]:
    """The measures by the word that stands in an address."""
    return {one.slug: one for one in definitions().values()}
