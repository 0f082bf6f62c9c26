"""Measures against the plan's targets, as pure functions."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Target:
    """A measure of the plan with its targets by year, as shares of one."""

    key: str
    name: str
    formula: str
    by_year: dict[int, float]


@dataclass(frozen=True)
class ModelCounts:
    """How far a unit has come with one model in a year; counts of sheets, ``holding`` of titles on the day asked."""

    registered: int = 0
    scored: int = 0
    #: Scored and not handed in yet.
    ready: int = 0
    submitted: int = 0
    reviewed: int = 0
    returned: int = 0
    recognised: int = 0
    refused: int = 0
    holding: int = 0


@dataclass(frozen=True)
class Counts(ModelCounts):
    """What a unit has come to in a year with its families, of all households."""

    households: int = 0

    @property
    def family_rate(self) -> float | None:
        """Households holding the title on the day, of all households; None where there are none."""
        return self.holding / self.households if self.households else None

    def share(self, count: int) -> float | None:
        """A count as a share of all households."""
        return count / self.households if self.households else None

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(mine + theirs for mine, theirs in zip(_values(self), _values(other), strict=True)))


def missing_to(target: float, counts: Counts) -> int:
    """How many more households must hold the title to reach a target (a share of one)."""
    needed = -(-round(target * 1000) * counts.households // 1000)
    return max(0, needed - counts.holding)


@cache
def targets() -> dict[str, Target]:
    """The plan's targets by measure."""
    with (Path(__file__).parent / "targets.toml").open("rb") as file:
        given = tomllib.load(file)
    return {
        key: Target(
            key,
            entry["name"],
            entry["formula"],
            {int(year): share / 100 for year, share in entry.items() if year.isdigit()},
        )
        for key, entry in given.items()
    }


def _values(counts: Counts) -> tuple[int, ...]:
    return tuple(getattr(counts, name) for name in counts.__dataclass_fields__)
