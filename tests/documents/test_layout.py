"""Documents opened with LibreOffice and measured page by page against Nghị định 30/2020/NĐ-CP, Phụ lục I."""

import io
import re
import zipfile

import pytest

from lhtq.documents import Template, certificates_pdf, certificates_word, excel, pdf, word
from lhtq.documents.layout import MOTTO, NATION
from lhtq.documents.parts import Paragraph, Title
from tests.documents.papers import SIGNED, batch, heading, report, table
from tests.documents.rendering import as_pdf, shown


def forget_sums(workbook: bytes) -> bytes:
    """The workbook without what its formulas came to: only one who works them out knows it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as read, zipfile.ZipFile(buffer, "w") as write:
        for name in read.namelist():
            content = read.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1<v>0</v>", content)
            write.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Every kind of document by name: Word and Excel as LibreOffice shows them, PDF as it is."""
    folder = tmp_path_factory.mktemp("documents")
    decision = report(
        heading=heading("Quyết định", parent="", symbol="QĐ-UBND"), to=(), bases=("Căn cứ một", "Căn cứ hai"),
        authority="CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ YÊN HOA", resolves="QUYẾT ĐỊNH:",
    )  # fmt: skip
    minutes = report(
        heading=heading("Biên bản", number="", symbol=""), to=(), recipients=(), left=SIGNED, appendices=()
    )
    statistics = report(body=(table(),), to=(), appendices=(), landscape=True)
    kinds = {
        "report": (report(), Template.REPORT),
        "decision": (decision, Template.DECISION),
        "minutes": (minutes, Template.MINUTES),
        "statistics": (statistics, Template.STATISTICS),
    }
    office = []
    for name, (document, kind) in kinds.items():
        (folder / f"{name}.docx").write_bytes(word(document, kind))
        (folder / f"{name}-own.pdf").write_bytes(pdf(document))
        office.append(f"{name}.docx")
    (folder / "certificates.docx").write_bytes(certificates_word(batch(3)))
    (folder / "certificates-own.pdf").write_bytes(certificates_pdf(batch(3)))
    (folder / "workbook.xlsx").write_bytes(forget_sums(excel(report())))
    as_pdf(folder, *office, "certificates.docx", "workbook.xlsx")
    made = {path.stem: shown(path) for path in (folder / "shown").glob("*.pdf")}
    return made | {path.stem: shown(path) for path in folder.glob("*-own.pdf")}


@pytest.mark.parametrize("name", ["report", "decision", "minutes", "statistics"])
@pytest.mark.parametrize("form", ["", "-own"], ids=["word", "pdf"])
def test_pages_margins_head_numbers_and_face_are_as_the_decree_lays_them_down(seen, name, form):
    found = seen[name + form]
    assert {face.partition("-")[0] for face in found.faces} == {"Tinos"}
    for page in found.pages:
        assert sorted([round(page.width), round(page.height)]) == [210, 297]
        assert min(word.left for word in page.words if word.top > 20) >= 30 - 0.5
        assert max(word.right for word in page.words) <= page.width - 15 + 0.5
    first = found.pages[0]
    assert (first.width > first.height) == (name == "statistics")
    left, top, right = first.line(NATION)
    assert 19 <= top <= 22
    assert (left + right) / 2 > first.width / 2
    motto_left, motto_top, motto_right = first.line(MOTTO)
    assert top < motto_top < top + 8
    assert (motto_left + motto_right) / 2 == pytest.approx((left + right) / 2, abs=1)
    # The number of a page stands in the middle of the top margin, from the second page on.
    assert min(word.top for word in first.words) > 18
    number = min(found.pages[1].words, key=lambda word: word.top)
    assert number.text == "2"
    assert number.top < 20
    assert (number.left + number.right) / 2 == pytest.approx((30 + found.pages[1].width - 15) / 2, abs=1)


@pytest.mark.parametrize("form", ["", "-own"], ids=["word", "pdf"])
def test_letters_are_of_the_sizes_of_the_decree(seen, form):
    found = seen["report" + form]
    sizes = {
        NATION: 13, MOTTO: 14, "XÃ YÊN HOA": 13, "Số: 07/BC-UBND": 13, "Yên Hoa, ngày 05 tháng 02 năm 2026": 14,
        "BÁO CÁO": 14, "Kết quả xây dựng": 14, "Trên đây là": 14, "CHỦ TỊCH": 14, "Hoàng Văn Thụ": 14,
        "Nơi nhận:": 12, "- Như trên;": 11,
    }  # fmt: skip
    assert {words: found.size_of(words) for words in sizes} == {words: {size} for words, size in sizes.items()}


@pytest.mark.parametrize("name", ["report", "decision", "minutes", "statistics", "certificates"])
def test_word_and_pdf_say_the_same(seen, name):
    words, own = ({word.text for page in seen[each].pages for word in page.words} for each in (name, f"{name}-own"))
    # One more page or less has a number of its own.
    assert {word for word in words ^ own if not word.isdigit()} == set()


@pytest.mark.parametrize("form", ["", "-own"], ids=["word", "pdf"])
def test_headings_are_repeated_sums_stand_at_the_end_and_an_appendix_is_numbered_anew(seen, form):
    pages = seen["report" + form].pages
    assert sum("Được công nhận" in page.text for page in pages) >= 4
    assert [row for page in pages if (row := page.row("cộng"))] == [
        "Tổng cộng 61.830 55.830 90,2",
        "Tổng cộng 30.465 27.465 90,1",
    ]
    (at,) = (at for at, page in enumerate(pages) if "SỐ LIỆU THEO THÔN" in page.text)
    assert pages[at].width > pages[at].height
    assert min(word.top for word in pages[at].words) > 18
    assert min(pages[at + 1].words, key=lambda word: word.top).text == "2"


@pytest.mark.parametrize("form", ["", "-own"], ids=["word", "pdf"])
def test_each_certificate_has_a_page_on_its_side(seen, form):
    pages = seen["certificates" + form].pages
    assert [(round(page.width), round(page.height)) for page in pages] == [(297, 210)] * 3
    assert all("Gia đình học tập" in page.text and "Hoàng Văn Thụ" in page.text for page in pages)
    assert "Nguyễn Thị Tường Vy" in pages[0].text
    assert "Ma Văn Ỷ" in pages[1].text


def test_sums_of_a_workbook_are_worked_out_where_it_is_opened(seen):
    pages = seen["workbook"].pages
    # As the machine's own language writes numbers.
    sums = [row.replace(",", ".") for page in pages if (row := page.row("cộng"))]
    assert sums == ["Tổng cộng 61.830 55.830 90.2", "Tổng cộng 30.465 27.465 90.1"]
    assert all(sorted([round(page.width), round(page.height)]) == [210, 297] for page in pages)
    assert all("công nhận" in page.text for page in pages)


@pytest.mark.parametrize("lines", range(10, 23))
def test_a_heading_is_on_the_page_on_which_its_text_begins_and_the_last_with_the_signature(tmp_path, lines):
    body = [
        *(Paragraph(f"Dòng số {at}.") for at in range(lines)),
        Title("VII.", "KIẾN NGHỊ"),
        Title("1.", "Với huyện", level=2),
        Paragraph("Đề nghị cấp kinh phí cho các trung tâm học tập cộng đồng của xã vùng cao. " * 2),
        Title("VIII.", "PHƯƠNG HƯỚNG"),
        Paragraph("Hoàn thành đăng ký của các thôn trong quý I."),
    ]
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(report(body=body, appendices=())))
    pages = [page.text for page in shown(path).pages]
    for together in (
        ("VII. KIẾN NGHỊ", "1. Với huyện", "Đề nghị cấp"),
        ("VIII. PHƯƠNG", "Hoàn thành", "Hoàng Văn Thụ"),
    ):
        assert [all(words in page for words in together) for page in pages].count(True) == 1, together


def test_without_a_number_there_is_room_to_write_it(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(report(heading=heading(number=""), appendices=())))
    words = shown(path).pages[0].words
    colon, symbol = (next(word for word in words if word.text.endswith(end)) for end in ("Số:", "/BC-UBND"))
    assert symbol.left - colon.right > 5
