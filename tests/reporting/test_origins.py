"""A click on a figure leads to the records that were counted, and to no others, in a period from December on."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.centre.rules import ActivityKind, ActivityState
from lhtq.db import db
from lhtq.recognition.models import Title
from lhtq.training.rules import CourseState, Kind
from lhtq.units.models import Unit
from lhtq.web.filters import today
from tests.factories import (
    AccountFactory,
    ActivityFactory,
    BranchFactory,
    CentreFactory,
    CourseFactory,
    CourseParticipantFactory,
    MemberFactory,
)
from tests.web.press import links, press

YEAR = today().year
#: The first day of the period, a day in it that lies in the year before, and the day before it.
FIRST = dt.date(YEAR - 1, 12, 1)
IN_DECEMBER, BEFORE = FIRST + dt.timedelta(days=9), FIRST - dt.timedelta(days=1)
DAYS = f"từ 01/12/{YEAR - 1} đến hết {today():%d/%m/%Y}"


@pytest.fixture
def period(set_period):
    return set_period(from_on=FIRST)


@pytest.fixture
def commune(place, sign_in):
    return sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)


@pytest.fixture
def value(place, period):
    """``value(client, cell)``: the number in a cell of Yên Hoa's report, and the page to which it leads."""

    def _value(client, cell, unit=None):
        page = client.get(f"/bao-cao/{(unit or place.yen_hoa).id}/{period.id}/nguon/{cell}")
        found = re.search(r"<h2>[^<]*: ([\d.]+)</h2>", page.text)
        return int(found.group(1)), page

    return _value


@pytest.fixture
def activity(place, arrange):
    """``activity(...)``: a literacy class of Yên Hoa's centre, done today where nothing else is said."""
    with arrange():
        centre = CentreFactory(unit_id=place.yen_hoa.id)
        by = AccountFactory(unit_id=place.yen_hoa.id).id

    def _activity(topic, **given):
        with arrange():
            ActivityFactory(centre=centre, made_by=by, topic=topic, **{"kind": ActivityKind.LITERACY, **given})

    return _activity


def words(page):
    return " ".join(page.text.split())


def test_activities_are_those_of_the_period_that_were_done_and_the_filter_is_read_and_taken_off(
    place, period, activity, commune, value
):
    activity("Lớp tháng Mười hai", held_on=IN_DECEMBER)
    activity("Lớp năm nay")
    activity("Lớp tháng Mười một", held_on=BEFORE)
    activity("Lớp dự kiến", state=ActivityState.PLANNED)
    activity("Buổi nói chuyện", kind=ActivityKind.TALK)
    number, source = value(commune, "activities/literacy/activities")
    assert number == 2
    assert "năm dương lịch" not in source.text
    listed = commune.get(links(source)["Xã Yên Hoa"])
    assert [one for one in links(listed) if one.startswith("Lớp")] == ["Lớp năm nay", "Lớp tháng Mười hai"]
    assert "Buổi nói chuyện" not in listed.text
    assert f"Chỉ hoạt động đã làm {DAYS}." in words(listed)
    narrowed = press(commune, listed, "Xem")
    assert "Lớp tháng Mười hai" in narrowed.text, "another kind is asked for within the same days"
    assert "Lớp tháng Mười một" not in narrowed.text
    file = press(commune, listed, "CSV").text
    assert "Lớp tháng Mười hai" in file
    assert "Lớp tháng Mười một" not in file
    assert "Lớp dự kiến" not in file
    whole = commune.get(links(listed)["Bỏ lọc này"])
    assert "Lớp dự kiến" in whole.text
    assert f"Hoạt động học tập năm {YEAR}" in whole.text


def test_titles_that_were_granted_or_taken_back_are_those_of_the_period(
    place, period, household, sheet, title, arrange, commune, value
):
    def given(name, day, number, revoked_on=None):
        made = title(sheet(household(place.na_khuyen, name), state="recognised"), place.yen_hoa, number, signed_on=day)
        with arrange():
            db.session.scalars(select(Title).where(Title.id == made.id)).one().revoked_on = revoked_on

    given("Ma Thị Hoa", IN_DECEMBER, "1", revoked_on=today())
    given("Giàng A Páo", today(), "2")
    given("Lý Văn Tá", BEFORE, "3", revoked_on=IN_DECEMBER)
    given("Sùng Thị Mai", BEFORE - dt.timedelta(days=20), "4", revoked_on=BEFORE)
    number, source = value(commune, "recognition/family/granted")
    assert number == 2
    assert "còn hiệu lực ngày" not in source.text
    granted = commune.get(links(source)["Xã Yên Hoa"])
    assert {"Ma Thị Hoa", "Giàng A Páo"} <= set(links(granted))
    assert "Lý Văn Tá" not in granted.text
    assert f"{DAYS}, kể cả danh hiệu đã thu hồi." in words(granted)
    assert "Ma Thị Hoa" in press(commune, granted, "CSV").text
    number, source = value(commune, "recognition/family/revoked")
    assert number == 2
    revoked = commune.get(links(source)["Xã Yên Hoa"])
    assert {"Ma Thị Hoa", "Lý Văn Tá"} <= set(links(revoked))
    assert "Sùng Thị Mai" not in revoked.text
    assert "Giàng A Páo" not in revoked.text
    assert f"bị thu hồi {DAYS}." in words(revoked)
    assert "Lý Văn Tá" in press(commune, revoked, "CSV").text
    assert "còn hiệu lực ngày" in commune.get(links(revoked)["Bỏ lọc này"]).text


def test_courses_are_those_that_were_held_and_people_are_found_in_those_that_they_attended(
    place, period, arrange, commune, value
):
    with arrange():
        held = {"state": CourseState.HELD, "kind": Kind.TRAINING}
        CourseFactory(unit_id=place.yen_hoa.id, **held, starts_on=IN_DECEMBER, title="Tập huấn tháng Mười hai")
        CourseFactory(unit_id=place.yen_hoa.id, **held, starts_on=BEFORE, title="Tập huấn tháng Mười một")
        CourseFactory(unit_id=place.yen_hoa.id, kind=Kind.TRAINING, title="Tập huấn dự kiến")
        CourseFactory(unit_id=place.yen_hoa.id, **held | {"kind": Kind.FURTHER}, title="Bồi dưỡng")
        theirs = CourseFactory(unit_id=place.na_hang.id, **held, title="Tập huấn của huyện")
        only_invited = CourseFactory(unit_id=place.na_hang.id, **held, title="Tập huấn được mời")
        branch = BranchFactory(unit_id=place.na_khuyen.id)
        for course, came in ((theirs, True), (theirs, True), (only_invited, False)):
            CourseParticipantFactory(course=course, member=MemberFactory(branch=branch), attended=came)
    number, source = value(commune, "training/training/courses")
    assert number == 1
    listed = commune.get(links(source)["Xã Yên Hoa"])
    assert [one for one in links(listed) if one.startswith(("Tập huấn ", "Bồi dưỡng"))] == ["Tập huấn tháng Mười hai"]
    assert f"do đơn vị và nơi dưới nó tổ chức, hình thức tập huấn {DAYS}." in words(listed)
    assert "Tập huấn dự kiến" not in press(commune, listed, "CSV").text
    assert "Tập huấn dự kiến" in commune.get(links(listed)["Bỏ lọc này"]).text
    number, source = value(commune, "training/training/attended")
    assert number == 2
    attended = commune.get(links(source)["Xã Yên Hoa"])
    assert [one for one in links(attended) if one.startswith("Tập huấn ")] == ["Tập huấn của huyện"]
    assert f'?noi={place.yen_hoa.id}&amp;xem=co-du">2</a></td>' in attended.text
    number, source = value(commune, "training/training/completed")
    assert number == 0
    assert "Tập huấn của huyện" not in commune.get(links(source)["Xã Yên Hoa"]).text


def test_a_district_reads_its_own_records_without_those_of_the_communes_that_report(
    place, period, arrange, sign_in, value, activity
):
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    need_not = f"/ky-bao-cao/{place.province.id}/{period.id}/{place.da_vi.id}"
    press(province, province.get(need_not), "Lưu", waived="y")
    with arrange():
        held = {"state": CourseState.HELD, "kind": Kind.TRAINING}
        for unit in (place.na_hang, place.yen_hoa, place.da_vi):
            CourseFactory(unit_id=unit.id, **held, title=f"Tập huấn ở {unit.name}")
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    number, source = value(district, "training/training/courses", place.na_hang)
    assert number == 2, "its own, and that of the commune which need not report"
    behind = links(source)
    own, da_vi = (district.get(behind[name]) for name in ("Huyện Na Hang, không kể cấp dưới", "Xã Đà Vị"))
    assert "Xã Yên Hoa" not in behind
    assert [one for one in links(own) if one.startswith("Tập huấn ở")] == ["Tập huấn ở Na Hang"]
    assert "Chỉ của chính huyện Na Hang, không kể nơi dưới nó." in own.text
    assert [one for one in links(da_vi) if one.startswith("Tập huấn ở")] == ["Tập huấn ở Đà Vị"]
    activity("Lớp của xã có báo cáo riêng")
    number, source = value(district, "activities/literacy/activities", place.na_hang)
    assert number == 0
    assert "Lớp của xã" not in district.get(links(source)["Huyện Na Hang, không kể cấp dưới"]).text
    _, source = value(district, "recognition/family/held", place.na_hang)
    assert links(source)["Huyện Na Hang, không kể cấp dưới"].endswith(f"&ngay={today()}&rieng=1")


def test_the_successor_is_not_sent_to_a_list_that_it_does_not_see(place, period, arrange, sign_in, value, commune):
    with arrange():
        db.session.scalars(select(Unit).where(Unit.id == place.tan_trao.id)).one().valid_to = today()
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    at = f"/ky-bao-cao/{place.province.id}/{period.id}/{place.yen_hoa.id}"
    with arrange():
        db.session.scalars(select(Unit).where(Unit.id == place.tan_trao.id)).one().valid_to = today() - dt.timedelta(1)
    press(province, province.get(at), "Lưu", predecessors=[str(place.tan_trao.id)])
    _, source = value(commune, "activities/literacy/activities")
    assert "Xã Tân Trào" not in links(source)
    assert 'từ sổ của Xã Tân Trào <span class="quiet">(bạn không xem sổ của nơi này)</span>' in words(source)
    _, source = value(province, "activities/literacy/activities")
    assert province.get(links(source)["Xã Tân Trào"]).status_code == 200


@pytest.mark.parametrize(
    "asked", ["tu=hom-qua&den=mai", "tu=2026-12-01&den=2025-12-01", "tu=2026-12-01", "rieng=khong&trang_thai=gi"]
)
def test_days_that_are_none_narrow_nothing(place, activity, commune, asked):
    activity("Lớp năm nay")
    for address in (f"/cac-hoat-dong/{place.yen_hoa.id}/{YEAR}", f"/tap-huan/{place.yen_hoa.id}"):
        page = commune.get(f"{address}?{asked}&dem=gi&hinh_thuc=gi")
        assert page.status_code == 200
        assert "Bỏ lọc này" not in page.text
    assert "Lớp năm nay" in commune.get(f"/cac-hoat-dong/{place.yen_hoa.id}/{YEAR}?{asked}").text
    titles = commune.get(f"/danh-hieu/{place.yen_hoa.id}?mo_hinh=ho&xem=cong-nhan&{asked}")
    assert "còn hiệu lực ngày" in titles.text
