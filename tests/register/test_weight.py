"""The pages of the register stay as light as a bad line needs them, full as they get."""

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.register.models import Person
from tests.factories import ClanFactory, HouseholdFactory, OrganisationFactory
from tests.weight import BUDGET, page

FAMILY_NAMES = ("Nguyễn Văn", "Hoàng Thị", "Ma Văn", "Nông Thị", "Bàn Văn", "Triệu Thị", "Giàng A", "Lý Thị")
GIVEN_NAMES = ("Đạt", "Hoa", "Mai", "Páo", "Thụ", "Lụa", "Quý", "Sính", "Chiến", "Nhung", "Yến")


@pytest.fixture
def crowd(place, arrange):
    """26 households of Nà Khuyến, with the names that people have."""
    with arrange():
        return [
            HouseholdFactory(
                unit=place.na_khuyen,
                head_name=f"{FAMILY_NAMES[n % len(FAMILY_NAMES)]} {GIVEN_NAMES[n % len(GIVEN_NAMES)]}",
            )
            for n in range(26)
        ]


@pytest.fixture
def recorder(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


def test_a_page_of_a_clan_or_organisation_is_small_when_it_is_full(place, arrange, crowd, clan, organisation, recorder):
    with arrange():
        people = db.session.scalars(select(Person).where(Person.household_id.in_([one.id for one in crowd]))).all()
    ma, school = clan(place.yen_hoa, *crowd), organisation(place.yen_hoa, *people)
    for url in (f"/dong-ho/{ma.id}", f"/to-chuc/{school.id}"):
        assert recorder.get(url).text.count("<tr>") == 26
        assert page(recorder, url) <= BUDGET["later page"], url


def test_a_page_that_adds_somebody_is_small_with_all_the_communes_to_choose_from(
    place, crowd, clan, organisation, recorder
):
    ma, school = clan(place.yen_hoa), organisation(place.yen_hoa)
    for url in (f"/dong-ho/{ma.id}/ho/them", f"/to-chuc/{school.id}/nguoi/them"):
        assert recorder.get(url).text.count("<option") >= 138
        for searched in (url, f"{url}?tim=a"):
            assert page(recorder, searched) <= BUDGET["later page"], searched


def test_the_lists_of_25_and_the_page_of_a_person_are_small(place, arrange, crowd, member, recorder):
    with arrange():
        for number in range(26):
            ClanFactory(unit_id=place.yen_hoa.id, name=f"Dòng họ {FAMILY_NAMES[number % 8]} {number}")
            OrganisationFactory(unit_id=place.yen_hoa.id, name=f"Trường Tiểu học số {number}")
    for url in (f"/cac-dong-ho/{place.yen_hoa.id}", f"/cac-to-chuc/{place.yen_hoa.id}"):
        assert recorder.get(url).text.count("<tr>") == 26
        assert page(recorder, url) <= BUDGET["list of 25"], url
    one = member(crowd[0])
    home = one.household_id
    for url in (
        f"/nguoi/{one.id}", f"/nguoi/{one.id}/chuyen-ho?tim=a", f"/nguoi/{one.id}/tai-khoan", f"/nguoi/{one.id}/mat",
        f"/ho/{home}", f"/ho/{home}/chuyen-di", f"/ho/{home}/tach-ho", f"/ho/{home}/nguoi/tro-ve",
    ):  # fmt: skip
        assert page(recorder, url) <= BUDGET["later page"], url


def test_the_page_with_a_code_is_small(place, arrange, crowd, member, recorder):
    url = f"/nguoi/{member(crowd[0]).id}/tai-khoan"
    form = {"full_name": "Nguyễn Văn Đạt", "username": "dat", "key": "00000000-0000-4000-8000-000000000001"}
    answer = recorder.post(url, data=form, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert len(answer.data) <= BUDGET["later page"]
