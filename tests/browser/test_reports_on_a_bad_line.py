"""A report on a bad line: what is typed stays, and nothing is handed in twice."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_outbox import SILENT, lose_answer, offline, send_now, sent, waits
from tests.browser.test_reports import REPORT, SLOW, asks_everybody, begins, fits_here, stands_at


@pytest.fixture
def writing(phone, owner):
    """``writing(js=True)``: the commune's phone, with a report begun that lacks nothing; and where that is."""

    def _writing(*, js: bool = True):
        asks_everybody(phone("tinh", js=False))
        commune = phone("thamdinh", js=js)
        commune.expected += SILENT
        begins(commune)
        owner("UPDATE report_text SET words = 'Đã làm.' WHERE words = ''")
        return commune, urlsplit(commune.page.url).path

    return _writing


def test_the_line_is_cut_while_a_part_is_saved_and_its_words_arrive(writing, owner):
    commune, report = writing()
    commune.page.goto(f"{report}/phan/next")
    words = commune.page.get_by_label("Nội dung")
    with offline(commune):
        words.fill("Năm tới mở thêm 1 lớp xóa mù chữ.")
        commune.page.get_by_role("button", name="Lưu", exact=True).tap()
        waits(commune, 1)
        expect(commune.page.get_by_text("Đang chờ gửi. Có thể làm việc khác.")).to_be_visible()
        expect(words).to_have_value("Năm tới mở thêm 1 lớp xóa mù chữ.")
        fits_here(commune.page)
    sent(commune)
    expect(commune.page.get_by_text("Đã gửi.")).to_be_visible()
    commune.follow("Mở")
    stands_at(commune, REPORT)
    expect(commune.page.get_by_text("Năm tới mở thêm 1 lớp xóa mù chữ.")).to_be_visible()
    assert owner("SELECT version FROM report_text WHERE part = 'next'") == 2


def test_somebody_else_wrote_the_part_meanwhile_and_neither_is_lost(writing, phone):
    commune, report = writing()
    commune.expected += ["422"]
    page = commune.page
    page.goto(f"{report}/phan/next")
    with offline(commune):
        page.get_by_label("Nội dung").fill("Mở thêm 1 lớp xóa mù chữ.")
        page.get_by_role("button", name="Lưu", exact=True).tap()
        waits(commune, 1)
        recorder = phone("nhaplieu", js=False)
        recorder.page.goto(f"{report}/phan/next")
        recorder.page.get_by_label("Nội dung").fill("Mở thêm 1 lớp tin học.")
        recorder.press("Lưu")
    expect(commune.waiting()).to_contain_text("1 việc chưa lưu, cần xem lại.", timeout=SLOW)
    commune.turn(commune.waiting().get_by_role("link", name="Xem"))
    commune.press("Mở để xem và sửa")
    stands_at(commune, "VIII. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI")
    expect(page.get_by_role("alert")).to_contain_text("Người khác vừa sửa phần này.")
    expect(page.get_by_text("Mở thêm 1 lớp tin học.")).to_be_visible()
    expect(page.get_by_label("Nội dung")).to_have_value("Mở thêm 1 lớp xóa mù chữ.")
    page.get_by_label("Nội dung").fill("Mở thêm 1 lớp tin học và 1 lớp xóa mù chữ.")
    commune.press("Lưu")
    expect(page.get_by_text("Mở thêm 1 lớp tin học và 1 lớp xóa mù chữ.")).to_be_visible(timeout=SLOW)
    sent(commune)


def test_a_hand_in_whose_answer_is_lost_is_one_hand_in(writing, owner, js):
    commune, report = writing(js=js)
    page = commune.page
    # Before the page is there: a browser that is loading a page does not always take up an interception.
    page.route("**/nop", lambda route: lose_answer(route) if route.request.method == "POST" else route.fallback())
    page.goto(f"{report}/nop")
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Nộp báo cáo").tap()
    if js:
        waits(commune, 1)
        page.unroute_all(behavior="wait")
        send_now(commune)
        expect(page.get_by_text("Đã gửi.")).to_be_visible(timeout=SLOW)
        commune.follow("Mở")
    else:
        page.unroute_all(behavior="wait")
        page.reload()  # which sends the same form again
    stands_at(commune, REPORT)
    expect(page.get_by_text("Đã nộp", exact=True)).to_be_visible()
    assert owner("SELECT count(*) FROM report_version") == 1
