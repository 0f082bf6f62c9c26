"""Units beside each other: how near each is to its target, in five steps, and in which order they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from lhtq.indicators.rules.measures import Measure

#: From the farthest to those that are there: how a share stands to its target.
STEPS = (
    "dưới một phần tư mục tiêu",
    "từ một phần tư",
    "từ một nửa",
    "từ ba phần tư",
    "đạt mục tiêu",
)


def step_of(measure: Measure, target: float) -> int | None:
    """Which of ``STEPS`` a measure is on; None where there is nothing to count, or a count is wrong."""
    if measure.share is None or measure.share > 1:
        return None
    if measure.reaches(target):
        return len(STEPS) - 1
    return min(len(STEPS) - 2, int(400 * measure.share / target))


class Row(Protocol):
    """A unit with one measure and its target, as it is sorted."""

    @property
    def sorted_name(self) -> str:
        """Its name, for the order of names."""

    @property
    def measure(self) -> Measure:
        """The measure."""

    @property
    def target(self) -> float:
        """Percent to be reached by the end of the year."""

    @property
    def missing(self) -> int:
        """So many more records would reach it."""


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Order:
    """A column to sort by. ``slug`` stands in addresses, with a minus for the largest first."""

    slug: str
    descending: bool

    @property
    def sign(self) -> str:
        """As it stands in an address."""
        return f"-{self.slug}" if self.descending else self.slug


#: What may be sorted by, and whether the largest stands first at first.
COLUMNS: dict[str, bool] = {
    "ten": False,
    "can": False,
    "ty-le": True,
    "dat": True,
    "tong": True,
    "muc-tieu": True,
    "thieu": True,
}
USUAL = Order("ty-le", descending=True)


def order(sign: str) -> Order:
    """The order that an address asks for; by share, the best first, for none."""
    slug = sign.removeprefix("-")
    return Order(slug, sign.startswith("-")) if slug in COLUMNS else USUAL


def other_way(slug: str, now: Order) -> Order:
    """What the heading of a column asks for: its own first order, or the other one where that is there."""
    return Order(slug, not now.descending if now.slug == slug else COLUMNS[slug])


def in_order(rows: Iterable[R], by: Order) -> list[R]:
    """Rows in an order; those without anything to count stand last, equal ones by name."""
    told = sorted(rows, key=lambda row: row.sorted_name)
    if by.slug == "ten":
        return told[::-1] if by.descending else told
    counted = [row for row in told if row.measure.whole]
    counted.sort(key=lambda row: _key(row, by.slug), reverse=by.descending)  # equals stay in the order of names
    return [*counted, *(row for row in told if not row.measure.whole)]


def _key(row: Row, slug: str) -> float:
    measure = row.measure
    values: dict[str, float] = {
        "can": (measure.share or 0) * 100 - row.target,
        "ty-le": measure.share or 0,
        "dat": measure.part,
        "tong": measure.whole,
        "muc-tieu": row.target,
        "thieu": row.missing,
    }
    return values[slug]
