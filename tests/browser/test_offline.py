"""With the line really cut: what was opened is read again, by the one who opened it alone."""

import re
import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from lhtq.paths import ROOT
from lhtq.web.filters import today
from tests.browser import live
from tests.browser.phone import Phone
from tests.browser.test_citizens import WIFE, begin_anew, opened
from tests.browser.test_pages import findings, fits
from tests.browser.village import HOUSEHOLDS, settle

YEAR = today().year
AN = HOUSEHOLDS[0]
SEEN = re.compile(r"Trang này xem lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}\.")
NEVER_KEPT = "Không có mạng, trang này chưa tải về"

#: All that is kept on this device, by the name of its cache.
KEPT = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(
  async (name) => [name, (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)])))"""

#: Makes a kept page one of two days before.
BACKDATED = """async ([url, day]) => {
  const cache = await caches.open((await caches.keys()).find((name) => name.startsWith("pages-")));
  const kept = await cache.match(url), text = await kept.text();
  if (!text.includes(`value="${day}"`)) throw Error("no day");
  await cache.put(url, new Response(text.replace(`value="${day}"`, 'value="27/11/2025"'), kept));
}"""


class Device:
    """A phone whose worker has begun its work, and whose line can be cut."""

    def __init__(self, phone) -> None:
        self.phone = phone
        self.page = phone.page
        phone.expected += [
            "502",
            "503",
            "ERR_INTERNET_DISCONNECTED",
            "Failed to fetch",
            "FetchEvent",
            "net::ERR_FAILED",
        ]
        phone.wait_for_worker()

    def open(self, url: str) -> None:
        """Open a page, and wait until it is kept."""
        self.page.goto(url)
        self.wait_for(url)

    def wait_for(self, url: str) -> None:
        """Wait until a page is kept."""
        self.page.wait_for_function("async (url) => Boolean(await caches.match(url))", arg=url)

    def cut(self) -> None:
        """No line from now on, for the worker neither."""
        self.phone.context.set_offline(True)

    def mend(self) -> None:
        """The line is back."""
        self.phone.context.set_offline(False)

    def kept(self) -> dict[str, list[str]]:
        """What is kept of pages, by account."""
        found = self.page.evaluate(KEPT)
        return {name: urls for name, urls in found.items() if name.startswith("pages-")}

    def heading(self) -> str:
        """What page this is."""
        return self.phone.heading()


@pytest.fixture
def device(phone):
    """``device("thon")``: that person's phone, signed in."""
    return lambda username="thon": Device(phone(username))


@pytest.fixture
def sheet(site):
    """The address of the village sheet."""
    return f"/cham-diem/{site.village.unit}/{YEAR}"


def test_a_page_that_was_opened_is_read_again_without_a_line_and_says_from_when_it_is(device, sheet):
    village = device()
    village.open(sheet)
    village.cut()
    village.page.reload()
    expect(village.page.get_by_role("status").filter(has_text=SEEN)).to_be_visible()
    expect(village.phone.row(AN)).to_be_visible()
    assert findings(village.page) == []
    assert fits(village.page)

    village.mend()
    village.page.reload()
    expect(village.phone.row(AN)).to_be_visible()
    expect(village.page.get_by_text(SEEN)).to_have_count(0)


def test_the_first_page_of_a_device_is_kept_too_and_nothing_is_fetched_twice_for_it(device):
    village = device()
    village.wait_for("/")
    (worker,) = village.phone.context.service_workers
    fetched = "() => performance.getEntriesByType('resource').filter((e) => e.transferSize).map((e) => e.name)"
    assert worker.evaluate(fetched) == []
    village.cut()
    village.page.reload()
    expect(village.page.get_by_text(SEEN)).to_be_visible()
    assert village.heading() == "Việc cần làm"


def test_the_newest_version_of_a_page_is_kept(device, sheet):
    village = device()
    village.open(sheet)
    village.phone.open_row(AN)
    village.phone.answer(AN, "1.1", "Đủ")
    expect(village.phone.total(AN)).to_contain_text("10/100 điểm")
    village.page.reload()
    expect(village.phone.total(AN)).to_contain_text("10/100 điểm")
    village.page.wait_for_function(
        "async (url) => (await (await caches.match(url)).text()).includes('<b>10</b>/100')", arg=sheet
    )
    village.cut()
    village.page.reload()
    expect(village.page.get_by_text(SEEN)).to_be_visible()
    expect(village.phone.total(AN)).to_contain_text("10/100 điểm")


def test_a_row_that_was_opened_opens_again_and_another_one_says_why_not(device, site):
    begin_anew(site)
    village = device()
    village.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}/cong-dan")
    opened(village.phone, WIFE)
    expect(village.phone.indicator(WIFE, "1.1")).to_be_visible()
    village.page.wait_for_function(
        """async () => {
          const own = (await caches.keys()).find((name) => name.startsWith('pages-'));
          return (await (await caches.open(own)).keys()).some(({ url }) => url.includes('?mo='));
        }"""
    )
    village.phone.expected.append("htmx")
    village.cut()
    village.page.reload()
    expect(village.page.get_by_text(SEEN)).to_be_visible()
    opened(village.phone, WIFE)
    expect(village.phone.indicator(WIFE, "1.1")).to_be_visible()
    village.phone.row(AN).get_by_role("link", name=AN, exact=True).first.tap()
    expect(village.phone.row(AN).first).to_contain_text("Chưa mở được, có thể mất mạng.")


def test_a_page_that_was_never_opened_says_so_and_leads_to_those_that_were(device, sheet):
    village = device()
    village.open(sheet)
    village.cut()
    village.page.goto("/tieu-chi")
    assert village.heading() == NEVER_KEPT
    assert findings(village.page) == []
    assert fits(village.page)
    village.phone.follow(f"Chấm điểm năm {YEAR}")
    expect(village.page.get_by_text(SEEN)).to_be_visible()
    expect(village.phone.row(AN)).to_be_visible()


def test_a_village_is_taken_along_with_its_lists_and_its_criteria(device, sheet):
    village = device()
    village.open(sheet)
    village.phone.follow("Tải về")
    village.page.get_by_role("button", name="Tải về để dùng khi mất mạng").tap()
    told = village.page.get_by_text(re.compile(r"^Đã tải lúc \d\d:\d\d, \d+ KB$"))
    expect(told).to_be_visible()
    assert findings(village.page) == []
    words = told.inner_text()
    village.page.reload()
    expect(village.page.get_by_text(words)).to_be_visible()

    village.cut()
    village.phone.follow("Danh sách hộ")
    expect(village.page.get_by_text(SEEN)).to_be_visible()
    expect(village.page.get_by_role("link", name=AN)).to_be_visible()
    village.page.go_back()
    village.phone.follow("Bộ tiêu chí và hướng dẫn")
    expect(village.page.get_by_text(SEEN)).to_be_visible()
    assert "Gia đình học tập" in village.heading()
    village.page.goto(sheet)
    village.phone.open_row(AN)
    expect(village.phone.indicator(AN, "1.1")).to_be_visible()


def test_a_village_that_could_not_be_taken_along_says_how_far_it_came(device, site):
    village = device()
    village.open(f"/tai-ve/{site.village.unit}/{YEAR}")
    village.cut()
    village.page.get_by_role("button", name="Tải về để dùng khi mất mạng").tap()
    expect(village.page.get_by_text("Chưa tải xong, có thể mất mạng.")).to_be_visible()
    village.mend()
    village.page.get_by_role("button", name="Tải về để dùng khi mất mạng").tap()
    expect(village.page.get_by_text("Đã tải lúc")).to_be_visible()


def test_signing_out_clears_what_was_kept_and_the_next_person_sees_nothing_of_it(device, sheet):
    shared = device()
    shared.open(sheet)
    shared.phone.press("Đăng xuất")
    assert shared.heading() == "Đăng nhập"
    shared.page.wait_for_function("async () => !(await caches.keys()).some((name) => name.startsWith('pages-'))")

    shared.cut()
    shared.page.goto(sheet)
    assert shared.heading() == NEVER_KEPT
    expect(shared.page.locator("main a")).to_have_count(0)
    shared.mend()

    shared.page.goto("/")
    shared.phone.sign_in("thamdinh")
    shared.wait_for("/")
    (of_one,) = shared.kept().items()
    shared.cut()
    shared.page.goto(sheet)
    assert shared.heading() == NEVER_KEPT
    expect(shared.page.locator("main a")).to_have_text(["Việc cần làm"])
    shared.page.goto("/")
    expect(shared.page.locator(".who")).to_have_text("Quan Văn Thẩm")
    assert set(of_one[1]) == {"/", "/~index"}


def test_another_account_on_the_device_clears_it_even_where_nobody_signed_out(device, phone, sheet):
    shared = device()
    shared.open(sheet)
    (before,) = shared.kept()
    # The one before never signed out: their sign-in is only exchanged for another one.
    other = phone("thamdinh")
    shared.phone.context.clear_cookies()
    shared.phone.context.add_cookies(other.context.cookies())
    shared.open("/tieu-chi")
    (after,) = shared.kept()
    assert after != before
    shared.cut()
    shared.page.goto(sheet)
    assert shared.heading() == NEVER_KEPT


def test_a_sign_in_that_ran_out_clears_it(device, sheet):
    village = device()
    village.open(sheet)
    village.phone.context.clear_cookies()
    village.page.goto(sheet)
    assert village.heading() == "Đăng nhập"
    village.page.wait_for_function("async () => !(await caches.keys()).some((name) => name.startsWith('pages-'))")


def test_a_page_may_ask_the_worker_to_clear(device, sheet):
    village = device()
    village.open(sheet)
    said = village.page.evaluate(
        """() => new Promise((done) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => done(data);
          navigator.serviceWorker.controller.postMessage({ clear: true }, [port2]);
        })"""
    )
    assert said == "cleared"
    assert village.kept() == {}


def test_a_server_in_trouble_is_no_reason_to_see_nothing(device, sheet):
    village = device()
    village.open(sheet)
    village.phone.context.route(
        f"**{sheet}", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")
    )
    village.page.reload()
    expect(village.page.get_by_text(SEEN)).to_be_visible()
    expect(village.phone.row(AN)).to_be_visible()


def test_who_has_waited_long_enough_reads_the_kept_page(device, sheet):
    village = device()
    village.open(sheet)
    waiting: list[Route] = []
    village.phone.context.route(f"**{sheet}", lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright asks how many arguments it takes
    village.page.reload(timeout=20_000)
    expect(village.page.get_by_text(SEEN)).to_be_visible()
    (route,) = waiting
    route.abort()


def test_pages_of_errors_and_answers_to_forms_are_not_kept(device, site):
    village = device()
    village.wait_for("/")
    village.page.goto("/khong-co-trang-nay")
    village.page.goto("/doi-mat-khau")
    village.page.get_by_label("Mật khẩu mới").first.fill("ngan")
    village.phone.press("Đổi mật khẩu")
    village.open("/toi")
    (urls,) = village.kept().values()
    assert set(urls) == {"/", "/toi", "/~index"}


def test_each_time_a_kept_form_is_opened_it_has_a_key_of_its_own(device, site):
    """The same key twice would make one household of two."""
    village = device()
    village.open(f"/ho-gia-dinh/{site.village.unit}/them")
    key = village.page.locator("main [name=key]")
    keys = [key.input_value()]
    village.cut()
    for _time in range(2):
        village.page.reload()
        keys.append(key.input_value())
    assert len(set(keys)) == 3


def test_a_form_that_was_kept_days_ago_says_today(device, site):
    """What is written down without a line two days later is not dated back."""
    village = device("nhaplieu")
    village.open(f"/cac-trung-tam/{site.village.commune}/them")
    village.page.get_by_label("Tên trung tâm").fill("Trung tâm học tập cộng đồng xã Yên Hoa")
    village.phone.press("Lưu trung tâm")
    address = f"/cac-hoat-dong/{site.village.commune}/them"
    village.open(address)
    day = f"{today():%d/%m/%Y}"
    village.page.evaluate(BACKDATED, [address, day])
    village.cut()
    village.page.reload()
    expect(village.page.get_by_text(SEEN)).to_be_visible()
    expect(village.page.get_by_label("Ngày", exact=True)).to_have_value(day)


def test_this_device_says_what_it_used_this_month_and_goes_on_counting_for_the_next_person(device, sheet):
    village = device()
    village.open(sheet)
    village.page.goto("/toi")
    village.phone.follow("Dữ liệu đã dùng")
    received = _received(village)
    # The village sheet alone is more than 2 KB on the line, and 26 KB without compression.
    assert 10 <= received <= 40
    village.phone.press("Đăng xuất")
    village.phone.sign_in("thamdinh")
    village.page.goto("/du-lieu-da-dung")
    assert _received(village) >= received


def _received(device: Device) -> int:
    told = device.page.locator("[data-used]")
    words = re.compile(r"Tháng \d\d/\d{4}: nhận (\d+) KB, gửi khoảng \d+ KB\.")
    expect(told).to_have_text(words)
    return int(words.search(told.inner_text())[1])


def test_renewed_software_renews_the_worker_and_pages_kept_before_keep_their_looks(chromium, server, tmp_path):
    checkout, database = tmp_path / "checkout", server.copy()
    for part in ("lhtq", "templates", "static", "migrations"):
        shutil.copytree(ROOT / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "wsgi.py", checkout)
    settle(database.owner)
    with live.serve(database, tmp_path, root=checkout) as url:
        # The story takes days, so this browser is one that keeps things on a disk.
        phone = Phone(chromium, url, js=True, context=live.remembering(chromium, url, tmp_path / "browser"))
        phone.sign_in("thon")
        village = Device(phone)
        village.open("/toi")
        before = _files(village)
        (kept,) = village.kept()
    with (checkout / "static" / "app.css").open("a") as css:
        css.write("h1 { letter-spacing: 7px; }\n")
    with live.serve(database, tmp_path, root=checkout, port=urlsplit(url).port):
        village.page.goto("/")
        assert "/toi" in village.kept()[kept]
        # An hour later.
        phone.context.new_cdp_session(village.page).send("Network.clearBrowserCache")
        with phone.context.expect_event("serviceworker"):
            village.page.evaluate("() => navigator.serviceWorker.ready.then((kept) => kept.update()).then(() => null)")
        village.page.wait_for_function(
            """async () => {
              const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
              return !installing && !waiting && active.state === "activated";
            }"""
        )
        assert before != _files(village)
        assert "/toi" in village.kept()[kept]
        village.cut()
        village.page.goto("/toi")
        expect(village.page.get_by_text(SEEN)).to_be_visible()
        expect(village.page.get_by_role("heading", level=1)).to_have_css("letter-spacing", "7px")
    phone.put_away()


def _files(device: Device) -> list[str]:
    """The static files of the release that the newest worker is of."""
    return device.phone.context.service_workers[-1].evaluate("() => FILES")
