"""What the village sheet does when the line, the server or another person gets in the way."""

import pytest
from playwright.sync_api import Route, expect

from lhtq.web.filters import today
from tests.browser.phone import ONLY
from tests.browser.test_pages import findings, fits
from tests.browser.village import CLAN, HOUSEHOLDS, hold_titles

YEAR = today().year
AN, BINH = HOUSEHOLDS[:2]
SAVES = "**/cham-diem/ho/**"
WAITS = "Đang chờ gửi"


@pytest.fixture
def sheet(phone, site):
    """``sheet("thon")``: that person's phone with the village sheet open, An's row unfolded."""

    def _sheet(username="thon"):
        found = phone(username)
        found.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}")
        found.open_row(AN)
        return found

    return _sheet


def saved(phone, text: str) -> None:
    """The total says so, there and after the page is opened anew."""
    expect(phone.total(AN)).to_contain_text(text)
    phone.page.reload()
    expect(phone.total(AN)).to_contain_text(text)


def drop(route: Route) -> None:
    """No line."""
    route.abort("internetdisconnected")


def breaks_with(status: int):
    """What a server in trouble, or one in front of it, answers."""

    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html", body="<html><body><h1>Bad Gateway</h1></body></html>")

    return answer


@pytest.mark.parametrize(
    "trouble",
    [drop, breaks_with(500), breaks_with(502), breaks_with(503), breaks_with(504)],
    ids=["no line", "500", "502", "503", "504"],
)
def test_a_tap_that_did_not_arrive_says_so_stays_and_is_sent_again(sheet, trouble):
    village = sheet()
    village.expected += ["502", "500", "503", "504", "ERR_INTERNET", "Failed to fetch", "htmx"]
    village.page.route(SAVES, trouble)
    village.answer(AN, "1.1", "Đủ")
    expect(village.total(AN)).to_contain_text(WAITS)
    expect(village.waiting()).to_contain_text("1 việc đang chờ gửi.")
    assert "Bad Gateway" not in village.page.content()
    assert village.chosen(AN, "1.1") == "Đủ"
    assert findings(village.page) == []
    assert fits(village.page)

    village.page.unroute(SAVES)
    village.page.get_by_role("button", name="Gửi ngay").tap()
    expect(village.total(AN)).not_to_contain_text(WAITS)
    expect(village.waiting()).to_be_empty()
    saved(village, "10/100 điểm")


def test_after_the_line_is_back_the_next_tap_brings_the_lost_one_too(sheet):
    village = sheet()
    village.expected += ["ERR_INTERNET", "Failed to fetch", "htmx"]
    village.page.route(SAVES, drop)
    village.answer(AN, "1.1", "Đủ")
    expect(village.total(AN)).to_contain_text(WAITS)
    village.page.unroute(SAVES)
    village.answer(AN, "1.2", "Đủ")
    saved(village, "20/100 điểm")


def test_a_tap_that_waits_is_left_unasked_and_sent_from_the_next_page(sheet, site):
    village = sheet()
    village.expected += ["ERR_INTERNET", "Failed to fetch", "htmx"]
    asked = []
    village.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    village.page.route(SAVES, drop)
    village.answer(AN, "1.1", "Đủ")
    expect(village.total(AN)).to_contain_text(WAITS)
    village.page.unroute(SAVES)
    with village.page.expect_response(SAVES):
        village.follow("Bộ tiêu chí tạm thời")
    village.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}")
    expect(village.total(AN)).to_contain_text("10/100 điểm")
    assert asked == []


def test_nobody_leaves_a_tap_behind_that_is_not_kept_yet(sheet):
    village = sheet()
    asked = []
    village.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    village.answer(AN, "1.1", "Đủ")
    village.page.evaluate("document.querySelector('footer a').click()")
    village.page.wait_for_url("**/tieu-chi")
    assert asked == ["beforeunload"]


def test_who_has_saved_everything_leaves_unasked(sheet):
    village = sheet()
    asked = []
    village.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    village.answer(AN, "1.1", "Đủ")
    expect(village.total(AN)).to_contain_text("10/100 điểm")
    village.follow("Bình xét và gửi xã")
    assert asked == []


def test_the_sheets_were_handed_in_meanwhile(sheet, phone, site):
    hold_titles(site.owner)
    village, commune = sheet(), phone("nhaplieu")
    village.expected += ["403", "htmx"]
    commune.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}")
    commune.open_row(AN)
    _earn(commune)
    _hand_in(commune)

    village.answer(AN, "1.1", "Không")
    expect(village.total(AN)).to_contain_text("Chưa lưu. Ở trạng thái hiện tại, không làm được việc này.")
    village.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}")
    expect(village.row(AN)).to_contain_text("Chờ xã thẩm định")
    expect(village.row(AN)).to_contain_text("100 điểm")


def _earn(phone) -> None:
    phone.save(AN, "Còn lại đều đủ")
    expect(phone.total(AN)).to_contain_text("Đạt.")


def _hand_in(phone) -> None:
    phone.follow("Bình xét và gửi xã")
    for label, value in (
        ("Ngày họp bình xét", f"{today():%d/%m/%Y}"),
        ("Số người dự họp", "41"),
        ("Người chủ trì", "Bàn Văn Thôn"),
        ("Thư ký ghi biên bản", "Lý Thị Hạnh"),
    ):
        phone.page.get_by_label(label).fill(value)
    phone.press("Gửi xã thẩm định")
    expect(phone.row(AN)).to_contain_text("Chờ xã thẩm định")


@pytest.mark.parametrize(("button", "total"), [("Ghi bản của tôi", "5/100 điểm"), ("Giữ bản đã lưu", "10/100 điểm")])
def test_two_people_at_one_household_see_both_versions_and_choose(sheet, button, total):
    village, commune = sheet(), sheet("nhaplieu")
    village.expected += ["409"]
    commune.answer(AN, "1.1", "Đủ")
    expect(commune.total(AN)).to_contain_text("10/100 điểm")

    village.answer(AN, "1.1", "Một phần")
    told = village.page.get_by_role("alert")
    expect(told).to_contain_text(f"Ma Thị Liệu đã sửa {AN}")
    both = village.page.get_by_role("row").filter(has_text="1.1 ")
    expect(both).to_contain_text("10")
    expect(both).to_contain_text("5")
    assert findings(village.page) == []
    assert fits(village.page)

    choice = village.page.get_by_role("button", name=button).or_(village.page.get_by_role("link", name=button))
    choice.tap()
    expect(told).to_have_count(0)
    saved(village, total)


def test_signed_out_meanwhile_the_tap_waits_for_the_sign_in(sheet):
    village = sheet()
    village.expected += ["401"]
    village.context.clear_cookies()
    village.answer(AN, "1.1", "Đủ")
    expect(village.waiting()).to_contain_text("1 việc đang chờ gửi.")
    village.follow("Đăng nhập để gửi tiếp")
    village.sign_in("thon")
    saved(village, "10/100 điểm")


@pytest.fixture
def clan_sheet(phone, site):
    """``clan_sheet()``: the commune recorder's phone with the sheet of the clan open."""

    def _clan_sheet():
        found = phone("nhaplieu")
        found.page.goto(f"/phieu/dong-ho/{site.village.clan}/{YEAR}")
        return found

    return _clan_sheet


def test_a_count_that_cannot_be_is_told_in_the_row_and_the_page_stays_usable(clan_sheet):
    commune = clan_sheet()
    commune.expected += ["422"]
    commune.answer(ONLY, "2.1", "Đủ")
    commune.answer(ONLY, "3.2", "10000")
    expect(commune.page.get_by_role("alert")).to_contain_text(f"Chưa lưu {CLAN}.")
    assert (commune.chosen(ONLY, "2.1"), commune.chosen(ONLY, "3.2")) == ("Đủ", "10000")
    number = commune.indicator(ONLY, "3.2").get_by_role("textbox")
    expect(number).to_have_accessible_description("Tiêu chí 3.2: nhiều nhất 9999.")
    assert findings(commune.page) == []
    assert fits(commune.page)
    number.fill("1")
    commune.save(ONLY)
    expect(commune.total(ONLY)).to_contain_text("15/100 điểm")
    commune.answer(ONLY, "2.2", "Đủ")
    expect(commune.total(ONLY)).to_contain_text("20/100 điểm")
    commune.page.reload()
    expect(commune.total(ONLY)).to_contain_text("20/100 điểm")
    assert (commune.chosen(ONLY, "3.2"), commune.chosen(ONLY, "2.2")) == ("1", "Đủ")


def test_two_people_at_one_clan_choose_and_go_on_on_its_own_page(clan_sheet):
    first, second = clan_sheet(), clan_sheet()
    second.expected += ["409"]
    first.answer(ONLY, "3.2", "1")
    expect(first.total(ONLY)).to_contain_text("5/100 điểm")
    second.answer(ONLY, "3.2", "2")
    expect(second.page.get_by_role("alert")).to_contain_text(f"Ma Thị Liệu đã sửa {CLAN}")
    second.page.get_by_role("button", name="Ghi bản của tôi").tap()
    expect(second.total(ONLY)).to_contain_text("10/100 điểm")
    second.answer(ONLY, "2.1", "Đủ")
    expect(second.total(ONLY)).to_contain_text("20/100 điểm")


def test_an_answer_that_cannot_be_leaves_the_rest_of_the_village_usable(sheet):
    village = sheet()
    village.expected += ["422"]
    # No tap can be wrong; a page that was open while the software was renewed can.
    village.indicator(AN, "1.1").get_by_role("radio").last.evaluate("tap => tap.value = '7'")
    village.answer(AN, "1.1", "Đủ")
    expect(village.page.get_by_role("alert")).to_contain_text(f"Chưa lưu {AN}.")
    village.open_row(BINH)
    village.answer(BINH, "1.1", "Đủ")
    expect(village.total(BINH)).to_contain_text("10/100 điểm")
