"""Shares are counted from the records: they follow every change while a sheet is open, then they are frozen."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition import service as recognition
from lhtq.recognition.models import Decision, Title
from lhtq.register.models import ClanFamily, Employment, Household, Person
from lhtq.web.filters import today
from tests.assessment.test_workflow import minutes
from tests.conftest import FULL, FULL_OF
from tests.factories import ClanFactory, HouseholdFactory, OrganisationFactory, PersonFactory

YEAR = today().year


@pytest.fixture
def recorder(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def recognise(place, arrange, person, sheet_of):
    """``recognise(one)`` makes a person a learning citizen by a decision, and gives the title's id."""

    def _recognise(one):
        kept = sheet_of(
            Model.CITIZEN, one, answers=FULL_OF[Model.CITIZEN], state=State.RECOGNISED, figures={}, total=100
        )
        signer = person(Role.COMMUNE_APPROVER, place.yen_hoa)
        with arrange():
            decision = Decision(
                unit_id=place.yen_hoa.id, model=Model.CITIZEN, year=YEAR, number=f"{one.id}/QĐ-UBND", signed_on=today(),
                signed_year=YEAR, signer="Hứa Đức Thắng", signer_position="Chủ tịch UBND", made_by=signer.account_id,
            )  # fmt: skip
            db.session.add(decision)
            db.session.flush()
            title = Title(
                unit_id=one.unit_id, model=Model.CITIZEN, subject_id=one.id, name=one.full_name, sheet_id=kept.id,
                decision_id=decision.id, year=YEAR, valid_from=today(), valid_to=today() + dt.timedelta(days=365),
            )  # fmt: skip
            db.session.add(title)
            db.session.flush()
            return title.id

    return _recognise


def members(arrange, household):
    with arrange():
        return db.session.scalars(select(Person).filter_by(household_id=household.id).order_by(Person.id)).all()


def revoke(acting, place, title_id):
    with acting(Role.COMMUNE_APPROVER, place.yen_hoa) as chair:
        found = db.session.scalars(select(Title).options(joinedload(Title.unit)).where(Title.id == title_id)).one()
        recognition.revoke(chair, found, "Vi phạm pháp luật", today())


@pytest.mark.parametrize("handed_in", [False, True], ids=["open", "handed in"])
def test_a_revoked_citizen_title_lowers_the_share_of_an_open_sheet_and_not_of_one_handed_in(
    place, household, sheet, arrange, recognise, recorder, acting, handed_in
):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=1)
    _head, spouse = members(arrange, dat)
    url = f"/phieu/ho/{dat.id}/{YEAR}"
    sheet(dat, answers=FULL)
    assert "1 trên 2" in recorder.get(url).text
    title = recognise(spouse)
    assert "2 trên 2" in recorder.get(url).text
    assert "<b>100</b>/100" in recorder.get(url).text
    if handed_in:
        recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(dat))
    revoke(acting, place, title)
    after = recorder.get(url).text
    if handed_in:
        assert "<b>100</b>/100" in after
        assert "2 trên 2" in after
    else:
        assert "<b>90</b>/100" in after
        assert "1 trên 2" in after
        assert after.count('class="ok">đang giữ danh hiệu') == 1


def test_one_that_comes_back_is_counted_as_the_records_are_then(place, household, sheet, recorder, sign_in, arrange):
    dat = household(place.na_khuyen, titled=2)
    sheet(dat, answers=FULL)
    recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(dat))
    with arrange():
        db.session.merge(members_of(dat)[1]).title_to = today() - dt.timedelta(days=1)
        db.session.merge(members_of(dat)[1]).title_from = today() - dt.timedelta(days=9)
    url = f"/phieu/ho/{dat.id}/{YEAR}"
    assert "<b>100</b>/100" in recorder.get(url).text
    sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).post(f"{url}/tra-lai", data={"reason": "Xem lại"})
    assert "<b>90</b>/100" in recorder.get(url).text


def members_of(household):
    return db.session.scalars(select(Person).filter_by(household_id=household.id).order_by(Person.id)).all()


def test_pupils_the_young_and_those_who_left_are_not_counted_against_a_household(place, arrange, sheet, recorder):
    with arrange():
        dat = HouseholdFactory(unit=place.na_khuyen, adults=1)
        PersonFactory(household=dat, full_name="Bàn Văn Bé", birth_year=YEAR - 10, titled=False)
        PersonFactory(household=dat, full_name="Bàn Văn Trò", birth_year=YEAR - 20, occupation="student", titled=False)
        PersonFactory(household=dat, full_name="Bàn Văn Đi", left_on=today(), titled=False)
    sheet(dat, answers=FULL)
    page = recorder.get(f"/phieu/ho/{dat.id}/{YEAR}").text
    assert "1 trên 1" in page
    assert "Xem 1 người được tính" in page
    for name in ("Bé", "Trò", "Đi"):
        assert f"Bàn Văn {name}" not in page


def test_a_clan_counts_its_families_in_whatever_commune_and_names_them(place, arrange, recorder):
    with arrange():
        clan = ClanFactory(unit_id=place.yen_hoa.id)
        near = HouseholdFactory(unit=place.na_khuyen, head_name="Ma Văn Gần", title_from=today(), title_to=today())
        far = HouseholdFactory(unit=place.ban_luc, head_name="Ma Văn Xa")
        for one in (near, far):
            db.session.add(
                ClanFamily(clan_id=clan.id, unit_id=clan.unit_id, household_id=one.id, household_unit_id=one.unit_id)
            )
    url = f"/phieu/dong-ho/{clan.id}/{YEAR}"
    page = recorder.get(url).text
    assert "1 trên 2" in page
    assert "Ma Văn Xa, Bản Lục" in page
    assert recorder.get(f"/ho/{far.id}").status_code == 404
    figure = recorder.get(f"{url}/so-lieu/1.1").text
    assert "Ma Văn Xa, Bản Lục" in figure
    with arrange():
        db.session.get(Household, far.id).title_from = today()
        db.session.get(Household, far.id).title_to = today()
    assert "2 trên 2" in recorder.get(url).text


def test_a_village_counts_its_families_and_its_clans(place, arrange, recorder):
    with arrange():
        clan = ClanFactory(unit_id=place.da_vi.id, name="Dòng họ Giàng", title_from=today(), title_to=today())
        dat = HouseholdFactory(unit=place.na_khuyen, title_from=today(), title_to=today())
        HouseholdFactory(unit=place.na_khuyen)
        db.session.add(
            ClanFamily(clan_id=clan.id, unit_id=clan.unit_id, household_id=dat.id, household_unit_id=dat.unit_id)
        )
    page = recorder.get(f"/phieu/cong-dong/{place.na_khuyen.id}/{YEAR}").text
    assert "1 trên 2" in page
    assert "1 trên 1" in page
    assert "Dòng họ Giàng" in page
    # A village without a clan is not held back by that.
    assert (
        "Trong sổ chưa có ai để tính." in recorder.get(f"/phieu/cong-dong/{place.ban_thang.id}/{YEAR}/so-lieu/2.1").text
    )


def test_an_organisation_counts_its_staff_until_they_leave(place, arrange, recorder):
    with arrange():
        school = OrganisationFactory(unit_id=place.yen_hoa.id)
        home = HouseholdFactory(unit=place.ban_luc)
        for name, titled in (("Lý Văn Sáu", True), ("Lý Thị Tám", False)):
            one = PersonFactory(household=home, full_name=name, titled=titled)
            db.session.add(
                Employment(
                    organisation_id=school.id, unit_id=school.unit_id, person_id=one.id, person_unit_id=one.unit_id
                )
            )
    url = f"/phieu/to-chuc/{school.id}/{YEAR}"
    assert "1 trên 2" in recorder.get(url).text
    with arrange():
        db.session.scalars(select(Employment).where(Employment.person_id == one.id)).one().left_on = today()
    assert "1 trên 1" in recorder.get(url).text
    assert "Lý Thị Tám" not in recorder.get(url).text
