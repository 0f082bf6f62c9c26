"""Registration at the start of the year: who has, who has not, and all of them at once."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.criteria.rules import Model
from lhtq.web.filters import today
from tests.factories import ClanFactory, HouseholdFactory, OrganisationFactory, PersonFactory
from tests.web.press import buttons, heading, links, press

YEAR = today().year


@pytest.fixture
def url(place):
    return f"/dang-ky/{place.na_khuyen.id}/{YEAR}"


@pytest.fixture
def recorder(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


def test_the_list_says_who_has_registered_and_registers_who_is_ticked(place, household, sheet, url, recorder):
    dat, hoa = household(place.na_khuyen, "Nguyễn Văn Đạt"), household(place.na_khuyen, "Ma Thị Hoa")
    sheet(household(place.na_khuyen, "Lý Văn Sáu"))
    page = recorder.get(f"{url}/ho")
    assert "Đã đăng ký 1/3 hộ." in page.text
    assert links(page)["Lý Văn Sáu"].startswith("/phieu/ho/")

    missing = recorder.get(links(page)["Chỉ xem 2 hộ chưa đăng ký"])
    assert "Lý Văn Sáu" not in missing.text
    nobody = press(recorder, missing, "Đăng ký hộ đã tích")
    assert nobody.status_code == 422
    assert "Tích ít nhất một tên để đăng ký." in nobody.text

    done = recorder.get(press(recorder, missing, "Đăng ký hộ đã tích", chon=[str(hoa.id)]).location)
    assert "Đã đăng ký 1 hộ." in done.text
    assert "Đã đăng ký 2/3 hộ." in done.text
    assert "Đăng ký: " not in recorder.get(f"/phieu/ho/{dat.id}/{YEAR}").text
    assert "Đăng ký: " in recorder.get(f"/phieu/ho/{hoa.id}/{YEAR}").text

    all_ = recorder.get(press(recorder, done, "Đăng ký tất cả hộ").location)
    assert "Đã đăng ký 3/3 hộ." in all_.text
    assert "Đăng ký tất cả hộ" not in buttons(all_)


def test_citizens_are_listed_by_household_and_their_group_is_asked_for(place, arrange, url, recorder):
    with arrange():
        dat = HouseholdFactory(unit=place.na_khuyen, adults=1)
        PersonFactory(household=dat, full_name="Bàn Thị Mụi", birth_year=1999, occupation=None)
        PersonFactory(household=dat, full_name="Bàn Văn Bé", birth_year=YEAR - 10)
    page = recorder.get(f"{url}/cong-dan")
    assert "Đã đăng ký 0/2 người." in page.text
    assert "Bàn Văn Bé" not in page.text
    done = recorder.get(press(recorder, page, "Đăng ký tất cả người", group="staff").location)
    assert "Đã đăng ký 2/2 người." in done.text
    village = recorder.get(links(done)["Công dân"]).text
    assert "1999 Cán bộ, công chức, viên chức. Chưa chấm." in village


def test_a_long_list_comes_in_pages_that_keep_the_filter(place, household, url, recorder):
    for _n in range(26):
        household(place.na_khuyen)
    page = recorder.get(f"{url}/ho?loc=chua")
    assert page.text.count("<tr>") == 26
    second = recorder.get(links(page)["Trang sau"])
    assert second.text.count("<tr>") == 2
    assert "Xem tất cả" in links(second)


def test_the_commune_sees_each_village_and_its_own_clans_and_organisations(place, household, sheet, arrange, recorder):
    sheet(household(place.na_khuyen))
    household(place.na_khuyen)
    household(place.ban_thang)
    with arrange():
        ClanFactory(unit_id=place.yen_hoa.id, name="Dòng họ Nông")
        OrganisationFactory(unit_id=place.yen_hoa.id, name="Trạm Y tế xã")
        ClanFactory(unit_id=place.da_vi.id, name="Dòng họ Giàng")
    page = recorder.get(f"/dang-ky/{place.yen_hoa.id}/{YEAR}/ho")
    assert "Đã đăng ký 1/3 hộ." in page.text
    assert 'data-l="Đã đăng ký">1/2</td><td class="n" data-l="Chưa đăng ký">1</td>' in page.text
    assert heading(recorder.get(links(page)["Nà Khuyến"])).endswith("thôn Nà Khuyến")

    clans = recorder.get(links(page)["Dòng họ học tập"])
    assert "Dòng họ Nông" in clans.text
    assert "Dòng họ Giàng" not in clans.text
    done = recorder.get(press(recorder, clans, "Đăng ký tất cả dòng họ").location)
    assert "Đã đăng ký 1/1 dòng họ." in done.text
    organisations = recorder.get(links(page)["Đơn vị học tập"])
    assert "Trạm Y tế xã" in organisations.text
    communities = recorder.get(links(page)["Cộng đồng học tập"])
    assert "Đã đăng ký 0/2 thôn." in communities.text


@pytest.mark.parametrize("model", list(Model))
def test_what_is_not_of_a_place_has_no_list_there(place, url, recorder, model):
    slug = {Model.FAMILY: "ho", Model.CITIZEN: "cong-dan", Model.CLAN: "dong-ho", Model.COMMUNITY: "cong-dong"}.get(
        model, "to-chuc"
    )
    of_village = model in {Model.FAMILY, Model.CITIZEN}
    assert recorder.get(f"{url}/{slug}").status_code == (200 if of_village else 404)
    assert recorder.get(f"/dang-ky/{place.yen_hoa.id}/{YEAR}/{slug}").status_code == 200
    refused = recorder.post(f"/dang-ky/{place.yen_hoa.id}/{YEAR}/{slug}", data={"tat_ca": "1"})
    assert refused.status_code == (404 if of_village else 303)


def test_who_looks_on_reads_the_list_and_registers_nobody(place, household, url, sign_in):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    page = viewer.get(f"{url}/ho")
    assert "chưa đăng ký" in page.text
    assert "Đăng ký tất cả hộ" not in buttons(page)
    assert viewer.post(f"{url}/ho", data={"chon": str(dat.id)}).status_code == 403
    assert viewer.get(f"/dang-ky/{place.na_hang.id}/{YEAR}/ho").status_code == 404
    assert sign_in(Role.VIEWER, at=place.da_vi).get(f"{url}/ho").status_code == 404


def test_a_household_of_another_village_is_not_registered_with_those_of_this_one(place, household, url, recorder):
    household(place.na_khuyen)
    other = household(place.ban_thang)
    answer = recorder.post(f"{url}/ho", data={"chon": str(other.id)})
    assert "Đã đăng ký 0 hộ." in recorder.get(answer.location).text
    assert "Chưa đăng ký" in recorder.get(f"/phieu/ho/{other.id}/{YEAR}").text
