"""The second screen, sessions and those who teach; who of the house may do what."""

import datetime as dt
import io

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre import queries
from lhtq.centre.rules import ActivityKind, ActivityState
from lhtq.web.filters import today
from tests.house.scene import picture as photo
from tests.web.press import links, message_beside, press, value_of

DETAILS = {
    "starts_at": "19h30", "ends_at": "21:00", "venue": "culture-house", "place": "Nhà văn hóa thôn",
    "organiser": "Chi hội Khuyến học", "partners": "Hội Nông dân", "cost": "1.500.000", "money": "contributions",
    "result": "Bà con làm theo",
}  # fmt: skip


def details(client, activity, **typed):
    form = client.get(f"/hoat-dong/{activity.id}/chi-tiet")
    return press(client, form, "Lưu chi tiết", **typed)


def test_the_second_screen_keeps_what_can_be_told_later(village, activity):
    found = activity()
    page = village.get(details(village, found, **DETAILS).location).text
    for words in ("19:30 đến 21:00", "nhà văn hóa", "Chi hội Khuyến học; phối hợp: Hội Nông dân", "1.500.000 đồng",
                  "xã hội hóa", "Bà con làm theo"):  # fmt: skip
        assert words in page
    form = village.get(f"/hoat-dong/{found.id}/chi-tiet")
    assert (value_of(form, "starts_at"), value_of(form, "cost")) == ("19:30", "1.500.000")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"starts_at": "25:00"}, "starts_at", "Nhập giờ"),
        ({"starts_at": "tối"}, "starts_at", "Nhập giờ"),
        ({"starts_at": "20:00", "ends_at": "19:00"}, "ends_at", "không thể trước giờ bắt đầu"),
        ({"ends_on": "01/01/2022"}, "ends_on", "không thể trước ngày đầu tiên"),
        ({"ends_on": "01/01/2099"}, "ends_on", "Nhập ngày đến hết năm"),
        ({"cost": "nhiều"}, "cost", "Nhập số đồng"),
        ({"cost": "-5"}, "cost", "Nhập số đồng"),
        ({"cost": "9" * 12}, "cost", "Nhập số đồng"),
        ({"enrolled": "20", "completed": "21"}, "completed", "không thể nhiều hơn số ghi danh (20)"),
        ({"stage": "3"}, "stage", "Chọn một mục trong danh sách."),
        ({"result": "a" * 1001}, "result", "Nhiều nhất 1000 ký tự."),
    ],
)
def test_what_cannot_be_is_explained_beside_its_field(village, activity, typed, field, words):
    answer = details(village, activity(kind=ActivityKind.LITERACY), **typed)
    assert answer.status_code == 422
    assert words in message_beside(answer, field)


def test_a_literacy_class_tells_its_stage_and_who_completed(village, activity):
    found = activity(kind=ActivityKind.LITERACY)
    page = village.get(details(village, found, stage="1", enrolled="20", completed="18").location).text
    assert "Giai đoạn 1" in page
    assert "Ghi danh 20 người, học xong 18 người." in page
    assert "stage" not in village.get(f"/hoat-dong/{activity().id}/chi-tiet").text


def test_what_is_to_come_cannot_be_called_done(village, activity):
    planned = activity(held_on=today() + dt.timedelta(days=3), state=ActivityState.PLANNED)
    answer = details(village, planned, state="done")
    assert "chưa tới" in message_beside(answer, "state")


def test_two_who_write_details_are_told_of_each_other(village, commune, activity):
    found = activity()
    url = f"/hoat-dong/{found.id}/chi-tiet"
    mine, theirs = village.get(url), commune.get(url)
    press(commune, theirs, "Lưu chi tiết", result="Tốt")
    answer = press(village, mine, "Lưu chi tiết", result="Rất tốt")
    assert "đang lưu: Tốt" in message_beside(answer, "result")
    assert press(village, answer, "Lưu chi tiết").status_code == 303


def test_what_somebody_else_wrote_meanwhile_is_told_at_the_fields_that_differ(village, commune, activity):
    found = activity(kind=ActivityKind.LITERACY, stage=1)
    url = f"/hoat-dong/{found.id}/chi-tiet"
    mine, theirs = village.get(url), commune.get(url)
    press(commune, theirs, "Lưu chi tiết", **DETAILS | {"stage": "2", "enrolled": "1200", "result": ""})
    answer = press(village, mine, "Lưu chi tiết", result="Rất tốt")
    told = {name: message_beside(answer, name).partition("đang lưu: ")[2].partition(". Bấm")[0] for name in (
        "venue", "place", "starts_at", "stage", "enrolled", "cost", "money", "result")}  # fmt: skip
    assert told == {
        "venue": "Nhà văn hóa", "place": "Nhà văn hóa thôn", "starts_at": "19:30", "stage": "Giai đoạn 2",
        "enrolled": "1.200", "cost": "1.500.000", "money": "Xã hội hóa", "result": "để trống",
    }  # fmt: skip
    assert [message_beside(answer, name) for name in ("state", "ends_on", "completed")] == ["", "", ""]
    assert value_of(answer, "result") == "Rất tốt"


def test_what_two_wrote_alike_is_no_conflict(village, commune, activity):
    url = f"/hoat-dong/{activity().id}/chi-tiet"
    mine, theirs = village.get(url), commune.get(url)
    for client, page in ((commune, theirs), (village, mine)):
        assert press(client, page, "Lưu chi tiết", **DETAILS).status_code == 303


def test_sessions_are_added_once_a_day_and_taken_off(village, activity):
    day = today() - dt.timedelta(days=2)
    found = activity(kind=ActivityKind.SERIES, held_on=day)
    page = village.get(f"/hoat-dong/{found.id}")
    press(village, page, "Thêm buổi", session_on=f"{day:%d/%m/%Y}", session_topic="Bài 1")
    again = press(village, village.get(f"/hoat-dong/{found.id}"), "Thêm buổi", session_on=f"{day:%d/%m/%Y}")
    assert again.status_code == 422
    assert "đã có buổi ngày đó" in message_beside(again, "session_on")
    page = village.get(f"/hoat-dong/{found.id}")
    assert "Bài 1" in page.text
    press(village, page, f"Bỏ buổi này {day:%d/%m/%Y}")
    assert "Bài 1" not in village.get(f"/hoat-dong/{found.id}").text


def add_session(client, activity, day):
    return press(client, client.get(f"/hoat-dong/{activity.id}"), "Thêm buổi", session_on=f"{day:%d/%m/%Y}")


def test_a_session_to_come_of_what_is_held_is_questioned_and_nobody_was_there_yet(village, activity):
    found = activity(kind=ActivityKind.SERIES)
    day = today() + dt.timedelta(days=7)
    answer = add_session(village, found, day)
    assert answer.status_code == 422
    assert f"Ngày {day:%d/%m/%Y} chưa tới: buổi được ghi là dự kiến" in answer.text
    assert value_of(answer, "session_on") == f"{day:%d/%m/%Y}"
    press(village, answer, "Thêm buổi", sure="future")
    page = village.get(f"/hoat-dong/{found.id}")
    assert f"{day:%d/%m/%Y} (chưa tới)" in page.text
    assert "Điểm danh" not in links(page)
    session = page.text.split("/buoi/")[1].split("/")[0]
    assert "chưa tới nên chưa điểm danh được" in village.get(f"/hoat-dong/{found.id}/buoi/{session}").text
    refused = village.post(f"/hoat-dong/{found.id}/buoi/{session}", data={"hien": "1", "chon": "1"})
    assert refused.status_code == 422
    assert "chưa tới nên chưa điểm danh được" in refused.text


def test_a_session_of_what_is_planned_is_a_plan_too(village, activity):
    day = today() + dt.timedelta(days=7)
    planned = activity(kind=ActivityKind.SERIES, held_on=day, state=ActivityState.PLANNED)
    assert add_session(village, planned, day).status_code == 303


def test_no_session_is_before_the_first_day(village, activity):
    found = activity(kind=ActivityKind.SERIES)
    answer = add_session(village, found, today() - dt.timedelta(days=1))
    assert answer.status_code == 422
    assert f"Hoạt động bắt đầu ngày {today():%d/%m/%Y}" in message_beside(answer, "session_on")


def test_a_last_day_to_come_of_what_is_held_is_questioned_once(village, activity):
    found = activity(kind=ActivityKind.SERIES)
    last = f"{today() + dt.timedelta(days=30):%d/%m/%Y}"
    answer = details(village, found, ends_on=last)
    assert answer.status_code == 422
    assert f"Ngày cuối cùng {last} chưa tới, mà hoạt động được ghi là đã làm." in answer.text
    assert value_of(answer, "ends_on") == last
    assert press(village, answer, "Lưu chi tiết", sure="future").status_code == 303
    assert details(village, found, result="Tốt").status_code == 303


def edit(client, activity, **typed):
    return press(client, client.get(f"/hoat-dong/{activity.id}/sua"), "Lưu hoạt động", **typed)


def test_another_first_day_leaves_the_last_one_and_no_session_before_it(village, activity):
    begins = today() - dt.timedelta(days=20)
    found = activity(kind=ActivityKind.SERIES, held_on=begins)
    for day in (begins, begins + dt.timedelta(days=10)):
        add_session(village, found, day)
    answer = edit(village, found, held_on=f"{begins + dt.timedelta(days=1):%d/%m/%Y}")
    assert f"Đã có buổi ngày {begins:%d/%m/%Y}" in message_beside(answer, "held_on")
    press(village, village.get(f"/hoat-dong/{found.id}"), f"Bỏ buổi này {begins:%d/%m/%Y}")
    later, last = (f"{begins + dt.timedelta(days=days):%d/%m/%Y}" for days in (1, 10))
    assert edit(village, found, held_on=later).status_code == 303
    assert f"{later} đến {last}" in village.get(f"/hoat-dong/{found.id}").text


def test_what_was_held_on_one_day_is_so_on_another(village, activity):
    found = activity()
    day = f"{today() - dt.timedelta(days=3):%d/%m/%Y}"
    edit(village, found, held_on=day)
    assert f"{day} đến" not in village.get(f"/hoat-dong/{found.id}").text


def test_who_taught_is_named_found_in_the_register_or_oneself(place, village, activity, household, member, acting):
    hoa = member(household(place.na_khuyen, "Ma Thị Hoa"))
    found = activity()
    url = f"/hoat-dong/{found.id}/nguoi-day/them"
    press(village, village.get(url), "Lưu", full_name="Cô giáo Lan", role="teacher")
    press(village, village.get(f"{url}?tim=thi+hoa"), "Chọn Ma Thị Hoa", role="organiser")
    press(village, village.get(url), "Lưu", myself="y")
    page = village.get(f"/hoat-dong/{found.id}").text
    assert "Cô giáo Lan: giảng dạy, báo cáo" in page
    assert f'<a href="/nguoi/{hoa.id}">Ma Thị Hoa</a>: tổ chức' in page
    assert "Kỹ thuật trồng ngô" in village.get("/toi/da-day").text
    with acting(Role.VIEWER, at=place.yen_hoa):
        assert [one.activity_id for one in queries.taught_by(hoa.id)] == [found.id]
    with acting(Role.VIEWER, at=place.da_vi):
        assert queries.taught_by(hoa.id) == []


def test_a_name_is_needed_and_a_teacher_can_be_taken_off(village, activity):
    found = activity()
    url = f"/hoat-dong/{found.id}/nguoi-day/them"
    answer = press(village, village.get(url), "Lưu")
    assert "Nhập họ và tên" in message_beside(answer, "full_name")
    press(village, village.get(url), "Lưu", full_name="Cô giáo Lan")
    press(village, village.get(f"/hoat-dong/{found.id}"), "Bỏ Cô giáo Lan")
    assert "Cô giáo Lan" not in village.get(f"/hoat-dong/{found.id}").text


def test_a_citizen_who_taught_sees_it_and_no_other_does(place, activity, household, member, sign_in, person, village):
    dat = household(place.na_khuyen, "Ma Thị Hoa")
    hoa = member(dat)
    found = activity(topic="Dệt thổ cẩm")
    press(village, village.get(f"/hoat-dong/{found.id}/nguoi-day/them?tim=hoa"), "Chọn Ma Thị Hoa")
    own = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=hoa.id))
    assert "Dệt thổ cẩm" in own.get("/toi/da-day").text
    assert links(own.get("/toi"))["Hoạt động tôi đã dạy"] == "/toi/da-day"
    other = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=member(household(place.na_khuyen)).id))
    assert "Dệt thổ cẩm" not in other.get("/toi/da-day").text


def test_a_photo_is_taken_off(village, activity, place, centre):
    form = village.get(f"/cac-hoat-dong/{place.na_khuyen.id}/them")
    picture = (io.BytesIO(photo()), "mot.jpg")
    saved = press(village, form, "Lưu hoạt động", topic="Phòng bệnh", attendances="9", photos=[picture])
    page = village.get(saved.location)
    press(village, page, "Bỏ ảnh 1")
    assert "/anh/" not in village.get(saved.location).text


def test_another_village_and_another_commune_do_not_see_it(place, activity, sign_in):
    found = activity(place.ban_thang)
    for role, at in ((Role.VILLAGE_RECORDER, place.na_khuyen), (Role.COMMUNE_RECORDER, place.da_vi)):
        client = sign_in(role, at=at)
        assert client.get(f"/hoat-dong/{found.id}").status_code == 404
        assert client.get(f"/hoat-dong/{found.id}/sua").status_code == 404
    assert sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang).get(f"/hoat-dong/{found.id}").status_code == 200
