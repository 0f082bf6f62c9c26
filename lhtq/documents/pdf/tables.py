"""Tables of any length in a PDF: their headings on every page, and no row broken."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable
from reportlab.platypus import Table as Grid

from lhtq.documents import words
from lhtq.documents.layout import LAYOUT
from lhtq.documents.parts import Align, Row, Table
from lhtq.documents.pdf.looks import padding, style, text

_L = LAYOUT
#: Points inside a cell, to its left and right, and above and below.
_INSIDE, _APART = 3, 2
#: More rows than a page can hold. ReportLab copies all that is left of a table at each page: of ten thousand rows, for
#: half a minute.
_AT_ONCE = 60
#: Characters of a cell that may fill a page in a narrow column.
_LONG = 600


def table(of: Table, width: float) -> Flowable:
    """A table of ``width`` millimetres, with its row of sums."""
    rows = list(of.rows)
    sums = words.totals(of)
    if sums is not None:
        rows.append(Row(sums, bold=True))
    if len(rows) <= _AT_ONCE or _has_long(of):
        return _grid(of, rows, width)
    return _Long(of, rows, width)


class _Long(Flowable):  # type: ignore[misc]
    """A table that is made as far as the page that it stands on."""

    def __init__(self, of: Table, rows: Sequence[Row], width: float) -> None:
        super().__init__()
        self._of, self._rows, self._wide = of, rows, width

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Higher than there is room: it is always split."""
        return width, height + 1

    def split(self, width: float, height: float) -> list[Flowable]:
        """What fits on this page, and the rest."""
        grid = _grid(self._of, self._rows[:_AT_ONCE], self._wide)
        parts = grid.split(width, height)
        if not parts:
            return []
        set_here = len(parts[0]._cellvalues) - grid.repeatRows  # noqa: SLF001 - it has no other name
        rest = self._rows[set_here:]
        if len(rest) <= _AT_ONCE:
            return [parts[0], _grid(self._of, rest, self._wide)]
        return [parts[0], _Long(self._of, rest, self._wide)]


def _grid(of: Table, given: Sequence[Row], width: float) -> Grid:
    whole = sum(column.width for column in of.columns)
    widths = [width * mm * column.width / whole for column in of.columns]
    rows, shape = _headings(of)
    deep = len(rows)
    for row in given:
        if row.across:
            shape.append(("SPAN", (0, len(rows)), (-1, len(rows))))
            rows.append([text(row.across, style(_L.table, bold=True)), *[""] * (len(widths) - 1)])
        else:
            rows.append(_row(of, row))
    look = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *padding(_INSIDE, _APART),
        *shape,
    ]
    return Grid(rows, colWidths=widths, repeatRows=deep, style=look, splitInRow=int(_has_long(of)))


def _has_long(of: Table) -> bool:
    """Whether a cell may be higher than a page: a row is then broken, and else never."""
    return any(isinstance(value, str) and len(value) > _LONG for row in of.rows for value in row.cells)


def _headings(of: Table) -> tuple[list[list[Any]], list[Any]]:
    look = style(_L.table, bold=True, align=Align.CENTRE)
    names = [text(column.heading, look) for column in of.columns]
    if not of.heads:
        return [names], []
    shape: list[Any] = []
    upper: list[Any] = list(names)
    lower: list[Any] = [""] * len(names)
    under = {at for head_ in of.heads for at in range(head_.first, head_.last + 1)}
    for head_ in of.heads:
        shape.append(("SPAN", (head_.first, 0), (head_.last, 0)))
        for at in range(head_.first, head_.last + 1):
            upper[at], lower[at] = "", names[at]
        upper[head_.first] = text(head_.text, look)
    shape += [("SPAN", (at, 0), (at, 1)) for at in range(len(names)) if at not in under]
    return [upper, lower], shape


def _row(of: Table, row: Row) -> list[Any]:
    return [
        text(words.cell(value, column.kind), style(_L.table, bold=row.bold, align=column.stands))
        for value, column in zip(row.cells, of.columns, strict=True)
    ]
