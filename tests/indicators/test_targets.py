"""The province says what each of its units is to reach; where it says nothing, what holds above them does."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.indicators import queries
from lhtq.indicators.rules import columns, definitions, fingerprint, start_of
from lhtq.web.filters import today
from tests.indicators.holders import hold_title
from tests.web.press import buttons, heading, links, message_beside, press, value_of
from tests.weight import BUDGET, page

YEAR = today().year
LAST = YEAR - 1
SAVE = "Lưu mục tiêu"


def url(unit):
    return f"/muc-tieu/{unit.id}"


@pytest.fixture
def province(place, sign_in):
    return sign_in(Role.PROVINCE_OFFICER, at=place.province)


@pytest.fixture
def course(arrange):
    """``course(unit)``: the targets of a measure that hold for a unit."""

    def _course(unit, measure="family_rate"):
        with arrange():
            return queries.courses(unit)[measure]

    return _course


@pytest.fixture
def half(place, arrange, settled):
    """One of the two villages of Yên Hoa holds its title since the year before last."""
    with arrange():
        hold_title(place.na_khuyen, dt.date(LAST - 1, 5, 19))
    settled()


def test_without_a_word_of_its_own_a_unit_has_the_plans_targets(place, province, course):
    opened = province.get(url(place.yen_hoa))
    assert heading(opened) == "Mục tiêu của xã Yên Hoa"
    assert value_of(opened, "family_rate-2025") == ""
    assert 'placeholder="70"' in opened.text
    assert "2025: 70%, 2030: 80%; của Kế hoạch 108/KH-UBND" in opened.text
    assert course(place.yen_hoa).own is None


def test_the_province_sets_a_share_for_a_commune_and_it_holds_there(place, province, course):
    saved = press(province, province.get(url(place.yen_hoa)), SAVE, **{"family_rate-2030": "85,5"})
    assert saved.status_code == 303
    after = province.get(saved.location)
    assert "Đã lưu mục tiêu." in after.text
    assert value_of(after, "family_rate-2030") == "85,5"
    found = course(place.yen_hoa)
    assert (found.own, found.in_year(2025), found.in_year(2030)) == ("xã Yên Hoa", 70, 85.5)
    assert course(place.da_vi).in_year(2030) == 80
    assert course(place.yen_hoa, "clan_rate").own is None
    assert "Mục tiêu năm 2030: 85,5%" in province.get(f"/chi-tieu/{place.yen_hoa.id}/gia-dinh").text


def test_what_is_set_for_a_district_holds_in_its_communes_and_the_page_says_whose_it_is(place, province, course):
    press(province, province.get(url(place.na_hang)), SAVE, **{"clan_rate-2025": "50", "clan_rate-2030": "60"})
    below = province.get(url(place.yen_hoa)).text
    assert "2025: 50%, 2030: 60%; của huyện Na Hang" in below
    assert 'placeholder="60"' in below
    assert course(place.yen_hoa, "clan_rate").own == "huyện Na Hang"
    assert course(place.tan_trao, "clan_rate").own is None
    press(province, province.get(url(place.yen_hoa)), SAVE, **{f"clan_rate-{YEAR}": "55"})
    own = course(place.yen_hoa, "clan_rate")
    assert (own.own, own.in_year(2025), own.in_year(2030)) == ("xã Yên Hoa", 50, 60)


def test_a_line_starts_from_what_the_unit_really_had(place, province, half, course):
    opened = province.get(url(place.yen_hoa))
    assert f"lấy 50%, mức thực có cuối năm {LAST}" in opened.text
    press(province, opened, SAVE, **{"community_rate-take": "y", "community_rate-2030": "75"})
    found = course(place.yen_hoa, "community_rate")
    assert (found.in_year(LAST), found.in_year(2030)) == (50, 75)
    assert found.in_year(YEAR) == pytest.approx(50 + 25 / (2030 - LAST), abs=0.05)


def test_a_line_starts_from_any_year_and_share_that_is_typed(place, province, course):
    saved = press(
        province, province.get(url(place.yen_hoa)), SAVE,
        **{"family_rate-start": "2022", "family_rate-from": "40", "family_rate-2025": "70"},
    )  # fmt: skip
    after = province.get(saved.location)
    assert (value_of(after, "family_rate-start"), value_of(after, "family_rate-from")) == ("2022", "40")
    assert [course(place.yen_hoa).in_year(year) for year in (2021, 2022, 2024, 2025)] == [40, 40, 60, 70]


def test_a_target_that_is_emptied_comes_from_above_again_and_the_trail_keeps_it(place, province, course, arrange):
    press(province, province.get(url(place.yen_hoa)), SAVE, **{"family_rate-2030": "90"})
    press(province, province.get(url(place.yen_hoa)), SAVE, **{"family_rate-2030": ""})
    assert course(place.yen_hoa).own is None
    with arrange():
        notes = db.session.execute(
            text("SELECT note, changes FROM audit_entry WHERE action = 'target:set' ORDER BY id")
        ).all()
    assert [note for note, _ in notes] == ["", "Bỏ mục tiêu family_rate năm 2030: 90.0%"]
    assert notes[0].changes["percent"] == [None, "90"]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"family_rate-2030": "101"}, "family_rate-2030", "Nhập số từ 0 đến 100, nhiều nhất một chữ số"),
        ({"family_rate-2030": "70,25"}, "family_rate-2030", "Nhập số từ 0 đến 100, nhiều nhất một chữ số"),
        ({"family_rate-2030": "cao"}, "family_rate-2030", "Nhập một số."),
        ({"family_rate-start": "2022"}, "family_rate-from", "Điểm xuất phát cần cả năm và tỷ lệ."),
        ({"family_rate-from": "40"}, "family_rate-start", "Điểm xuất phát cần cả năm và tỷ lệ."),
        ({"family_rate-start": "2019", "family_rate-from": "40"}, "family_rate-start", "Nhập số từ 2021 đến"),
        (
            {"family_rate-start": "2025", "family_rate-from": "40", "family_rate-2025": "60"},
            "family_rate-start",
            "Năm 2025 đã có mục tiêu khác ở ô bên.",
        ),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_kept(place, province, course, typed, field, words):
    answer = press(province, province.get(url(place.yen_hoa)), SAVE, **typed, **{"clan_rate-2030": "77"})
    assert answer.status_code == 422
    assert message_beside(answer, field).startswith(words)
    assert {name: value_of(answer, name) for name in typed} == typed
    assert value_of(answer, "clan_rate-2030") == "77"
    assert course(place.yen_hoa, "clan_rate").own is None


def test_the_later_of_two_sees_both_and_chooses(place, province, sign_in, course):
    other = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    mine, theirs = province.get(url(place.yen_hoa)), other.get(url(place.yen_hoa))
    given = {"family_rate-2030": "85", "clan_rate-2030": "70", "unit_rate-start": "2023", "unit_rate-from": "5"}
    press(other, theirs, SAVE, **given)
    refused = press(province, mine, SAVE, **{"family_rate-2030": "88", "clan_rate-2030": "70"})
    assert refused.status_code == 422
    assert message_beside(refused, "family_rate-2030") == "Vừa có người lưu năm 2030: 85%."
    assert message_beside(refused, "unit_rate-start") == "Vừa có người lưu năm 2023: 5%."
    assert message_beside(refused, "clan_rate-2030") == ""
    assert value_of(refused, "family_rate-2030") == "88"
    assert course(place.yen_hoa).in_year(2030) == 85
    assert press(province, refused, SAVE).status_code == 303
    assert course(place.yen_hoa).in_year(2030) == 88
    assert course(place.yen_hoa, "unit_rate").own is None


def test_the_same_form_sent_twice_is_saved_once(place, province, arrange):
    opened = province.get(url(place.yen_hoa))
    for _time in range(2):
        assert press(province, opened, SAVE, **{"family_rate-2030": "85"}).status_code == 303
    with arrange():
        assert queries.own_points(place.yen_hoa.id) == {"family_rate": {2030: 85.0}}


def test_only_the_province_sets_targets_and_only_it_is_shown_the_way(place, province, sign_in):
    way = "Đặt mục tiêu"
    assert links(province.get(f"/don-vi/{place.yen_hoa.id}"))[way] == url(place.yen_hoa)
    assert links(province.get(f"/chi-tieu/{place.yen_hoa.id}/gia-dinh"))[way] == url(place.yen_hoa)
    assert way not in province.get(f"/don-vi/{place.na_khuyen.id}").text
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert way not in district.get(f"/don-vi/{place.yen_hoa.id}").text
    assert district.get(url(place.yen_hoa)).status_code == 403
    assert province.get(url(place.na_khuyen)).status_code == 404
    assert SAVE in buttons(province.get(url(place.province)))


def test_the_page_is_small_with_everything_set(place, province, half):
    typed = {f"{key}-{year}": "61,5" for key in definitions() for year in (2025, 2030)}
    press(province, province.get(url(place.yen_hoa)), SAVE, **typed)
    assert page(province, url(place.yen_hoa)) <= BUDGET["later page"]


POINTS = st.dictionaries(st.integers(2021, 2030), st.integers(0, 100).map(float), max_size=5)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), POINTS, max_size=3), st.integers(2022, 2033))
def test_every_target_has_a_place_on_the_page(own, this_year):
    years = columns(own.values(), this_year)
    for points in own.values():
        start = start_of(points, years)
        assert {*points} <= {*years, start}


@given(st.dictionaries(st.sampled_from(["a", "b"]), POINTS), st.dictionaries(st.sampled_from(["a", "b"]), POINTS))
def test_the_fingerprint_tells_targets_apart(one, other):
    def plain(own):
        return {key: points for key, points in own.items() if points}

    assert (fingerprint(one) == fingerprint(other)) == (plain(one) == plain(other))
