"""From the village review to the commune's list: every step, every refusal."""

import uuid

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.factories import AssignmentFactory

YEAR = today().year


def minutes(*households, **changed):
    return {
        "key": str(uuid.uuid4()), "held_on": f"{today():%d/%m/%Y}", "present": "35", "chair": "Ma Văn Quý",
        "secretary": "Nông Thị Lan", "notes": "", "chon": [str(h.id) for h in households], **changed,
    }  # fmt: skip


@pytest.fixture
def ready(place, household, sheet):
    """A household of Nà Khuyến whose sheet earns the title."""
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    sheet(dat, answers=FULL)
    return dat


@pytest.fixture
def submitted(place, ready, sign_in):
    """The same, handed in by the village."""
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(ready))
    return ready


def test_one_who_is_registered_twice_has_one_sheet(place, household, sign_in):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    url = f"/phieu/ho/{dat.id}/{YEAR}"
    assert [recorder.post(f"{url}/dang-ky").status_code for _n in range(2)] == [303, 303]
    assert recorder.get(url).text.count("Đăng ký:") == 1


def test_the_village_hands_in_with_its_minutes(place, ready, sign_in):
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    url = f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet"
    assert "Nguyễn Văn Đạt" in recorder.get(url).text
    answer = recorder.post(url, data=minutes(ready, **{f"phieu-{ready.id}": "34"}))
    assert answer.status_code == 303
    sheet = recorder.get(f"/phieu/ho/{ready.id}/{YEAR}").text
    assert "Chờ xã thẩm định" in sheet
    assert "35 người dự, 34 phiếu đồng ý. Chủ trì: Ma Văn Quý." in sheet
    assert "Bình xét, gửi xã" in sheet


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"held_on": "31/12/2099"}, "Ngày này chưa tới."),
        ({"held_on": "1/1/2020"}, "không thể họp trước năm đó"),
        ({"held_on": "hôm qua"}, "Nhập ngày theo dạng ngày/tháng/năm"),
        ({"present": "0"}, "Nhập số từ 1 đến 5000."),
        ({"present": "ba"}, "Nhập một số nguyên."),
        ({"chair": "  "}, "Nhập tên người chủ trì."),
        ({"chon": []}, "Chọn ít nhất một hộ để gửi."),
    ],
)
def test_wrong_minutes_are_explained_and_kept(place, ready, sign_in, changed, words):
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    answer = recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(ready) | changed)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Nông Thị Lan" in answer.text
    assert "Đang chấm" in recorder.get(f"/phieu/ho/{ready.id}/{YEAR}").text


def test_more_votes_than_people_are_refused(place, ready, sign_in):
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    answer = recorder.post(
        f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(ready, **{f"phieu-{ready.id}": "36"})
    )
    assert answer.status_code == 422
    assert "Nguyễn Văn Đạt: số phiếu phải từ 0 đến 35" in answer.text
    assert 'value="36"' in answer.text


def test_a_sheet_that_does_not_earn_the_title_is_not_handed_in(place, household, sheet, sign_in):
    poor = household(place.na_khuyen, "Lý Văn Sáu")
    sheet(poor, answers=FULL | {"G2": 0})
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    url = f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet"
    assert "Vi phạm điều kiện G2" in recorder.get(url).text
    answer = recorder.post(url, data=minutes(poor))
    assert answer.status_code == 422
    assert "Lý Văn Sáu chưa đủ điều kiện" in answer.text


def test_a_household_of_another_village_cannot_be_slipped_in(place, ready, household, sheet, sign_in):
    other = household(place.ban_thang, "Giàng A Páo")
    sheet(other, answers=FULL)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    answer = recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(ready, other))
    assert answer.status_code == 404
    assert "Đang chấm" in recorder.get(f"/phieu/ho/{ready.id}/{YEAR}").text


def test_the_same_minutes_sent_twice_are_one_review(place, ready, sign_in):
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    form = minutes(ready)
    url = f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet"
    first, second = recorder.post(url, data=form), recorder.post(url, data=form)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert recorder.get(f"/phieu/ho/{ready.id}/{YEAR}").text.count("Bình xét, gửi xã") == 1


def test_the_commune_returns_a_sheet_with_a_reason_and_the_village_corrects_it(place, submitted, sign_in):
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    url = f"/phieu/ho/{submitted.id}/{YEAR}"

    empty = reviewer.post(f"{url}/tra-lai", data={"reason": ""})
    assert empty.status_code == 422
    assert "Nhập lý do" in empty.text

    reviewer.post(f"{url}/tra-lai", data={"reason": "Thiếu ảnh góc học tập"})
    village = recorder.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}")
    assert "Xã trả lại: Thiếu ảnh góc học tập" in village.text
    assert "phiếu xã trả lại, cần sửa" in recorder.get("/").text

    recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(submitted))
    assert "Chờ xã thẩm định" in recorder.get(url).text


def test_who_scored_a_sheet_may_not_review_it(place, household, sign_in, person, arrange):
    dat = household(place.na_khuyen)
    both = person(Role.COMMUNE_RECORDER, place.yen_hoa)
    recorder = sign_in(both)
    for version, answers in enumerate([FULL]):
        recorder.post(f"/cham-diem/ho/{dat.id}/{YEAR}", data={**answers, "version": version})
    recorder.post(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet", data=minutes(dat))
    with arrange():
        review_role = AssignmentFactory(
            account_id=both.account_id, unit_id=place.yen_hoa.id, role=Role.COMMUNE_REVIEWER
        )
    recorder.post(f"/doi-vai-tro/{review_role.id}")

    page = recorder.get(f"/phieu/ho/{dat.id}/{YEAR}")
    assert "cần người khác làm bước này" in page.text
    assert "Đưa vào danh sách đề nghị</button>" not in page.text
    refused = recorder.post(f"/phieu/ho/{dat.id}/{YEAR}/tham-dinh")
    assert refused.status_code == 403


def test_the_sheets_behind_each_figure_open_as_a_list(place, submitted, household, sheet, sign_in):
    sheet(household(place.ban_thang, "Giàng A Páo"), state=State.DRAFT)
    officer = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert "Giàng A Páo" in officer.get(f"/phieu/{place.na_hang.id}/{YEAR}").text
    waiting = officer.get(f"/phieu/{place.na_hang.id}/{YEAR}?buoc=submitted").text
    assert "Nguyễn Văn Đạt" in waiting
    assert "Giàng A Páo" not in waiting
