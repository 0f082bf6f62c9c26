"""An activity is recorded on one screen, in under a minute, and what is odd about it is asked once more."""

import datetime as dt
import io

import pytest
from PIL import Image

from lhtq.accounts.policy import Role
from lhtq.centre.rules import ActivityKind, ActivityState
from lhtq.web.filters import today
from tests.web.press import heading, links, message_beside, press, said, value_of

TALK = {"topic": "Kỹ thuật trồng ngô lai", "attendances": "40", "women": "22", "minority": "38", "poor": "5"}


def photo(colour="red"):
    """A photo as a phone takes it, though a small one."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(buffer, "JPEG")
    buffer.seek(0)
    return buffer


def begin(client, unit, **query):
    return client.get(f"/cac-hoat-dong/{unit.id}/them", query_string=query)


def record(client, unit, **typed):
    return press(client, begin(client, unit), "Lưu hoạt động", **TALK | typed)


def test_a_village_records_a_talk_with_two_photos_on_one_screen(place, centre, village):
    saved = record(
        village, place.na_khuyen, photos=[(photo(), "mot.jpg"), (photo("blue"), "hai.jpg")], kind="technology"
    )
    page = village.get(saved.location)
    assert heading(page) == "Kỹ thuật trồng ngô lai"
    for words in (
        "Chuyển giao khoa học kỹ thuật",
        "40</span> lượt người",
        "nữ 22",
        "dân tộc thiểu số 38",
        "hộ nghèo 5",
    ):
        assert words in page.text
    assert "khuyết tật" not in page.text
    pictures = [address for address in links(page).values() if "/anh/" in address]
    assert len(pictures) == 2
    assert village.get(pictures[0]).data.startswith(b"\xff\xd8")
    assert village.get(f"{pictures[0]}/nho").mimetype == "image/jpeg"


def test_the_same_form_sent_twice_records_one_activity(place, centre, village):
    form = begin(village, place.na_khuyen)
    first, second = (press(village, form, "Lưu hoạt động", **TALK) for _ in range(2))
    assert first.location == second.location
    listed = village.get(f"/cac-hoat-dong/{place.na_khuyen.id}/{today().year}")
    assert listed.text.count(f'<a href="{first.location}">') == 1


@pytest.mark.parametrize("group", ["women", "minority", "elderly", "disabled", "poor"])
def test_no_group_is_larger_than_those_who_came(place, centre, village, group):
    answer = record(village, place.na_khuyen, **{group: "41"})
    assert answer.status_code == 422
    assert "không thể nhiều hơn số người dự (40)" in message_beside(answer, group)
    assert value_of(answer, "topic") == TALK["topic"]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"topic": " "}, "topic", "Nhập nội dung"),
        ({"topic": "a" * 201}, "topic", "Nhiều nhất 200 ký tự."),
        ({"attendances": ""}, "attendances", "Nhập số người dự."),
        ({"attendances": "nhiều"}, "attendances", "Nhập một số nguyên."),
        ({"attendances": "100000"}, "attendances", "Nhập số từ 0 đến 99999."),
        ({"women": "-1"}, "women", "Nhập số từ 0"),
        ({"held_on": "hôm qua"}, "held_on", "Nhập ngày theo dạng"),
        ({"held_on": "01/01/1999"}, "held_on", "Nhập ngày từ năm 2021"),
        ({"held_on": "01/01/2099"}, "held_on", "Nhập ngày từ năm 2021"),
        ({"kind": "xiếc"}, "kind", "Chọn một mục trong danh sách."),
    ],
)
def test_what_cannot_be_is_explained_beside_its_field(place, centre, village, typed, field, words):
    answer = record(village, place.na_khuyen, **typed)
    assert answer.status_code == 422
    assert words in message_beside(answer, field)


def test_a_file_that_is_no_photo_is_refused_beside_its_field(place, centre, village):
    answer = record(village, place.na_khuyen, photos=[(photo(), "mot.jpg"), (io.BytesIO(b"nothing"), "a.jpg")])
    assert answer.status_code == 422
    assert message_beside(answer, "photos")


def test_photos_that_went_with_a_refused_form_are_said_to_be_chosen_again(place, centre, village):
    answer = record(village, place.na_khuyen, women="41", photos=[(photo(), "mot.jpg"), (photo("blue"), "hai.jpg")])
    assert answer.status_code == 422
    assert "2 tệp đã chọn chưa lưu được, hãy chọn lại." in said(answer)
    assert "hãy chọn lại" not in said(record(village, place.na_khuyen, women="41"))
    assert "hãy chọn lại" not in said(begin(village, place.na_khuyen))


def ask_again(client, answer):
    """Say that it is meant."""
    return press(client, answer, "Lưu hoạt động", sure=value_of_tick(answer))


def value_of_tick(answer):
    return answer.text.split('name="sure" value="')[1].split('"')[0]


def test_the_same_photo_twice_is_one_and_six_are_too_many(place, centre, village):
    twice = [(photo(), "mot.jpg"), (photo(), "hai.jpg")]
    page = village.get(record(village, place.na_khuyen, photos=twice).location)
    assert sum("/anh/" in address for address in links(page).values()) == 1
    answer = record(village, place.na_khuyen, photos=[(photo(), f"{n}.jpg") for n in range(6)])
    assert "nhiều nhất 5 tệp" in message_beside(answer, "photos")


def test_a_day_to_come_is_questioned_and_then_only_a_plan(place, centre, village):
    tomorrow = today() + dt.timedelta(days=1)
    answer = record(village, place.na_khuyen, held_on=f"{tomorrow:%d/%m/%Y}", attendances="", women="", minority="",
                    poor="")  # fmt: skip
    assert answer.status_code == 422
    assert "chưa tới" in answer.text
    saved = ask_again(village, answer)
    page = village.get(saved.location)
    assert "Dự kiến" in page.text
    year = village.get(f"/cac-hoat-dong/{place.na_khuyen.id}/{tomorrow.year}").text
    assert "Đã làm năm" not in year


def test_last_year_is_questioned(place, centre, village):
    answer = record(village, place.na_khuyen, held_on=f"15/06/{today().year - 1}")
    assert "thuộc năm trước" in answer.text
    assert ask_again(village, answer).status_code == 303


def test_more_than_the_village_has_people_is_questioned(place, centre, household, village):
    household(place.na_khuyen, adults=20)
    assert record(village, place.na_khuyen, attendances="30", minority="30").status_code == 303
    answer = record(village, place.na_khuyen, attendances="31", minority="30")
    assert "nhiều hơn hẳn số người trong sổ ở nơi này (20)" in answer.text
    assert ask_again(village, answer).status_code == 303


def test_outside_the_area_is_questioned_and_counts_for_the_commune(place, centre, commune):
    answer = record(commune, place.yen_hoa, place_id="ngoai")
    assert "ngoài địa bàn" in answer.text
    saved = ask_again(commune, answer)
    assert "Xã Yên Hoa (ngoài địa bàn)" in commune.get(saved.location).text


def test_a_tick_for_one_doubt_is_none_for_another(place, centre, commune):
    answer = record(commune, place.yen_hoa, place_id="ngoai")
    again = press(commune, answer, "Lưu hoạt động", sure="outside", held_on=f"15/06/{today().year - 1}")
    assert again.status_code == 422
    assert "thuộc năm trước" in again.text


def test_like_last_time_takes_everything_but_day_numbers_and_photos(place, centre, activity, village):
    last = activity(
        topic="Đọc sách buổi tối", kind=ActivityKind.ARTS, held_on=today() - dt.timedelta(days=7), organiser="Chi hội"
    )
    form = village.get(links(begin(village, place.na_khuyen))["Văn nghệ, thể thao: Đọc sách buổi tối"])
    assert (value_of(form, "topic"), value_of(form, "kind")) == ("Đọc sách buổi tối", "arts")
    assert value_of(form, "held_on") == f"{today():%d/%m/%Y}"
    assert value_of(form, "attendances") == ""
    saved = press(village, form, "Lưu hoạt động", attendances="12")
    page = village.get(saved.location).text
    assert "Chi hội" in page
    assert saved.location != f"/hoat-dong/{last.id}"


@pytest.mark.parametrize(("kind", "kept"), [(ActivityKind.LITERACY, True), (ActivityKind.SERIES, False)])
def test_like_last_time_a_literacy_class_is_of_the_same_stage(place, activity, village, kind, kept):
    activity(topic="Lớp xóa mù chữ", kind=ActivityKind.LITERACY, stage=2)
    form = village.get(links(begin(village, place.na_khuyen))["Lớp xóa mù chữ: Lớp xóa mù chữ"])
    saved = press(village, form, "Lưu hoạt động", attendances="12", kind=kind.value)
    assert ("Giai đoạn 2" in village.get(saved.location).text) == kept


def test_a_commune_chooses_the_village(place, centre, commune):
    saved = record(commune, place.yen_hoa, place_id=str(place.ban_thang.id))
    assert "Thôn Bản Thàng" in commune.get(saved.location).text


def test_a_village_records_for_itself_alone(place, centre, village):
    assert begin(village, place.ban_thang).status_code == 404
    assert record(village, place.na_khuyen, place_id=str(place.ban_thang.id)).status_code == 422


def test_who_only_looks_records_nothing(place, centre, sign_in):
    assert begin(sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang), place.na_khuyen).status_code == 403


def test_without_a_centre_the_page_says_what_to_do(place, commune, village):
    assert "Ghi trung tâm học tập cộng đồng" in links(begin(commune, place.yen_hoa))
    assert "Cán bộ nhập liệu của xã" in begin(village, place.na_khuyen).text


def test_a_plan_is_done_once_its_numbers_are_typed(place, activity, village):
    planned = activity(held_on=today(), state=ActivityState.PLANNED, attendances=0)
    page = village.get(f"/hoat-dong/{planned.id}")
    form = village.get(links(page)["Đã làm xong: ghi số người, ảnh"])
    press(village, form, "Lưu hoạt động", attendances="25")
    assert "Dự kiến" not in village.get(f"/hoat-dong/{planned.id}").text


def test_two_who_change_the_same_activity_are_told_of_each_other(place, activity, village, commune):
    found = activity(topic="Phòng bệnh")
    url = f"/hoat-dong/{found.id}/sua"
    mine, theirs = village.get(url), commune.get(url)
    press(commune, theirs, "Lưu hoạt động", topic="Phòng bệnh mùa đông")
    answer = press(village, mine, "Lưu hoạt động", topic="Phòng bệnh mùa hè")
    assert answer.status_code == 422
    assert "Có người vừa lưu: Phòng bệnh mùa đông" in message_beside(answer, "topic")
    press(village, answer, "Lưu hoạt động")
    assert heading(village.get(f"/hoat-dong/{found.id}")) == "Phòng bệnh mùa hè"
