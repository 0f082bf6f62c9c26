"""A village is scored on one page."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.web.filters import today
from tests.client import htmx
from tests.conftest import FULL

YEAR = today().year


def result(household):
    return htmx(f"output#result-{household.id}")


def test_the_recorder_scores_a_household_and_sees_the_total_move(place, household, sign_in):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)

    page = recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}")
    assert "Nguyễn Văn Đạt" in page.text
    assert "Đã chấm xong 0/1 hộ" in page.text

    answer = recorder.post(f"/cham-diem/ho/{dat.id}/{YEAR}", data={"1.1": "10", "version": "0"}, headers=result(dat))
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<b>30</b>/100 điểm" in answer.text
    assert "Còn thiếu 9 mục" in answer.text
    assert '<hx-partial hx-target="#progress"' in answer.text
    assert "đăng ký 1 hộ" in answer.text


def test_without_javascript_the_same_form_returns_to_the_row(place, household, sign_in):
    dat = household(place.na_khuyen)
    answer = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).post(
        f"/cham-diem/ho/{dat.id}/{YEAR}", data={"1.1": "5", "version": "0"}
    )
    assert answer.status_code == 303
    assert answer.location == f"/cham-diem/{place.na_khuyen.id}/{YEAR}?mo={dat.id}#row-{dat.id}"


def test_the_rest_is_filled_with_one_tap(place, household, sign_in):
    dat = household(place.na_khuyen)
    answer = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa).post(
        f"/cham-diem/ho/{dat.id}/{YEAR}", data={"3.1": "5", "version": "0", "dien": "du"}, headers=result(dat)
    )
    assert answer.headers["HX-Retarget"] == f"#row-{dat.id}"
    assert '<b>95</b>/100 điểm. <span class="ok">Đạt.</span>' in answer.text
    assert 'name="3.1" value="5" checked' in answer.text


@pytest.mark.parametrize(
    ("answers", "titled", "words"),
    [
        ({}, 2, "Đạt."),
        ({"G1": 0}, 2, "Vi phạm điều kiện G1."),
        ({}, 0, "Nhóm 2 dưới 15 điểm."),
        ({"1.1": 5, "1.2": 5, "3.1": 5, "4.1": 5, "4.2": 5}, 1, "Chưa đạt 70 điểm."),
    ],
    ids=["earned", "gate", "floor", "pass mark"],
)
def test_every_reason_why_a_title_is_not_earned_is_said(place, household, sheet, sign_in, answers, titled, words):
    dat = household(place.na_khuyen, titled=titled)
    sheet(dat, answers=FULL | answers)
    page = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa).get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}")
    assert words in page.text


@pytest.mark.parametrize("js", [True, False], ids=["htmx", "plain form"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"1.1": "11"}, "Tiêu chí 1.1: cho điểm 0 hoặc 5 hoặc 10."),
        ({"2.1": "2"}, "Tiêu chí 2.1: phần mềm tự tính từ sổ, không nhập."),
        ({"1.2": "hai"}, "Tiêu chí 1.2: nhập một số."),
        ({"G1": "2"}, "Điều kiện G1: chọn có hoặc không."),
        ({"9.9": "10"}, "Bộ tiêu chí này không có tiêu chí 9.9."),
        ({"1.2": "NaN"}, "Tiêu chí 1.2: nhập một số."),
    ],
)
def test_what_cannot_be_is_explained_and_kept_and_changes_nothing(place, household, sign_in, typed, words, js):
    dat = household(place.na_khuyen)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    answer = recorder.post(
        f"/cham-diem/ho/{dat.id}/{YEAR}",
        data={"3.2": "5", "version": "0", **typed},
        headers=result(dat) if js else {},
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert 'name="3.2" value="5" checked' in answer.text
    assert "đăng ký 0 hộ" in recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}").text


def test_a_household_or_village_of_another_commune_does_not_exist(place, household, sign_in):
    stranger = household(place.ban_luc)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    assert recorder.get(f"/cham-diem/{place.ban_luc.id}/{YEAR}").status_code == 404
    assert recorder.post(f"/cham-diem/ho/{stranger.id}/{YEAR}", data={"1.1": "10"}).status_code == 404
    assert recorder.post(f"/cham-diem/{place.ban_luc.id}/{YEAR}/dang-ky").status_code == 404


def test_the_later_of_two_people_sees_both_versions_and_chooses(place, household, sheet, person, sign_in):
    dat = household(place.na_khuyen)
    first = sign_in(person(Role.VILLAGE_RECORDER, place.na_khuyen, full_name="Bàn Thị Mụi"))
    second = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    url = f"/cham-diem/ho/{dat.id}/{YEAR}"
    first.post(url, data={"1.1": "10", "version": "0"})

    late = second.post(url, data={"1.1": "5", "version": "0"}, headers=result(dat))
    assert late.status_code == 409
    assert late.headers["HX-Retarget"] == f"#row-{dat.id}"
    assert "Bàn Thị Mụi đã sửa Nguyễn Văn Đạt" in late.text
    assert '"Bản đã lưu">10</td><td data-l="Bản của bạn">5</td>' in late.text
    version = late.text.split('name="version" value="')[1].split('"')[0]

    # Both adults hold the citizen title: 20 points are counted beside those that are given.
    assert "<b>30</b>/100" in second.get(f"/phieu/ho/{dat.id}/{YEAR}").text
    second.post(url, data={"1.1": "5", "version": version})
    assert "<b>25</b>/100" in second.get(f"/phieu/ho/{dat.id}/{YEAR}").text


def test_the_same_taps_sent_twice_are_no_conflict(place, household, sign_in):
    dat = household(place.na_khuyen)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    for _time in range(2):
        answer = recorder.post(f"/cham-diem/ho/{dat.id}/{YEAR}", data={"1.1": "10", "version": "0"})
        assert answer.status_code == 303


def test_all_households_are_registered_at_once_and_again_changes_nothing(place, household, sign_in):
    household(place.na_khuyen, "Ma Văn Hai")
    household(place.na_khuyen, "Ma Văn Ba")
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    for _time in range(2):
        recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/dang-ky")
        assert "đăng ký 2 hộ" in recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}").text


def test_a_sheet_that_left_the_village_cannot_be_scored(place, household, sheet, sign_in):
    dat = household(place.na_khuyen)
    sheet(dat, answers=FULL, state=State.SUBMITTED, figures={"2.1": [2, 2]}, total=100)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    assert "Chờ xã thẩm định" in recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}").text
    refused = recorder.post(f"/cham-diem/ho/{dat.id}/{YEAR}", data={"1.1": "0", "version": "1"})
    assert refused.status_code == 403
    assert "Ở trạng thái hiện tại, không làm được việc này." in refused.text


def test_the_total_follows_the_register_until_the_sheet_is_handed_in(place, household, sheet, sign_in):
    dat = household(place.na_khuyen)
    sheet(dat, answers=FULL)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    url = f"/phieu/ho/{dat.id}/{YEAR}"
    assert "<b>100</b>/100" in recorder.get(url).text
    recorder.post(
        f"/ho/{dat.id}/nguoi/them",
        data={"full_name": "Ma Thị Ba", "birth_year": "1990", "sex": "female", "ethnicity": "Tày", "relation": "other",
              "key": "00000000-0000-4000-8000-000000000001"},
    )  # fmt: skip
    assert "<b>93,5</b>/100" in recorder.get(url).text
