"""The chair recognises a list by decision, or refuses a household with a reason."""

import datetime as dt
import uuid

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.recognition.rules import last_day
from lhtq.web.filters import today
from tests.conftest import FULL

YEAR = today().year


def decision(*villages, **changed):
    fields = {
        "key": str(uuid.uuid4()), "number": "125/QĐ-UBND", "signed_on": f"{today():%d/%m/%Y}",
        "signer": "Hứa Đức Thắng", "signer_position": "Chủ tịch UBND", "noi": [str(v.id) for v, _ in villages],
    }  # fmt: skip
    return fields | {f"so-{village.id}": str(count) for village, count in villages} | changed


@pytest.fixture
def reviewed(place, household, sheet):
    """``reviewed(village, name)``: a household whose sheet waits for a decision."""

    def _reviewed(village, name, **given):
        found = household(village, name)
        sheet(found, answers=FULL, state=State.REVIEWED, figures={"2.1": [2, 2]}, total=100, **given)
        return found

    return _reviewed


@pytest.fixture
def chair(place, sign_in):
    return sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)


def test_one_decision_recognises_the_lists_of_the_chosen_villages(place, reviewed, chair, sign_in):
    dat = reviewed(place.na_khuyen, "Nguyễn Văn Đạt")
    reviewed(place.na_khuyen, "Ma Thị Hoa")
    pao = reviewed(place.ban_thang, "Giàng A Páo")
    page = chair.get(f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho")
    assert "Nà Khuyến: 2 hộ" in page.text

    answer = chair.post(f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho", data=decision((place.na_khuyen, 2)))
    assert answer.status_code == 303
    shown = chair.get(answer.location).text
    assert "Quyết định số 125/QĐ-UBND" in shown
    assert "Nguyễn Văn Đạt" in shown
    assert "Giàng A Páo" not in shown
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    steps = village.get(f"/phieu/ho/{dat.id}/{YEAR}").text
    assert "Đã công nhận" in steps
    assert "Quyết định số 125/QĐ-UBND" in steps
    assert "125/QĐ-UBND" in village.get(f"/danh-hieu/{place.na_khuyen.id}").text
    assert "Chờ quyết định" in chair.get(f"/phieu/ho/{pao.id}/{YEAR}").text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"signed_on": "1/1/2099"}, "Ngày này chưa tới."),
        ({"signed_on": "1/1/2020"}, f"Quyết định cho năm {YEAR} không thể ký trước năm đó."),
        ({"number": ""}, "Nhập số quyết định."),
        ({"signer": " "}, "Nhập tên người ký."),
        ({"noi": []}, "Chọn ít nhất một danh sách."),
    ],
)
def test_a_wrong_decision_is_explained_and_kept(place, reviewed, chair, changed, words):
    dat = reviewed(place.na_khuyen, "Nguyễn Văn Đạt")
    answer = chair.post(f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho", data=decision((place.na_khuyen, 1)) | changed)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Chủ tịch UBND"' in answer.text
    assert "Chờ quyết định" in chair.get(f"/phieu/ho/{dat.id}/{YEAR}").text


def test_a_number_is_used_once_in_a_commune_and_year(place, reviewed, chair):
    reviewed(place.na_khuyen, "Nguyễn Văn Đạt")
    pao = reviewed(place.ban_thang, "Giàng A Páo")
    url = f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho"
    chair.post(url, data=decision((place.na_khuyen, 1)))
    again = chair.post(url, data=decision((place.ban_thang, 1)))
    assert again.status_code == 422
    assert "Xã đã có quyết định mang số này trong năm." in again.text
    assert 'value="125/QĐ-UBND"' in again.text
    assert "Chờ quyết định" in chair.get(f"/phieu/ho/{pao.id}/{YEAR}").text


def test_a_list_that_changed_meanwhile_is_not_signed_unseen(place, reviewed, chair):
    reviewed(place.na_khuyen, "Nguyễn Văn Đạt")
    reviewed(place.na_khuyen, "Ma Thị Hoa")
    answer = chair.post(f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho", data=decision((place.na_khuyen, 1)))
    assert answer.status_code == 422
    assert "Danh sách vừa thay đổi." in answer.text


def test_villages_of_another_commune_cannot_be_slipped_in(place, reviewed, chair):
    stranger = reviewed(place.ban_luc, "Triệu Văn Sơn")
    answer = chair.post(f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho", data=decision((place.ban_luc, 1)))
    assert answer.status_code == 422
    assert chair.get(f"/phieu/ho/{stranger.id}/{YEAR}").status_code == 404


def test_the_same_decision_sent_twice_is_one(place, reviewed, chair):
    reviewed(place.na_khuyen, "Nguyễn Văn Đạt")
    form = decision((place.na_khuyen, 1))
    url = f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho"
    first, second = chair.post(url, data=form), chair.post(url, data=form)
    assert first.location == second.location
    assert first.status_code == second.status_code == 303


def test_who_scored_or_reviewed_a_sheet_does_not_sign_for_it(place, reviewed, person, sign_in):
    hua = person(Role.COMMUNE_APPROVER, place.yen_hoa)
    reviewed(place.na_khuyen, "Nguyễn Văn Đạt", reviewed_by=hua.account_id)
    answer = sign_in(hua).post(f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho", data=decision((place.na_khuyen, 1)))
    assert answer.status_code == 422
    assert "Bạn đã chấm hoặc thẩm định phiếu của Nguyễn Văn Đạt" in answer.text


def test_a_household_is_refused_with_a_reason_that_the_village_reads(place, reviewed, chair, sign_in):
    dat = reviewed(place.na_khuyen, "Nguyễn Văn Đạt")
    url = f"/phieu/ho/{dat.id}/{YEAR}"
    assert chair.get(f"{url}/tu-choi").status_code == 200
    empty = chair.post(f"{url}/tu-choi", data={"reason": " "})
    assert empty.status_code == 422
    chair.post(f"{url}/tu-choi", data={"reason": "Có đơn đang xác minh"})
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).get(url).text
    assert "Lý do không công nhận" in village
    assert "Có đơn đang xác minh" in village


def test_a_new_title_takes_the_place_of_the_old_one(place, household, sheet, chair):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    given = {"answers": FULL, "state": State.REVIEWED, "figures": {"2.1": [2, 2]}, "total": 100}
    sheet(dat, year=YEAR - 1, **given)
    chair.post(
        f"/cong-nhan/{place.yen_hoa.id}/{YEAR - 1}/ho",
        data=decision((place.na_khuyen, 1), signed_on=f"{today() - dt.timedelta(days=30):%d/%m/%Y}", number="9"),
    )
    sheet(dat, **given)
    chair.post(f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho", data=decision((place.na_khuyen, 1)))
    held = chair.get(f"/danh-hieu/{place.na_khuyen.id}").text
    assert held.count("Nguyễn Văn Đạt") == 1
    assert "<b>1</b>" in held or "125/QĐ-UBND" in held
    assert "100%" in chair.get(f"/don-vi/{place.na_khuyen.id}").text


@pytest.mark.parametrize(
    ("signed", "years", "last"),
    [
        (dt.date(2026, 11, 24), 1, dt.date(2027, 11, 23)),
        (dt.date(2028, 2, 29), 1, dt.date(2029, 2, 28)),
        (dt.date(2026, 1, 1), 2, dt.date(2027, 12, 31)),
    ],
)
def test_a_title_holds_to_the_day_before_its_anniversary(signed, years, last):
    assert last_day(signed, years) == last
