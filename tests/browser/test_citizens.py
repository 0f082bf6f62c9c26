"""A village's citizens on one page: a row is opened, tapped and saved where it stands."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from tests.browser.demo import YEAR
from tests.browser.phone import Phone
from tests.browser.test_bad_line import breaks_with, drop
from tests.browser.village import HOUSEHOLDS

AN = HOUSEHOLDS[0]
WIFE = f"Vợ chồng {AN}"


def begin_anew(site) -> None:
    """The citizens are back at the beginning of their year, with last year's answers behind them."""
    engine = create_engine(site.owner)
    with engine.begin() as owner:
        owner.execute(
            text(
                "UPDATE sheet SET state = 'draft', answers = '{}', complete = false, figures = NULL, total = NULL, "
                "scorers = '{}', village_review_id = NULL, votes_for = NULL, reviewed_by = NULL WHERE model = 'citizen'"
            )
        )
    engine.dispose()


def opened(village: Phone, name: str) -> None:
    """Open one person's row by their name."""
    link = village.row(name).get_by_role("link", name=name, exact=True)
    link.tap() if village.js else village.turn(link)
    expect(village.row(name).get_by_role("group").first).to_be_visible()


def test_a_citizen_is_opened_tapped_and_saved_and_the_next_one_too(site, phone, js):
    begin_anew(site)
    village = phone("thon", js=js)
    village.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}/cong-dan")
    expect(village.page.get_by_text("Đã chấm xong 0/12 người, đăng ký 12 người.")).to_be_visible()

    opened(village, WIFE)
    # In the words of those who farm.
    expect(village.indicator(WIFE, "3.1")).to_contain_text("Sống hòa thuận với làng xóm")
    village.answer(WIFE, "1.1", "Một phần")
    village.save(WIFE, "Còn lại đều đủ")
    expect(village.total(WIFE)).to_contain_text("95/100 điểm. Đạt.")
    assert village.chosen(WIFE, "1.1") == "Một phần"
    expect(village.page.get_by_text("Đã chấm xong 1/12 người, đăng ký 12 người.")).to_be_visible()

    binh = f"Vợ chồng {HOUSEHOLDS[1]}"
    opened(village, binh)
    village.answer(binh, "2.1", "Không")
    village.save(binh, "Còn lại đều đủ")
    expect(village.total(binh)).to_contain_text(re.compile(r"90/100 điểm\. ?2\.1 dưới 5 điểm"))

    village.page.reload()
    expect(village.row(WIFE).first).to_contain_text("95")


def test_many_alike_are_scored_at_once_and_the_answered_one_stays(site, phone, js):
    begin_anew(site)
    village = phone("thon", js=js)
    village.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}/cong-dan")
    opened(village, WIFE)
    village.answer(WIFE, "1.1", "Không")
    village.save(WIFE)
    village.page.reload()
    village.page.get_by_text("Chấm một lượt").first.tap()
    for group in village.page.locator("#luot fieldset").all():
        group.get_by_text("Đủ", exact=True).tap()
    village.press("Chấm người chưa có điểm")
    expect(village.page.get_by_text("Đã chấm xong 11/12 người")).to_be_visible()
    expect(village.row(WIFE)).to_contain_text("Còn thiếu 9 mục")


@pytest.mark.parametrize("trouble", [drop, breaks_with(500), breaks_with(503)], ids=["no line", "500", "503"])
def test_a_row_that_cannot_be_opened_says_so_and_opens_when_the_line_is_back(site, phone, trouble):
    begin_anew(site)
    village = phone("thon", js=True)
    village.expected += ["500", "503", "ERR_INTERNET", "Failed to fetch", "htmx"]
    rows = "**/cong-dan?mo=*"
    # Of the whole device: rows are fetched by its worker where that is awake already.
    village.context.route(rows, trouble)
    village.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}/cong-dan")
    village.row(WIFE).get_by_role("link", name=WIFE, exact=True).tap()
    expect(village.row(WIFE)).to_contain_text("Chưa mở được, có thể mất mạng.")
    assert "Bad Gateway" not in village.page.content()
    village.context.unroute(rows)
    opened(village, WIFE)
    expect(village.row(WIFE)).not_to_contain_text("Chưa mở được")
