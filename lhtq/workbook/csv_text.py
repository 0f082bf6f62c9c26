"""A .csv file: its encoding and its separator are guessed, and what an export has escaped is given back."""

import csv
import io
from collections import Counter
from pathlib import PurePath

from lhtq.workbook import archive, legacy
from lhtq.workbook.escaping import unescape
from lhtq.workbook.sheets import MOST_TEXT, Cell, Limits, Sheet, Workbook, WorkbookRefusedError

#: Tried where none is said; each is what some Vietnamese Excel separates with.
SEPARATORS = ",;\t"

#: Lines from which the separator is guessed.
_SAMPLE = 50
#: Characters by which the separator and an old font are guessed.
_BEGINNING = 100_000


def read(raw: bytes, name: str, limits: Limits) -> Workbook:
    """The one sheet of a .csv file, all cells text. Raises WorkbookRefusedError."""
    text = decode(raw)
    try:
        rows = _rows(text, limits)
    except csv.Error:
        raise WorkbookRefusedError(
            "Không đọc được tệp CSV này: có ô quá dài hoặc dấu nháy kép không khép lại. "
            "Hãy mở bằng Excel, lưu thành .xlsx rồi tải lại."
        ) from None
    if not rows:
        raise WorkbookRefusedError("Tệp không có dòng nào. Hãy chọn tệp khác.")
    return Workbook((Sheet(PurePath(name).stem or "CSV", hidden=False, rows=rows),))


def decode(raw: bytes) -> str:
    """The text of ``raw``: UTF-16 and UTF-8 by their marks or by trying, else the old Windows code pages.

    Text in a TCVN3 font has bytes that mean nothing in the Vietnamese code page 1258 or make no Vietnamese there; it is
    left as the Western letters that Excel would show, for ``legacy`` to tell and to convert.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    western = raw.decode("cp1252", errors="replace")
    if legacy.guess_font([western[:_BEGINNING]]) is not None:
        return western
    return raw.decode("cp1258", errors="replace")


def _rows(text: str, limits: Limits) -> list[list[Cell]]:
    separator = _separator(text)
    text = text.removeprefix(f"sep={separator}").lstrip("\r\n") if text.startswith("sep=") else text
    rows: list[list[Cell]] = []
    blank = width = 0
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
        cells: list[Cell] = [unescape(cell)[: MOST_TEXT + 1] or None for cell in line]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            blank += 1  # kept only when something follows: Excel writes a line for every empty row with a format
            continue
        width = max(width, len(cells))
        height = len(rows) + blank + 1
        if height > limits.rows or width > limits.columns or height * width > limits.cells:
            raise WorkbookRefusedError(archive.TOO_MANY_CELLS)
        rows += [[] for _ in range(blank)]
        rows.append(cells)
        blank = 0
    return [row + [None] * (width - len(row)) for row in rows]


def _separator(text: str) -> str:
    """The separator that parts the first lines into as many cells as possible, and all into as many."""
    if text.startswith("sep=") and text[4:5] in SEPARATORS:
        return text[4]
    lines = text[:_BEGINNING].splitlines()[:_SAMPLE]

    def evenness(separator: str) -> tuple[float, int]:
        widths = Counter(len(line) for line in csv.reader(lines, delimiter=separator) if line)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return (count / widths.total(), width) if width > 1 else (0, 1)

    return max(SEPARATORS, key=evenness)
