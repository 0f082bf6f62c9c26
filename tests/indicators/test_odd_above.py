"""District and province read which communes' reviews have odd sheets before them, how many, and whom to call."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment import queries as assessment
from lhtq.assessment.rules import State
from lhtq.indicators.views import quality
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.indicators.drilling import rows
from tests.web.press import links, said

YEAR = today().year


@pytest.fixture
def odd(place, household, sheet, person):
    """Two families at the mark in Yên Hoa, one that leapt up in Đà Vị, one at the mark in another district."""
    for name in ("Ma Thị Hoa", "Ma Văn Thọ"):
        sheet(household(place.na_khuyen, name), answers=FULL, total=71, state=State.SUBMITTED)
    leapt = household(place.ban_luc, "Bàn Văn Lục")
    sheet(leapt, year=YEAR - 1, total=60, state=State.REFUSED)
    sheet(leapt, answers=FULL, total=90, state=State.SUBMITTED)
    sheet(household(place.tan_lap, "Hà Văn Xa"), answers=FULL, total=71, state=State.SUBMITTED)
    person(Role.COMMUNE_REVIEWER, place.yen_hoa, full_name="Hứa Thị Duyệt", phone="0912 345 678")


def test_the_district_reads_of_its_communes_how_many_opens_them_and_calls(place, odd, sign_in):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    page = district.get(f"/chat-luong-so-lieu/{place.na_hang.id}")
    assert "Phiếu chờ thẩm định có điểm bất thường, số nơi có phiếu chờ: 2" in said(page)
    at_the_mark = f"2 phiếu Gia đình học tập năm {YEAR}: sát mức đạt"
    leapt = f"1 phiếu Gia đình học tập năm {YEAR}: tăng nhiều so với năm trước"
    assert links(page)["0912 345 678"] == "tel:0912345678"
    assert "Hứa Thị Duyệt (Hội Khuyến học xã thẩm định)" in said(page)

    assert [row.cells[0] for row in rows(district, links(page)[at_the_mark])] == ["Ma Thị Hoa", "Ma Văn Thọ"]
    assert [row.cells[0] for row in rows(district, links(page)[leapt])] == ["Bàn Văn Lục"]
    assert "Hà Văn Xa" not in page.text
    assert f"/phieu/{place.tan_trao.id}/" not in page.text
    assert district.get(f"/phieu/{place.tan_trao.id}/{YEAR}?mo_hinh=ho&loc=sat-muc").status_code == 404
    # It is a commune's review: there is no such list of a whole district.
    assert district.get(f"/phieu/{place.na_hang.id}/{YEAR}?mo_hinh=ho&loc=sat-muc").status_code == 404


def test_the_province_goes_through_its_communes_page_by_page(place, odd, sign_in, monkeypatch):
    monkeypatch.setattr(quality, "REVIEWS", 1)
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    url: str | None = f"/chat-luong-so-lieu/{place.province.id}?loai=phieu-bat-thuong"
    told = []
    while url:
        page = province.get(url)
        told += [words for words in links(page) if "phiếu Gia đình học tập" in words]
        url = links(page).get("Trang sau")
    # At the mark or leapt up, and none with evidence.
    assert len(told) == 6
    file = province.post(
        f"/tai/chat-luong-so-lieu/{place.province.id}", data={"dang": "csv", "loai": "phieu-bat-thuong"}
    ).data.decode("utf-8-sig")
    assert [line.split(",")[1] for line in file.splitlines()[1:]] == ["Xã Yên Hoa", "Xã Đà Vị", "Xã Tân Trào"]


def test_communes_in_which_nothing_waits_are_not_told_of(place, household, sheet, sign_in):
    sheet(household(place.na_khuyen), answers=FULL, total=71, state=State.REVIEWED)
    page = sign_in(Role.VIEWER, at=place.province).get(f"/chat-luong-so-lieu/{place.province.id}")
    assert "bất thường" not in said(page)


def test_nobody_counts_the_sheets_of_another_place(place, odd, acting):
    everywhere = [place.yen_hoa.id, place.da_vi.id, place.tan_trao.id]
    for role, unit, seen in (
        (Role.DISTRICT_REVIEWER, place.na_hang, {place.yen_hoa.id, place.da_vi.id}),
        (Role.COMMUNE_REVIEWER, place.da_vi, {place.da_vi.id}),
        (Role.PROVINCE_OFFICER, place.province, set(everywhere)),
    ):
        with acting(role, at=unit):
            assert {one.place_id for one in assessment.odd_counts(everywhere)} == seen
