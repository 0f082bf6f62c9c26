"""Lists in pages of 25."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

#: Rows on one page: what fits the 6,000 bytes of a list.
PAGE = 25


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. ``number`` counts from 1; whether there is a next one is known, the total is not."""

    rows: Sequence[T]
    number: int
    more: bool


def page(rows: Callable[[int, int], Sequence[T]], number: int, size: int = PAGE) -> Page[T]:
    """Ask ``rows(limit, offset)`` for one row more than a page of ``size``, to know whether another follows."""
    number = max(1, min(number, 100_000))
    found = rows(size + 1, (number - 1) * size)
    return Page(found[:size], number, len(found) > size)
