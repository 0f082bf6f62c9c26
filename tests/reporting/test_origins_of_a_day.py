"""A click on a figure of a past day leads to what was counted on it: of the Association, of centres, of sheets."""

import datetime as dt
import re

import pytest
from sqlalchemy import select, text

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.centre.models import CentreSheet
from lhtq.db import db
from lhtq.membership.models import Fee
from lhtq.membership.rules import BranchKind, Position
from lhtq.web.filters import today
from tests.factories import AccountFactory, BranchFactory, CentreFactory, MemberFactory, PostFactory
from tests.web.press import links, press

YEAR = today().year
#: The last day of the period, a day before it and one after.
LAST = today() - dt.timedelta(days=10)
BEFORE, AFTER = LAST - dt.timedelta(days=30), LAST + dt.timedelta(days=5)


@pytest.fixture
def period(set_period):
    """A year's report of which the last day is past."""
    return set_period(from_on=dt.date(YEAR - 1, 12, 1), as_of=LAST)


@pytest.fixture
def behind(period):
    """``behind(client, unit, cell)``: the number in a cell, and the pages to which it leads, by words."""

    def _behind(client, unit, cell):
        page = client.get(f"/bao-cao/{unit.id}/{period.id}/nguon/{cell}")
        number = int(re.search(r"<h2>[^<]*: ([\d.]+)</h2>", page.text).group(1))
        lists = {words: href for words, href in links(page).items() if not href.startswith("/bao-cao")}
        return number, {words: client.get(href) for words, href in lists.items() if unit.name in words}

    return _behind


@pytest.fixture
def association(place, arrange):
    """Members, officers and branches of Yên Hoa, some of whom were none on the last day, and one member of Na Hang."""
    with arrange():
        standing = BranchFactory(unit_id=place.na_khuyen.id, name="Chi hội Nà Khuyến", founded_on=BEFORE)
        ended = BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.CLAN, name="Ban dòng họ Ma", ended_on=AFTER)
        BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.CLAN, name="Ban dòng họ Lý", founded_on=AFTER)
        BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.CLAN, name="Ban dòng họ Bàn", ended_on=BEFORE)
        theirs = BranchFactory(unit_id=place.na_hang.id, kind=BranchKind.ASSOCIATION, name="Hội Khuyến học Na Hang")
        hoa = MemberFactory(branch=standing, full_name="Ma Thị Hoa", joined_on=BEFORE)
        left = MemberFactory(branch=ended, full_name="Lý Văn Tá", left_on=AFTER)
        MemberFactory(branch=standing, full_name="Bàn Văn Mới", joined_on=AFTER)
        MemberFactory(branch=standing, full_name="Giàng A Thôi", left_on=BEFORE)
        late = MemberFactory(branch=standing, full_name="Sùng Thị Mai")
        MemberFactory(branch=theirs, full_name="Phạm Duy Lợi")
        PostFactory(branch=ended, member=left, position=Position.BRANCH_HEAD, to_on=AFTER)
        PostFactory(branch=standing, member=late, position=Position.BRANCH_HEAD, from_on=AFTER)
        for member, day in ((hoa, BEFORE), (left, LAST), (late, AFTER)):
            db.session.add(Fee(member_id=member.id, unit_id=member.unit_id, year=YEAR, amount=36000, paid_on=day))


@pytest.mark.parametrize(
    ("cell", "there", "not_there"),
    [
        ("members", ["Ma Thị Hoa", "Lý Văn Tá", "Sùng Thị Mai"], ["Bàn Văn Mới", "Giàng A Thôi", "Phạm Duy Lợi"]),
        ("officers", ["Lý Văn Tá"], ["Sùng Thị Mai", "Ma Thị Hoa"]),
        ("payers", ["Ma Thị Hoa", "Lý Văn Tá"], ["Sùng Thị Mai", "Bàn Văn Mới"]),
        ("branches", ["Chi hội Nà Khuyến", "Ban dòng họ Ma"], ["Ban dòng họ Lý", "Ban dòng họ Bàn"]),
    ],
)
def test_the_association_behind_a_figure_is_that_of_the_last_day_and_its_file_too(
    place, association, sign_in, behind, cell, there, not_there
):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    number, lists = behind(commune, place.yen_hoa, f"association/{cell}/number")
    assert number == len(there)
    page = lists["Xã Yên Hoa"]
    assert page.text.count('<tr><th scope="row">') == number
    assert f"ngày {LAST:%d/%m/%Y}" in page.text
    file = press(commune, page, "CSV").text
    for name in there:
        assert name in page.text
        assert name in file
    for name in not_there:
        assert name not in page.text
        assert name not in file
    assert "Bỏ lọc này" not in commune.get(links(page)["Bỏ lọc này"]).text


def test_a_district_finds_its_own_members_behind_its_own_number(place, association, sign_in, behind):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    number, lists = behind(district, place.na_hang, "association/members/number")
    assert number == 1
    page = lists["Huyện Na Hang, không kể cấp dưới"]
    assert "Phạm Duy Lợi" in page.text
    assert "Ma Thị Hoa" not in page.text
    assert '<span class="big">1</span> người' in page.text
    other = district.get(links(page)["Đã nộp hội phí"])
    assert "Ma Thị Hoa" not in other.text, "the other lists stay with the unit itself and the day"
    assert "Không có ai." in other.text


@pytest.mark.parametrize("cell", ["plan/family_rate/part", "recognition/family/registered", "base/households/number"])
def test_what_the_communes_answer_for_is_not_behind_a_number_of_the_district(
    place, period, household, sheet, sign_in, cell
):
    sheet(household(place.na_khuyen, "Ma Thị Hoa"), state=State.SUBMITTED)
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    page = district.get(f"/bao-cao/{place.na_hang.id}/{period.id}/nguon/{cell}")
    listed = district.get(links(page)["Huyện Na Hang, không kể cấp dưới"])
    assert listed.status_code == 200
    assert "Ma Thị Hoa" not in listed.text
    assert "Xã Yên Hoa" not in listed.text


def test_centres_that_were_classified_for_the_year_by_the_last_day_are_listed_alone(place, arrange, sign_in, behind):
    with arrange():
        by = AccountFactory(unit_id=place.yen_hoa.id).id
        set_id = db.session.scalar(text("SELECT min(id) FROM criteria_set"))
        own = CentreFactory(unit_id=place.yen_hoa.id, name="Trung tâm Yên Hoa")
        for year, closed_on, grade in ((YEAR, LAST, "Khá"), (YEAR - 1, BEFORE, "Tốt")):
            db.session.add(
                CentreSheet(
                    centre_id=own.id,
                    unit_id=own.unit_id,
                    year=year,
                    set_id=set_id,
                    answers={},
                    grade=grade,
                    closed_on=closed_on,
                    changed_by=by,
                )
            )
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    number, lists = behind(commune, place.yen_hoa, "association/classified/number")
    assert number == 1
    assert f"Khá, năm {YEAR}" in lists["Xã Yên Hoa"].text
    assert "Trung tâm Yên Hoa" in press(commune, lists["Xã Yên Hoa"], "CSV").text
    with arrange():
        closed = select(CentreSheet).where(CentreSheet.year == YEAR)
        db.session.scalars(closed).one().closed_on = AFTER
    number, lists = behind(commune, place.yen_hoa, "association/classified/number")
    assert number == 0
    assert "Trung tâm Yên Hoa" not in lists["Xã Yên Hoa"].text
    number, lists = behind(commune, place.yen_hoa, "association/centres/number")
    assert number == 1
    assert "Trung tâm Yên Hoa" in lists["Xã Yên Hoa"].text


def test_a_centre_that_stands_elsewhere_is_not_behind_the_number_of_whom_it_serves(place, arrange, sign_in, behind):
    with arrange():
        CentreFactory(unit_id=place.da_vi.id, name="Trung tâm Đà Vị", shared=[place.yen_hoa.id])
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    number, lists = behind(commune, place.yen_hoa, "association/centres/number")
    assert number == 0
    assert "Trung tâm Đà Vị" not in lists["Xã Yên Hoa"].text
    assert "Trung tâm Đà Vị" in commune.get(links(lists["Xã Yên Hoa"])["Bỏ lọc này"]).text


@pytest.mark.parametrize(
    "asked",
    [
        "ngay=hom-qua",
        "ngay=2026-13-40",
        "rieng=khong",
        "xem=o-day&xep_loai=gi&ngay=",
        f"xem=o-day&xep_loai=99999&ngay={today()}",
    ],
)
def test_a_day_that_is_none_narrows_nothing(place, association, sign_in, asked):
    commune = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    here = f"/hoi-khuyen-hoc/{place.yen_hoa.id}"
    for address in (f"{here}/hoi-vien/{YEAR}?", f"{here}?xem=chi-hoi&", f"/cac-trung-tam/{place.yen_hoa.id}?"):
        assert commune.get(address + asked).status_code == 200
    assert "Bàn Văn Mới" in commune.get(f"{here}/hoi-vien/{YEAR}?loc=gi&{asked}").text
