"""What is read from a spreadsheet, how much of it is read, and the words where it is not."""

import datetime as dt
from dataclasses import dataclass

#: A date with a time of day is cut to its date; a time of day alone, and an error such as #REF!, is text.
Cell = str | int | float | bool | dt.date | None


class WorkbookRefusedError(Exception):
    """A file that cannot be read as a spreadsheet; the message is for the person and says what to do."""


@dataclass(frozen=True)
class Limits:
    """How much is read at all. Beyond it the file is refused, never cut."""

    #: Of the file as it is sent.
    bytes: int = 20_000_000
    sheets: int = 50
    #: Down to the last row of a sheet that has something in it, blank ones included.
    rows: int = 100_000
    columns: int = 200
    #: Of all sheets together, from A1 to the last row and column with something in them.
    cells: int = 1_000_000
    #: Characters of all cells together.
    characters: int = 30_000_000
    #: Of a zipped workbook, in bytes, with all its parts inflated.
    inflated: int = 400_000_000
    #: Of the process that reads a workbook, in bytes of address space.
    memory: int = 800_000_000
    #: Of the process that reads a workbook, in seconds.
    seconds: int = 20


#: What a person sends through a page: a commune of 11,000 people with 20 columns is a quarter of it.
LIMITS = Limits()

#: Characters of one cell; what is longer is cut just behind it, so that whoever checks the length sees that it was.
MOST_TEXT = 2_000


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows[0]`` is row 1 as Excel shows it; empty rows and columns at the end are cut."""

    name: str
    hidden: bool
    rows: list[list[Cell]]


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file in its own order, hidden ones too."""

    sheets: tuple[Sheet, ...]
