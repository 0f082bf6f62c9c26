"""Things that are shown before they are done, and files that are taken away: with a script as without one."""

import pytest
from playwright.sync_api import expect

from lhtq.web.filters import today
from tests.browser.village import HOUSEHOLDS

AN, BINH = HOUSEHOLDS[:2]
WIFE = f"Vợ chồng {AN}"
SLOW = 20_000


@pytest.fixture
def commune(phone, js):
    """The commune's recorder."""
    return phone("nhaplieu", js=js)


def test_a_death_is_shown_before_it_is_written_down(commune, owner):
    person = owner("SELECT id FROM person WHERE full_name = :name", name=WIFE)
    commune.page.goto(f"/nguoi/{person}/mat")
    commune.page.get_by_label("Ngày mất").fill(f"{today():%d/%m/%Y}")
    commune.press("Xem thay đổi")
    expect(commune.page.get_by_text("Sẽ thay đổi:")).to_be_visible(timeout=SLOW)
    expect(commune.waiting()).to_be_empty()
    assert owner("SELECT left_on FROM person WHERE id = :id", id=person) is None
    commune.press("Xác nhận")
    expect(commune.page.get_by_role("heading", level=1)).to_have_text(f"Hộ {AN}", timeout=SLOW)
    assert owner("SELECT left_on FROM person WHERE id = :id", id=person) == today()


def test_a_step_that_waits_for_the_line_is_shown_when_it_is_back(phone, owner, site):
    commune = phone("nhaplieu")
    commune.expected += ["ERR_INTERNET", "Failed to fetch"]
    person = owner("SELECT id FROM person WHERE full_name = :name", name=WIFE)
    commune.page.goto(f"/nguoi/{person}/mat")
    commune.page.get_by_label("Ngày mất").fill(f"{today():%d/%m/%Y}")
    commune.context.set_offline(True)
    commune.page.get_by_role("button", name="Xem thay đổi").tap()
    expect(commune.waiting()).to_contain_text("1 việc đang chờ gửi.", timeout=SLOW)
    commune.context.set_offline(False)
    expect(commune.waiting()).to_contain_text("1 việc chưa lưu, cần xem lại.", timeout=SLOW)
    commune.turn(commune.waiting().get_by_role("link", name="Xem"))
    commune.press("Mở để xem và sửa")
    expect(commune.page.get_by_text("Sẽ thay đổi:")).to_be_visible(timeout=SLOW)
    assert owner("SELECT left_on FROM person WHERE id = :id", id=person) is None
    commune.press("Xác nhận")
    expect(commune.page.get_by_role("heading", level=1)).to_have_text(f"Hộ {AN}", timeout=SLOW)
    expect(commune.waiting()).to_be_empty()
    assert owner("SELECT left_on FROM person WHERE id = :id", id=person) == today()


@pytest.mark.parametrize("button", ["Excel", "CSV"])
def test_a_list_is_taken_away_as_a_file(commune, site, button):
    commune.page.goto(f"/ho-gia-dinh/{site.village.unit}")
    with commune.page.expect_download() as taken:
        commune.page.get_by_role("button", name=button).tap()
    assert taken.value.suggested_filename.endswith(".csv" if button == "CSV" else ".xlsx")
    expect(commune.waiting()).to_be_empty() if commune.js else None


def test_two_records_of_one_person_are_merged(commune, owner):
    owner("UPDATE person SET full_name = :name WHERE full_name = :other", name=WIFE, other=f"Vợ chồng {BINH}")
    one, other = (
        owner(f"SELECT {which}(id) FROM person WHERE full_name = :name", name=WIFE)  # noqa: S608 - min and max
        for which in ("min", "max")
    )
    commune.page.goto(f"/trung-lap/nguoi/{one}/{other}")
    commune.press("Xem trước khi gộp")
    expect(commune.page.get_by_role("heading", level=1)).to_have_text("Xem trước khi gộp", timeout=SLOW)
    commune.press("Gộp hai người")
    expect(commune.page.get_by_role("button", name="Hoàn tác gộp")).to_be_visible(timeout=SLOW)
    merged = "SELECT count(*) FROM person WHERE merged_into_id IS NOT NULL"
    assert owner(merged) == 1
    commune.press("Hoàn tác gộp")
    expect(commune.page.get_by_role("button", name="Hoàn tác gộp")).to_have_count(0, timeout=SLOW)
    assert owner(merged) == 0
