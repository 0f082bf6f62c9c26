"""What is asked of a zipped workbook before anything opens it."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lhtq.workbook.errors import ErrorCells
from lhtq.workbook.sheets import Limits, WorkbookRefusedError

#: Parts of a workbook: Excel makes about 20, and one more for each sheet, picture and drawing.
MOST_PARTS = 5_000
#: Bytes of the list of parts at the end of the file.
MOST_DIRECTORY = 1_000_000
#: Bytes inflated at a time.
_PIECE = 1 << 18
#: Bytes of what stands before a part in the file, without its name.
_HEADER = 30

BROKEN = "Không đọc được tệp này, có thể tệp đã hỏng. Hãy mở bằng Excel, lưu lại thành .xlsx rồi tải lại."
LOCKED = "Tệp có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc), lưu rồi tải lại."
TOO_LARGE_INSIDE = (
    "Tệp bung ra quá lớn: thường vì có rất nhiều dòng trống được kẻ khung. "
    "Hãy chép phần có dữ liệu sang một tệp mới, chỉ dán giá trị, rồi tải lại."
)
ENDED = (
    "Không mở được tệp này: tệp đã hỏng, hoặc bung ra quá lớn. "
    "Hãy chép phần có dữ liệu sang một tệp mới, chỉ dán giá trị, rồi tải lại."
)
TOO_MANY_CELLS = "Tệp có quá nhiều ô. Hãy chia thành nhiều tệp nhỏ hơn, ví dụ mỗi thôn một tệp."
WORD = "Tệp này là văn bản Word, không phải bảng tính. Hãy chép bảng sang Excel, lưu thành .xlsx rồi tải lại."
_SLIDES = "Tệp này là bản trình chiếu, không phải bảng tính. Hãy chọn tệp Excel."
_BINARY = "Tệp này là loại .xlsb. Hãy mở bằng Excel, lưu thành .xlsx rồi tải lại."
_PACKED = "Tệp này là tệp nén. Hãy giải nén rồi chọn tệp Excel ở trong."

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def check(raw: bytes, limits: Limits) -> dict[str, ErrorCells]:
    """Raise WorkbookRefusedError unless ``raw`` is a workbook that stays within ``limits`` when it is inflated.

    The sizes that a part declares are not believed: every part is inflated, a piece at a time, and counted. Answered
    are the cells of each part that hold errors.
    """
    try:
        _check_directory(raw)
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limits.inflated:
                raise WorkbookRefusedError(TOO_LARGE_INSIDE)
            if any(part.flag_bits & 1 for part in parts):
                raise WorkbookRefusedError(LOCKED)
            found = _inflate(raw, parts, limits)
            _check_kind(archive, {part.filename for part in parts})
            return found
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        raise WorkbookRefusedError(BROKEN) from None


def _check_directory(raw: bytes) -> None:
    """The list of parts is read whole into memory, so its size is asked first."""
    end = raw.rfind(b"PK\x05\x06")
    if end < 0 or len(raw) < end + 22:
        raise WorkbookRefusedError(BROKEN)
    if int.from_bytes(raw[end + 12 : end + 16], "little") > MOST_DIRECTORY:
        raise WorkbookRefusedError(TOO_LARGE_INSIDE)


def _check_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "mimetype" in names and "content.xml" in names:
        _check_ods(archive)
        return
    for name, told in (("word/", WORD), ("ppt/", _SLIDES), ("xl/workbook.bin", _BINARY)):
        if any(found.startswith(name) for found in names):
            raise WorkbookRefusedError(told)
    raise WorkbookRefusedError(BROKEN if "[Content_Types].xml" in names else _PACKED)


def _check_ods(archive: zipfile.ZipFile) -> None:
    if not archive.read("mimetype").startswith(_ODS):
        raise WorkbookRefusedError(WORD)
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise WorkbookRefusedError(LOCKED)


def _inflate(raw: bytes, parts: list[zipfile.ZipInfo], limits: Limits) -> dict[str, ErrorCells]:
    left, cells = limits.inflated, limits.cells
    found: dict[str, ErrorCells] = {}
    for part in parts:
        is_sheet = part.filename.startswith("xl/worksheets/")
        errors = ErrorCells()
        for piece in _pieces(raw, part):
            left -= len(piece)
            if left < 0:
                raise WorkbookRefusedError(TOO_LARGE_INSIDE)
            if is_sheet:
                errors.feed(piece)
                cells -= piece.count(b"</v>") + piece.count(b"</is>")
                if cells < 0:
                    raise WorkbookRefusedError(TOO_MANY_CELLS)
        if errors:
            found[part.filename] = errors
    return found


def _pieces(raw: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, inflated to its real end: ``zipfile`` itself would stop where the part says that it ends."""
    at = part.header_offset
    header = raw[at : at + _HEADER]
    if len(header) < _HEADER or not header.startswith(b"PK\x03\x04"):
        raise WorkbookRefusedError(BROKEN)
    begin = at + _HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(raw)[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[start : start + _PIECE]) for start in range(0, len(packed), _PIECE))
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise WorkbookRefusedError(BROKEN)
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    pending: bytes | memoryview = packed
    while not inflating.eof:
        piece = inflating.decompress(pending, _PIECE)
        pending = inflating.unconsumed_tail
        if not piece and not pending:
            break
        yield piece
