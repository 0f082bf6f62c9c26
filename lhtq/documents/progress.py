"""How far the writing of a document is."""

from collections.abc import Callable

#: Called with the pieces that are written and all of them: certificates, tables, or parts of pages.
Told = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Tell nobody."""
