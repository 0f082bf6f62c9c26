"""A village records an activity with two photos on one screen, on a phone."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.bench.edge import Line, drained
from tests.browser.effort import MINUTE, record_activity, record_like_last_time, telex_keys
from tests.browser.phone import Phone
from tests.browser.photo import take_photo

#: Two photos and their form, with what the pages cost: the issue's 220,000, and some air below it.
MOST_BYTES = 205_000
#: Pixels of the longer side at which a name on a banner can still be read.
READABLE = 1000


def test_an_activity_with_two_photos_takes_under_a_minute(site, centre, phone, js, tmp_path):
    officer = phone("nhaplieu", js=js)
    page = officer.page
    photos = [take_photo(tmp_path / name) for name in ("mot.jpg", "hai.jpg")]
    assert min(photo.stat().st_size for photo in photos) > 1_000_000
    effort = record_activity(page, str(site.village.unit), photos)
    if js:
        expect(page.get_by_text(re.compile(r"^Ảnh sẽ gửi: \d+ KB$"))).to_be_visible()
    with page.expect_navigation():
        effort.tap(page.get_by_role("button", name="Lưu hoạt động"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Kỹ thuật trồng ngô lai")
    expect(page.get_by_text("12 lượt người, trong đó nữ 7,")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"^Ảnh \d"))).to_have_count(2)
    assert effort.seconds < MINUTE
    page.goto("/")
    again = record_like_last_time(page, "Kỹ thuật trồng ngô lai", photos)
    again.tap(page.get_by_role("button", name="Lưu hoạt động"))
    assert again.seconds < MINUTE / 2


def test_an_activity_with_two_photos_is_cheap_from_the_first_page_to_the_saved_one(site, centre, chromium, tmp_path):
    # What the worker fetches is not told to the page: without it every byte is.
    context = chromium.new_context(
        base_url=site.url, viewport={"width": 360, "height": 740}, locale="vi-VN", is_mobile=True, has_touch=True,
        service_workers="block",
    )  # fmt: skip
    officer = Phone(chromium, site.url, js=True, context=context)
    officer.expected.append("Service Worker registration blocked")
    officer.sign_in("nhaplieu")
    page = officer.page
    page.goto("/")
    page.wait_for_load_state("networkidle")
    line = Line(context.new_cdp_session(page), slow=False)
    photos = [take_photo(tmp_path / name) for name in ("mot.jpg", "hai.jpg")]
    effort = record_activity(page, str(site.village.unit), photos)
    told = page.get_by_text(re.compile(r"^Ảnh sẽ gửi: \d+ KB$"))
    expect(told).to_be_visible()
    photographed = int(re.sub(r"\D", "", told.inner_text())) * 1000
    with page.expect_navigation():
        effort.tap(page.get_by_role("button", name="Lưu hoạt động"))
    drained(page)
    expect(page.get_by_role("link", name=re.compile(r"^Ảnh \d"))).to_have_count(2)
    page.wait_for_load_state("networkidle")
    # Both photos went over the line, with enough of them left to be looked at.
    assert 100_000 < photographed < line.bytes < MOST_BYTES
    for photo in page.get_by_role("link", name=re.compile(r"^Ảnh \d")).all():
        kept = context.request.get(f"{site.url}{photo.get_attribute('href')}")
        assert max(Image.open(io.BytesIO(kept.body())).size) >= READABLE
    officer.put_away()


@pytest.mark.parametrize(
    ("words", "keys"), [("7", 1), ("ngo", 3), ("ngô", 4), ("đất", 6), ("Kỹ thuật", 11), ("nước", 7)]
)
def test_a_vietnamese_letter_costs_the_keys_that_a_phone_asks_for(words, keys):
    assert telex_keys(words) == keys


def test_the_quick_entry_is_one_screen_of_a_phone(site, centre, phone):
    """Nobody scrolls between the first field and the button: 360 by 740, with the last activities to copy from."""
    village = phone("thon")
    page = village.page
    for _time in range(2):
        page.goto(f"/cac-hoat-dong/{site.village.unit}/them")
        last = page.get_by_role("button", name="Lưu hoạt động")
        expect(last).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.get_by_label("Nội dung").fill("Đọc sách buổi tối cùng con ở nhà văn hóa thôn")
        page.get_by_label("Số người dự").fill("9")
        village.press("Lưu hoạt động")


def test_the_next_one_is_like_the_last(site, centre, phone, js):
    village = phone("thon", js=js)
    for people in ("9", "8"):
        village.page.goto(f"/cac-hoat-dong/{site.village.unit}/them")
        if people == "8":
            village.follow("Nói chuyện chuyên đề: Phòng bệnh")
        else:
            village.page.get_by_label("Nội dung").fill("Phòng bệnh")
        village.page.get_by_label("Số người dự").fill(people)
        village.press("Lưu hoạt động")
    expect(village.page.get_by_role("heading", level=1)).to_have_text("Phòng bệnh")
    expect(village.page.get_by_text("8 lượt người")).to_be_visible()


def test_typed_numbers_are_shown_before_those_of_the_list_take_their_place(site, centre, phone, js):
    village = phone("thon", js=js)
    page = village.page
    page.goto(f"/cac-hoat-dong/{site.village.unit}/them")
    page.get_by_label("Nội dung").fill("Phòng bệnh")
    page.get_by_label("Số người dự").fill("9")
    village.press("Lưu hoạt động")
    village.follow("Danh sách người dự")
    village.press("Lấy số liệu từ danh sách")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lấy số liệu từ danh sách?")
    expect(page.get_by_role("row").filter(has_text="Lượt người")).to_contain_text("9")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    village.press("Thay bằng số của danh sách")
    expect(page.get_by_text("Số nhập tay trước đó được giữ lại: 9 lượt người.")).to_be_visible()
    village.press("Nhập số bằng tay")
    expect(page.get_by_text("Số đã nhập tay: 9 lượt người.")).to_be_visible()
