"""What a file is by its content; its name is not asked."""

from enum import Enum, auto

from lhtq.workbook.sheets import Limits, WorkbookRefusedError


class Kind(Enum):
    """What is read, and how."""

    #: A workbook that may be .xlsx, .xlsm or .ods.
    ZIP = auto()
    #: A workbook of Excel 97 to 2003, or an encrypted one.
    OLE = auto()
    #: Lines with separators.
    TEXT = auto()


_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SAVE_AS_XLSX = "Hãy mở tệp bằng Excel, chọn Lưu thành (Save As) loại “Excel Workbook (.xlsx)” rồi tải lại."

NOT_A_WORKBOOK = "Tệp này không phải bảng tính. Hãy chọn tệp Excel (.xlsx, .xls), LibreOffice (.ods) hoặc tệp .csv."
_PICTURE = "Tệp này là ảnh, không phải bảng tính. Hãy chọn tệp Excel có danh sách, hoặc gõ danh sách vào tệp mẫu."
_PDF = "Tệp này là PDF, không phải bảng tính. Hãy chọn tệp Excel mà từ đó đã in ra PDF, hoặc gõ vào tệp mẫu."
_PACKED = "Tệp này là tệp nén. Hãy giải nén rồi chọn tệp Excel ở trong."
_WEB = f"Tệp này là trang web mang tên bảng tính. {_SAVE_AS_XLSX}"
_RICH_TEXT = "Tệp này là văn bản, không phải bảng tính. Hãy chép bảng sang Excel, lưu thành .xlsx rồi tải lại."
_OLD = f"Tệp này do một bản Excel quá cũ ghi. {_SAVE_AS_XLSX}"

#: How files begin that people send by mistake.
_TOLD = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"%PDF-", _PDF),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"\x1f\x8b", _PACKED),
    (b"{\\rtf", _RICH_TEXT),
    (b"\x09\x00\x04\x00", _OLD),
    (b"\x09\x02\x06\x00", _OLD),
    (b"\x09\x04\x06\x00", _OLD),
)

#: Bytes in which a text is told from other content.
_SAMPLE = 4096
_SPACE = 32


def kind_of(raw: bytes, limits: Limits) -> Kind:
    """How ``raw`` is to be read; raises WorkbookRefusedError where it is nothing that can be."""
    if not raw:
        raise WorkbookRefusedError("Tệp trống. Hãy chọn tệp khác.")
    if len(raw) > limits.bytes:
        raise WorkbookRefusedError(
            f"Tệp nặng {len(raw) // 1_000_000} MB, nhiều nhất {limits.bytes // 1_000_000} MB. "
            "Hãy bỏ ảnh và các trang không cần, hoặc chia thành nhiều tệp nhỏ hơn."
        )
    if raw.startswith(_ZIP):
        return Kind.ZIP
    if raw.startswith(_OLE):
        return Kind.OLE
    _refuse_what_is_known(raw)
    return Kind.TEXT


def _refuse_what_is_known(raw: bytes) -> None:
    for beginning, told in _TOLD:
        if raw.startswith(beginning):
            raise WorkbookRefusedError(told)
    if raw[4:8] == b"ftyp" or (raw.startswith(b"RIFF") and raw[8:12] == b"WEBP"):
        raise WorkbookRefusedError(_PICTURE)
    sample = raw[:_SAMPLE]
    if sample.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise WorkbookRefusedError(_WEB)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    # Text has neither zeros nor many control signs; what else begins unlike all of the above is no list.
    if b"\x00" in sample or sum(byte < _SPACE and byte not in b"\t\r\n" for byte in sample) > len(sample) // 100:
        raise WorkbookRefusedError(NOT_A_WORKBOOK)
