"""How far a unit has come in a year, by the state of its sheets."""

from dataclasses import dataclass


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

    def share(self, count: int) -> float | None:
        """A count as a share of all households."""
        return count / self.households if self.households else None

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(mine + theirs for mine, theirs in zip(_values(self), _values(other), strict=True)))


def _values(counts: Counts) -> tuple[int, ...]:
    return tuple(getattr(counts, name) for name in counts.__dataclass_fields__)
