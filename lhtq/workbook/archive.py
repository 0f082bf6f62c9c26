"""What is asked of a zipped workbook before anything opens it."""

import io
import zipfile
import zlib

from lhtq.workbook.kinds import NOT_A_WORKBOOK
from lhtq.workbook.sheets import Limits, WorkbookRefusedError

#: Parts of a workbook: Excel makes about 20, and one more for each sheet, picture and drawing.
MOST_PARTS = 5_000
#: Bytes of the list of parts at the end of the file.
MOST_DIRECTORY = 1_000_000
#: Bytes inflated at a time.
_PIECE = 1 << 18

BROKEN = "Không đọc được tệp này, có thể tệp đã hỏng. Hãy mở bằng Excel, lưu lại thành .xlsx rồi tải lại."
LOCKED = "Tệp có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc), lưu rồi tải lại."
TOO_LARGE_INSIDE = (
    "Tệp bung ra quá lớn: thường vì có rất nhiều dòng trống được kẻ khung. "
    "Hãy chép phần có dữ liệu sang một tệp mới, chỉ dán giá trị, rồi tải lại."
)
WORD = "Tệp này là văn bản Word, không phải bảng tính. Hãy chép bảng sang Excel, lưu thành .xlsx rồi tải lại."
_SLIDES = "Tệp này là bản trình chiếu, không phải bảng tính. Hãy chọn tệp Excel."
_BINARY = "Tệp này là loại .xlsb. Hãy mở bằng Excel, lưu thành .xlsx rồi tải lại."
_PACKED = "Tệp này là tệp nén. Hãy giải nén rồi chọn tệp Excel ở trong."

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def check(raw: bytes, limits: Limits) -> None:
    """Raise WorkbookRefusedError unless ``raw`` is a workbook that stays within ``limits`` when it is inflated.

    The sizes that a part declares are not believed: every part is inflated, a piece at a time, and counted.
    """
    try:
        _check_directory(raw)
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limits.inflated:
                raise WorkbookRefusedError(TOO_LARGE_INSIDE)
            _check_kind(archive, {part.filename for part in parts})
            if any(part.flag_bits & 1 for part in parts):
                raise WorkbookRefusedError(LOCKED)
            _inflate(archive, parts, limits.inflated)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, KeyError):
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
        with archive.open("mimetype") as part:
            if part.read(100).startswith(_ODS):
                return
        raise WorkbookRefusedError(WORD)
    for name, told in (("word/", WORD), ("ppt/", _SLIDES), ("xl/workbook.bin", _BINARY)):
        if any(found.startswith(name) for found in names):
            raise WorkbookRefusedError(told)
    if "[Content_Types].xml" in names:
        raise WorkbookRefusedError(BROKEN)
    raise WorkbookRefusedError(_PACKED if names else NOT_A_WORKBOOK)


def _inflate(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], most: int) -> None:
    left = most
    for part in parts:
        with archive.open(part) as content:
            while piece := content.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise WorkbookRefusedError(TOO_LARGE_INSIDE)
