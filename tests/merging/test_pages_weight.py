"""The pages of merging stay as light as a bad line needs them, full as they get."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.criteria.rules import Model
from lhtq.register.rules import Relation
from lhtq.web.filters import today
from tests.factories import HouseholdFactory, PersonFactory
from tests.weight import BUDGET, page

YEAR = today().year
GIVEN_NAMES = ("Đạt", "Hoa", "Mai", "Páo", "Thụ", "Lụa", "Quý", "Sính", "Chiến", "Nhung", "Yến", "Mây", "Sơn")


@pytest.fixture
def doubled(place, arrange):
    """26 households of Nà Khuyến that were each written down twice."""
    with arrange():
        return [
            HouseholdFactory(
                unit=place.na_khuyen, head_name=f"{('Ma Văn', 'Nông Thị')[n % 2]} {GIVEN_NAMES[n // 2]}", code=f"{n}",
                address="Xóm 3, cạnh nhà văn hóa", adults=1, adults__titled=0,
            )
            for n in range(26)
            for _time in range(2)
        ]  # fmt: skip


@pytest.mark.parametrize("kind", ["nguoi", "ho"])
def test_a_list_of_pairs_is_small_when_it_is_full(place, doubled, sign_in, kind):
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    url = f"/trung-lap/{place.yen_hoa.id}?loai={kind}"
    assert recorder.get(url).text.count(" điểm</span>") == 25
    assert page(recorder, url) <= BUDGET["list of 25"]


def test_two_large_families_side_by_side_and_before_they_are_merged(place, arrange, sign_in, doubled, sheet_for):
    one, other = doubled[:2]
    for year in range(YEAR - 3, YEAR + 1):
        sheet_for(Model.FAMILY, one, year=year, since=dt.date(year, 6, 1), until=dt.date(year + 1, 5, 31))
        sheet_for(Model.FAMILY, other, year=year)
    with arrange():
        for home in (one, other):
            for n in range(12):
                PersonFactory(household=home, relation=Relation.CHILD, full_name=f"Ma Thị {GIVEN_NAMES[n]}")
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    here = f"/trung-lap/ho/{one.id}/{other.id}"
    assert recorder.get(here).text.count('name="cap"') == 13
    assert page(recorder, here) <= BUDGET["later page"]
    assert page(recorder, f"{here}/gop?giu={one.id}") <= BUDGET["later page"]
