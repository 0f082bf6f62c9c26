"""An activity with two photos, recorded in a browser on an emulated EDGE line: its bytes, and the person's effort."""

import time

from lhtq.demo.accounts import PASSWORD
from tests.bench.edge import DOWN, LATENCY, UP, Line, drained
from tests.bench.install import Place
from tests.bench.report import Report
from tests.browser import live
from tests.browser.effort import MINUTE, record_activity, record_like_last_time
from tests.browser.photo import take_photo

#: What the two photos and their form may cost, both ways.
MOST_BYTES = 220_000


def measure(place: Place, report: Report) -> None:
    """Record an activity anew, then one like it, as the officer of a commune who stands on the first page."""
    found = place.found
    folder = place.folder / "entry"
    folder.mkdir()
    folder.chmod(0o755)
    photos = [take_photo(folder / name) for name in ("1.jpg", "2.jpg", "3.jpg", "4.jpg")]
    rows = []
    with live.serve(place.urls, folder) as url, live.chromium() as browser:
        # What the worker fetches is not told to the page: without it every byte is.
        page = browser.new_page(
            base_url=url, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, locale="vi-VN",
            service_workers="block",
        )  # fmt: skip
        line = Line(page.context.new_cdp_session(page))
        page.goto("/")
        page.get_by_label("Tên đăng nhập").fill(found.commune_recorder)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        with page.expect_navigation():
            page.get_by_role("button", name="Đăng nhập", exact=True).click()
        for words in ("anew", "like last time"):
            page.goto("/")
            page.wait_for_load_state("networkidle")
            before, began = line.bytes, time.monotonic()
            if words == "anew":
                effort = record_activity(page, str(found.village_id), photos[:2])
            else:
                effort = record_like_last_time(page, "Kỹ thuật trồng ngô lai", photos[2:])
            page.get_by_text("Ảnh sẽ gửi").wait_for()
            opened = time.monotonic() - began
            effort.tap(page.get_by_role("button", name="Lưu hoạt động"))
            # It is kept at once: whoever waits for the line is the phone.
            page.get_by_text("chờ gửi").first.wait_for()
            drained(page)
            rows.append((words, effort, line.bytes - before, opened, time.monotonic() - began))
    report.table(
        f"An activity with two photos under emulated EDGE ({LATENCY} ms, {DOWN // 1000} kbit/s down, "
        f"{UP // 1000} up)",
        ("what", *(row[0] for row in rows), "goal"),
        [
            ["bytes both ways, from the first page on", *(f"{row[2]:,}" for row in rows), f"{MOST_BYTES:,}"],
            ["taps and swipes", *(row[1].taps for row in rows), ""],
            ["keys", *(row[1].keys for row in rows), ""],
            ["decisions", *(row[1].decisions for row in rows), ""],
            ["seconds of the person's time, reckoned", *(f"{row[1].seconds:.0f}" for row in rows), f"below {MINUTE}"],
            ["seconds to open, fill by script and shrink the photos", *(f"{row[3]:.1f}" for row in rows), ""],
            ["seconds until the server has all of it", *(f"{row[4]:.0f}" for row in rows), ""],
        ],
        "In Chromium. The person's time is reckoned by the Keystroke-Level Model (tests/browser/effort.py).",
    )  # fmt: skip
