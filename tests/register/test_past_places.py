"""Whoever moves counts in the new place from that day on; the figures of the days before stay where they were."""

import datetime as dt

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.register.models import HouseholdStay, PersonStay
from lhtq.register.rules import Relation
from lhtq.web.filters import today
from tests.factories import PersonFactory
from tests.web.press import links, press

BEFORE = today() - dt.timedelta(days=90)
MOVED = today() - dt.timedelta(days=20)


@pytest.fixture
def yen_hoa(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def da_vi(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.da_vi)


@pytest.fixture
def dat(place, household, titled):
    """The household of Đạt, a learning family for half a year."""
    made = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=0)
    titled(place.yen_hoa, made, since=today() - dt.timedelta(days=180))
    return made


def to_da_vi(yen_hoa, da_vi, household, place):
    """Yên Hoa lets the household go to Đà Vị, which takes it."""
    form = yen_hoa.get(f"/ho/{household.id}/chuyen-di")
    preview = press(yen_hoa, form, "Xem thay đổi", commune=str(place.da_vi.id), on=f"{MOVED:%d/%m/%Y}")
    assert press(yen_hoa, preview, "Xác nhận").status_code == 303
    page = da_vi.get(links(da_vi.get(f"/chuyen-den/{place.da_vi.id}"))["Nhận hoặc trả lại Nguyễn Văn Đạt"])
    assert press(da_vi, page, "Nhận về thôn này", village=str(place.ban_luc.id)).status_code == 303


def test_a_family_counts_where_it_was_on_each_day(place, measured, yen_hoa, da_vi, dat):
    assert measured(place.yen_hoa, "family_rate", BEFORE) == (1, 1)

    to_da_vi(yen_hoa, da_vi, dat, place)

    for day, yen_hoa_has, da_vi_has in [
        (BEFORE, (1, 1), (0, 0)),
        (MOVED - dt.timedelta(days=1), (1, 1), (0, 0)),
        (MOVED, (0, 0), (1, 1)),
        (today(), (0, 0), (1, 1)),
    ]:
        assert measured(place.yen_hoa, "family_rate", day) == yen_hoa_has, day
        assert measured(place.da_vi, "family_rate", day) == da_vi_has, day
        assert measured(place.na_hang, "family_rate", day) == (1, 1), day


def test_the_list_behind_a_past_day_names_who_has_gone_and_shows_no_more_of_them(
    place, settled, sign_in, yen_hoa, da_vi, dat
):
    to_da_vi(yen_hoa, da_vi, dat, place)
    settled()
    url = f"/chi-tieu/{place.yen_hoa.id}/gia-dinh/ho-so?dat=roi&ngay={{}}"

    then = yen_hoa.get(url.format(BEFORE)).text
    assert "Nguyễn Văn Đạt" in then
    assert "nay ở nơi khác" in then
    assert f'href="/ho/{dat.id}"' not in then
    assert "Nguyễn Văn Đạt" not in yen_hoa.get(url.format(today())).text

    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    seen = district.get(f"/chi-tieu/{place.na_hang.id}/gia-dinh/ho-so?dat=roi&ngay={BEFORE}").text
    assert f'href="/ho/{dat.id}"' in seen  # the district sees both communes
    assert "Nà Khuyến, Yên Hoa" in seen
    assert "Nguyễn Văn Đạt" in da_vi.get(f"/chi-tieu/{place.da_vi.id}/gia-dinh/ho-so?dat=roi").text
    assert "Nguyễn Văn Đạt" not in da_vi.get(f"/chi-tieu/{place.da_vi.id}/gia-dinh/ho-so?ngay={BEFORE}").text


def test_the_change_of_the_month_names_who_went_at_both_ends_and_tells_the_district_of_none(
    place, settled, sign_in, yen_hoa, da_vi, dat
):
    to_da_vi(yen_hoa, da_vi, dat, place)
    settled()
    url = f"/chi-tieu/{{}}/gia-dinh/thay-doi?ngay={MOVED}"

    went = yen_hoa.get(url.format(place.yen_hoa.id)).text
    assert "Nguyễn Văn Đạt" in went
    assert "không còn đạt" in went
    assert f'href="/ho/{dat.id}"' not in went
    came = da_vi.get(url.format(place.da_vi.id)).text
    assert f'href="/ho/{dat.id}"' in came
    assert "mới đạt" in came
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang).get(url.format(place.na_hang.id))
    assert "Nguyễn Văn Đạt" not in district.text


def test_who_marries_into_another_family_was_of_a_learning_one_until_then(
    place, household, measured, arrange, yen_hoa, dat
):
    """A worker of a learning family counts; the new one holds no title, and the past is the old one's."""
    with arrange():
        lua = PersonFactory(household=dat, full_name="Nguyễn Lụa", relation=Relation.CHILD, titled=False)
    household(place.ban_thang, "Triệu Văn Sơn")
    before = measured(place.na_khuyen, "worker_citizen_rate", BEFORE)

    form = yen_hoa.get(f"/nguoi/{lua.id}/chuyen-ho?tim=Triệu+Văn+Sơn")
    preview = press(yen_hoa, form, "Chuyển sang hộ Triệu Văn Sơn", on=f"{MOVED:%d/%m/%Y}")
    press(yen_hoa, preview, "Xác nhận")

    with arrange():
        stay = db.session.scalars(select(PersonStay)).one()
    assert (stay.household_id, stay.unit_id, stay.until) == (dat.id, place.na_khuyen.id, MOVED)
    assert measured(place.na_khuyen, "worker_citizen_rate", BEFORE) == before
    assert measured(place.ban_thang, "worker_citizen_rate") == (0, 0)
    assert measured(place.na_khuyen, "worker_citizen_rate")[1] == before[1] - 1


def test_a_move_that_is_taken_back_on_its_day_leaves_nothing(place, measured, arrange, yen_hoa, dat):
    for village in (place.ban_thang, place.na_khuyen):
        form = yen_hoa.get(f"/ho/{dat.id}/chuyen-thon")
        preview = press(yen_hoa, form, "Xem thay đổi", village=str(village.id), on=f"{MOVED:%d/%m/%Y}")
        press(yen_hoa, preview, "Xác nhận")
    with arrange():
        assert db.session.scalars(select(HouseholdStay)).all() == []
        assert db.session.scalars(select(PersonStay)).all() == []
    assert measured(place.na_khuyen, "family_rate", MOVED) == (1, 1)
    assert measured(place.ban_thang, "family_rate", MOVED) == (0, 0)


def test_who_was_out_of_the_province_counted_nowhere_meanwhile(place, household, titled, measured, arrange, yen_hoa):
    """A learning citizen leaves, and comes back to another household; in between there is nobody to count."""
    left, back = today() - dt.timedelta(days=60), today() - dt.timedelta(days=10)
    home, other = household(place.na_khuyen, "Nguyễn Văn Đạt"), household(place.ban_thang, "Triệu Văn Sơn")
    with arrange():
        nhi = PersonFactory(household=home, full_name="Nguyễn Nhi", relation=Relation.CHILD, titled=False)
    titled(place.yen_hoa, nhi, since=today() - dt.timedelta(days=180))
    form = yen_hoa.get(f"/ho/{home.id}/chuyen-di?nguoi={nhi.id}")
    press(yen_hoa, press(yen_hoa, form, "Xem thay đổi", commune="0", on=f"{left:%d/%m/%Y}"), "Xác nhận")
    form = yen_hoa.get(f"/nguoi/{nhi.id}/chuyen-ho?tim=Triệu+Văn+Sơn")
    preview = press(yen_hoa, form, "Chuyển sang hộ Triệu Văn Sơn", on=f"{back:%d/%m/%Y}")
    press(yen_hoa, preview, "Xác nhận")

    for day, na_khuyen, ban_thang in [(BEFORE, 1, 0), (left, 0, 0), (back - dt.timedelta(days=1), 0, 0), (back, 0, 1)]:
        assert measured(place.na_khuyen, "digital_skill_rate", day)[1] == na_khuyen, day
        assert measured(place.ban_thang, "digital_skill_rate", day)[1] == ban_thang, day
    assert other.unit_id == place.ban_thang.id
