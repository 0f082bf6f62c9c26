"""A figure in a document is the figure on the page, in every cell of every table."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import docx
import html5lib
import pytest
from python_calamine import CalamineWorkbook

from lhtq.accounts.policy import Role
from lhtq.reporting.rules.layouts import layout
from lhtq.reporting.rules.periods import REVIEWS, PeriodKind
from lhtq.web.filters import today
from tests.documents.rendering import Word, shown


@pytest.fixture
def handed_in(place, period, household, sheet, title, hand_in, accept):
    """A district with one commune that has recognised a family and one that has not reported."""
    for at, village in enumerate((place.na_khuyen, place.ban_thang, place.ban_luc)):
        dat = household(village, f"Ma Văn Số {at}")
        if village is place.na_khuyen:
            title(sheet(dat, state="recognised"), place.yen_hoa)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    hand_in(place.na_hang, period)
    return period


def page_tables(text: str) -> dict[str, list[list[str]]]:
    """The tables of a page by caption: the words of each cell, without the heading row."""
    page = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    return {
        words(table.find("caption")): [
            [words(cell) for cell in row] for row in table.iter("tr") if row.find("td") is not None
        ]
        for table in page.iter("table")
        if table.find("caption") is not None
    }


def words(element: ET.Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip().replace("–", "")


def word_tables(raw: bytes) -> list[list[list[str]]]:
    tables = docx.Document(io.BytesIO(raw)).tables
    return [[[cell.text.strip() for cell in row.cells] for row in table.rows] for table in tables]


def excel_tables(raw: bytes) -> list[list[list[str]]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    return [
        [["" if cell == "" else number(cell) for cell in row] for row in workbook.get_sheet_by_name(name).to_python()]
        for name in workbook.sheet_names
    ]


def pdf_lines(raw: bytes, folder: Path) -> list[str]:
    """What stands at one height of a page, from left to right, and the pages from top to bottom."""
    path = folder / "report.pdf"
    path.write_bytes(raw)
    lines: dict[tuple[int, float], list[Word]] = {}
    for at, page in enumerate(shown(path).pages):
        for word in page.words:
            lines.setdefault((at, round(word.top)), []).append(word)
    return [" ".join(word.text for word in sorted(lines[at], key=lambda word: word.left)) for at in sorted(lines)]


def ends_lines(rows: list[list[str]], caption: str, lines: list[str]) -> bool:
    """Whether, after a caption, the cells beside each row's name end a line, one row below the other."""
    # A wide table stands in an annex, with its caption in capitals.
    begins = caption.partition(". ")[0].upper() + "."
    below = iter(lines[next(at for at, line in enumerate(lines) if line.upper().startswith(begins)) :])
    return all(any(f" {line}".endswith(" ".join(["", *filter(None, row[1:])])) for line in below) for row in rows)


def stands_in(rows: list[list[str]], table: list[list[str]]) -> bool:
    """Whether rows stand one below the other in a table, which may have more rows and columns."""
    wide = len(rows[0])
    return any([row[:wide] for row in table[at : at + len(rows)]] == rows for at in range(len(table)))


def number(value: object) -> str:
    if isinstance(value, float):
        text = f"{round(value, 1):,.1f}".removesuffix(".0")
        return text.translate(str.maketrans({",": ".", ".": ","}))
    return str(value).strip()


@pytest.fixture
def owed(place, handed_in, set_period, hand_in, accept):
    """``owed(kind)``: a period of a kind for which the district has something to tell, of its communes or its years."""

    def _owed(kind):
        if kind is PeriodKind.ANNUAL:
            return handed_in
        if kind in REVIEWS:
            for year in (2024, 2025):
                annual = set_period(PeriodKind.ANNUAL, year)
                hand_in(place.na_hang, annual)
                accept(place.na_hang, annual)
        return set_period(kind, 2030 if kind is PeriodKind.FINAL else today().year, as_of=today())

    return _owed


@pytest.mark.parametrize("kind", PeriodKind)
def test_every_cell_of_every_table_is_the_same_on_the_page_and_in_the_documents(place, owed, kind, sign_in, tmp_path):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    here = f"/bao-cao/{place.na_hang.id}/{owed(kind).id}"
    on_page = page_tables(district.get(here).text)
    assert len(on_page) == len(layout(kind).tables)
    in_word = word_tables(district.post(f"{here}/van-ban.docx").data)
    in_excel = excel_tables(district.post(f"{here}/van-ban.xlsx").data)
    in_pdf = pdf_lines(district.post(f"{here}/van-ban.pdf").data, tmp_path)
    for caption, rows in on_page.items():
        assert rows
        assert any(stands_in(rows, table) for table in in_word), f"{caption} is not in the Word file"
        assert any(stands_in(rows, table) for table in in_excel), f"{caption} is not in the Excel file"
        assert ends_lines(rows, caption, in_pdf), f"{caption} is not in the PDF file"


def test_what_was_recognised_stands_in_its_cell(place, handed_in, sign_in):
    page = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang).get(f"/bao-cao/{place.na_hang.id}/{handed_in.id}").text
    rows = page_tables(page)["Biểu 2. Công nhận các mô hình học tập"]
    assert ["Gia đình học tập", "1", "0", "1", "0", "0", "1"] in rows


def test_the_tables_go_out_alone_as_word_and_pdf(place, handed_in, sign_in, tmp_path):
    here = f"/bao-cao/{place.na_hang.id}/{handed_in.id}"
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert "Riêng bảng số liệu" in district.get(here).text
    in_word = district.post(f"{here}/bang-so-lieu.docx")
    assert in_word.headers["Content-Disposition"].endswith(f"so-lieu-bao-cao-nam-{today().year}-huyen-na-hang.docx")
    in_pdf = pdf_lines(district.post(f"{here}/bang-so-lieu.pdf?ban=1").data, tmp_path)
    for caption, rows in page_tables(district.get(here).text).items():
        assert any(stands_in(rows, table) for table in word_tables(in_word.data)), caption
        assert ends_lines(rows, caption, in_pdf), caption
    assert "PHƯƠNG HƯỚNG KỲ TỚI" not in docx.Document(io.BytesIO(in_word.data)).element.xml


def test_the_sums_of_the_excel_file_are_formulas(place, handed_in, sign_in):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    raw = district.post(f"/bao-cao/{place.na_hang.id}/{handed_in.id}/van-ban.xlsx").data
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheets = "".join(
            archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")
        )
    assert "<f>SUM(" in sheets
    assert "INT(" in sheets


def test_the_document_of_a_version_stays_as_it_was_handed_in(place, handed_in, household, sign_in):
    here = f"/bao-cao/{place.yen_hoa.id}/{handed_in.id}"
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    before = word_tables(viewer.post(f"{here}/van-ban.docx?ban=1").data)
    household(place.na_khuyen, "Ma Văn Mới")
    assert word_tables(viewer.post(f"{here}/van-ban.docx?ban=1").data) == before
    assert viewer.post(f"{here}/van-ban.pdf").data.startswith(b"%PDF")


def test_the_report_names_who_issues_it_and_that_its_form_is_provisional(place, handed_in, sign_in):
    raw = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang).post(
        f"/bao-cao/{place.na_hang.id}/{handed_in.id}/van-ban.docx"
    ).data  # fmt: skip
    document = docx.Document(io.BytesIO(raw))
    text = "\n".join(
        [paragraph.text for paragraph in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    for said in (
        "ỦY BAN NHÂN DÂN\nHUYỆN NA HANG",
        "Bố cục theo mẫu tạm",
        "CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO",
        "tỉnh Tuyên Quang",
    ):
        assert said in text


def test_reports_of_years_stand_side_by_side(place, set_period, household, hand_in, sign_in):
    household(place.na_khuyen)
    for year in (2024, 2025):
        hand_in(place.yen_hoa, set_period(PeriodKind.ANNUAL, year))
    page = page_tables(sign_in(Role.VIEWER, at=place.yen_hoa).get(f"/bao-cao/{place.yen_hoa.id}/qua-cac-nam").text)
    rows = page["Biểu 6. Số liệu cơ bản"]
    assert ["Số hộ", "1", "1"] in rows
