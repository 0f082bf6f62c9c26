"""Spreadsheets for the stories: what a commune has, row by row."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

#: The headings of the list of households and people, as a commune might write them.
HEADINGS = ("Thôn", "Mã hộ", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Quan hệ với chủ hộ", "Điện thoại")


def xlsx(rows: Iterable[Sequence[object]], headings: Sequence[str] = HEADINGS, sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet."""
    return sheets({sheet: [headings, *rows]})


def sheets(named: dict[str, Iterable[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of several sheets, some of them hidden."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        for name, rows in named.items():
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
            if name in hidden:
                page.hide()
    return buffer.getvalue()
