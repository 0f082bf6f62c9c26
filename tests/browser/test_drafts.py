"""What is typed is offered again until it was taken, and no longer than that."""

import pytest
from playwright.sync_api import expect

from lhtq.web.filters import today
from tests.browser.village import HOUSEHOLDS

OFFER = "Có bản nháp chưa gửi"


@pytest.fixture
def village(site, centre, phone):
    """The village's officer, on the page of a series of talks."""
    officer = phone("thon")
    officer.page.goto(f"/cac-hoat-dong/{site.village.unit}/them?loai=series")
    officer.page.get_by_label("Nội dung").fill("Phòng bệnh mùa đông")
    officer.page.get_by_label("Số người dự").fill("9")
    officer.press("Lưu hoạt động")
    return officer


def type_session(village, day):
    """Type the day of a session, and wait until the phone keeps it."""
    village.page.get_by_label("Ngày").fill(day)
    village.page.wait_for_timeout(600)


def test_what_was_refused_and_corrected_is_no_draft_any_more(village):
    activity = village.page.url
    type_session(village, "31/02/2026")
    village.press("Thêm buổi")
    village.press("Thêm buổi")
    type_session(village, f"{today():%d/%m/%Y}")
    village.press("Thêm buổi")
    expect(village.page.get_by_role("link", name="Điểm danh", exact=True)).to_be_visible()
    village.page.goto(activity)
    expect(village.page.get_by_text(OFFER)).to_have_count(0)
    assert village.page.evaluate("Object.keys(localStorage)") == []


def test_what_was_refused_and_left_is_offered_where_it_was_typed(village):
    activity = village.page.url
    type_session(village, "31/02/2026")
    village.press("Thêm buổi")
    village.page.goto(activity)
    expect(village.page.get_by_text(OFFER)).to_be_visible()


def test_who_signs_out_leaves_no_draft(village, site):
    village.page.goto(f"/ho/{site.village.households[HOUSEHOLDS[0]]}/nguoi/them")
    village.page.get_by_label("Họ và tên").fill("Hoàng Thị Mây")
    village.page.wait_for_timeout(600)
    assert village.page.evaluate("Object.keys(localStorage).length") == 1
    village.press("Đăng xuất")
    assert village.page.evaluate("Object.keys(localStorage)") == []
