"""From the cells of a sheet to what each row says, or why it says nothing that can be read."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from lhtq.workbook import legacy
from lhtq.workbook.folding import fold
from lhtq.workbook.headings import TOP, Known, Table, find_table, guess_by_heading, guess_columns
from lhtq.workbook.sheets import Cell, Sheet
from lhtq.workbook.values import ValueWrongError, is_empty, shown
from lhtq.workbook.writing import Column, Kind


@dataclass(frozen=True)
class Field:
    """A column of a list: what it is called here and elsewhere, and how a cell of it is read.

    ``parse`` raises ValueWrongError. An empty cell says nothing, unless ``empty_says``: a tick that is not there.
    """

    key: str
    heading: str
    parse: Callable[[Cell], Any]
    names: tuple[str, ...] = ()
    note: str = ""
    choices: tuple[str, ...] = ()
    width: int = 14
    kind: Kind = Kind.TEXT
    #: One column of each of these must be there, and of those that share a group one of them.
    required: str = ""
    empty_says: bool = False
    hint: Callable[[Cell], bool] | None = None
    #: A new record must say it, although a file that only changes some can do without the column.
    needed: bool = False
    #: Stands in templates and exports; others are only read where a commune's own list has them.
    offered: bool = True

    @property
    def known(self) -> Known:
        """How its heading is told from others."""
        return Known(self.key, (self.heading, *self.names))

    def column(self, *, filling: bool = False) -> Column:
        """How it is written; ``filling`` for a template, with the note and the choices."""
        return Column(
            self.key, self.heading, self.width, self.note if filling else "", self.choices if filling else (), self.kind
        )


@dataclass
class Given:
    """What one row says: values by key, and by key why a cell could not be read."""

    number: int
    values: dict[str, Any]
    wrong: dict[str, str] = field(default_factory=dict)
    #: The text of cells that could not be read, for those that stand in the register as they are.
    raw: dict[str, str] = field(default_factory=dict)
    #: The words of a row that has nothing else in any of its columns: it may head the rows below it.
    alone: str = ""

    def forgive(self, known: Mapping[str, Any]) -> None:
        """Take what could not be read as it is where the register has just that, whoever typed it there."""
        for key, words in self.raw.items():
            if key in self.wrong and words == known.get(key):
                self.values[key] = words
                del self.wrong[key]


@dataclass(frozen=True)
class Source:
    """A sheet with its table, in Unicode, and which columns were written for old fonts."""

    sheet: str
    table: Table
    guessed: Mapping[str, int]
    notes: tuple[str, ...] = ()
    #: The first rows of the sheet, among which the headings are.
    top: Sequence[Sequence[Cell]] = ()

    def samples(self) -> list[list[str]]:
        """Of each column the first values that it has."""
        found: list[list[str]] = [[] for _heading in self.table.headings]
        for _number, cells in self.rows:
            for column, cell in zip(found, cells, strict=False):
                if len(column) < _SAMPLES and not is_empty(cell):
                    column.append(shown(cell)[:_MOST_SHOWN])
        return found

    def alone(self) -> Iterator[str]:
        """The words of rows that have nothing else."""
        return (words for _number, cells in self.rows if (words := _alone(cells)))

    @property
    def rows(self) -> list[tuple[int, list[Cell]]]:
        """The rows of the table without those that add the others up."""
        return [(number, cells) for number, cells in self.table.body if number not in self.table.totals]


#: Values of a column that are shown to whoever says what it holds, and characters of each.
_SAMPLES = 3
_MOST_SHOWN = 40
#: What counts the parts of a list, before their names.
_COUNTING = re.compile(r"\s*(?:[IVX]+|\d+)(?:[.)/:\s-]+|$)")
#: Headings, folded, of columns that number the rows.
_RUNNING = frozenset(("tt", "stt", "so tt", "so thu tu", "no"))
#: Cells of a column by which its font is told.
_SAMPLE = 400
#: Different words that show the font of one column where the sheet as a whole shows none.
_LEAST_WORDS = 2


def find_source(
    sheets: Sequence[Sheet], fields: Sequence[Field], wanted: str = "", heading_row: int | None = None
) -> Source | None:
    """The sheet of the name ``wanted``, or of those that are not hidden the one that looks most like the list.

    ``heading_row`` is where a person says that its headings are, 0 for nowhere; None where they are looked for.
    """
    known = [each.known for each in fields]
    named = [sheet for sheet in sheets if sheet.name == wanted]
    found = [
        _source(sheet, fields, known, heading_row)
        for sheet in named or sheets
        if sheet.rows and (named or not sheet.hidden)
    ]
    return max(found, key=lambda one: (len(guess_by_heading(one.table.headings, known)), len(one.table.body)),
               default=None)  # fmt: skip


def key_of(headings: Iterable[str]) -> str:
    """What a mapping of columns is remembered by: the headings, however they are spaced and capitalised."""
    return hashlib.sha256("|".join(fold(heading) for heading in headings).encode()).hexdigest()


def missing(fields: Sequence[Field], mapping: Mapping[str, int]) -> list[str]:
    """The headings of columns that must be there and are not."""
    groups: dict[str, list[Field]] = {}
    for each in fields:
        if each.required:
            groups.setdefault(each.required, []).append(each)
    return [group[0].heading for group in groups.values() if not any(each.key in mapping for each in group)]


def unread(source: Source, mapping: Mapping[str, int]) -> str:
    """In words, which columns with something in them are read as nothing; a running number is nothing to read."""
    filled = {at for _number, cells in source.rows for at, cell in enumerate(cells) if not is_empty(cell)}
    left = [
        heading or f"cột {letter(at)} không tên"
        for at, heading in enumerate(source.table.headings)
        if at in filled and at not in mapping.values() and fold(heading) not in _RUNNING
    ]
    return f"Không đọc: {', '.join(left)}." if left else ""


def letter(column: int) -> str:
    """A column as Excel names it: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_rows(source: Source, fields: Sequence[Field], mapping: Mapping[str, int]) -> list[Given]:
    """What the rows of a table say under a mapping of keys to columns."""
    read = [(_Reader(each), mapping[each.key]) for each in fields if each.key in mapping]
    return [_given(number, cells, read) for number, cells in source.rows]


class _Reader:
    """Reads the cells of one column; what it has read before it knows."""

    def __init__(self, field_: Field) -> None:
        self.key = field_.key
        self._field = field_
        # 1 and True are equal and mean different things.
        self._known: dict[tuple[type, Cell], tuple[bool, Any]] = {}

    def read(self, cell: Cell) -> tuple[bool, Any]:
        """Whether a cell can be read, and its value or why not; nothing is said by None."""
        asked = (type(cell), cell)
        if asked not in self._known:
            self._known[asked] = self._read(cell)
        return self._known[asked]

    def _read(self, cell: Cell) -> tuple[bool, Any]:
        if is_empty(cell) and not self._field.empty_says:
            return True, None
        try:
            return True, self._field.parse(cell)
        except ValueWrongError as error:
            return False, str(error)


def _given(number: int, cells: list[Cell], read: list[tuple[_Reader, int]]) -> Given:
    given = Given(number, {}, alone=_alone(cells))
    for reader, column in read:
        cell = cells[column] if column < len(cells) else None
        good, value = reader.read(cell)
        if not good:
            given.wrong[reader.key] = value
            given.raw[reader.key] = " ".join(str(cell).split())
        elif value is not None:
            given.values[reader.key] = value
    return given


def _alone(cells: Sequence[Cell]) -> str:
    """The words of a row that has no others; a number before them (I, 1.) counts them, and brackets only explain."""
    told = [cell for cell in cells if not is_empty(cell)]
    if len(told) > 1 and _COUNTING.fullmatch(shown(told[0])):
        told = told[1:]
    if len(told) != 1 or not isinstance(told[0], str):
        return ""
    return _COUNTING.sub("", re.sub(r"\([^)]*\)", "", told[0]), count=1).strip(" :.-")


def _source(sheet: Sheet, fields: Sequence[Field], known: Sequence[Known], heading_row: int | None) -> Source:
    plain, fonts = _in_unicode(sheet)
    hints = {each.key: each.hint for each in fields if each.hint is not None}
    table = find_table(plain, known, hints, heading_row)
    guessed = guess_columns(table, known, hints)
    notes = []
    for column, font in sorted(fonts.items()):
        heading = table.headings[column] if column < len(table.headings) and table.headings[column] else "không tên"
        notes.append(f"Cột {heading}: phông {font.value.upper()}, đã chuyển sang Unicode.")
    return Source(sheet.name, table, guessed, tuple(notes), plain.rows[:TOP])


def _in_unicode(sheet: Sheet) -> tuple[Sheet, dict[int, legacy.Font]]:
    """The sheet with what was typed for old fonts converted, and the font of each such column."""
    width = max(map(len, sheet.rows), default=0)
    foreign = {column: texts for column in range(width) if (texts := list(islice(_foreign(sheet, column), _SAMPLE)))}
    # One odd word in a sheet of Unicode is an odd word, and not another font.
    whole = legacy.guess_font(chain.from_iterable(foreign.values()))
    least = 1 if whole else _LEAST_WORDS
    guessed = {column: _font_of(texts, whole, least) for column, texts in foreign.items()}
    fonts = {column: font for column, font in guessed.items() if font is not None}
    if not fonts:
        return sheet, {}
    # A short column proves nothing by itself ("N÷"): it was typed where the others were.
    usual = Counter(fonts.values()).most_common(1)[0][0]
    chosen = {column: fonts.get(column, usual) for column in foreign}
    rows = [
        [legacy.to_unicode(cell, chosen[at]) if isinstance(cell, str) and at in chosen else cell
         for at, cell in enumerate(row)]
        for row in sheet.rows
    ]  # fmt: skip
    return Sheet(sheet.name, sheet.hidden, rows), fonts


def _font_of(texts: Sequence[str], whole: legacy.Font | None, least: int) -> legacy.Font | None:
    """The font of a column: of one that shows it by a single word, its heading, that of the sheet as a whole."""
    font = legacy.guess_font(texts, least=least)
    return whole if font and whole and legacy.guess_font(texts, least=_LEAST_WORDS) is None else font


def _foreign(sheet: Sheet, column: int) -> Iterable[str]:
    """The texts of a column that have other letters than ASCII."""
    cells = (row[column] for row in sheet.rows if column < len(row))
    return (cell for cell in cells if isinstance(cell, str) and not cell.isascii())
