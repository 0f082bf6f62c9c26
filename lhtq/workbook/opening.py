"""The program that opens a workbook, in a process of its own, so that a hostile one can hurt nothing else.

The file comes in on standard input, the cells go out as JSON on standard output. What reads the file is native code;
where that runs out of memory its whole process ends, and that may not be the server's.
"""

import datetime as dt
import io
import json
import math
import sys
from collections.abc import Mapping

import python_calamine as calamine

from lhtq.workbook import archive
from lhtq.workbook.errors import ErrorCells, by_sheet
from lhtq.workbook.kinds import NOT_A_WORKBOOK, Kind, kind_of
from lhtq.workbook.sheets import MOST_TEXT, Cell, Limits, Sheet, WorkbookRefusedError

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

TOO_MANY_SHEETS = "Tệp có quá nhiều trang tính. Hãy giữ lại trang có danh sách rồi tải lại."
#: Records of an .xls file: its beginning (BIFF8), and what says that the rest is encrypted.
_BOF = b"\x09\x08\x10\x00\x00\x06"
_FILEPASS = b"\x2f\x00"
#: Excel writes FILEPASS at once, or behind WRITEPROTECT.
_FIRST_RECORDS = 4

NO_SHEET = "Tệp không có trang tính nào có dữ liệu. Hãy chọn tệp khác."


def open_workbook(raw: bytes, limits: Limits) -> list[Sheet]:
    """The sheets of ``raw``. Raises WorkbookRefusedError."""
    parts: dict[str, ErrorCells] = {}
    if kind_of(raw, limits) is Kind.ZIP:
        parts = archive.check(raw, limits)
    else:
        _check_ole(raw)
    try:
        with calamine.load_workbook(io.BytesIO(raw)) as workbook:
            return _sheets(workbook, limits, by_sheet(raw, parts))
    except (WorkbookRefusedError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001 - a panic in the native code is no Exception
        raise WorkbookRefusedError(archive.BROKEN) from None


def _check_ole(raw: bytes) -> None:
    """Tell what else comes in the container of .xls; the names of its streams are UTF-16."""
    if _stream("EncryptedPackage") in raw or _is_locked_xls(raw):
        raise WorkbookRefusedError(archive.LOCKED)
    if _stream("WordDocument") in raw:
        raise WorkbookRefusedError(archive.WORD)
    if _stream("Workbook") not in raw and _stream("Book") not in raw:
        raise WorkbookRefusedError(NOT_A_WORKBOOK)


def _stream(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-le")


def _is_locked_xls(raw: bytes) -> bool:
    """Whether the record FILEPASS stands among the first of an .xls file, behind the record BOF that begins it."""
    at = raw.find(_BOF)
    for _ in range(_FIRST_RECORDS if at >= 0 else 0):
        if raw[at : at + 2] == _FILEPASS:
            return True
        at += 4 + int.from_bytes(raw[at + 2 : at + 4], "little")
    return False


def _sheets(workbook: calamine.CalamineWorkbook, limits: Limits, errors: Mapping[str, ErrorCells]) -> list[Sheet]:
    told = [each for each in workbook.sheets_metadata if each.typ is calamine.SheetTypeEnum.WorkSheet]
    if len(told) > limits.sheets:
        raise WorkbookRefusedError(TOO_MANY_SHEETS)
    sheets = []
    left = _Left(limits)
    for each in told:
        hidden = each.visible is not calamine.SheetVisibleEnum.Visible
        rows = left.rows_of(workbook.get_sheet_by_name(each.name), errors.get(each.name, {}))
        sheets.append(Sheet(each.name, hidden, rows))
    if not any(sheet.rows for sheet in sheets):
        raise WorkbookRefusedError(NO_SHEET)
    return sheets


class _Left:
    """What may still be read of a workbook."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = limits.cells
        self.characters = limits.characters

    def rows_of(self, sheet: calamine.CalamineSheet, errors: Mapping[tuple[int, int], str]) -> list[list[Cell]]:
        if sheet.end is None:
            return []
        height, width = sheet.end[0] + 1, sheet.end[1] + 1
        self.check(sheet.name, height, width)
        rows = [[self.cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        for (row, column), error in errors.items():
            if row < height and column < width:
                rows[row][column] = error
        return _trimmed(rows)

    def check(self, name: str, height: int, width: int) -> None:
        if height > self.limits.rows:
            raise WorkbookRefusedError(
                f"Trang “{name}” có dữ liệu tới dòng {height}, nhiều nhất {self.limits.rows} dòng. "
                "Hãy xóa các dòng thừa ở cuối, hoặc chia thành nhiều tệp, ví dụ mỗi thôn một tệp."
            )
        if width > self.limits.columns:
            raise WorkbookRefusedError(
                f"Trang “{name}” có dữ liệu tới cột thứ {width}, nhiều nhất {self.limits.columns} cột. "
                "Hãy xóa các cột thừa bên phải rồi tải lại."
            )
        self.cells -= height * width
        if self.cells < 0:
            raise WorkbookRefusedError(archive.TOO_MANY_CELLS)

    def cell(self, value: object) -> Cell:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, float):
            return _number(value)
        return value if isinstance(value, bool | int | dt.date) else str(value)

    def text(self, value: str) -> str | None:
        self.characters -= min(len(value), MOST_TEXT)
        if self.characters < 0:
            raise WorkbookRefusedError("Tệp có quá nhiều chữ. Hãy chia thành nhiều tệp nhỏ hơn.")
        return value[: MOST_TEXT + 1] or None


def _number(value: float) -> Cell:
    """A whole number as such: a workbook knows only one kind of number."""
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _trimmed(rows: list[list[Cell]]) -> list[list[Cell]]:
    """``rows`` without the empty ones, and without the empty columns, at the end."""
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    width = max((_filled(row) for row in rows), default=0)
    for row in rows:
        del row[width:]
    return rows


def _filled(row: list[Cell]) -> int:
    filled = len(row)
    while filled and row[filled - 1] is None:
        filled -= 1
    return filled


def dump(sheets: list[Sheet]) -> str:
    """``sheets`` as JSON."""
    return json.dumps(
        [[sheet.name, sheet.hidden, sheet.rows] for sheet in sheets],
        default=lambda day: {"": day.toordinal()},
        allow_nan=False,
        ensure_ascii=False,
    )


def load(text: bytes) -> list[Sheet]:
    """What ``dump`` was given."""
    sheets = json.loads(text, object_hook=lambda day: dt.date.fromordinal(day[""]))
    return [Sheet(name, hidden, rows) for name, hidden, rows in sheets]


def _bound(limits: Limits) -> None:
    """Bound this process, where the system can; Windows cannot, and macOS refuses some of it."""
    if resource is None:
        return
    for which, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.memory),
    ):
        try:
            resource.setrlimit(which, (most, most))
        except (ValueError, OSError):
            continue


def main() -> None:
    """Answer the workbook on standard input: "=" and its sheets, or "!" and why not."""
    limits = Limits(**json.loads(sys.argv[1]))
    _bound(limits)
    raw = sys.stdin.buffer.read()
    try:
        answer = "=" + dump(open_workbook(raw, limits))
    except WorkbookRefusedError as refused:
        answer = "!" + str(refused)
    except MemoryError:
        answer = "!" + archive.ENDED
    sys.stdout.buffer.write(answer.encode())


if __name__ == "__main__":
    main()
