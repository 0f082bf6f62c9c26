"""What makes a figure doubtful is found, with the page where it is mended and somebody to call."""

import datetime as dt
from decimal import Decimal

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.db import db
from lhtq.indicators import queries
from lhtq.indicators.rules import Measure, definitions, quality
from lhtq.indicators.rules.quality import About, Contact, Doubt
from lhtq.membership.rules import BranchKind, Position
from lhtq.register.models import YearStatistics
from lhtq.register.models.statistics import Kept
from lhtq.register.rules import Source
from lhtq.units.rules import Level
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.factories import (
    ActivityFactory,
    BranchFactory,
    CentreFactory,
    ClanFactory,
    MemberFactory,
    OrganisationFactory,
    PostFactory,
)

YEAR = today().year


@pytest.fixture
def said(arrange):
    """``said(unit, clans=3)``: what a unit says officially of this year."""

    def _said(unit, **counts):
        with arrange():
            row = YearStatistics(unit_id=unit.id, year=YEAR)
            row.keep({key: Kept(value, Source.OFFICIAL, today(), "Nông Thị Lan") for key, value in counts.items()})
            db.session.add(row)

    return _said


@pytest.fixture
def doubts(acting, settled):
    """``doubts(unit)``: what is found of a unit by somebody who looks at all of it, by kind."""

    def _doubts(unit):
        settled()
        with acting(Role.VIEWER, at=unit):
            return {
                doubt: {(row.finding.unit_id, row.finding.words) for row in queries.told(unit, found, today())}
                for doubt, found in queries.findings(unit, today()).items()
            }

    return _doubts


def test_the_district_reads_which_commune_has_nothing_to_count_and_whom_to_call(
    place, household, arrange, person, sign_in, settled
):
    household(place.na_khuyen)
    with arrange():
        ClanFactory(unit_id=place.yen_hoa.id)
    person(Role.COMMUNE_RECORDER, place.da_vi, full_name="Ma Thị Ghi", phone="0912 345 678")
    settled()

    page = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang).get(
        f"/chat-luong-so-lieu/{place.na_hang.id}?loai=thieu-mau-so"
    )

    # Of Đà Vị the register is empty but for its village; the one who keeps it has a number.
    assert f'<a href="/cac-dong-ho/{place.da_vi.id}">dòng họ</a>' in page.text
    assert "Ma Thị Ghi (Cán bộ nhập liệu xã)" in page.text
    assert '<a href="tel:0912345678">0912 345 678</a>' in page.text
    # Yên Hoa has its clan, and no organisation.
    assert f'<a href="/cac-dong-ho/{place.yen_hoa.id}">' not in page.text
    assert f'<a href="/cac-to-chuc/{place.yen_hoa.id}">' in page.text


def test_an_official_count_stands_for_an_empty_register(place, said, arrange, doubts):
    with arrange():
        OrganisationFactory(unit_id=place.yen_hoa.id)
    before = doubts(place.yen_hoa)
    assert any("dòng họ" in words for _unit, words in before[Doubt.NO_WHOLE])
    assert not any("đơn vị" in words for _unit, words in before[Doubt.NO_WHOLE])

    said(place.yen_hoa, clans=6)

    after = doubts(place.yen_hoa)
    assert not any("dòng họ" in words for _unit, words in after[Doubt.NO_WHOLE])
    assert (place.yen_hoa.id, f"Số chính thức năm {YEAR}: 6 dòng họ; sổ đếm được 0") in after[Doubt.APART]


def test_a_village_without_households_is_found_by_its_commune(place, household, doubts):
    household(place.na_khuyen)
    missing = {unit_id for unit_id, words in doubts(place.yen_hoa)[Doubt.NO_WHOLE] if words == "hộ"}
    assert missing == {place.ban_thang.id}


def test_an_official_count_near_the_register_is_no_finding_and_one_far_from_it_is(place, household, said, doubts):
    for number in range(4):
        household(place.na_khuyen, f"Ma Văn {number}")
    said(place.na_khuyen, households=5)
    assert doubts(place.na_hang)[Doubt.APART] == set()
    household(place.ban_luc)
    said(place.ban_luc, households=5)
    # The district is told of the commune, the commune of its village.
    words = f"Số chính thức năm {YEAR}: 5 hộ; sổ đếm được 1"
    assert doubts(place.na_hang)[Doubt.APART] == {(place.da_vi.id, words)}
    assert doubts(place.da_vi)[Doubt.APART] == {(place.ban_luc.id, words)}


@pytest.mark.parametrize(("one", "other", "apart"), [(100, 80, False), (80, 100, False), (100, 79, True), (0, 1, True)])
def test_a_fifth_of_the_larger_count_is_the_mark(one, other, apart):
    assert quality.is_apart(one, other) is apart


def test_more_titles_than_households_are_told_with_the_page_that_explains_the_two_numbers():
    found = quality.wrong_count(About(7, Level.COMMUNE), definitions()["family_rate"], Measure(3, 4, 4, 1), YEAR)
    assert [(one.doubt, one.links[0][1]) for one in found] == [
        (Doubt.OVER_WHOLE, "/chi-tieu/7/gia-dinh"),
        (Doubt.APART, f"/so-lieu-nam/7/{YEAR}"),
    ]


def test_sheets_that_wait_for_thirty_days_are_told_with_since_when_and_whose_turn_it_is(
    place, household, sheet, person, sign_in, settled
):
    old, older, young = (today() - dt.timedelta(days=n) for n in (30, 41, 29))
    for name, days, state in [
        ("A", old, State.SUBMITTED), ("B", older, State.SUBMITTED), ("C", young, State.SUBMITTED),
        ("D", older, State.DRAFT), ("E", older, State.REVIEWED),
    ]:  # fmt: skip
        sheet(household(place.na_khuyen, f"Hộ {name}"), answers=FULL, total=90, state=state, state_since=days)
    person(Role.COMMUNE_REVIEWER, place.yen_hoa, full_name="Hứa Văn Duyệt", phone="0987 000 111")
    person(Role.COMMUNE_APPROVER, place.yen_hoa, full_name="Nông Văn Ký", phone="0987 000 222")
    settled()

    page = sign_in(Role.PROVINCE_OFFICER, at=place.province).get(
        f"/chat-luong-so-lieu/{place.province.id}?loai=phieu-dung-lau"
    )

    url = f"/phieu/{place.yen_hoa.id}/{YEAR}?mo_hinh=ho&amp;buoc=submitted"
    assert f'<a href="{url}">2 phiếu Gia đình học tập năm {YEAR}: chờ xã thẩm định</a>' in page.text
    assert f"{older:%d/%m/%Y}" in page.text
    assert "Hứa Văn Duyệt" in page.text
    assert "1 phiếu" in page.text
    assert "Nông Văn Ký" in page.text
    assert "Phiếu dừng lâu: 2" in page.text


def test_the_database_remembers_since_when_a_sheet_is_in_its_state(place, household, sheet, arrange):
    long_ago = today() - dt.timedelta(days=50)
    one = sheet(household(place.na_khuyen), answers=FULL, total=90, state=State.SUBMITTED, state_since=long_ago)
    with arrange():
        db.session.add(one)
        one.reason = "Thiếu biên bản"
        db.session.flush()
        db.session.refresh(one)
        assert one.state_since == long_ago
        one.state = State.RETURNED
        db.session.flush()
        db.session.refresh(one)
        assert one.state_since == today()


def test_a_commune_is_idle_until_something_is_held_in_one_of_its_villages(place, arrange, person, doubts):
    recorder = person(Role.COMMUNE_RECORDER, place.yen_hoa)
    first = quality.first_of_quarter(today())
    with arrange():
        centre = CentreFactory(unit_id=place.yen_hoa.id)
        before = first - dt.timedelta(days=1)
        ActivityFactory(
            centre=centre, unit_id=place.na_khuyen.id, made_by=recorder.account_id, held_on=before, ends_on=before
        )
    idle = {unit_id for unit_id, _words in doubts(place.na_hang)[Doubt.IDLE]}
    assert {place.yen_hoa.id, place.da_vi.id} <= idle

    with arrange():
        ActivityFactory(centre=centre, unit_id=place.na_khuyen.id, made_by=recorder.account_id)

    idle = {unit_id for unit_id, _words in doubts(place.na_hang)[Doubt.IDLE]}
    assert place.yen_hoa.id not in idle
    assert place.da_vi.id in idle


@pytest.mark.parametrize(("day", "first"), [("2026-01-01", "2026-01-01"), ("2026-06-30", "2026-04-01"),
                                            ("2026-11-29", "2026-10-01")])  # fmt: skip
def test_a_quarter_begins_in_january_april_july_or_october(day, first):
    assert quality.first_of_quarter(dt.date.fromisoformat(day)) == dt.date.fromisoformat(first)


def test_a_village_whose_sheets_all_come_to_the_same_is_told(place, household, sheet, doubts):
    made = [
        sheet(household(place.na_khuyen, f"Hộ {n}"), answers=FULL, total=Decimal("87.5"), state=State.SUBMITTED)
        for n in range(quality.MOST_SAME)
    ]
    assert len(made) == 5
    assert doubts(place.na_hang)[Doubt.SAME_TOTALS] == set()

    sheet(household(place.na_khuyen, "Hộ cuối"), answers=FULL, total=Decimal("87.5"), state=State.REVIEWED)
    assert doubts(place.na_hang)[Doubt.SAME_TOTALS] == {
        (place.na_khuyen.id, f"6 phiếu Gia đình học tập năm {YEAR} đều 87,5 điểm")
    }

    sheet(household(place.na_khuyen, "Hộ khác"), answers=FULL, total=Decimal(90), state=State.SUBMITTED)
    assert doubts(place.na_hang)[Doubt.SAME_TOTALS] == set()


def test_the_commune_finds_what_its_review_calls_odd_and_only_the_reviewer_is_led_there(
    place, household, sheet, sign_in, settled
):
    sheet(household(place.na_khuyen), answers=FULL, total=71, state=State.SUBMITTED)
    settled()
    url = f"/chat-luong-so-lieu/{place.yen_hoa.id}?loai=phieu-bat-thuong"
    words = f"1 phiếu Gia đình học tập năm {YEAR}: sát mức đạt"

    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    page = reviewer.get(url).text
    link = f"/tham-dinh/{place.yen_hoa.id}/{YEAR}?mo_hinh=ho&amp;loc=sat-muc"
    assert f'<a href="{link}">{words}</a>' in page
    assert "Hộ" in reviewer.get(link.replace("&amp;", "&")).text

    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    page = viewer.get(url).text
    assert "/tham-dinh/" not in page
    link = f"/phieu/{place.yen_hoa.id}/{YEAR}?mo_hinh=ho&amp;loc=sat-muc"
    assert f'<a href="{link}">{words}</a>' in page
    assert "sát mức đạt" in viewer.get(link.replace("&amp;", "&")).text


def test_where_no_account_has_a_number_the_associations_chair_is_called(place, arrange, person, sign_in, settled):
    person(Role.COMMUNE_RECORDER, place.yen_hoa, full_name="Ma Thị Ghi")
    with arrange():
        branch = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.ASSOCIATION)
        member = MemberFactory(branch=branch, full_name="Triệu Văn Hội", phone="0333 444 555")
        PostFactory(branch=branch, member=member, position=Position.CHAIR)
    settled()
    page = sign_in(Role.VIEWER, at=place.yen_hoa).get(f"/chat-luong-so-lieu/{place.yen_hoa.id}").text
    assert "Triệu Văn Hội (Chủ tịch Hội Khuyến học)" in page
    assert "0333 444 555" in page


def test_a_number_is_looked_for_before_a_name_alone():
    recorder, reviewer = Contact("Ghi", "", ""), Contact("Duyệt", "", "2")
    chair = Contact("Hội", "", "")
    roles = (Role.COMMUNE_RECORDER, Role.COMMUNE_REVIEWER)
    here = {Role.COMMUNE_RECORDER: recorder}
    assert quality.whom_to_call(roles, here, {Role.COMMUNE_REVIEWER: reviewer}, chair) is reviewer
    assert quality.whom_to_call(roles, here, {}, chair) is recorder
    assert quality.whom_to_call(roles, {}, {}, chair) is chair
    assert quality.whom_to_call(roles, {}, {}, None) is None


def test_what_lies_outside_ones_place_is_not_found(place, household, sheet, acting):
    far = household(place.tan_lap)
    sheet(far, answers=FULL, total=90, state=State.SUBMITTED, state_since=today() - dt.timedelta(days=60))
    with acting(Role.DISTRICT_REVIEWER, at=place.na_hang):
        assert queries.findings(place.na_hang, today())[Doubt.STUCK] == []
        # Asked for the whole province, the database shows the district's records alone.
        assert queries.findings(place.province, today())[Doubt.STUCK] == []
    with acting(Role.PROVINCE_OFFICER, at=place.province):
        assert len(queries.findings(place.province, today())[Doubt.STUCK]) == 1


def test_the_page_of_every_kind_leads_to_the_rest_of_one(place, sign_in):
    viewer = sign_in(Role.VIEWER, at=place.province)
    page = viewer.get(f"/chat-luong-so-lieu/{place.province.id}").text
    assert "Chưa có hoạt động trong quý: 138" in page
    assert "Xem cả 138" in page
    last = viewer.get(f"/chat-luong-so-lieu/{place.province.id}?loai=chua-hoat-dong&trang=6").text
    assert "Trang 6" in last
    assert "Trang sau" not in last
    assert f'href="/chat-luong-so-lieu/{place.province.id}"' in viewer.get(f"/don-vi/{place.province.id}").text


def test_the_findings_go_out_with_whom_to_call(place, person, sign_in, settled):
    person(Role.COMMUNE_RECORDER, place.da_vi, full_name="Ma Thị Ghi", phone="0912 345 678")
    settled()
    officer = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    url = f"/chat-luong-so-lieu/{place.na_hang.id}?loai=chua-hoat-dong"
    assert f'action="/tai/chat-luong-so-lieu/{place.na_hang.id}' in officer.get(url).text

    file = officer.post(f"/tai/chat-luong-so-lieu/{place.na_hang.id}", data={"dang": "csv", "loai": "chua-hoat-dong"})

    lines = file.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 12
    (line,) = [line for line in lines if "Đà Vị" in line]
    assert line.endswith("Ma Thị Ghi,Cán bộ nhập liệu xã,0912 345 678")


def test_an_administrator_sees_no_register_and_so_not_this_page(place, sign_in):
    administrator = sign_in(Role.ADMINISTRATOR, at=place.yen_hoa)
    assert administrator.get(f"/chat-luong-so-lieu/{place.yen_hoa.id}").status_code == 403
