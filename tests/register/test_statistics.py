"""What a village and a commune say of a year, beside what the register counts."""

import datetime as dt

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.register import queries
from lhtq.register.models import Person
from lhtq.register.rules import year_figures
from lhtq.web.filters import today
from tests.factories import ClanFactory, HouseholdFactory, OrganisationFactory, PersonFactory
from tests.web.press import buttons, heading, message_beside, press, value_of
from tests.weight import BUDGET, page

YEAR = today().year


def url(unit, year=YEAR):
    return f"/so-lieu-nam/{unit.id}/{year}"


@pytest.fixture
def village(place, sign_in):
    """The recorder of Nà Khuyến."""
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


@pytest.fixture
def commune(place, sign_in):
    """The recorder of Yên Hoa."""
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def people(place, arrange):
    """In Nà Khuyến a household of three adults (one cannot read), a pupil, and one who has left; another ended."""
    with arrange():
        dat = HouseholdFactory(unit=place.na_khuyen, head_name="Nguyễn Văn Đạt", adults=1)
        PersonFactory(household=dat, birth_year=YEAR - 60, literate=False, working=False)
        PersonFactory(household=dat, birth_year=YEAR - 18, literate=True)
        PersonFactory(household=dat, birth_year=YEAR - 10, literate=True, working=False)
        PersonFactory(household=dat, birth_year=YEAR - 61, literate=False, working=False)
        PersonFactory(household=dat, left_on=dt.date(YEAR, 1, 2), literate=False)
        HouseholdFactory(unit=place.ban_thang, head_name="Giàng A Páo", adults=2)
        HouseholdFactory(unit=place.ban_thang, head_name="Lý A Sính", adults=1, ended_on=dt.date(YEAR, 1, 2))


def test_a_village_types_its_figures_and_each_says_who_and_when(place, village, people):
    opened = village.get(url(place.na_khuyen))
    assert heading(opened) == f"Số liệu năm {YEAR}, thôn Nà Khuyến"
    assert "Sổ hiện có 5." in opened.text
    saved = press(village, opened, "Lưu số liệu", households="2", school_age="14")
    assert saved.status_code == 303
    after = village.get(saved.location)
    assert (value_of(after, "households"), value_of(after, "school_age"), value_of(after, "people")) == ("2", "14", "")
    assert f"đơn vị nhập, {village.actor.name}, {today():%d/%m/%Y}" in after.text
    assert "Sổ hiện có 1, lệch 1." in after.text
    assert "Sổ không tính được, đơn vị tự điền." in after.text


def test_what_the_register_counts_is_filled_in_and_what_was_typed_stays(place, village, people):
    press(village, village.get(url(place.na_khuyen)), "Lưu số liệu", workers="9")
    press(village, village.get(url(place.na_khuyen)), "Lấy theo sổ đăng ký")
    after = village.get(url(place.na_khuyen))
    counted = {key: value_of(after, key) for key in ("households", "people", "adults", "literate", "illiterate")}
    assert counted == {"households": "1", "people": "5", "adults": "4", "literate": "1", "illiterate": "1"}
    assert value_of(after, "workers") == "9"
    assert value_of(after, "school_age") == ""
    assert f"theo sổ, {village.actor.name}" in after.text


def test_of_whom_it_is_not_written_whether_they_read_nothing_is_filled_in(place, commune, household):
    household(place.na_khuyen, "Nguyễn Văn Đạt")
    household(place.ban_thang, "Giàng A Páo")
    press(commune, commune.get(url(place.na_khuyen)), "Lấy theo sổ đăng ký")
    after = commune.get(url(place.na_khuyen))
    assert (value_of(after, "people"), value_of(after, "literate"), value_of(after, "illiterate")) == ("2", "", "")
    assert "Sổ chưa ghi biết chữ hay chưa của 2 người trong độ tuổi." in after.text
    # What nobody knows adds up to nothing, and not to 0.
    sums = commune.get(url(place.yen_hoa)).text.split(">Cộng<")[1]
    assert 'data-l="Số người"><b>4</b>' in sums
    for name in ("Trẻ trong độ tuổi đi học", "Người 15-60 tuổi biết chữ"):
        assert f'data-l="{name}"><b>–</b>' in sums, name


def test_a_nought_that_was_taken_while_nothing_was_known_goes_when_taken_again(place, village, household, arrange):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1)
    with arrange():
        head = db.session.scalars(select(Person).filter_by(household_id=dat.id)).one()
        head.literate = False
    press(village, village.get(url(place.na_khuyen)), "Lấy theo sổ đăng ký")
    taken = village.get(url(place.na_khuyen))
    assert (value_of(taken, "literate"), value_of(taken, "illiterate")) == ("0", "1")
    with arrange():
        db.session.merge(head).literate = None
    press(village, taken, "Lấy theo sổ đăng ký")
    again = village.get(url(place.na_khuyen))
    assert (value_of(again, "literate"), value_of(again, "illiterate")) == ("", "")


def test_no_part_is_larger_than_all_people(place, village):
    typed = {"people": "10", "adults": "11", "literate": "8", "illiterate": "3"}
    answer = press(village, village.get(url(place.na_khuyen)), "Lưu số liệu", **typed)
    assert answer.status_code == 422
    assert message_beside(answer, "adults") == "Không thể nhiều hơn số người (10)."
    words = "Người biết chữ và người mù chữ cộng lại không thể nhiều hơn số người (10)."
    assert message_beside(answer, "illiterate") == words
    assert {key: value_of(answer, key) for key in typed} == typed
    assert press(village, answer, "Lưu số liệu", adults="10", illiterate="2").status_code == 303


def test_taken_figures_follow_the_register_when_taken_again_and_a_saved_page_keeps_their_origin(
    place, village, people, household
):
    press(village, village.get(url(place.na_khuyen)), "Lấy theo sổ đăng ký")
    household(place.na_khuyen, "Bàn Văn Quý")
    opened = village.get(url(place.na_khuyen))
    assert "Sổ hiện có 2, lệch -1." in opened.text
    press(village, opened, "Lưu số liệu", school_age="3")
    again = village.get(url(place.na_khuyen))
    assert "theo sổ" in again.text
    press(village, again, "Lấy theo sổ đăng ký")
    assert value_of(village.get(url(place.na_khuyen)), "households") == "2"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("-1", "Nhập số từ 0 đến 1000000."), ("nhiều", "Nhập một số nguyên."), ("1000001", "Nhập số từ 0 đến 1000000.")],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_kept(place, village, typed, words):
    answer = press(village, village.get(url(place.na_khuyen)), "Lưu số liệu", households=typed, people="7")
    assert answer.status_code == 422
    assert message_beside(answer, "households").startswith(words)
    assert (value_of(answer, "households"), value_of(answer, "people")) == (typed, "7")
    assert value_of(village.get(url(place.na_khuyen)), "people") == ""


def test_the_later_of_two_sees_both_and_chooses(place, village, commune):
    mine, theirs = village.get(url(place.na_khuyen)), commune.get(url(place.na_khuyen))
    press(commune, theirs, "Lưu số liệu", households="120", people="400")
    refused = press(village, mine, "Lưu số liệu", households="118", people="400")
    assert refused.status_code == 422
    assert message_beside(refused, "households").startswith(f"Có người vừa lưu: 120 ({commune.actor.name}")
    assert message_beside(refused, "people") == ""
    assert value_of(refused, "households") == "118"
    assert value_of(village.get(url(place.na_khuyen)), "households") == "120"
    assert press(village, refused, "Lưu số liệu").status_code == 303
    assert value_of(village.get(url(place.na_khuyen)), "households") == "118"


def test_the_same_form_sent_twice_is_saved_once(place, village, arrange):
    opened = village.get(url(place.na_khuyen))
    for _time in range(2):
        assert press(village, opened, "Lưu số liệu", households="5").status_code == 303
    with arrange():
        assert queries.year_statistics(place.na_khuyen.id, YEAR).version == 1


def test_a_figure_that_is_emptied_is_no_longer_said(place, village, arrange):
    press(village, village.get(url(place.na_khuyen)), "Lưu số liệu", households="5", people="9")
    press(village, village.get(url(place.na_khuyen)), "Lưu số liệu", households="")
    with arrange():
        assert queries.year_statistics(place.na_khuyen.id, YEAR).kept().keys() == {"people"}


def test_a_commune_sees_its_villages_with_sums_and_what_differs(place, commune, people):
    press(commune, commune.get(url(place.na_khuyen)), "Lưu số liệu", households="7")
    page_ = commune.get(url(place.yen_hoa)).text
    rows = {row.split("</a>")[0].rsplit(">", 1)[-1]: row for row in page_.split("<tr>")}
    assert '>7 <small class="no">sổ 1</small>' in rows["Nà Khuyến"]
    assert "<small>sổ 1</small>" in rows["Bản Thàng"]
    assert "<b>8</b>" in page_.split(">Cộng<")[1]


def test_a_commune_takes_the_figures_of_all_its_villages_and_types_its_own(place, commune, people, arrange):
    with arrange():
        ClanFactory(unit_id=place.yen_hoa.id)
        ClanFactory(unit_id=place.yen_hoa.id, ended_on=today())
        OrganisationFactory(unit_id=place.yen_hoa.id)
    press(commune, commune.get(url(place.yen_hoa)), "Lấy theo sổ cho mọi thôn")
    press(commune, commune.get(url(place.yen_hoa)), "Lấy theo sổ đăng ký")
    press(commune, commune.get(url(place.yen_hoa)), "Lưu số liệu", association_members="310")
    assert value_of(commune.get(url(place.ban_thang)), "people") == "3"
    after = commune.get(url(place.yen_hoa))
    own = {key: value_of(after, key) for key in ("villages", "clans", "organisations", "staff", "association_members")}
    assert own == {"villages": "2", "clans": "1", "organisations": "1", "staff": "0", "association_members": "310"}


def test_district_and_province_see_sums_and_change_nothing(place, commune, sign_in, people):
    press(commune, commune.get(url(place.yen_hoa)), "Lấy theo sổ cho mọi thôn")
    press(commune, commune.get(url(place.yen_hoa)), "Lưu số liệu", clans="4")
    for role, unit, row in (
        (Role.DISTRICT_REVIEWER, place.na_hang, "Xã Yên Hoa"),
        (Role.PROVINCE_OFFICER, place.province, "Huyện Na Hang"),
    ):
        looker = sign_in(role, at=unit)
        shown = looker.get(url(unit))
        assert buttons(shown) == ["Đăng xuất", "Excel", "CSV"]
        line = shown.text.split(row)[1].split("</tr>")[0]
        assert 'data-l="Số hộ">2<' in line
        assert 'data-l="Số dòng họ">4<' in line
        assert looker.post(url(unit), data={"households": "1"}).status_code == 403


def test_only_recorders_change_and_each_at_the_own_place(place, village, sign_in):
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    assert buttons(viewer.get(url(place.na_khuyen))) == ["Đăng xuất"]
    for unit, status in ((place.yen_hoa, 404), (place.ban_thang, 404), (place.ban_luc, 404)):
        assert village.get(url(unit)).status_code == status
        assert village.post(url(unit), data={"version": "0", "households": "1"}).status_code == status
        assert village.post(f"{url(unit)}/theo-so").status_code == status
    assert viewer.post(f"{url(place.na_khuyen)}/theo-so").status_code == 403


def test_of_a_year_to_come_nothing_is_said_and_of_an_earlier_one_the_register_is_not_taken(place, village):
    assert buttons(village.get(url(place.na_khuyen, YEAR + 1))) == ["Đăng xuất"]
    assert village.post(url(place.na_khuyen, YEAR + 1), data={"version": "0"}).status_code == 404
    before = village.get(url(place.na_khuyen, YEAR - 1))
    assert "Lấy theo sổ đăng ký" not in buttons(before)
    assert village.post(f"{url(place.na_khuyen, YEAR - 1)}/theo-so").status_code == 404
    assert press(village, before, "Lưu số liệu", households="115").status_code == 303


def test_the_whole_of_a_rate_is_the_official_count_where_it_was_said_and_the_register_where_not(
    place, commune, acting, people, measured
):
    assert measured(place.yen_hoa, "family_rate") == (0, 2)
    press(commune, commune.get(url(place.na_khuyen)), "Lưu số liệu", households="7")
    assert measured(place.yen_hoa, "family_rate") == (0, 8)
    with acting(Role.VIEWER, at=place.yen_hoa):
        assert queries.official_counts(YEAR, place.yen_hoa.path)[place.na_khuyen.id]["households"].value == 7
    assert measured(place.ban_thang, "family_rate") == (0, 1)


def test_every_bound_of_age_names_its_source():
    for figure in year_figures().values():
        assert bool(figure.from_age or figure.to_age) == bool(figure.source), figure.key


def test_the_pages_are_light(place, commune, people):
    press(commune, commune.get(url(place.yen_hoa)), "Lấy theo sổ cho mọi thôn")
    for unit in (place.yen_hoa, place.na_khuyen):
        assert page(commune, url(unit)) <= BUDGET["later page"]
