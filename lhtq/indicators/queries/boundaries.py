"""The boundaries of communes that an installation may have, as a file in GeoJSON beside the program."""

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from lhtq.indicators.rules.shapes import Drawing, Ring, drawing, rings_by_code

#: A file beyond this is no map of a province's communes.
MOST_BYTES = 64_000_000
#: Characters of all paths of one drawing: a page has to stay small.
MOST_PATHS = 7_000


class UnreadableBoundariesError(Exception):
    """The file of boundaries is not there, too large, or no GeoJSON of areas."""


def boundaries(path: Path, codes: Iterable[str]) -> Drawing:
    """The communes of some codes that the file has, drawn; kept until the file changes.

    Raises UnreadableBoundariesError.
    """
    try:
        told = path.stat()
        if told.st_size > MOST_BYTES:
            raise UnreadableBoundariesError(f"{path}: more than {MOST_BYTES} bytes")
        return _drawn(path, (told.st_mtime_ns, told.st_size), frozenset(codes))
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableBoundariesError(f"{path}: {error}") from error


@lru_cache(maxsize=32)
def _drawn(path: Path, stamp: tuple[int, int], codes: frozenset[str]) -> Drawing:
    rings = _read(path, stamp)
    return drawing({code: rings[code] for code in sorted(codes & rings.keys())}, MOST_PATHS)


@lru_cache(maxsize=1)
def _read(path: Path, _stamp: tuple[int, int]) -> dict[str, list[Ring]]:
    with path.open("rb") as file:
        return rings_by_code(json.load(file))
