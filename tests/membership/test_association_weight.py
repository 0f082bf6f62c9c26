"""The pages of the Association stay as light as a bad line needs them, full as they get."""

from random import Random

import pytest

from lhtq.db import db
from lhtq.demo import names
from lhtq.membership.models import Fee
from lhtq.membership.rules import BranchKind
from lhtq.register.rules import Sex
from lhtq.web.filters import today
from tests.factories import BranchFactory, HouseholdFactory, MemberFactory, PersonFactory, VillageFactory
from tests.weight import BUDGET, page

YEAR = today().year
#: What a printed list of cards holds.
PRINTED = 100


@pytest.fixture
def draw():
    return Random(108)  # noqa: S311 - names of nobody


@pytest.fixture
def somebody(draw):
    """``somebody()``: the name, sex and year of birth of one of the people who live here."""

    def _somebody():
        sex, born = draw.choice(list(Sex)), draw.randint(1945, 2004)
        name = names.full_name(draw, draw.choice(("Tày", "Dao", "Kinh")), sex, born)
        return {"full_name": name, "sex": sex, "birth_year": born}

    return _somebody


@pytest.fixture
def full(place, arrange, draw, somebody):
    """A branch of Nà Khuyến with phones; every second member has a card and has paid for two years."""
    with arrange():
        branch = BranchFactory(unit_id=place.na_khuyen.id, name="Chi hội Nà Khuyến", phone="0912 345 678")
        for n in range(2 * (PRINTED + 1)):
            given = {"card_number": f"YH-{n:04}", "card_on": today()} if n % 2 else {}
            phone = f"09{draw.randint(10_000_000, 99_999_999)}"
            member = MemberFactory(branch=branch, phone=phone, joined_on=today(), **somebody(), **given)
            for year in (YEAR - 1, YEAR) if n % 2 else ():
                db.session.add(
                    Fee(member_id=member.id, unit_id=branch.unit_id, year=year, amount=36_000, paid_on=today())
                )
        return branch


def test_the_lists_of_25_members_are_small(full, officer):
    here = f"/chi-hoi/{full.id}"
    for url, row in (
        (here, "<tr><th"), (f"{here}/hoi-phi/{YEAR}", 'name="members"'), (f"{here}/the", 'name="members"'),
        (f"{here}/hoi-phi/{YEAR}?da_nop=1", "<tr><th"),
        (f"/hoi-khuyen-hoc/{full.unit_id}/hoi-vien/{YEAR}?loc=da-nop", "<tr><th"),
    ):  # fmt: skip
        assert officer.get(url).text.count(row) in {25, 26}, url
        assert page(officer, url) <= BUDGET["list of 25"], (url, page(officer, url))


def test_a_village_to_tick_is_small(place, full, arrange, officer, somebody):
    with arrange():
        for _n in range(13):
            home = HouseholdFactory(unit=place.na_khuyen, head_name=somebody()["full_name"])
            PersonFactory(household=home, **somebody())
    url = f"/chi-hoi/{full.id}/hoi-vien/chon"
    assert officer.get(url).text.count('name="people"') == 25
    assert page(officer, url) <= BUDGET["list of 25"]


def test_the_branches_of_a_commune_are_small(place, arrange, officer, somebody):
    with arrange():
        BranchFactory(unit_id=place.yen_hoa.id, kind=BranchKind.ASSOCIATION, name="Hội Khuyến học xã Yên Hoa")
        for n in range(26):
            village = VillageFactory(parent=place.yen_hoa, code=f"{n + 10:03}", name=f"Nà Khá {n}")
            branch = BranchFactory(unit_id=village.id, name=f"Chi hội Nà Khá {n}", phone=f"0912 345 {n:03}")
            MemberFactory(branch=branch, **somebody())
    url = f"/hoi-khuyen-hoc/{place.yen_hoa.id}"
    assert officer.get(url).text.count('<tr><th scope="row">') == 25
    assert page(officer, url) <= BUDGET["list of 25"]


def test_a_printed_list_of_a_hundred_cards_and_the_pages_of_one_are_small(full, arrange, officer, place):
    url = f"/chi-hoi/{full.id}/the/danh-sach"
    assert officer.get(url).text.count('<tr><th scope="row">') == PRINTED
    assert page(officer, url) <= BUDGET["later page"]
    with arrange():
        one = MemberFactory(branch=full)
    for url in (
        f"/hoi-vien/{one.id}", f"/hoi-vien/{one.id}/sua", f"/hoi-vien/{one.id}/thoi",
        f"/chi-hoi/{full.id}/hoi-vien/them", f"/hoi-khuyen-hoc/{place.yen_hoa.id}/chi-hoi/them",
        f"/don-vi/{place.yen_hoa.id}", "/",
    ):  # fmt: skip
        assert page(officer, url) <= BUDGET["later page"], url
