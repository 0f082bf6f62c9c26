"""Photos over a line that is cut in the middle: what arrived is not sent again, and nothing is there twice."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Request, Route, expect

from lhtq import start
from lhtq.training.models import Course
from lhtq.training.rules import Kind, Topic
from lhtq.web.filters import today
from tests.browser.photo import take_photo
from tests.browser.village import HOUSEHOLDS

YEAR = today().year
#: Milliseconds for photos that are made small and sent on a machine with other work.
SLOW = 40_000
AN = HOUSEHOLDS[0]
PARTS = re.compile(r"/tep/[0-9a-f]{64}\?tu=\d+&tong=\d+$")
THUMBNAIL = "Ảnh minh chứng tiêu chí 3.1"


class Sender:
    """A phone with the page of An's sheet, and what it sends of photos."""

    def __init__(self, phone, url: str, folder: Path) -> None:
        self.phone, self.page, self._folder = phone, phone.page, folder
        phone.expected += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_ABORTED", "Failed to fetch"]
        #: Bytes of the parts whose answers came back.
        self.arrived = 0
        self.forms: list[Request] = []
        phone.wait_for_worker()
        self.page.on("requestfinished", self._note)
        self.page.goto(url)

    def choose(self, *names: str) -> None:
        """Take photos and choose them."""
        self.page.get_by_label("Cho tiêu chí").select_option(label="3.1 Có góc học tập")
        files = [self._folder / name for name in names]
        self.page.get_by_label("Ảnh hoặc PDF").set_input_files(
            [file if file.exists() else take_photo(file) for file in files]
        )
        expect(self.said()).to_have_text(re.compile(r"^Ảnh sẽ gửi: \d+ KB$"))

    def size(self) -> int:
        """Bytes of the photos as they are going to be sent."""
        return self.page.get_by_label("Ảnh hoặc PDF").evaluate(
            "input => [...input.files].reduce((sum, file) => sum + file.size, 0)"
        )

    def said(self):
        """Where it says how far it has come."""
        return self.page.locator("[data-size]")

    def send(self) -> None:
        """Press the button; nothing is waited for."""
        self.page.get_by_role("button", name="Thêm minh chứng").tap()

    def thumbnails(self):
        """The photos of the sheet."""
        return self.page.get_by_role("img", name=THUMBNAIL)

    def _note(self, request: Request) -> None:
        if request.method == "POST" and PARTS.search(request.url):
            self.arrived += len(request.post_data_buffer or b"")
        elif request.method == "POST":
            self.forms.append(request)


@pytest.fixture
def sender(phone, site, tmp_path):
    return Sender(phone("thon"), f"/phieu/ho/{site.village.households[AN]}/{YEAR}", tmp_path)


def kept(site) -> list[Path]:
    """The files on their way, and those that arrived, of every account."""
    return sorted((site.folder / "data" / "evidence" / "incoming").glob("*/*"))


def test_a_photo_that_is_cut_in_the_middle_goes_on_where_it_was_cut(sender, site):
    cut: list[str] = []

    def once_in_the_middle(route: Route) -> None:
        if "tu=16384" in route.request.url and not cut:
            cut.append(route.request.url)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    sender.page.route(PARTS, once_in_the_middle)
    sender.choose("goc.jpg")
    size = sender.size()
    assert 30_000 < size <= 90_000
    sender.send()
    expect(sender.thumbnails()).to_be_visible(timeout=SLOW)
    assert len(cut) == 1
    assert sender.arrived == size
    (file,) = kept(site)
    assert file.stat().st_size == size
    (form,) = sender.forms
    assert len(form.post_data_buffer) < 2_000, "the form itself carries the digest, and not the photo again"


def test_an_answer_that_was_lost_is_asked_for_and_its_part_is_not_sent_again(sender, site):
    lost: list[str] = []

    def after_it_arrived(route: Route) -> None:
        if not lost:
            lost.append(route.request.url)
            route.fetch()
            route.abort("internetdisconnected")
        else:
            route.continue_()

    sender.page.route(PARTS, after_it_arrived)
    sender.choose("goc.jpg")
    size = sender.size()
    sender.send()
    expect(sender.thumbnails()).to_be_visible(timeout=SLOW)
    # The first part reached the server, though its answer did not come back.
    assert sender.arrived == size - 16_384
    (file,) = kept(site)
    assert file.stat().st_size == size


def test_the_same_photo_twice_is_sent_once_and_kept_once(sender, site):
    for _time in range(2):
        sender.choose("goc.jpg")
        size = sender.size()
        with sender.page.expect_navigation():
            sender.send()
        expect(sender.thumbnails()).to_have_count(1, timeout=SLOW)
    assert sender.arrived == size
    assert len(sender.forms) == 2


def test_several_photos_go_with_one_form(sender):
    sender.choose("goc.jpg", "sach.jpg")
    with sender.page.expect_navigation():
        sender.send()
    expect(sender.thumbnails()).to_have_count(2, timeout=SLOW)
    (form,) = sender.forms
    assert len(form.post_data_buffer) < 2_000


def test_who_stops_the_sending_can_go_on_with_it_later(sender, site):
    held: list[Route] = []
    sender.page.route(
        PARTS, lambda route: held.append(route) if "tu=16384" in route.request.url and not held else route.continue_()
    )
    sender.choose("goc.jpg")
    size = sender.size()
    sender.send()
    expect(sender.phone.waiting()).to_contain_text(re.compile(r"Đang gửi ảnh: 16/\d+ KB\."))
    sender.page.get_by_role("button", name="Dừng", exact=True).tap()
    expect(sender.phone.waiting()).to_contain_text("1 việc chưa lưu, cần xem lại.")
    expect(sender.page.get_by_role("button", name="Dừng", exact=True)).to_have_count(0)
    (part,) = kept(site)
    assert part.stat().st_size == 16_384
    assert sender.forms == []

    sender.send()
    expect(sender.thumbnails()).to_be_visible(timeout=SLOW)
    assert sender.arrived == size


def test_a_photo_waits_for_the_line_and_goes_on_where_it_was(sender, site):
    cut: list[str] = []

    def cut_the_line(route: Route) -> None:
        if "tu=16384" in route.request.url and not cut:
            cut.append(route.request.url)
            sender.phone.context.set_offline(True)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    sender.page.route(PARTS, cut_the_line)
    sender.choose("goc.jpg")
    size = sender.size()
    sender.send()
    expect(sender.phone.waiting()).to_contain_text("1 việc đang chờ gửi.", timeout=20_000)
    (part,) = kept(site)
    assert part.stat().st_size == 16_384
    sender.phone.context.set_offline(False)
    expect(sender.thumbnails().or_(sender.page.get_by_text("Đã gửi."))).to_be_visible(timeout=SLOW)
    assert sender.arrived == size
    (file,) = kept(site)
    assert file.stat().st_size == size


def test_a_refusal_is_told_and_leaves_the_form_usable(sender):
    sender.page.route(
        PARTS, lambda route: route.fulfill(status=429, content_type="text/plain", body="Nhiều ảnh đang gửi dở quá.")
    )
    sender.choose("goc.jpg")
    sender.send()
    expect(sender.page.get_by_text("Nhiều ảnh đang gửi dở quá.")).to_be_visible()
    sender.page.unroute(PARTS)
    sender.send()
    expect(sender.thumbnails()).to_be_visible(timeout=SLOW)


def test_a_form_that_is_refused_does_not_ask_for_the_photo_again(sender):
    sender.choose("goc.jpg")
    size = sender.size()
    sender.page.get_by_label("Cho tiêu chí").evaluate("select => { select.options[0].value = '9.9'; }")
    sender.page.get_by_label("Cho tiêu chí").select_option("9.9")
    sender.phone.expected.append("422")
    sender.send()
    expect(sender.said()).to_have_text("Đã gửi 1 tệp, không cần chọn lại.")
    sender.page.get_by_label("Cho tiêu chí").select_option(label="3.1 Có góc học tập")
    sender.send()
    expect(sender.thumbnails()).to_be_visible(timeout=SLOW)
    assert sender.arrived == size


def test_a_photo_of_a_course_is_made_small_and_kept_with_it(phone, site, tmp_path, js):
    with start.owner_session(site.owner) as session:
        briefing = Course(
            unit_id=site.village.commune, kind=Kind.BRIEFING, topics=[Topic.POLICY], title="Quán triệt Kế hoạch 108",
            starts_on=today(), ends_on=today(),
        )  # fmt: skip
        session.add(briefing)
        session.commit()
        course = briefing.id
    reviewer = phone("thamdinh", js=js)
    page = reviewer.page
    page.goto(f"/khoa/{course}")
    page.get_by_text("Thêm tệp").first.tap()
    page.get_by_label("Tên tệp").fill("Ảnh hội trường")
    sent: list[int] = []
    page.on("request", lambda request: sent.append(len(request.post_data_buffer or b"")))
    page.get_by_label("Ảnh hoặc PDF").set_input_files([take_photo(tmp_path / "hoi-truong.jpg")])
    if js:
        expect(page.locator("[data-size]")).to_have_text(re.compile(r"^Ảnh sẽ gửi: \d+ KB$"))
    with page.expect_navigation(timeout=SLOW):
        page.get_by_role("button", name="Thêm tệp").tap()
    expect(page.get_by_role("link", name="Ảnh hội trường")).to_be_visible(timeout=SLOW)
    if js:
        assert sum(sent) < 110_000
