"""What a person sends when line, browser, server or session are gone: each thing arrives once, in order."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import create_engine, text

from tests.browser import live
from tests.browser.demo import YEAR
from tests.browser.phone import Phone
from tests.browser.photo import small_photo
from tests.browser.test_pages import findings, fits
from tests.browser.village import HOUSEHOLDS

AN, BINH, CHIEN = HOUSEHOLDS[:3]
SAVES = "**/cham-diem/ho/**"
CODES = ("1.1", "1.2", "1.3", "2.2", "3.1", "3.2", "4.1", "4.2", "G1", "G2")
SILENT = ["ERR_INTERNET", "ERR_FAILED", "Failed to fetch", "ERR_CONNECTION"]


@pytest.fixture
def ask(site):
    """``ask("SELECT …")``: one figure of the database, in the eyes of its owner."""
    engine = create_engine(site.owner)

    def _ask(query, **given):
        with engine.connect() as owner:
            return owner.execute(text(query), given).scalar_one()

    yield _ask
    engine.dispose()


@pytest.fixture
def saves(ask, site):
    """``saves(AN)``: how often a household's answers were changed, as the trail says."""

    def _saves(household):
        return ask(
            "SELECT count(*) FROM audit_entry e JOIN sheet s ON s.id = e.subject_id WHERE e.action = 'sheet:score' "
            "AND e.subject_type = 'sheet' AND s.model = 'family' AND s.subject_id = :id",
            id=site.village.households[household],
        )

    return _saves


@pytest.fixture
def sheet(phone, site):
    """``sheet("thon")``: that person's phone with the village sheet open; what it saves may be ``answered`` for us.

    From before the page is there: a browser that is loading one does not always take up an interception.
    """

    def _sheet(username="thon", answered=None):
        found = phone(username)
        found.expected += SILENT
        if answered:
            found.page.route(SAVES, answered)
        found.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}")
        return found

    return _sheet


def tap(phone, household, code="1.1", word="Đủ"):
    phone.open_row(household)
    phone.answer(household, code, word)


def type_member(phone, born="1990"):
    for label, value in (("Họ và tên", "Hoàng Thị Mây"), ("Năm sinh", born), ("Dân tộc", "Tày")):
        phone.page.get_by_label(label).fill(value)
    phone.page.get_by_label("Nữ").check()
    phone.page.get_by_label("Quan hệ").select_option("child")


def waits(phone, count):
    expect(phone.waiting()).to_contain_text(f"{count} việc đang chờ gửi.", timeout=15_000)


def send_now(phone):
    """Press the button, unless it went out by itself at this very moment."""
    phone.page.evaluate(
        "[...document.querySelectorAll('#gui button')].find((one) => one.textContent === 'Gửi ngay')?.click()"
    )


def sent(phone):
    """Nothing waits any more, nothing was refused."""
    for _patience in range(100):
        if not phone.page.evaluate("lhtq.waiting().then((found) => found.length)"):
            break
        phone.page.wait_for_timeout(200)
    expect(phone.waiting()).to_be_empty()


def lose_answer(route: Route) -> None:
    """The server gets it, and its answer never comes."""
    route.fetch()
    route.abort("connectionreset")


@contextmanager
def offline(phone):
    """No line, for a while."""
    phone.context.set_offline(True)
    yield
    phone.context.set_offline(False)


def test_an_answer_is_lost_and_the_tap_is_no_conflict_with_itself(sheet, saves):
    village = sheet(answered=lose_answer)
    tap(village, AN)
    waits(village, 1)
    tap(village, AN, "1.2")
    village.page.unroute(SAVES)
    sent(village)
    expect(village.total(AN)).to_contain_text("20/100 điểm")
    assert saves(AN) == 2


def test_a_form_whose_answer_is_lost_makes_one_member(sheet, site, ask):
    village = sheet()
    url = f"/ho/{site.village.households[AN]}/nguoi/them"
    village.page.goto(url)
    type_member(village)
    village.page.route(f"**{url}", lose_answer)
    village.page.get_by_role("button", name="Lưu").tap()
    waits(village, 1)
    expect(village.waiting()).to_contain_text("Gửi ngay")
    expect(village.page.get_by_text("Đang chờ gửi. Có thể làm việc khác")).to_be_visible()
    assert findings(village.page) == []
    assert fits(village.page)
    village.page.unroute_all(behavior="wait")  # the outbox may just be trying again
    send_now(village)
    expect(village.page.get_by_text("Đã gửi.")).to_be_visible()
    village.follow("Mở")
    expect(village.page.get_by_text("Hoàng Thị Mây").first).to_be_visible()
    assert ask("SELECT count(*) FROM person WHERE full_name = 'Hoàng Thị Mây'") == 1


def test_sixty_taps_and_five_photos_wait_ten_minutes(sheet, site, saves, ask):
    village = sheet()
    camera = village.context.new_page()
    camera.goto(f"/phieu/ho/{site.village.households[AN]}/{YEAR}")
    camera.get_by_role("button", name="Đăng ký").or_(camera.get_by_label("Ảnh hoặc PDF")).first.wait_for()
    if camera.get_by_role("button", name="Đăng ký").count():
        with camera.expect_navigation():
            camera.get_by_role("button", name="Đăng ký").tap()
    village.page.reload()
    village.page.clock.install()
    with offline(village):
        for household in HOUSEHOLDS:
            village.open_row(household)
            village.row(household).evaluate(
                """(row, codes) => codes.forEach((code, n) => setTimeout(
                    () => row.querySelector(`[name="${code}"]`).click(), n * 1000))""",
                list(CODES),
            )
            village.page.clock.run_for(12_000)
        for n in range(5):
            camera.get_by_label("Ảnh hoặc PDF").set_input_files(
                files=[{"name": f"{n}.png", "mimeType": "image/png", "buffer": small_photo(40 * n)}]
            )
            camera.get_by_role("button", name="Thêm minh chứng").tap()
            expect(camera.locator("#gui")).to_contain_text(re.compile(r"\d+ việc đang chờ gửi"))
        village.page.clock.run_for(600_000)
        expect(village.waiting()).to_contain_text("việc đang chờ gửi.")
        assert all(saves(household) == 0 for household in HOUSEHOLDS)
    sent(village)
    for household in HOUSEHOLDS:
        expect(village.total(household)).to_contain_text("điểm")
    assert all(1 <= saves(household) <= 10 for household in HOUSEHOLDS)
    full = (
        "SELECT count(*) FROM sheet WHERE model = 'family' AND (SELECT count(*) FROM jsonb_object_keys(answers)) = 10"
    )
    assert ask(full) == 6
    assert ask("SELECT count(*) FROM evidence") == 5


def test_the_session_ends_and_nothing_goes_out_under_another_name(sheet, site, saves, ask):
    village = sheet()
    village.expected += ["401"]
    village.context.clear_cookies()
    tap(village, AN)
    waits(village, 1)
    village.page.goto("/")
    village.sign_in("nhaplieu")
    expect(village.waiting()).to_contain_text("Máy này còn việc chưa gửi của người khác.")
    village.page.goto("/cho-gui")
    expect(village.page.get_by_text("Không có việc nào đang chờ gửi.")).to_be_visible()
    assert saves(AN) == 0
    village.context.clear_cookies()
    village.page.goto("/")
    village.sign_in("thon")
    sent(village)
    assert saves(AN) == 1
    assert ask("SELECT account_name FROM audit_entry WHERE action = 'sheet:score'") == "Bàn Văn Thôn"


def test_the_server_is_started_anew(sheet, site, saves):
    village = sheet()
    site.server.stop()
    tap(village, AN)
    waits(village, 1)
    site.server.start()
    sent(village)
    expect(village.total(AN)).to_contain_text("10/100 điểm")
    assert saves(AN) == 1


def test_two_tabs_send_each_thing_once(sheet, site, saves):
    village = sheet()
    first = village.page
    second = village.context.new_page()
    second.goto(f"/cham-diem/{site.village.unit}/{YEAR}")
    with offline(village):
        tap(village, AN)
        village.page = second
        tap(village, BINH)
        waits(village, 2)
    sent(village)
    expect(village.total(AN)).to_contain_text("10/100 điểm")
    village.page = first
    expect(village.total(BINH)).to_contain_text("10/100 điểm")
    assert (saves(AN), saves(BINH)) == (1, 1)


def test_somebody_else_saved_the_row_meanwhile(sheet, saves):
    village, commune = sheet(), sheet("nhaplieu")
    village.expected += ["409"]
    with offline(village):
        tap(village, AN, "1.1", "Một phần")
        waits(village, 1)
        tap(commune, AN)
        expect(commune.total(AN)).to_contain_text("10/100 điểm")
    expect(village.page.get_by_role("alert")).to_contain_text(f"Ma Thị Liệu đã sửa {AN}")
    expect(village.waiting()).to_contain_text("1 việc chưa lưu, cần xem lại.")
    village.page.get_by_role("button", name="Ghi bản của tôi").tap()
    expect(village.total(AN)).to_contain_text("5/100 điểm")
    sent(village)
    assert saves(AN) == 2


def test_a_form_that_is_refused_after_waiting_is_corrected(sheet, site, ask):
    village = sheet()
    village.expected += ["422"]
    url = f"/ho/{site.village.households[AN]}/nguoi/them"
    village.page.goto(url)
    with offline(village):
        type_member(village, born="2999")
        village.page.get_by_role("button", name="Lưu").tap()
        waits(village, 1)
    expect(village.waiting()).to_contain_text("1 việc chưa lưu, cần xem lại.")
    village.turn(village.waiting().get_by_role("link", name="Xem"))
    assert findings(village.page) == []
    assert fits(village.page)
    village.press("Mở để xem và sửa")
    expect(village.page.get_by_role("alert")).to_contain_text("Chưa lưu.")
    expect(village.page.get_by_label("Họ và tên")).to_have_value("Hoàng Thị Mây")
    village.page.get_by_label("Năm sinh").fill("1990")
    village.press("Lưu")
    sent(village)
    assert ask("SELECT count(*) FROM person WHERE full_name = 'Hoàng Thị Mây'") == 1


def test_a_form_that_has_no_key_of_its_own_leaves_nothing_behind_once_it_is_corrected(sheet, site, ask):
    village = sheet()
    village.expected += ["422"]
    household = site.village.households[AN]
    village.page.goto(f"/ho/{household}")
    phone = village.page.locator('[name="household_phone"]')
    with offline(village):
        phone.fill("chưa có")
        village.page.get_by_role("button", name="Lưu thông tin hộ").tap()
        waits(village, 1)
    expect(village.waiting()).to_contain_text("1 việc chưa lưu, cần xem lại.")
    village.turn(village.waiting().get_by_role("link", name="Xem"))
    village.press("Mở để xem và sửa")
    expect(phone).to_have_value("chưa có")
    phone.fill("0912 345 678")
    village.press("Lưu thông tin hộ")
    sent(village)
    assert ask("SELECT phone FROM household WHERE phone <> ''") == "0912345678"


def test_what_waits_can_be_dropped(sheet, saves):
    village = sheet(answered=lambda route: route.abort())
    village.page.on("dialog", lambda dialog: dialog.accept())
    tap(village, AN)
    waits(village, 1)
    village.follow("Xem")
    expect(village.page.locator("#viec")).to_contain_text(AN)
    village.page.get_by_role("button", name="Bỏ").tap()
    expect(village.page.get_by_text("Không có việc nào đang chờ gửi.")).to_be_visible()
    assert saves(AN) == 0


def test_a_browser_that_was_closed_sends_what_waited_after_the_next_sign_in(chromium, site, saves):
    def browser():
        return live.remembering(chromium, site.url, site.folder / "browser")

    first = Phone(chromium, site.url, js=True, context=browser())
    first.expected += SILENT
    first.sign_in("thon")
    first.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}")
    first.context.set_offline(True)
    tap(first, AN)
    waits(first, 1)
    first.put_away()
    second = Phone(chromium, site.url, js=True, context=browser())
    second.page.goto("/")
    if second.page.get_by_label("Mật khẩu").count():
        second.sign_in("thon")
    sent(second)
    second.page.goto(f"/cham-diem/{site.village.unit}/{YEAR}")
    expect(second.total(AN)).to_contain_text("10/100 điểm")
    second.put_away()
    assert saves(AN) == 1


def test_signing_out_warns_and_leaves_nothing_on_the_device(sheet, site, saves):
    village = sheet(answered=lambda route: route.abort())
    asked, answers = [], iter(("dismiss", "accept"))
    village.page.on("dialog", lambda dialog: (asked.append(dialog.message), getattr(dialog, next(answers))()))
    tap(village, AN)
    waits(village, 1)
    village.page.get_by_role("button", name="Đăng xuất").tap()
    waits(village, 1)
    village.press("Đăng xuất")
    expect(village.page.get_by_label("Tên đăng nhập")).to_be_visible()
    assert asked == [asked[0]] * 2
    assert asked[0].startswith("Còn 1 việc chưa gửi.")
    village.page.unroute(SAVES)
    village.sign_in("thon")
    expect(village.waiting()).to_be_empty()
    assert saves(AN) == 0


def test_what_was_typed_is_offered_again_to_the_same_person_alone(sheet, site, ask):
    village = sheet()
    url = f"/ho/{site.village.households[AN]}/nguoi/them"
    village.page.goto(url)
    village.page.get_by_label("Họ và tên").fill("Hoàng Thị Mây")
    village.page.wait_for_timeout(600)
    village.page.close()

    village.page = village.context.new_page()
    village.page.goto(url)
    expect(village.page.get_by_text("Có bản nháp chưa gửi lúc")).to_be_visible()
    assert findings(village.page) == []
    village.page.get_by_role("button", name="Dùng lại").tap()
    expect(village.page.get_by_label("Họ và tên")).to_have_value("Hoàng Thị Mây")

    village.context.clear_cookies()
    village.page.goto("/")
    village.sign_in("nhaplieu")
    village.page.goto(url)
    expect(village.page.get_by_text("Có bản nháp")).to_have_count(0)
    village.context.clear_cookies()
    village.page.goto("/")
    village.sign_in("thon")
    village.page.goto(url)
    village.page.get_by_role("button", name="Dùng lại").tap()
    type_member(village)
    village.press("Lưu")
    village.page.goto(url)
    expect(village.page.get_by_text("Có bản nháp")).to_have_count(0)
    assert ask("SELECT count(*) FROM person WHERE full_name = 'Hoàng Thị Mây'") == 1
