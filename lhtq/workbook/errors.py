"""The cells of an .xlsx file that hold errors such as #REF!, which python-calamine reads as empty."""

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree as ET

#: A cell with its formula, which Excel bounds at 8,192 signs, and its value.
_CELL = re.compile(rb"<c ([^<>]{0,200})>(?:<f[^<>]{0,200}/>|<f[^<>]{0,200}>[^<>]{0,8192}</f>)?<v>([^<>]{0,20})</v>")
_MARK = b't="e"'
_PLACE = re.compile(rb'(?:^| )r="([A-Z]{1,3})([1-9][0-9]{0,6})"')
#: Bytes of one piece that are looked at again with the next: a cell may stand in both.
_AGAIN = 9_000

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class ErrorCells(dict[tuple[int, int], str]):
    """The errors of one sheet by row and column, counted from 0, found in its XML as that is inflated."""

    def __init__(self) -> None:
        super().__init__()
        self._before = b""

    def feed(self, piece: bytes) -> None:
        """Look into the next piece of the sheet's XML."""
        seen = self._before + piece
        self._before = seen[-_AGAIN:]
        if _MARK not in seen:
            return
        for cell in _CELL.finditer(seen):
            place = _PLACE.search(cell[1])
            if _MARK in cell[1] and place is not None:
                self[int(place[2]) - 1, _column(place[1])] = cell[2].decode(errors="replace")


def by_sheet(raw: bytes, parts: dict[str, ErrorCells]) -> dict[str, ErrorCells]:
    """The errors of ``parts`` by the name of their sheet. ``raw`` was checked before."""
    if not parts:
        return {}
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        # Neither part can be large, and Python's parser bounds what entities expand to and fetches none.
        sheets = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in sheets.iter(f"{_MAIN}sheet"):
        part = target.get(sheet.get(_LINK), "")
        part = part.removeprefix("/") if part.startswith("/") else f"xl/{part}"
        if part in parts:
            found[sheet.get("name", "")] = parts[part]
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
