"""A village of 100 scored in a browser on an emulated EDGE line: its bytes, and whether a tap waits for it."""

import time

import psycopg
from playwright.sync_api import CDPSession, Page

from lhtq.demo.accounts import PASSWORD
from tests.bench.install import Place, libpq
from tests.bench.report import Report
from tests.browser import live
from tests.weight import BUDGET

#: Milliseconds of a round trip, and bits a second down and up.
LATENCY, DOWN, UP = 840, 240_000, 200_000
#: Milliseconds between two taps of a person in a hurry.
PACE = 250
#: Seconds until the last answer must be there.
PATIENCE = 600

#: What the app causes of a request's headers (see tests/weight.py).
_OURS = frozenset({"hx-request", "hx-target", "outbox", "content-type", "content-length", "cookie"})

#: Every household: open it, all points, one exception. Gives for each tap how long its mark took to be on the screen.
_SCORE = """async (pace) => {
  const taken = [], shown = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const tap = async (place) => {
    const began = performance.now();
    place.click();
    await shown();
    taken.push(performance.now() - began);
    await new Promise((done) => setTimeout(done, pace));
  };
  for (const id of [...document.querySelectorAll("form.row")].map((row) => row.id)) {
    const inRow = (what) => document.querySelector(`#${id} ${what}`);
    await tap(inRow("summary"));
    await tap(inRow("[type=radio]"));
    await tap(inRow("[value=du]"));
  }
  return taken;
}"""


def measure(place: Place, report: Report) -> None:
    """Score the village of 100 as its recorder."""
    found = place.found
    with psycopg.connect(libpq(place.urls.owner)) as owner:
        owner.execute(
            "UPDATE sheet SET answers = '{}', complete = false WHERE model = 'family' AND year = %s AND unit_id = %s",
            (found.year, found.other_village_id),
        )
    folder = place.folder / "edge"
    folder.mkdir()
    folder.chmod(0o755)
    with live.serve(place.urls, folder) as url, live.chromium() as browser:
        page = browser.new_page(base_url=url, viewport={"width": 360, "height": 740})
        line = Line(page.context.new_cdp_session(page))
        page.goto("/")
        page.get_by_label("Tên đăng nhập").fill(found.other_recorder)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        with page.expect_navigation():
            page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.goto(f"/cham-diem/{found.other_village_id}/{found.year}")
        began = time.monotonic()
        taken = page.evaluate(_SCORE, PACE)
        tapped = time.monotonic() - began
        drained(page)
        arrived = time.monotonic() - began
        page.goto(f"/cham-diem/{found.other_village_id}/{found.year}/binh-xet")
    waited = sum(one for one in taken if one >= LATENCY) / 1000
    report.table(
        f"Scoring 100 households under emulated EDGE ({LATENCY} ms, {DOWN // 1000} kbit/s down, {UP // 1000} up)",
        ("what", "measured", "goal"),
        [
            ["bytes both ways, from the sign-in to the review", f"{line.bytes:,}", f"{BUDGET['village of 100']:,}"],
            ["requests", line.requests, ""],
            ["taps", len(taken), ""],
            ["seconds that a tap waited for the line", f"{waited:.1f}", "0"],
            ["longest time from a tap to its mark, ms", f"{max(taken):.0f}", f"below {LATENCY}"],
            ["seconds for all taps", f"{tapped:.0f}", ""],
            ["seconds until the last answer", f"{arrived:.0f}", ""],
        ],
        "In Chromium. A tap whose mark took a round trip or longer would count as waiting for it.",
    )  # fmt: skip


class Line:
    """A line, emulated as slow unless a story only counts, and what went over it."""

    def __init__(self, session: CDPSession, *, slow: bool = True) -> None:
        self.bytes = self.requests = 0
        session.on("Network.loadingFinished", self._received)
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.requestWillBeSentExtraInfo", self._with_headers)
        session.send("Network.enable")
        if slow:
            session.send(
                "Network.emulateNetworkConditions",
                {"offline": False, "latency": LATENCY, "downloadThroughput": DOWN / 8, "uploadThroughput": UP / 8},
            )

    def _received(self, event: dict) -> None:
        self.bytes += int(event["encodedDataLength"])

    def _sent(self, event: dict) -> None:
        request = event["request"]
        self.requests += 1
        self.bytes += len(f"{request['method']} {request['url'].split('/', 3)[3]} HTTP/1.1\r\n\r\n")

    def _with_headers(self, event: dict) -> None:
        headers = event["headers"].items()
        self.bytes += sum(len(f"{name}: {value}\r\n") for name, value in headers if name.lower() in _OURS)
        # What is sent is told by its length: of a part of a photo the browser shows half as much again, as text.
        self.bytes += sum(int(value) for name, value in headers if name.lower() == "content-length")


def drained(page: Page) -> None:
    """Wait until the outbox is empty. Raises RuntimeError where it does not get there."""
    for _second in range(PATIENCE):
        if not page.evaluate("lhtq.waiting().then((found) => found.length)"):
            return
        page.wait_for_timeout(1000)
    raise RuntimeError("not everything was sent")
