"""Long tables are read on paper: A4, the head on every sheet, no row cut in two, nothing beyond the edge."""

from collections import Counter

import pytest

from tests.browser import demo
from tests.browser.phone import Phone
from tests.documents.rendering import Page, shown

A4 = (210, 297)
#: Millimetres that stay white around the words.
MARGIN = 9
COMMUNES = 138


@pytest.fixture(scope="module")
def site(server, tmp_path_factory):
    with demo.shown(server.copy(), tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture
def printed(chromium, site, tmp_path):
    """``printed(name)``: the sheets of paper that a page of the demonstration makes."""
    phone = Phone(chromium, site.url, js=True)
    phone.sign_in("tinh")

    def _printed(name: str) -> list[Page]:
        phone.page.goto(site.address(name))
        path = tmp_path / "page.pdf"
        phone.page.pdf(path=path, prefer_css_page_size=True, print_background=True)
        return shown(path).pages

    yield _printed
    phone.put_away()


@pytest.mark.parametrize(
    ("name", "head", "most"),
    [
        ("every measure on paper", "Nơi Gia đình Dòng họ Quán triệt", 3),
        ("communes on paper", "Đơn vị So với mục tiêu Tỷ lệ", 6),
    ],
)
def test_a_table_of_all_communes_is_read_on_paper(printed, name, head, most):
    sheets = printed(name)
    assert 1 < len(sheets) <= most
    for number, sheet in enumerate(sheets, 1):
        assert (round(sheet.width), round(sheet.height)) == A4
        assert set(head.split()) <= {word.text for word in sheet.words}, f"sheet {number} has no head"
        assert all(word.left >= MARGIN and word.right <= A4[0] - MARGIN for word in sheet.words), number
        assert sheet.words[-1].text == f"{number}/{len(sheets)}"
    text = " ".join(sheet.text for sheet in sheets)
    for one in ("Yên Hoa", "Trường Sinh", "Phan Thiết"):
        assert text.count(one) == 1, one
    # What is pressed on a screen is not on paper.
    assert "Bản để in" not in text
    assert "Xem" not in text


def test_every_commune_has_its_whole_row_on_one_sheet(printed):
    found = Counter()
    for sheet in printed("every measure on paper"):
        heights = Counter(round(word.top * 2) for word in sheet.words if word.text.endswith("%") or word.text == "–")
        found.update(heights.values())
    # Eleven measures in each row; none has some of them here and the others overleaf.
    assert found == {11: COMMUNES}


def test_what_is_on_the_screen_is_printed_without_its_forms(printed):
    (first, *_more) = printed("communes beside each other")
    assert "Đơn vị" in first.text
    assert "Trang sau" not in first.text
    assert "Đăng xuất" not in first.text


@pytest.mark.parametrize(("media", "width"), [("print", 718), ("screen", 820)])
def test_the_measures_of_a_unit_are_told_in_words_and_not_in_columns_of_letters(chromium, site, media, width):
    """On A4 between its margins, and on a tablet, on which the page is no wider than the screen either."""
    phone = Phone(chromium, site.url, js=True)
    phone.sign_in("tinh")
    phone.page.set_viewport_size({"width": width, "height": 900})
    phone.page.emulate_media(media=media)
    phone.page.goto(site.address("district's figures"))
    names = phone.page.locator("table").first.locator("tbody th").all()
    assert len(names) == 11
    assert all(name.bounding_box()["width"] >= 120 for name in names)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= width
    phone.put_away()
