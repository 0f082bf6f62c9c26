"""A commune imports its households at the office's computer, and looks after them on the way on a phone."""

import re

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import create_engine, text

from tests.browser.phone import Phone
from tests.browser.photo import small_photo
from tests.lists.files import xlsx
from tests.lists.test_importing import HOA, LUA, QUY

#: What an import takes before it writes into a commune (lhtq/lists/queries.py).
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('lhtq.import'), :commune)"
#: Asks as the page does while a file is looked at, and waits until the device has kept the answer.
ASKED_BEFORE = """async () => {
  await fetch(location, { headers: { "HX-Request": "true", "HX-Target": "div#progress" } });
  while (!await caches.match(`${location.pathname}?~=${encodeURIComponent("div#progress")}`));
}"""
BAD_GATEWAY = 502

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


@pytest.fixture
def desk(phone, js) -> Phone:
    """The commune's recorder at a desk."""
    found: Phone = phone("nhaplieu", js=js)
    found.page.set_viewport_size(WIDE)
    return found


def waits_for(desk: Phone, words: str) -> None:
    """The page comes to say it: by itself with JavaScript, by its link without."""
    for _again in range(20):
        if desk.page.get_by_text(words).count():
            break
        if desk.js:
            desk.page.wait_for_timeout(500)
        elif desk.page.get_by_role("link", name="Xem lại").count():
            desk.follow("Xem lại")
            desk.page.wait_for_timeout(300)
    expect(desk.page.get_by_text(words).first).to_be_visible()


def send(desk: Phone, commune: int) -> None:
    """A file of three rows, of which two are good, is sent and looked at."""
    file = {
        "name": "02248 ho.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": xlsx([QUY, LUA, HOA]),
    }
    desk.page.goto(f"/ho-gia-dinh/{commune}")
    desk.follow("Nhập từ Excel")
    desk.page.get_by_label("Tệp Excel").set_input_files(file)
    desk.press("Gửi tệp và kiểm tra")
    # Bản Thàng is no village of this commune: two rows are good.
    waits_for(desk, "Đã kiểm tra, chưa nhập")


@pytest.fixture
def others_import(site):
    """Somebody else's import of the commune is under way, until it is told to end."""
    engine = create_engine(site.owner)
    with engine.connect() as connection:
        connection.execute(text(ONE_AT_A_TIME), {"commune": site.village.commune})
        yield connection.rollback
    engine.dispose()


def test_a_commune_imports_its_households_and_takes_them_back(desk, site):
    send(desk, site.village.commune)
    desk.follow("Dòng sai")
    expect(desk.page.get_by_text("không có thôn “Bản Thàng”")).to_be_visible()
    desk.follow("Về kết quả kiểm tra")

    desk.page.set_viewport_size(NARROW)
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    desk.press("Nhập 2 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    waits_for(desk, "Đã ghi lúc")
    address = desk.page.url
    desk.page.goto(f"/ho-gia-dinh/{site.village.unit}?tim=quy")
    expect(desk.page.get_by_role("link", name="Ma Văn Quý")).to_be_visible()

    desk.page.goto(address)
    desk.press("Hoàn tác cả lần nhập")
    expect(desk.page.get_by_text("Đã hoàn tác")).to_be_visible()
    desk.page.goto(f"/ho-gia-dinh/{site.village.unit}?tim=quy")
    expect(desk.page.get_by_role("link", name="Ma Văn Quý")).to_have_count(0)


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg"])
def test_a_photo_or_pdf_of_a_list_is_told_from_no_file_at_all(desk, site, kind):
    desk.page.goto(f"/nhap/{site.village.commune}")
    content = b"%PDF-1.7 x" if kind == "application/pdf" else small_photo(9)
    desk.page.get_by_label("Tệp Excel").set_input_files({"name": "ho", "mimeType": kind, "buffer": content})
    desk.press("Gửi tệp và kiểm tra")
    expect(desk.page.get_by_text(re.compile("^Tệp này là .*, không phải bảng tính."))).to_be_visible()


def test_while_the_line_is_lost_nothing_old_is_told_and_the_end_once_it_is_back(phone, site, others_import):
    desk = phone("nhaplieu")
    desk.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to fetch", "htmx", "502"]
    desk.wait_for_worker()
    send(desk, site.village.commune)
    # What the page had asked for while the file was looked at is on the phone.
    desk.page.evaluate(ASKED_BEFORE)
    desk.press("Nhập 2 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    expect(desk.page.locator("#progress")).to_contain_text("Đang nhập")

    desk.context.set_offline(True)
    others_import()
    with desk.page.expect_event("requestfailed"):
        pass
    desk.page.wait_for_timeout(500)
    expect(desk.page.locator("#progress")).to_contain_text("Đang nhập")
    expect(desk.page.get_by_role("button", name="Nhập 2 dòng đúng")).to_have_count(0)

    desk.context.set_offline(False)
    expect(desk.page.get_by_text("Đã ghi lúc")).to_be_visible()


def test_a_server_that_is_away_for_a_moment_does_not_end_the_asking(phone, site, others_import):
    desk = phone("nhaplieu")
    desk.expected += ["502", "htmx"]
    away = False

    def answer(route: Route) -> None:
        if away:
            route.fulfill(status=BAD_GATEWAY, body="Bad Gateway")
        else:
            route.fallback()

    # From the beginning: a browser that is loading a page does not always take up an interception.
    desk.context.route("**/nhap/tep/*", answer)
    send(desk, site.village.commune)
    desk.press("Nhập 2 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    away = True
    with desk.page.expect_response(lambda told: told.status == BAD_GATEWAY):
        pass
    expect(desk.page.locator("#progress")).to_contain_text("Đang nhập")

    away = False
    others_import()
    expect(desk.page.get_by_text("Đã ghi lúc")).to_be_visible()
