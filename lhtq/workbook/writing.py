"""Spreadsheets that go out: lists, templates to fill in, and a person's own rows with what is wrong in them."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lhtq.workbook.escaping import escape

Value = str | int | float | bool | dt.date | None


class Kind(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    #: "x" for yes, nothing for no.
    YES = "yes"


@dataclass(frozen=True)
class Column:
    """One column. ``width`` is in characters; ``note`` is shown on the heading, ``choices`` in the cells."""

    key: str
    heading: str
    width: int = 14
    note: str = ""
    choices: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Page:
    """One sheet. ``rows`` may be a generator; ``marks`` are the wrong cells: (row from 0, column from 0) and why.

    So many columns as ``still`` stay in sight beside the others.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    title: str = ""
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    still: int = 0


#: The sheet that holds lists of choices too long for a cell's own rule.
CHOICES_SHEET = "Danh mục"
#: The column of what is wrong in a row.
REASON = Column("reason", "Lý do", width=50)

#: Excel's own limits: of a list of choices written out, of a note in a rule, of a sheet's name.
_MOST_LIST = 255
_MOST_NAME = 31
#: Rows that get the rules of a column, so that a template can be filled in.
_RULED_ROWS = 20_000
#: The first day that Excel can hold; its 29 February 1900 shifts those before March.
_FIRST_DAY = dt.date(1900, 3, 1)
#: Wrong cells that get a comment; Excel becomes slow with more, and the reasons stand in their column too.
_MOST_COMMENTS = 5_000

_OPTIONS = {
    # One row at a time is kept in memory, the rest in temporary files.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(pages: Sequence[Page], to: BinaryIO) -> None:
    """Write ``pages`` to ``to`` as an .xlsx file, a row at a time. Text is always text, whatever it begins with."""
    with xlsxwriter.Workbook(to, _OPTIONS) as workbook:
        formats = _Formats(workbook)
        lists: list[Column] = []
        taken: set[str] = {CHOICES_SHEET.casefold()}
        for page in pages:
            _write_page(workbook.add_worksheet(_sheet_name(page.name, taken)), page, formats, lists)
        if lists:
            _write_choices(workbook.add_worksheet(CHOICES_SHEET), lists)


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The lines of a .csv file that Excel opens as it is: UTF-8 with its mark, commas, CRLF."""
    yield b"\xef\xbb\xbf" + _csv_line([column.heading for column in columns])
    for row in rows:
        yield _csv_line([_csv_text(value, column.kind) for value, column in zip(row, columns, strict=True)])


def write_reasons(
    columns: Sequence[Column],
    rows: Iterable[tuple[Sequence[Value], Mapping[str, str]]],
    to: BinaryIO,
    name: str = "Cần sửa",
) -> None:
    """Write a person's rows again, with a column of reasons behind them and the wrong cells filled and commented.

    ``rows`` are the values of a row and its reasons by the key of their column; a reason under a key that is no
    column's, such as "", is of the whole row.
    """
    marks: dict[tuple[int, int], str] = {}
    at = {column.key: place for place, column in enumerate(columns)}

    def told() -> Iterator[Sequence[Value]]:
        for row, (values, reasons) in enumerate(rows):
            marks.update({(row, at[key]): reason for key, reason in reasons.items() if key in at})
            words = (f"{columns[at[key]].heading}: {why}" if key in at else why for key, why in reasons.items())
            yield [*values, "\n".join(words)]

    write_xlsx([Page(name, [*columns, REASON], told(), marks=marks)], to)


class _Formats:
    """The looks of cells in one workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.heading = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#DDEBF7"}
        )
        shapes: dict[Kind, dict[str, Any]] = {
            # Text format: Excel then keeps the zero at the beginning of what is typed.
            Kind.TEXT: {"num_format": "@"},
            Kind.WHOLE: {"num_format": "0"},
            Kind.DECIMAL: {},
            Kind.DAY: {"num_format": "dd/mm/yyyy"},
            Kind.YES: {"align": "center"},
        }
        self.plain = {kind: workbook.add_format(shape) for kind, shape in shapes.items()}
        wrong = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
        self.wrong = {kind: workbook.add_format(shape | wrong) for kind, shape in shapes.items()}


def _write_page(sheet: Worksheet, page: Page, formats: _Formats, lists: list[Column]) -> None:
    if page.title:
        sheet.write_string(0, 0, page.title, formats.title)
    top = 2 if page.title else 0
    _write_headings(sheet, top, page.columns, formats)
    sheet.freeze_panes(top + 1, page.still)
    for place, column in enumerate(page.columns):
        if column.choices:
            _offer(sheet, (top + 1, place), column, lists)
    row, comments = top, 0
    for row, values in enumerate(page.rows, start=top + 1):
        for place, (value, column) in enumerate(zip(values, page.columns, strict=True)):
            why = page.marks.get((row - top - 1, place))
            _write_cell(sheet, (row, place), value, column.kind, formats.plain if why is None else formats.wrong)
            if why is not None and (comments := comments + 1) <= _MOST_COMMENTS:
                sheet.write_comment(row, place, why)
    sheet.autofilter(top, 0, row, len(page.columns) - 1)


def _write_headings(sheet: Worksheet, top: int, columns: Sequence[Column], formats: _Formats) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, formats.plain[column.kind])
        sheet.write_string(top, place, column.heading, formats.heading)
        if column.note:
            sheet.write_comment(top, place, column.note, {"x_scale": 2, "y_scale": 2})


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: Value, kind: Kind, looks: Mapping[Kind, Format]) -> None:
    """Write one value; one that is not of its column's kind is written as what it is."""
    match value:
        case None | "":
            sheet.write_blank(*at, None, looks[kind])
        case bool():
            sheet.write_string(*at, "x" if value else "", looks[kind])
        case int() | float():
            sheet.write_number(*at, value, looks[Kind.DECIMAL if kind in {Kind.TEXT, Kind.DAY} else kind])
        case dt.date() if value >= _FIRST_DAY:
            sheet.write_datetime(*at, value, looks[Kind.DAY])
        case dt.date():
            sheet.write_string(*at, f"{value:%d/%m/%Y}", looks[Kind.TEXT])
        case _:
            sheet.write_string(*at, value, looks[kind])


def _offer(sheet: Worksheet, first: tuple[int, int], column: Column, lists: list[Column]) -> None:
    """Offer the choices of ``column`` in its cells; another value can be kept after a question."""
    row, place = first
    source: list[str] | str = list(column.choices)
    # A comma parts the choices of a list that is written out.
    if len(",".join(column.choices)) > _MOST_LIST or any("," in choice for choice in column.choices):
        lists.append(column)
        letter = xlsxwriter.utility.xl_col_to_name(len(lists) - 1, col_abs=True)
        source = f"='{CHOICES_SHEET}'!{letter}$2:{letter}${len(column.choices) + 1}"
    sheet.data_validation(
        row,
        place,
        row + _RULED_ROWS,
        place,
        {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": "Không có trong danh mục",
            "error_message": "Giá trị này không có trong danh mục. Vẫn giữ?",
        },
    )


def _write_choices(sheet: Worksheet, columns: Sequence[Column]) -> None:
    sheet.hide()
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    for row in range(max(len(column.choices) for column in columns) + 1):
        for place, column in enumerate(columns):
            told = (column.heading, *column.choices)
            if row < len(told):
                sheet.write_string(row, place, told[row])


def _sheet_name(name: str, taken: set[str]) -> str:
    """``name`` as Excel admits it: short, without its signs, unlike the others."""
    plain = (
        "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip(" '")[:_MOST_NAME].strip(" '") or "Trang"
    )
    found, count = plain, 1
    while found.casefold() in taken or found.casefold() == "history":
        count += 1
        found = f"{plain[: _MOST_NAME - 4]} {count}"
    taken.add(found.casefold())
    return found


def _csv_line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()


def _csv_text(value: Value, kind: Kind) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "x" if value else ""
        case int():
            return str(value)
        case float():
            return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if kind is Kind.DECIMAL else str(value)
        case dt.date():
            return f"{value:%d/%m/%Y}"
    return escape(value)
