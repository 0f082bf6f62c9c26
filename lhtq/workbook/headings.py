"""Where the table of a sheet begins, and which of its columns holds what."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from lhtq.workbook.folding import fold
from lhtq.workbook.sheets import Cell, Sheet
from lhtq.workbook.values import shown

#: Rows from the top among which the headings are looked for.
TOP = 40
#: Rows by whose values a column is guessed, and the share of them that must fit.
_SAMPLE = 200
_SHARE = 0.8
#: Characters of a heading that are looked at.
_MOST_HEADING = 200

#: Words that headings carry or leave out without meaning anything else.
_IDLE = frozenset(("va", "cac", "cua", "so", "ghi", "ro", "neu", "co"))

#: Tống and Cộng are names, too.
_TOTALS = re.compile(r"tổng\b|tong (cong|so|hop)\b|cộng\b\W*[\d(]|cộng\W*$")
#: Columns from which on a row of numbers is one that numbers the columns.
_NUMBERED = 3
_NUMBERING = re.compile(r"\(?(\d{1,2}|[A-Z])\)?")


#: A cell that is a year or a day.
_YEAR = re.compile(r"^\D*(19|20)\d\d$|\d[/.-]\d")

#: By the key of a column whether a value could be its.
Hints = Mapping[str, Callable[[Cell], bool]]
NO_HINTS: Hints = {}
#: The number of the last row of headings, the headings, and whether they stand in two rows.
_Candidate = tuple[int, tuple[str, ...], bool]


@dataclass(frozen=True)
class Known:
    """What a column may hold, and the headings it is known by."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The rows of a sheet under its headings. Rows are numbered as Excel shows them, from 1."""

    #: The row of the headings, the lower one of two; 0 where there are none.
    heading_row: int
    #: One for each column; empty where a column has none.
    headings: tuple[str, ...]
    #: Rows that are not blank, with their numbers.
    body: list[tuple[int, list[Cell]]]
    #: The numbers of those rows that add up the others ("Tổng cộng").
    totals: frozenset[int] = field(default_factory=frozenset)


def find_table(sheet: Sheet, known: Sequence[Known], hints: Hints = NO_HINTS, said: int | None = None) -> Table:
    """The table of ``sheet``: its headings are the row, or two rows, that match most of what is ``known``.

    Of two rows the upper one spans columns that the lower one names. Titles above, and a row under the headings that
    only numbers the columns, are left out. Where nothing matches, the first row of several texts is taken that is no
    record itself; where all are records there are no headings, and all their columns are nameless. A word that is a
    value, too ("Chủ hộ"), is no match. ``said`` is the row that a person names instead, 0 for none.
    """
    candidates = [found for found in _candidates(sheet.rows[:TOP]) if said is None or found[0] == said]
    if not candidates and said is None:
        return Table(0, (), _body(sheet.rows, 0))

    def matches(found: _Candidate) -> int:
        matched = guess_by_heading(found[1], known).values()
        return sum(not any(hint(found[1][column]) for hint in hints.values()) for column in matched)

    best = max(candidates, key=lambda found: (matches(found), found[2], -found[0]), default=None)
    if best is None or (said is None and not matches(best)):
        named = [found for found in candidates if not _is_record(sheet.rows[found[0] - 1], hints)]
        best = max(named, key=lambda found: (min(_filled(sheet.rows[found[0] - 1]), 3), -found[0]), default=None)
    width = max(map(len, sheet.rows), default=0)
    row, headings, _ = best or (said or 0, ("",) * width, False)
    body = _body(sheet.rows, row)
    if body and _is_numbering(body[0][1]):
        body = body[1:]
    return Table(row, headings, body, frozenset(number for number, cells in body if _is_total(cells)))


def guess_columns(table: Table, known: Sequence[Known], hints: Hints = NO_HINTS) -> dict[str, int]:
    """The column of each key, counted from 0: by its heading, else by its values.

    ``hints`` say for a key whether a value could be its; a column is taken where it is the only one whose values fit.
    """
    found = guess_by_heading(table.headings, known)
    sample = [cells for number, cells in table.body[:_SAMPLE] if number not in table.totals]
    for each in known:
        if each.key in found or each.key not in hints:
            continue
        fitting = [
            column
            for column in range(max(map(len, sample), default=0))
            if column not in found.values() and _fits([cells[column] for cells in sample], hints[each.key])
        ]
        if len(fitting) == 1:
            found[each.key] = fitting[0]
    return found


def guess_by_heading(headings: Sequence[str], known: Sequence[Known]) -> dict[str, int]:
    """The column of each key by its heading alone: the likest pairs first, the left column before the right."""
    pairs = sorted(
        (-likeness, column, at)
        for column, heading in enumerate(headings)
        for at, each in enumerate(known)
        if (likeness := _likeness(heading, each)) > 0
    )
    found: dict[str, int] = {}
    for _, column, at in pairs:
        if known[at].key not in found and column not in found.values():
            found[known[at].key] = column
    return found


def _likeness(heading: str, known: Known) -> float:
    """2 where a heading is a name of ``known``, less where it only has all its words and some more, else 0."""
    words = _telling(heading)
    if not words:
        return 0
    best = 0.0
    for each in known.names:
        telling = _telling(each)
        if words == telling:
            return 2
        if len(words) <= 3 * len(telling) and _holds(words, telling):
            best = max(best, len(telling) / len(words))
    return best


@lru_cache(maxsize=10_000)
def _telling(heading: str) -> tuple[str, ...]:
    """The words of a heading; what stands in brackets only explains."""
    heading = heading[:_MOST_HEADING]
    words = fold(re.sub(r"\([^)]*\)", " ", heading)).split() or fold(heading).split()
    return tuple(word for word in words if word not in _IDLE) or tuple(words)


def _holds(words: Sequence[str], telling: Sequence[str]) -> bool:
    """Whether ``telling`` stands in ``words``, in one piece."""
    size = len(telling)
    return any(words[at : at + size] == telling for at in range(len(words) - size + 1))


def _is_record(row: list[Cell], hints: Hints) -> bool:
    """Whether a row says what records say: a day or a year, or values of two columns at least."""
    if any(isinstance(cell, dt.date) or _YEAR.search(str(cell or "")) for cell in row):
        return True
    return sum(any(isinstance(cell, str) and hint(cell) for cell in row) for hint in hints.values()) > 1


def _candidates(rows: list[list[Cell]]) -> Iterable[_Candidate]:
    """Every row, and every two rows, that could be headings: the number of the last row, the headings, whether two."""
    for at, row in enumerate(rows):
        texts = _texts(row)
        if not any(texts):
            continue
        yield at + 1, tuple(texts), False
        if at + 1 < len(rows) and _is_lower(row, rows[at + 1]):
            yield at + 2, _together(texts, _texts(rows[at + 1])), True


def _texts(row: list[Cell]) -> list[str]:
    return [" ".join(shown(cell).split()) if isinstance(cell, str | dt.date) else "" for cell in row]


def _filled(row: list[Cell]) -> int:
    return sum(isinstance(cell, str) for cell in row)


def _is_lower(upper: list[Cell], lower: list[Cell]) -> bool:
    """Whether ``lower`` names the columns that merged cells of ``upper`` span, and nothing else."""
    named = [column for column, cell in enumerate(lower) if cell is not None]
    if not named or not all(isinstance(lower[column], str) for column in named):
        return False
    spanned = _spanned(upper)
    return all(column in spanned for column in named) and any(upper[column] is None for column in named)


def _spanned(upper: list[Cell]) -> set[int]:
    """The columns under a merged cell: empty ones behind a filled one, and the filled one itself."""
    found = set()
    for column in range(1, len(upper)):
        if upper[column] is None and (upper[column - 1] is not None or column - 1 in found):
            found |= {column - 1, column}
    return found


def _together(upper: list[str], lower: list[str]) -> tuple[str, ...]:
    headings = []
    above = ""
    for over, under in zip(upper, lower, strict=True):
        above = over or (above if under else "")
        headings.append(f"{above} {under}".strip())
    return tuple(headings)


def _body(rows: list[list[Cell]], after: int) -> list[tuple[int, list[Cell]]]:
    return [
        (number, row)
        for number, row in enumerate(rows[after:], start=after + 1)
        if any(cell is not None and str(cell).strip() for cell in row)
    ]


def _is_numbering(row: list[Cell]) -> bool:
    """Whether a row only numbers the columns: A, B, 1, 2 or (1), (2), (3)."""
    told = [str(cell).strip() for cell in row if cell is not None]
    if len(told) < _NUMBERED or not all(_NUMBERING.fullmatch(each) for each in told):
        return False
    numbers = [int(each.strip("()")) for each in told if each.strip("()").isdecimal()]
    return all(after == before + 1 for before, after in pairwise(numbers))


def _is_total(row: list[Cell]) -> bool:
    """Whether the first text of a row says that it adds up."""
    first = next((cell for cell in row if isinstance(cell, str) and cell.strip()), "")
    return _TOTALS.match(" ".join(unicodedata.normalize("NFC", str(first)).casefold().split())) is not None


def _fits(cells: list[Cell], fits: Callable[[Cell], bool]) -> bool:
    said = [cell for cell in cells if cell is not None]
    return bool(said) and sum(map(fits, said)) >= len(said) * _SHARE
