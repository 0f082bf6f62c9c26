"""What stands on the pages of scoring, registration and review goes out as a file, narrowed as it is on screen."""

import csv

import pytest

from lhtq.accounts.policy import Role
from lhtq.web.filters import today
from tests.assessment.test_claims import SAID
from tests.conftest import FULL
from tests.web.press import links, press

YEAR = today().year


@pytest.fixture
def taken():
    """``taken(client, address)``: the rows of the file behind the button of a page, by heading."""

    def _taken(client, address):
        answer = press(client, client.get(address), "CSV")
        assert answer.status_code == 200
        return list(csv.DictReader(answer.data.decode("utf-8-sig").splitlines()))

    return _taken


def test_the_village_takes_its_families_and_citizens_away_as_it_sees_them(place, household, sheet, sign_in, taken):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=1)
    household(place.na_khuyen, "Ma Văn Quý")
    sheet(dat, answers=FULL, total=100)
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    here = f"/cham-diem/{place.na_khuyen.id}/{YEAR}"
    found = {row["Tên"]: row for row in taken(recorder, here)}
    assert (found["Nguyễn Văn Đạt"]["Bước"], found["Nguyễn Văn Đạt"]["Đã chấm xong"]) == ("Đang chấm", "x")
    assert (found["Ma Văn Quý"]["Bước"], found["Ma Văn Quý"]["Điểm"]) == ("Chưa đăng ký", "")
    everybody = taken(recorder, f"{here}/cong-dan")
    assert len(everybody) == 4
    assert [row["Tên"] for row in taken(recorder, f"{here}/cong-dan?loc=chua-cham")] == [r["Tên"] for r in everybody]
    assert press(recorder, recorder.get(f"{here}/cong-dan"), "Excel").status_code == 200
    none_left = recorder.post(f"/tai/cham-diem/{place.na_khuyen.id}", data={"mo_hinh": "cong-dan", "loc": "chua-dat",
                              "nam": YEAR, "dang": "csv"})  # fmt: skip
    assert none_left.data.decode("utf-8-sig").count("\r\n") == 1


def test_the_commune_takes_away_who_registered_and_what_waits_for_it(place, household, handed_in, sign_in, taken):
    handed_in("Nguyễn Văn Đạt")
    handed_in("Ma Văn Quý", total=70, votes=10)
    handed_in("Bàn Văn Ba", village=place.ban_thang)
    household(place.ban_thang, "Lý Văn Sáu")
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    by_village = taken(reviewer, f"/dang-ky/{place.yen_hoa.id}/{YEAR}/ho")
    assert {row["Thôn"]: row["Chưa đăng ký"] for row in by_village} == {
        "Nà Khuyến": "0", "Bản Thàng": "1",
    }  # fmt: skip
    here = f"/tham-dinh/{place.yen_hoa.id}/{YEAR}"
    assert [row["Tên"] for row in taken(reviewer, here)] == ["Ma Văn Quý", "Nguyễn Văn Đạt", "Bàn Văn Ba"]
    (odd,) = taken(reviewer, f"{here}?loc=sat-muc")
    assert (odd["Tên"], odd["Đồng ý"], odd["Dự họp"]) == ("Ma Văn Quý", "10", "35")
    assert "Sát mức đạt: " in odd["Cần xem"]
    assert [row["Tên"] for row in taken(reviewer, f"{here}?thon={place.ban_thang.id}")] == ["Bàn Văn Ba"]
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    refused = recorder.post(f"/tai/tham-dinh/{place.na_khuyen.id}", data={"dang": "csv"})
    assert refused.status_code == 403


def test_the_figures_that_are_contested_go_out_too(place, household, sheet, sign_in, taken):
    found = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=1)
    sheet(found, answers=FULL)
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    page = recorder.get(f"/phieu/ho/{found.id}/{YEAR}")
    press(recorder, recorder.get(links(page)["Số liệu chưa đúng? Tiêu chí 2.1"]), "Gửi đề nghị", **SAID)
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    (row,) = taken(reviewer, f"/so-lieu/{place.yen_hoa.id}/{YEAR}")
    assert (row["Phiếu"], row["Tiêu chí"], row["Đề nghị"], row["Trên tổng số"]) == ("Nguyễn Văn Đạt", "2.1", "2", "2")
