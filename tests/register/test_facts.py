"""What a commune's own register says of people and households: dates, phones, who can read, who is poor."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.register.rules import Birth, BirthRefusedError, Relation, after, as_birth, as_phone
from lhtq.web.filters import today
from tests.web.press import links, message_beside, press, value_of

DAY = dt.date(2026, 11, 25)


@pytest.fixture
def village(place, sign_in):
    """The recorder of Nà Khuyến."""
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


def member_page(client, household, name):
    person = links(client.get(f"/ho/{household.id}"))[name]
    return links(client.get(person))["Sửa thông tin"]


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("1980", Birth(1980)),
        (" 1980 ", Birth(1980)),
        ("24/11/1980", Birth(1980, dt.date(1980, 11, 24))),
        ("4-1-1980", Birth(1980, dt.date(1980, 1, 4))),
        ("04.01.1980", Birth(1980, dt.date(1980, 1, 4))),
        ("29/2/2024", Birth(2024, dt.date(2024, 2, 29))),
        ("25/11/2026", Birth(2026, DAY)),
    ],
)
def test_a_year_or_a_day_of_birth_is_read(typed, born):
    assert as_birth(typed, DAY) == born


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("80", "Nhập năm sinh hoặc"),
        ("11/1980", "Nhập năm sinh hoặc"),
        ("1980/11/24", "Nhập năm sinh hoặc"),
        ("31/2/1980", "Không có ngày 31/2/1980."),
        ("1899", "Năm sinh từ 1900"),
        ("2027", "Năm sinh không thể sau năm 2026."),
        ("26/11/2026", "Ngày sinh chưa tới."),
    ],
)
def test_what_is_no_birth_is_told(typed, words):
    with pytest.raises(BirthRefusedError, match=words):
        as_birth(typed, DAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("(0207) 3822-123", "02073822123"),
        ("0912 345", None),
        ("0112 345 678", None),
        ("gọi anh Đạt", None),
    ],
)
def test_a_phone_number_is_kept_without_what_people_write_between(typed, kept):
    assert as_phone(typed) == kept


def test_what_somebody_is_to_a_new_head_follows_where_it_can():
    assert after(Relation.CHILD, Relation.HEAD) is Relation.PARENT
    assert after(Relation.SPOUSE, Relation.CHILD) is Relation.CHILD
    assert after(Relation.CHILD, Relation.GRANDCHILD) is None


def test_a_person_is_written_down_with_all_of_it_and_the_form_shows_it_again(place, household, village):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1)
    form = village.get(f"/ho/{dat.id}/nguoi/them")
    press(
        village, form, "Lưu", full_name="Ma Thị Hoa", birth_year="3/9/1985", sex="female", ethnicity="Tày",
        relation="spouse", phone="0912.345.678", literate="co", disabled="y",
    )  # fmt: skip
    page = village.get(member_page(village, dat, "Ma Thị Hoa"))
    shown = {name: value_of(page, name) for name in ("birth_year", "phone", "literate", "disabled")}
    assert shown == {"birth_year": "03/09/1985", "phone": "0912345678", "literate": "co", "disabled": "y"}

    press(village, page, "Lưu", birth_year="1986", literate="chua", disabled=[])
    again = village.get(member_page(village, dat, "Ma Thị Hoa"))
    assert value_of(again, "birth_year") == "1986"
    assert value_of(again, "literate") == "chua"
    assert "Khuyết tật</dt>" not in village.get(links(village.get(f"/ho/{dat.id}"))["Ma Thị Hoa"]).text


def test_a_household_is_written_down_with_its_number_phone_and_whether_it_is_poor(place, village):
    form = village.get(f"/ho-gia-dinh/{place.na_khuyen.id}/them")
    saved = press(
        village, form, "Lưu hộ", full_name="Hoàng Văn Thụ", birth_year="1975", sex="male", ethnicity="Tày",
        address="Cuối làng", code="HN-012", household_phone="0207 3822 123", poor="y",
    )  # fmt: skip
    page = village.get(saved.location)
    shown = {name: value_of(page, name) for name in ("address", "code", "household_phone", "poor")}
    assert shown == {"address": "Cuối làng", "code": "HN-012", "household_phone": "02073822123", "poor": "y"}


def test_a_wrong_phone_is_told_beside_its_field_and_kept(place, household, village):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    answer = press(village, village.get(f"/ho/{dat.id}"), "Lưu thông tin hộ", household_phone="12 34")
    assert answer.status_code == 422
    assert message_beside(answer, "household_phone").startswith("Nhập số điện thoại, ví dụ")
    assert value_of(answer, "household_phone") == "12 34"


def test_a_day_in_the_future_is_told_beside_the_one_field_of_birth(place, household, village):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1)
    late = today() + dt.timedelta(days=1)
    form = village.get(member_page(village, dat, "Nguyễn Văn Đạt"))
    answer = press(village, form, "Lưu", birth_year=f"{late:%d/%m/%Y}")
    assert answer.status_code == 422
    assert message_beside(answer, "birth_year") in {
        "Ngày sinh chưa tới.",
        f"Năm sinh không thể sau năm {today().year}.",
    }
