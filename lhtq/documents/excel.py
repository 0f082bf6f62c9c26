"""A document as .xlsx: its tables as they stand, sums as live formulas, each page set up to be printed on A4."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from lhtq.documents import words
from lhtq.documents.layout import FACE, LAYOUT, MOTTO, NATION
from lhtq.documents.metrics import width_of
from lhtq.documents.parts import NUMBERS, Align, Appendix, Document, Kind, Part, Row, Table, Value
from lhtq.documents.progress import Told, silent

_L = LAYOUT
_INCH = 25.4
_A4 = 9
_OPTIONS = {
    "in_memory": True,
    # Text is text, whatever it begins with.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: Characters of Excel's widths in a column of width 1 of eight.
_CHARACTERS = 90
#: Millimetres of one such character.
_CHARACTER = 1.85
_SHOWN = {Kind.WHOLE: "#,##0", Kind.DECIMAL: "General", Kind.PERCENT: "#,##0.0", Kind.DAY: "dd/mm/yyyy", Kind.TEXT: "@"}
#: The first day that Excel can hold as one.
_FIRST_DAY = dt.date(1900, 3, 1)


def excel(document: Document, told: Told = silent) -> bytes:
    """The tables of ``document``, a sheet each, below the head of the document. Sums are formulas.

    Text beside the tables is left to the Word file. Excel works sums and shares out anew from the rows.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as workbook:
        looks = _Looks(workbook)
        found = [(table, None) for table in _tables(document.body)]
        found += [(table, appendix) for appendix in document.appendices for table in _tables(appendix.parts)]  # type: ignore[misc]
        for at, (table, appendix) in enumerate(found, start=1):
            landscape = appendix.landscape if appendix else document.landscape
            sheet = workbook.add_worksheet(f"Bảng {at}")
            _set_up(sheet, table, landscape=landscape)
            _Sheet(sheet, looks).write(document, table, appendix)
            told(at, len(found))
    return buffer.getvalue()


def _tables(parts: Sequence[Part]) -> list[Table]:
    return [part for part in parts if isinstance(part, Table)]


def _set_up(sheet: Worksheet, table: Table, *, landscape: bool) -> None:
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(*(side / _INCH for side in (_L.left, _L.right, _L.top, _L.bottom)))
    sheet.set_header(f'&C&"{FACE}"&{round(_L.page)}&P', {"margin": _L.top / 2 / _INCH})
    sheet.set_start_page(1)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    for at, wide in enumerate(_widths(table, landscape=landscape)):
        sheet.set_column(at, at, wide)


def _widths(table: Table, *, landscape: bool) -> list[float]:
    """The widths of the columns, in Excel's characters."""
    whole = sum(column.width for column in table.columns)
    characters = _CHARACTERS * (1.4 if landscape else 1)
    return [max(5, characters * column.width / whole) for column in table.columns]


def _half(table: Table) -> int:
    """The last column of the left half of the head: the one that parts the sheet most like a page."""
    wide = [column.width for column in table.columns]
    wanted = sum(wide) * _L.head_left / _L.width()
    return min(range(max(1, len(wide) - 1)), key=lambda at: abs(sum(wide[: at + 1]) - wanted))


def _lines(text: str, size: float, wide: float) -> int:
    """Into how many lines a bold text breaks in cells of so many characters."""
    return max(1, ceil(width_of(text, size, bold=True) / (wide * _CHARACTER)))


class _Looks:
    """The looks of cells in one workbook, made when they are first asked for."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **shape: Any) -> Format:
        """A look in Times."""
        key = tuple(sorted(shape.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"font_name": FACE, "valign": "vcenter", **shape})
        return self._made[key]

    def words(self, size: float, *, bold: bool = False, italic: bool = False) -> Format:
        """Words in the middle."""
        return self.of(font_size=size, bold=bold, italic=italic, align="center", text_wrap=True)

    def one_line(self, size: float) -> Format:
        """Bold words in the middle that are never broken: smaller where there is too little room."""
        return self.of(font_size=size, bold=True, align="center", shrink=True)

    def cell(self, kind: Kind, stands: Align, *, bold: bool = False) -> Format:
        """A cell of a table."""
        place = "center" if stands is Align.CENTRE else stands.value
        return self.of(font_size=_L.table, border=1, text_wrap=True, num_format=_SHOWN[kind], align=place, bold=bold)

    @property
    def heading(self) -> Format:
        """A heading of a table."""
        return self.of(font_size=_L.table, border=1, text_wrap=True, align="center", bold=True)


class _Sheet:
    """Writes one sheet from the top down."""

    def __init__(self, sheet: Worksheet, looks: _Looks) -> None:
        self._sheet, self._looks, self._at = sheet, looks, 0
        self._wide: list[float] = []

    def write(self, document: Document, table: Table, appendix: Appendix | None) -> None:
        """The head of the document, what the table is, and the table."""
        last = len(table.columns) - 1
        self._wide = _widths(table, landscape=appendix.landscape if appendix else document.landscape)
        self._head(document, table)
        if document.heading.kind:
            self._line(document.heading.kind.upper(), self._looks.words(_L.kind, bold=True), last)
        self._line(document.heading.subject, self._looks.words(_L.subject, bold=True), last)
        if appendix is not None:
            self._line(appendix.title.upper(), self._looks.words(_L.subject, bold=True), last)
            if appendix.reference:
                self._line(appendix.reference, self._looks.words(_L.body, italic=True), last)
        if table.title:
            self._line(table.title, self._looks.words(_L.body, bold=True), last)
        self._at += 1
        self._headings(table)
        first = self._at
        for row in table.rows:
            self._row(table, row)
        self._sums(table, first)
        if table.note:
            self._at += 1
            self._merge(self._at, 0, last, table.note, self._looks.of(font_size=_L.recipient, italic=True))

    def _head(self, document: Document, table: Table) -> None:
        """The two halves of the head, where there are columns for both."""
        heading, last = document.heading, len(table.columns) - 1
        left = [
            (heading.parent.upper(), self._looks.words(_L.issuer)),
            (heading.body.upper().replace("\n", " "), self._looks.words(_L.issuer, bold=True)),
            (words.number_line(heading), self._looks.words(_L.number)),
        ]
        right = [
            (NATION, self._looks.one_line(_L.nation)),
            (MOTTO, self._looks.one_line(_L.motto)),
            (words.place_line(heading), self._looks.words(_L.place, italic=True)),
        ]
        half = _half(table)
        for (said, look), (beside, other) in zip(left, right, strict=True):
            if last:
                self._merge(self._at, 0, half, said, look)
                self._merge(self._at, half + 1, last, beside, other)
                self._high(said, _L.issuer, self._wide[: half + 1])
                self._at += 1
            else:
                self._line(said, look, last)
                self._line(beside, other, last)
        self._at += 1

    def _high(self, text: str, size: float, wide: Sequence[float]) -> None:
        """Make the row high enough for a text in merged cells: Excel does so for single cells alone."""
        self._sheet.set_row(self._at, _lines(text, size, sum(wide)) * size * 1.3 + 2)

    def _line(self, text: str, look: Format, last: int, size: float = _L.body) -> None:
        self._merge(self._at, 0, last, text, look)
        self._high(text, size, self._wide)
        self._at += 1

    def _merge(self, row: int, first: int, last: int, text: str, look: Format, deep: int = 0) -> None:
        if first == last and not deep:
            self._sheet.write_string(row, first, text, look)
            return
        self._sheet.merge_range(row, first, row + deep, last, "", look)
        self._sheet.write_string(row, first, text, look)

    def _headings(self, table: Table) -> None:
        top, look = self._at, self._looks.heading
        under = {at for head in table.heads for at in range(head.first, head.last + 1)}
        for head in table.heads:
            self._merge(top, head.first, head.last, head.text, look)
        deep = 1 if table.heads else 0
        for at, column in enumerate(table.columns):
            if at in under:
                self._merge(top + 1, at, at, column.heading, look)
            else:
                self._merge(top, at, at, column.heading, look, deep)
        lines = max(
            _lines(column.heading, _L.table, wide) for column, wide in zip(table.columns, self._wide, strict=True)
        )
        self._sheet.set_row(top + deep, lines * _L.table * 1.3 + 2)
        self._at = top + deep + 1
        self._sheet.repeat_rows(top, top + deep)
        self._sheet.freeze_panes(self._at, 0)

    def _row(self, table: Table, row: Row) -> None:
        if row.across:
            last = len(table.columns) - 1
            self._merge(self._at, 0, last, row.across, self._looks.cell(Kind.TEXT, Align.LEFT, bold=True))
        else:
            for at, (value, column) in enumerate(zip(row.cells, table.columns, strict=True)):
                self._cell(at, value, column.kind, self._looks.cell(column.kind, column.stands, bold=row.bold))
        self._at += 1

    def _cell(self, at: int, value: Value, kind: Kind, look: Format) -> None:
        where = (self._at, at)
        match value:
            case None | "":
                self._sheet.write_blank(*where, None, look)
            case int() | float() | Decimal() if kind in NUMBERS:
                self._sheet.write_number(*where, float(value), look)
            case dt.date() if kind is Kind.DAY and value >= _FIRST_DAY:
                self._sheet.write_datetime(*where, value, look)
            case _:
                self._sheet.write_string(*where, words.cell(value, kind), look)

    def _sums(self, table: Table, first: int) -> None:
        sums = words.totals(table)
        if sums is None:
            return
        label = words.label_at(table)
        formulas = self._formulas(table, first)
        for at, (value, column) in enumerate(zip(sums, table.columns, strict=True)):
            kind = Kind.TEXT if at == label else column.kind
            look = self._looks.cell(kind, Align.LEFT if at == label else column.stands, bold=True)
            if at in formulas:
                shown = float(value) if isinstance(value, (int, Decimal)) else ""
                self._sheet.write_formula(self._at, at, formulas[at], look, shown)
            else:
                self._cell(at, value, kind, look)
        self._at += 1

    def _formulas(self, table: Table, first: int) -> Mapping[int, str]:
        """By the place of a column: the sum of its rows, and the share of two such sums."""
        found = {
            at: f"=SUM({xl_rowcol_to_cell(first, at)}:{xl_rowcol_to_cell(self._at - 1, at)})"
            for at, column in enumerate(table.columns)
            if column.sum and self._at > first
        }
        for at, column in enumerate(table.columns):
            if column.share is not None:
                part, whole = (xl_rowcol_to_cell(self._at, place) for place in column.share)
                found[at] = f'=IF({whole}=0,"",INT({part}*1000/{whole})/10)'
        return found
