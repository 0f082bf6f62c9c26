"""Spreadsheets as a commune would send them, made in memory."""

import csv
import io
import zipfile

import xlsxwriter

#: The one sheet of a file from ``xlsx``.
SHEET = "xl/worksheets/sheet1.xml"


def xlsx(rows, name="Sheet1", merged=(), hidden=False, more=None):
    """An .xlsx file; ``merged`` are ranges such as "A1:E1", ``more`` further sheets by name."""
    to = io.BytesIO()
    with xlsxwriter.Workbook(to, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for title, lines in {name: rows, **(more or {})}.items():
            sheet = workbook.add_worksheet(title)
            for at, line in enumerate(lines):
                for place, value in enumerate(line):
                    sheet.write(at, place, value, *([day] if hasattr(value, "isoformat") else []))
            if title == name:
                for area in merged:
                    sheet.merge_range(area, rows[int(area.split(":")[0][1:]) - 1][ord(area[0]) - ord("A")])
                if hidden:
                    sheet.hide()
        if hidden and not more:
            workbook.add_worksheet("Khác").activate()
    return to.getvalue()


def csv_file(rows, separator=",", encoding="utf-8-sig"):
    """A .csv file."""
    to = io.StringIO()
    csv.writer(to, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return to.getvalue().encode(encoding)


def packed(parts, **options):
    """A zip of ``parts``, contents (or iterables of pieces) by name."""
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in parts.items():
            with archive.open(name, "w") as part:
                for piece in [content] if isinstance(content, bytes) else content:
                    part.write(piece)
    return to.getvalue()


def unpacked(raw):
    """The parts of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xlsx_of(*cells, dimension="A1:XFD1048576"):
    """An .xlsx file whose sheet holds this XML between ``<sheetData>`` and its end."""
    head = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="' + dimension.encode() + b'"/><sheetData>'
    )
    return packed(unpacked(xlsx([["x"]])) | {SHEET: [head, *cells, b"</sheetData></worksheet>"]})


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="Hộ">'
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{}</manifest:file-entry>'
    "</manifest:manifest>"
)


def ods(rows, about=""):
    """An .ods file of this XML inside its table; ``about`` stands in the manifest's entry of the content."""
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": _MANIFEST.format(about).encode(),
            "content.xml": f"{_ODS_HEAD}{rows}{_ODS_TAIL}".encode(),
        }
    )
