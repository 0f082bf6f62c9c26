"""The words of a report and its figures: last time's figures do not go up unnoticed."""

import re

import pytest

from lhtq.accounts.policy import Role
from lhtq.reporting import queries, service
from lhtq.reporting.rules.periods import PeriodKind
from lhtq.reporting.rules.proposing import outdated
from lhtq.reporting.rules.snapshots import Difference
from lhtq.web.filters import today
from tests.web.press import value_of

YEAR = today().year
LAST = "Đến ngày 30/11/2025, huyện Na Hang có 162 gia đình và 1.050 công dân.\nHuyện đoàn tặng sách."


@pytest.fixture
def last_year(place, set_period, household, hand_in):
    """Yên Hoa handed in last year's report: the same words in every part."""
    household(place.na_khuyen)
    period = set_period(PeriodKind.ANNUAL, YEAR - 1)
    hand_in(place.yen_hoa, period, words=LAST)
    return period


def test_a_part_begins_with_this_years_figures_and_last_years_words_stand_beside_it(
    place, last_year, period, sheet, household, title, sign_in
):
    title(sheet(household(place.na_khuyen, titled=1), state="recognised"), place.yen_hoa)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    commune.post(f"{here}/bat-dau")
    results = commune.get(f"{here}/phan/results")
    assert value_of(results, "words").startswith(f"Đến ngày {today():%d/%m/%Y}, xã Yên Hoa có 1 gia đình")
    assert "1.050 công dân" not in value_of(results, "words")
    assert "Huyện đoàn tặng sách." in results.text, "it can be read beside the part"
    typed = {"words": value_of(results, "words"), "version": "1", "them": "ky-truoc"}
    taken_over = commune.post(f"{here}/phan/results", data=typed)
    assert value_of(taken_over, "words").endswith("\nHuyện đoàn tặng sách.")
    # Of what is to come, the figures say nothing.
    assert value_of(commune.get(f"{here}/phan/next"), "words") == LAST


def test_a_sentence_from_before_a_decision_is_told_with_both_figures_and_does_not_block(
    place, period, household, sheet, title, sign_in
):
    title(sheet(household(place.na_khuyen), state="recognised"), place.yen_hoa)
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    commune.post(f"{here}/bat-dau")
    for part in ("direction", "publicity", "difficulties", "next"):
        commune.post(f"{here}/phan/{part}", data={"words": "Đã làm.", "version": "1"})
    assert "có câu mang số khác" not in commune.get(f"{here}/nop").text
    title(sheet(household(place.na_khuyen), state="recognised"), place.yen_hoa, number="2/QĐ-UBND")
    check = commune.get(f"{here}/nop").text
    day = f"{today():%d/%m/%Y}"
    assert "Phần III. KẾT QUẢ THỰC HIỆN có câu mang số khác với số liệu lúc này" in check
    assert f"“Đến ngày {day}, xã Yên Hoa có 1 gia đình" in check
    assert f"nay là “Đến ngày {day}, xã Yên Hoa có 2 gia đình" in check
    assert f'href="{here}#results">Xem</a>' in check
    assert "Nộp báo cáo</button>" in check


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Đến ngày 30/11/2026, xã Yên Hoa có 1.050 gia đình.", []),
        ("Đến ngày 30/11/2026, xã Yên Hoa có 1050 gia đình", []),
        ("Đến ngày 30/11/2026, xã Yên Hoa\ncó 420 gia đình;", ["Đến ngày 30/11/2026, xã Yên Hoa\ncó 420 gia đình"]),
        ("Đến ngày 30/11/2025, xã Yên Hoa có 1.050 gia đình.", ["Đến ngày 30/11/2025, xã Yên Hoa có 1.050 gia đình"]),
        ("Đến ngày 30/11/2025, xã Đà Vị có 9 gia đình.", []),
        ("Năm nay xã có 9 gia đình.", []),
    ],
)
def test_a_sentence_is_the_same_whatever_its_figures_and_dates(written, found):
    assert list(outdated(written, "Đến ngày 30/11/2026, xã Yên Hoa có 1.050 gia đình.")) == found


def test_a_later_version_shows_long_words_where_they_differ(place, period, household, hand_in, acting, sign_in):
    household(place.na_khuyen)
    long = "Xã đã tổ chức nhiều hoạt động ở các thôn. " * 20
    hand_in(place.yen_hoa, period, words=f"{long}Có 3 lớp xóa mù chữ. {long}")
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    with acting(Role.DISTRICT_REVIEWER, at=place.na_hang) as actor:
        service.return_(actor, queries.due(period.id, place.yen_hoa.id), "Sai số lớp")
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    commune.post(f"{here}/phan/next", data={"words": f"{long}Có 4 lớp xóa mù chữ. {long}", "version": "2"})
    hand_in(place.yen_hoa, period, note="Sửa số lớp.")
    page = commune.get(f"{here}/ban/2").text
    before, after = re.findall(r'<td data-l="Bản (?:trước|này)">([^<]*)</td>', page)[-2:]
    assert before.startswith("…")
    assert before.endswith("…")
    assert "Có 3 lớp xóa mù chữ." in before
    assert "Có 4 lớp xóa mù chữ." in after
    assert max(len(before), len(after)) < 310
    assert "Sửa số lớp.</p>" in page, "one full stop"


def test_short_words_are_shown_as_a_whole():
    assert Difference("", "Có 3 lớp.", "Có 4 lớp.").shown == ("Có 3 lớp.", "Có 4 lớp.")
    assert Difference("", "", "Có 4 lớp.").shown == ("", "Có 4 lớp.")
    assert Difference("", 3, None).shown == (3, None)
    assert Difference("", "a" * 400, "a" * 401).shown == ("…" + "a" * 150, "…" + "a" * 151)
