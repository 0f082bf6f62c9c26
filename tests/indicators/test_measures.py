"""The province sees the plan's measures on any day, trusts them, and opens the records behind each."""

import csv
import datetime as dt
import io
import uuid

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment.models import Sheet
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.indicators import queries
from lhtq.indicators.models import Target
from lhtq.indicators.rules import Course, Measure, course_of, definitions
from lhtq.membership.rules import BranchKind, Position
from lhtq.register.models import YearStatistics
from lhtq.training.rules import CourseState
from lhtq.web.filters import today
from tests.conftest import FULL, FULL_OF
from tests.factories import (
    BranchFactory,
    ClanFactory,
    CourseFactory,
    CourseParticipantFactory,
    MemberFactory,
    PersonFactory,
    PostFactory,
)
from tests.indicators.holders import hold_title
from tests.web.press import links, said

YEAR = today().year

#: Kế hoạch 108/KH-UBND, mục I.2.
PLAN = {
    "family_rate": (70, 80), "clan_rate": (65, 75), "community_rate": (65, 75), "unit_rate": (80, 90),
    "worker_citizen_rate": (40, 60), "staff_citizen_rate": (60, 80), "digital_skill_rate": (70, 90),
    "self_update_rate": (60, 80), "briefed_rate": (100, 100), "chair_in_centre_rate": (100, 100),
    "officer_centre_it_rate": (40, 70),
}  # fmt: skip


def test_the_measures_and_their_targets_are_the_plans():
    assert {key: (one.plan[2025], one.plan[2030]) for key, one in definitions().items()} == PLAN


@pytest.mark.parametrize(("whole", "part", "percent"), [(200, 139, 70), (200, 140, 70), (3, 0, 65), (0, 0, 70)])
def test_what_is_missing_is_the_fewest_records_that_reach_the_target(whole, part, percent):
    measure = Measure(whole, part)
    missing = measure.missing_to(percent)
    if whole:
        assert (part + missing) * 100 >= percent * whole
        assert missing == 0 or (part + missing - 1) * 100 < percent * whole
    assert measure.reaches(percent) == (whole > 0 and missing == 0)


def test_between_two_years_of_the_plan_the_target_is_a_straight_line():
    plan = course_of(definitions()["family_rate"], [])
    assert [plan.in_year(year) for year in (2022, 2025, 2026, 2028, 2030, 2031)] == [70, 70, 72, 76, 80, 80]
    own = course_of(definitions()["family_rate"], [("huyện Na Hang", {2022: 40.0, 2025: 61.0})])
    assert own == Course({2022: 40, 2025: 61, 2030: 80}, "huyện Na Hang")
    assert own.in_year(2023) == 47


def recognise(chair, village, number, families=1):
    """The chair of a commune signs for the families of a village."""
    chair.post(
        f"/cong-nhan/{village.parent_id}/{YEAR}/ho",
        data={"key": str(uuid.uuid4()), "number": number, "signed_on": f"{today():%d/%m/%Y}", "signer": "Hứa Đức Thắng",
              "signer_position": "Chủ tịch UBND", "noi": [str(village.id)], f"so-{village.id}": f"{families}"},
    )  # fmt: skip


def test_a_recognition_shows_at_every_level_and_opens_down_to_the_household(place, household, sheet, sign_in, settled):
    dat, son = household(place.na_khuyen, "Nguyễn Văn Đạt"), household(place.ban_luc, "Triệu Văn Sơn")
    sheet(dat, answers=FULL, state=State.REVIEWED, figures={"2.1": [2, 2]}, total=100)
    settled()
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    url = f"/chi-tieu/{place.province.id}/gia-dinh"
    assert '<span class="big">0%</span>' in province.get(url).text

    recognise(sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa), place.na_khuyen, "1")

    after = province.get(url).text
    assert '<span class="big">50%</span> = ' in after
    families = province.get(links(province.get(url))["2"]).text
    assert f'href="/ho/{dat.id}"' in families
    assert f'href="/ho/{son.id}"' in families
    assert f'href="/ho/{son.id}"' not in province.get(links(province.get(url))["1"]).text
    assert "Mục tiêu năm 2030: 80%, còn thiếu 1 hộ" in after
    for unit in (place.na_hang, place.yen_hoa):
        assert (
            f'href="/chi-tieu/{unit.id}/gia-dinh'
            in province.get(
                f"/chi-tieu/{place.province.id if unit is place.na_hang else place.na_hang.id}/gia-dinh"
            ).text
        )
    behind = province.get(f"/chi-tieu/{place.yen_hoa.id}/gia-dinh/ho-so?dat=roi")
    assert "Nguyễn Văn Đạt" in behind.text
    assert f'href="/ho/{dat.id}"' in behind.text
    others = province.get(f"/chi-tieu/{place.da_vi.id}/gia-dinh/ho-so?dat=chua")
    assert f'href="/ho/{son.id}"' in others.text
    assert "Nguyễn Văn Đạt" not in others.text


def test_a_day_that_is_past_shows_what_was_then(place, household, sheet, sign_in, settled):
    sheet(household(place.na_khuyen), answers=FULL, state=State.REVIEWED, figures={"2.1": [2, 2]}, total=100)
    recognise(sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa), place.na_khuyen, "1")
    settled()
    officer = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    url = f"/chi-tieu/{place.na_hang.id}/gia-dinh"
    assert '<span class="big">100%</span>' in officer.get(url).text
    yesterday = today() - dt.timedelta(days=1)
    assert '<span class="big">–</span>' in officer.get(f"{url}?ngay={yesterday}").text
    assert '<span class="big">100%</span>' in officer.get(f"{url}?ngay=ngày kia").text


def test_a_unit_beside_ones_own_is_not_shown(place, sign_in):
    officer = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    for unit in (place.son_duong, place.province, place.tan_trao):
        assert officer.get(f"/chi-tieu/{unit.id}/gia-dinh").status_code == 404
        assert officer.get(f"/chi-tieu/{unit.id}/gia-dinh/ho-so").status_code == 404
    assert officer.get(f"/chi-tieu/{place.na_hang.id}/khong-co").status_code == 404


def test_the_years_official_count_stands_for_the_whole_and_the_page_says_so(
    place, household, arrange, acting, sign_in, settled
):
    household(place.na_khuyen)
    with arrange():
        official = {"value": 120, "source": "official", "on": f"{today()}", "by": "Hoàng Thị Hoa"}
        db.session.add(YearStatistics(unit_id=place.na_khuyen.id, year=YEAR, figures={"households": official}))
    settled()
    with acting(Role.PROVINCE_OFFICER, place.province):
        assert queries.measures(place.yen_hoa, today())["family_rate"] == Measure(120, 0, 1, 1)
        assert queries.measures(place.yen_hoa, dt.date(YEAR + 1, 1, 1))["family_rate"] == Measure(1, 0, 1, 0)
    text = said(sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).get(f"/chi-tieu/{place.yen_hoa.id}/gia-dinh"))
    assert "Mẫu số: 120, có số liệu chính thức của năm do 1 đơn vị nhập; sổ đăng ký đếm được" in text
    assert "xem 1 hộ chưa đạt trong sổ" in text
    assert "trên 120 hộ" in text
    page = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).get(f"/don-vi/{place.yen_hoa.id}")
    assert "(0/120, số chính thức)" in said(page)
    assert links(page)["120"] == f"/so-lieu-nam/{place.yen_hoa.id}/{YEAR}"


def test_a_unit_is_told_its_place_and_nothing_else_of_its_siblings(place, household, sheet, sign_in, settled):
    sheet(household(place.na_khuyen), answers=FULL, state=State.REVIEWED, figures={"2.1": [2, 2]}, total=100)
    household(place.ban_luc)
    recognise(sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa), place.na_khuyen, "1")
    settled()
    first = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).get(f"/chi-tieu/{place.yen_hoa.id}/gia-dinh").text
    second = sign_in(Role.COMMUNE_REVIEWER, at=place.da_vi).get(f"/chi-tieu/{place.da_vi.id}/gia-dinh").text
    assert "Xếp thứ 1 trong 2 đơn vị cùng cấp" in first
    assert "Xếp thứ 2 trong 2 đơn vị cùng cấp" in second
    assert "Yên Hoa" not in second


def test_members_are_briefed_and_an_officer_helps_and_learns(place, arrange, acting, settled):
    with arrange():
        branch = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.ASSOCIATION)
        chair, other = MemberFactory(branch=branch), MemberFactory(branch=branch)
        PostFactory(branch=branch, member=chair, position=Position.CHAIR)
        course = CourseFactory(unit_id=place.na_hang.id, state=CourseState.HELD)
        CourseParticipantFactory(course=course, member=chair, attended=True)
        CourseParticipantFactory(course=course, member=other)
    settled()
    with acting(Role.DISTRICT_REVIEWER, place.na_hang):
        found = queries.measures(place.na_hang, today())
        assert (found["briefed_rate"].part, found["briefed_rate"].whole) == (1, 2)
        assert (found["officer_centre_it_rate"].part, found["officer_centre_it_rate"].whole) == (0, 1)
        assert (found["chair_in_centre_rate"].part, found["chair_in_centre_rate"].whole) == (0, 1)
        rows = queries.behind(definitions()["briefed_rate"], place.yen_hoa, today(), held=False, limit=10, offset=0)
        assert [row.name for row in rows] == [other.full_name]


@pytest.mark.parametrize("slug", [one.slug for one in definitions().values()])
def test_every_measure_has_its_page_its_records_and_its_file(place, household, arrange, sign_in, settled, slug):
    household(place.na_khuyen)
    with arrange():
        ClanFactory(unit_id=place.yen_hoa.id)
    settled()
    officer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    page = officer.get(f"/chi-tieu/{place.yen_hoa.id}/{slug}").text
    definition = next(one for one in definitions().values() if one.slug == slug)
    assert definition.part in page
    assert officer.get(f"/chi-tieu/{place.yen_hoa.id}/{slug}/ho-so").status_code == 200
    file = officer.post(f"/tai/chi-tieu/{place.yen_hoa.id}", data={"chi_tieu": slug, "dang": "csv"})
    assert file.status_code == 200
    assert "Tên" in file.text


def test_a_unit_s_measures_go_out_as_a_file_with_what_its_page_says(place, arrange, sign_in, settled):
    last_year = dt.date(YEAR - 1, 12, 31)
    with arrange():
        hold_title(place.na_khuyen, dt.date(YEAR - 1, 1, 31))
        hold_title(place.ban_thang, today())
    settled()
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    page = reviewer.get(f"/don-vi/{place.yen_hoa.id}").text
    assert f'action="/tai/cac-chi-tieu/{place.yen_hoa.id}"' in page

    def row(**filters):
        file = reviewer.post(f"/tai/cac-chi-tieu/{place.yen_hoa.id}", data={"dang": "csv", **filters}).text
        rows = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff"))))
        assert len(rows) == len(definitions())
        return next(row for row in rows if row["Chỉ tiêu"].startswith("Cộng đồng"))

    now, then = row(), row(ngay=last_year.isoformat())
    part, whole = int(now["Đạt"]), int(now["Tổng số"])
    assert f"<b>{now['Tỷ lệ, %']}%</b> (" in page
    assert f'?dat=roi">{part}</a>/' in page
    assert (now["Đạt thêm trong tháng"], then["Đạt thêm trong tháng"]) == ("1", "0")
    # Over the years as the line on the page says it to who cannot see it.
    assert (now[f"Năm {YEAR - 1}, %"], now[f"Năm {YEAR}, %"]) == (then["Tỷ lệ, %"], now["Tỷ lệ, %"])
    assert f"{YEAR - 1}: {then['Tỷ lệ, %']}% {YEAR}: {now['Tỷ lệ, %']}% " in page
    assert (part, whole, int(then["Đạt"]), then[f"Năm {YEAR}, %"]) == (2, 2, 1, "")


def test_a_target_of_the_district_holds_in_its_communes(place, arrange, sign_in, household, settled):
    household(place.na_khuyen)
    with arrange():
        db.session.add(Target(unit_id=place.na_hang.id, measure="family_rate", year=YEAR, percent=55))
    settled()
    text = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).get(f"/chi-tieu/{place.yen_hoa.id}/gia-dinh").text
    assert f"Mục tiêu năm {YEAR}: 55%" in text
    assert "Mục tiêu lấy từ huyện Na Hang" in text


def test_a_citizen_who_works_on_the_own_sheet_has_updated_it(place, household, arrange, sheet_of, sign_in, person):
    with arrange():
        citizen = PersonFactory(household=household(place.na_khuyen))
    sheet = sheet_of(Model.CITIZEN, citizen, answers=FULL_OF[Model.CITIZEN])
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    own = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=citizen.id))

    def sheet_now():
        with arrange():
            return db.session.get(Sheet, sheet.id)

    def taps(client, points):
        data = {"1.1": points, "version": f"{sheet_now().version}"}
        assert client.post(f"/cham-diem/cong-dan/{citizen.id}/{YEAR}", data=data).status_code == 303

    taps(recorder, "5")
    assert sheet_now().self_updated_on is None
    taps(own, "10")
    assert sheet_now().self_updated_on == today()


@pytest.mark.skipif(today() >= dt.date(YEAR, 12, 30), reason="nothing can end any more before the year does")
def test_what_ends_before_the_year_does_is_missing_then_and_the_page_says_how_many(place, arrange, sign_in, settled):
    with arrange():
        hold_title(place.na_khuyen, dt.date(YEAR - 1, 5, 19), dt.date(YEAR, 12, 30))
        hold_title(place.ban_thang, dt.date(YEAR - 1, 5, 19))
    settled()
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    told = "còn thiếu 1 thôn (từ nay đến 31/12 hết hạn 1)"
    for url in (f"/chi-tieu/{place.yen_hoa.id}/cong-dong", f"/don-vi/{place.yen_hoa.id}"):
        page = reviewer.get(url).text
        assert "100%" in page, url
        assert told in page, url
    running_out = links(reviewer.get(f"/chi-tieu/{place.yen_hoa.id}/cong-dong"))["xem danh hiệu sắp hết hạn"]
    assert place.na_khuyen.name in reviewer.get(running_out).text
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    compared = district.get(f"/so-sanh/{place.na_hang.id}?chi_tieu=cong-dong").text
    assert '<td class="n" data-l="Còn thiếu">1</td>' in compared
    # Of a day that is past, what came after it is not told.
    past = reviewer.get(f"/chi-tieu/{place.yen_hoa.id}/cong-dong?ngay={today() - dt.timedelta(days=1)}").text
    assert "hết hạn" not in past


def test_links_of_a_past_day_lead_to_that_day(place, household, sheet, sign_in):
    sheet(household(place.na_khuyen))
    reviewer = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    asked = f"ngay={YEAR - 1}-12-31"
    page = links(reviewer.get(f"/don-vi/{place.na_hang.id}?{asked}"))
    for words in ("từng chỉ tiêu", "mọi chỉ tiêu", "bản đồ"):
        assert page[words].endswith(asked)
    assert asked in reviewer.get(f"/don-vi/{place.na_hang.id}?{asked}").text.partition("Đang giữ</th>")[2]


@pytest.mark.parametrize(("held", "count"), [(None, 10), (True, 3), (False, 7)])
@pytest.mark.parametrize("at", ["yen_hoa", "na_hang", "province"])
def test_the_records_of_a_unit_are_paged_village_by_village_and_none_is_left_out(
    place, household, sheet, sign_in, acting, settled, at, held, count
):
    unit = getattr(place, at)
    for village in (place.na_khuyen, place.ban_thang if unit is place.yen_hoa else place.ban_luc):
        families = [household(village, f"Ma Văn Số {at}") for at in range(5)]
        for one in families[::2] if village is place.na_khuyen else ():
            sheet(one, answers=FULL, state=State.REVIEWED, figures={"2.1": [2, 2]}, total=100)
    recognise(sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa), place.na_khuyen, "1", families=3)
    settled()
    family = definitions()["family_rate"]
    with acting(Role.VIEWER, at=unit):
        whole = [row[0] for row in db.session.execute(queries.behind_listed(family, unit, today(), held))]
        paged = [
            one.id
            for offset in range(0, 12, 3)
            for one in queries.behind(family, unit, today(), held=held, limit=3, offset=offset)
        ]
    assert paged == whole
    assert len(whole) == count
