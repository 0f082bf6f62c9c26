"""The figures that everybody may read: their columns, and sums that give away no count that is hidden.

Small counts are hidden by the database (``lhtq_open_figures``, migration 0037; ``docs/open-figures.md``).
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lhtq.criteria.rules import MODEL_NOUNS, MODEL_SLUGS, MODEL_TITLES, Model
from lhtq.indicators.rules.measures import definitions

#: A count under it is hidden. The database holds the same number; this one is for people to read.
FEW = 5


@dataclass(frozen=True)
class Texts:
    """What stands beside the figures: the province's to change in ``open_figures.toml``."""

    title: str
    source: str
    licence: str
    attribution: str


@dataclass(frozen=True)
class Figure:
    """Something that is counted of every commune and year: titles recognised, or a measure's part of its whole."""

    key: str
    slug: str
    name: str
    part: str
    #: What the whole is; nothing where there is none.
    whole: str
    records: str

    @property
    def columns(self) -> dict[str, str]:
        """The columns of a file, each with what it says."""
        if not self.whole:
            return {f"titles_{self.key}": self.part}
        return {f"{self.key}_part": self.part, f"{self.key}_whole": self.whole}


@dataclass(frozen=True)
class Count:
    """A figure of a commune in a year; None is hidden, and a title has no whole."""

    part: int | None
    whole: int | None

    def values(self, figure: Figure) -> dict[str, int | None]:
        """What stands in the columns of a figure."""
        return dict(zip(figure.columns, (self.part, self.whole), strict=False))


@dataclass(frozen=True)
class Total:
    """The sum of the communes that are shown; it is made of what is told anyway, so it tells nothing more.

    ``left_out`` communes are not in it: one of their counts is hidden.
    """

    part: int
    whole: int
    left_out: int


def total(figure: Figure, counts: Iterable[Count]) -> Total:
    """Add up a figure of several communes, without those of which anything is hidden."""
    every = list(counts)
    shown = [one for one in every if None not in one.values(figure).values()]
    return Total(sum(one.part or 0 for one in shown), sum(one.whole or 0 for one in shown), len(every) - len(shown))


def hidden(counts: Mapping[str, Count]) -> int:
    """How many numbers of a commune's year are hidden."""
    return sum(value is None for key, figure in figures().items() for value in counts[key].values(figure).values())


@cache
def figures() -> dict[str, Figure]:
    """The figures by key: titles by model, then the plan's measures in its order."""
    titles = {
        model.value: Figure(
            model.value, f"danh-hieu-{MODEL_SLUGS[model]}", f"Số phiếu được công nhận “{MODEL_TITLES[model]}”",
            f"phiếu của năm được quyết định công nhận “{MODEL_TITLES[model]}”", "", MODEL_NOUNS[model],
        )
        for model in Model
    }  # fmt: skip
    measures = {
        key: Figure(key, one.slug, one.name, one.part, one.whole, one.records) for key, one in definitions().items()
    }
    return titles | measures


@cache
def texts() -> Texts:
    """The texts of ``open_figures.toml``."""
    with (Path(__file__).parents[1] / "open_figures.toml").open("rb") as file:
        return Texts(**tomllib.load(file))
