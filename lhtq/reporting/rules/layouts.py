"""What a report holds, as data: parts with words, tables of rows and columns, and where each cell comes from.

``layouts/*.toml`` are such data, one file for each kind of period. A snapshot carries the layout that it was made with,
so a file may be changed without touching a report that was handed in.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "layouts"

_PLACEHOLDER = re.compile(r"\{([a-z0-9_.-]+)\}")


class LayoutError(ValueError):
    """A layout says something that cannot be; the message is for whoever writes it."""


@dataclass(frozen=True)
class Part:
    """A part in words. ``sentences`` are proposed from the figures in braces; ``logs`` name lists of the period."""

    key: str
    number: str
    heading: str
    hint: str = ""
    required: bool = False
    sentences: Sequence[str] = ()
    logs: Sequence[str] = ()


@dataclass(frozen=True)
class Column:
    """A column: a ``source`` of the figures, a ``share`` of two columns before it, or what the row itself ``given``."""

    key: str
    heading: str
    source: str = ""
    share: tuple[str, str] | None = None
    given: bool = False
    sum: bool = False
    width: float = 2

    @property
    def percent(self) -> bool:
        """Whether its cells are shares of a hundred."""
        return self.share is not None or self.given


@dataclass(frozen=True)
class Row:
    """A row: its key stands for ``{row}`` in the sources of the columns; ``given`` are its own cells."""

    key: str
    name: str
    given: Mapping[str, float] = field(default_factory=dict)
    #: In a table by year: where its cells come from.
    source: str = ""


@dataclass(frozen=True)
class TableLayout:
    """A table after a part. ``by`` is "row" for rows of the layout, "unit" for the units below, "year" for years."""

    key: str
    title: str
    after: str
    by: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    head: str
    landscape: bool = False
    note: str = ""


@dataclass(frozen=True)
class Layout:
    """A whole layout. ``provisional`` says that the official form was not at hand; ``note`` why."""

    key: str
    subject: str
    basis: str
    provisional: bool
    note: str
    parts: Sequence[Part]
    tables: Sequence[TableLayout]

    def part(self, key: str) -> Part:
        """A part by its key; raises KeyError."""
        return {part.key: part for part in self.parts}[key]

    def table(self, key: str) -> TableLayout:
        """A table by its key; raises KeyError."""
        return {table.key: table for table in self.tables}[key]


def layout_data(name: str) -> dict[str, Any]:
    """The data of a layout that comes with the software; a copy, to be kept in a snapshot."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def layout(name: str) -> Layout:
    """A layout that comes with the software."""
    return read(layout_data(name))


def read(data: Mapping[str, Any]) -> Layout:
    """A layout from its data; raises LayoutError for a table that names a part or a column that is not there."""
    parts = [Part(**part) for part in data["parts"]]
    tables = [_table(given) for given in data["tables"]]
    known = {part.key for part in parts}
    for table in tables:
        if table.after not in known:
            raise LayoutError(f"table {table.key} stands after {table.after}, which is no part")
        _check(table)
    return Layout(data["key"], data["subject"], data["basis"], data["provisional"], data.get("note", ""), parts, tables)


def _table(given: Mapping[str, Any]) -> TableLayout:
    columns = [
        Column(**{**column, "share": tuple(column["share"]) if "share" in column else None})
        for column in given.get("columns", [])
    ]
    own = {column.key for column in columns if column.given}
    rows = [
        Row(row["key"], row["name"], {key: row[key] for key in own if key in row}, row.get("source", ""))
        for row in given.get("rows", [])
    ]
    return TableLayout(
        key=given["key"],
        title=given["title"],
        after=given["after"],
        by=given.get("by", "row"),
        columns=columns,
        rows=rows,
        head=given.get("head", "Nội dung"),
        landscape=given.get("landscape", False),
        note=given.get("note", ""),
    )


def _check(table: TableLayout) -> None:
    keys = [column.key for column in table.columns]
    for column in table.columns:
        if column.share is not None and not set(column.share) <= set(keys):
            raise LayoutError(f"column {column.key} of table {table.key} is a share of columns that are not there")
    if table.by not in {"row", "unit", "year"}:
        raise LayoutError(f"table {table.key} is by {table.by}")


def sources_of(found: Layout) -> Iterator[str]:
    """Every key of a figure that a layout asks for, in its tables and its sentences."""
    for table in found.tables:
        for row in table.rows or [Row("", "")]:
            yield from filter(None, (column.source.replace("{row}", row.key) for column in table.columns))
            yield from filter(None, (row.source,))
    for part in found.parts:
        for sentence in part.sentences:
            yield from _PLACEHOLDER.findall(sentence)


def sentences(part: Part, figures: Mapping[str, int], words: Mapping[str, str]) -> list[str]:
    """The sentences that the figures propose for a part.

    ``words`` are the unit's and the period's names. A sentence of which a figure is not known, or whose figures are all
    nothing, is not proposed: there would be nothing to tell.
    """
    return [text for one in part.sentences if (text := _sentence(one, figures, words))]


def _sentence(pattern: str, figures: Mapping[str, int], words: Mapping[str, str]) -> str:
    names = _PLACEHOLDER.findall(pattern)
    counted = [figures.get(name) for name in names if name not in words]
    if any(value is None for value in counted) or not any(counted):
        return ""
    return _PLACEHOLDER.sub(lambda found: words.get(found[1]) or _number(figures[found[1]]), pattern)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
