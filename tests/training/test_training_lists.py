"""Who took part in courses comes in from spreadsheets; courses and their lists go out."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.training.rules import CourseState
from lhtq.web.filters import today
from tests.day import this_day
from tests.factories import CourseFactory, CourseParticipantFactory
from tests.lists.conftest import Office, look
from tests.lists.test_importing import counts

__all__ = ["look"]

HEADINGS = ("Ngày", "Khóa", "Họ và tên", "Năm sinh", "Nơi", "Được mời", "Có dự", "Hoàn thành")


@pytest.fixture
def holder(commune, place):
    """The Association's reviewer of Yên Hoa, who holds courses."""
    return Office(commune, place.yen_hoa)


@pytest.fixture
def course(place, arrange):
    """``course(title, ...)``: a course of Yên Hoa, planned for today."""

    def _course(title, **given):
        with arrange():
            return CourseFactory(unit_id=place.yen_hoa.id, title=title, **given)

    return _course


def test_a_list_of_who_came_is_written_and_the_course_is_held(holder, place, branch, member, course, look):
    hai = member(branch(place.na_khuyen), "Ma Văn Hai", birth_year=1960)
    held = course("Quán triệt")
    holder.rows(
        (this_day(), "Quán triệt", "Ma Văn Hai", 1960, "Nà Khuyến", "x", "x", "x"),
        ("", "", "Lò Thị Ba", "", "", "", "x", ""),
        headings=HEADINGS, slug="nguoi-du-khoa",
    )  # fmt: skip
    holder.press("Nhập 2 dòng đúng")
    told = "SELECT full_name, member_id, unit_id, invited, attended, completed FROM course_participant ORDER BY id"
    assert look(told) == [
        ("Ma Văn Hai", hai.id, place.na_khuyen.id, True, True, True),
        ("Lò Thị Ba", None, place.yen_hoa.id, False, True, False),
    ]
    state = "SELECT state FROM course WHERE id = :id"
    assert look(state, id=held.id) == [("held",)]
    assert look("SELECT sum(briefed) FROM briefed_figure") == [(1,)]
    holder.press("Hoàn tác cả lần nhập")
    assert (look(told), look(state, id=held.id)) == ([], [("planned",)])
    assert look("SELECT sum(briefed) FROM briefed_figure") == [(0,)]


def test_what_cannot_be_is_refused_in_its_cell_and_a_stranger_is_asked_of(holder, course, look):
    course("Quán triệt")
    course("Đã hủy", state=CourseState.CANCELLED)
    later = today() + dt.timedelta(days=5)
    course("Sắp tới", starts_on=later)
    holder.rows(
        (this_day(), "Quán triệt", "Ma Văn Hai", "", "", "x", "", "x"),
        (this_day(), "Đã hủy", "Ma Văn Hai", "", "", "x", "", ""),
        (f"{later:%d/%m/%Y}", "Sắp tới", "Ma Văn Hai", "", "", "x", "x", ""),
        (this_day(), "Không có", "Ma Văn Hai", "", "", "x", "x", ""),
        (this_day(), "Quán triệt", "Ma Văn Hai", "", "Thôn Xa", "x", "", ""),
        (this_day(), "Quán triệt", "Lò Văn Lạ", 1960, "", "x", "", ""),
        headings=HEADINGS, slug="nguoi-du-khoa",
    )  # fmt: skip
    found = counts(holder.page())
    assert (found["sai"], found["nghi ngờ"]) == (5, 1)
    wrong = holder.lines("sai").text
    for words in ("Người không dự thì không hoàn thành.", "Khóa này đã hủy.", "Khóa này chưa tới ngày.",
                  "không mở khóa này vào ngày này.", "không có thôn “Thôn Xa”"):  # fmt: skip
        assert words in wrong
    assert "chỉ ghi tên" in holder.lines("nghi-ngo").text
    assert look("SELECT count(*) FROM course_participant") == [(0,)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_out_and_in_again_changes_nothing(holder, place, branch, member, course, arrange, kind):
    one, many = branch(place.na_khuyen), course("Quán triệt", state=CourseState.HELD)
    certified = {"certificate_number": "07/CN", "certificate_on": today()}
    with arrange():
        for flags in ({"attended": True, "completed": True, **certified}, {}, {"attended": True, "invited": False}):
            CourseParticipantFactory(course=many, member=member(one, "Ma Văn Hai", birth_year=1960), **flags)
    answer = holder.client.post(f"/tai/nguoi-du-khoa/{place.yen_hoa.id}", data={"dang": kind, "khoa": many.id})
    found = counts(holder.send(answer.data, f"x.{kind}", slug="nguoi-du-khoa"))
    assert found == {"mới": 0, "thay đổi": 0, "giữ nguyên": 3, "nghi ngờ": 0, "sai": 0}


def test_certificates_come_in_with_number_and_day_and_are_corrected(
    holder, place, branch, member, course, arrange, look
):
    ended = today() - dt.timedelta(days=3)
    held = course("Tin học", state=CourseState.HELD, starts_on=ended, ends_on=ended)
    one = branch(place.na_khuyen)
    hai, ba = (member(one, name, birth_year=1960) for name in ("Ma Văn Hai", "Lò Thị Ba"))
    with arrange():
        for who, given in ((hai, {"certificate_number": "07/CN", "certificate_on": today()}), (ba, {})):
            CourseParticipantFactory(course=held, member=who, attended=True, completed=True, **given)
    day, headings = f"{ended:%d/%m/%Y}", (*HEADINGS, "Số giấy chứng nhận", "Ngày cấp giấy")

    def row(name, number, on, *marks):
        return (day, "Tin học", name, 1960, "Nà Khuyến", "x", *(marks or ("x", "x")), number, on)

    holder.rows(
        row("Ma Văn Hai", "07/CN", day),
        row("Lò Thị Ba", "07/CN", day),
        row("Lò Thị Bốn", "09/CN", day, "x", ""),
        headings=headings, slug="nguoi-du-khoa",
    )  # fmt: skip
    wrong = holder.lines("sai").text
    assert "Giấy chứng nhận khác của khóa này có số ấy." in wrong
    assert "Người chưa hoàn thành thì chưa có giấy chứng nhận." in wrong
    holder.press("Nhập 1 dòng đúng, bỏ 2 dòng sai hoặc nghi ngờ")
    told = "SELECT certificate_number, certificate_on FROM course_participant ORDER BY id"
    assert look(told) == [("07/CN", ended), ("", None)]
    holder.press("Hoàn tác cả lần nhập")
    assert look(told) == [("07/CN", today()), ("", None)]
    early = f"{ended - dt.timedelta(days=1):%d/%m/%Y}"
    rows = row("Ma Văn Hai", "07/CN", early), row("Lò Thị Ba", "08/CN", "")
    holder.rows(*rows, headings=headings, slug="nguoi-du-khoa")
    wrong = holder.lines("sai").text
    assert f"Khóa kết thúc ngày {day}." in wrong
    assert "phải có cùng nhau" in wrong


COURSES = ("Tên", "Hình thức", "Nội dung", "Từ ngày", "Đến ngày", "Số buổi", "Đơn vị tổ chức", "Trạng thái")


def test_courses_go_out_and_in_again_those_of_others_too(holder, place, branch, member, course, arrange):
    hai = member(branch(place.na_khuyen), "Ma Văn Hai", birth_year=1960)
    # In which order the topics were written down says nothing.
    course("Quán triệt", topics=["it-equipment", "policy"], result="Tốt.\nĐủ.", sessions=3)
    with arrange():
        CourseParticipantFactory(course=CourseFactory(unit_id=place.province.id, title="Của tỉnh"), member=hai)
    for kind in ("csv", "xlsx"):
        out = holder.client.post(f"/tai/khoa/{place.yen_hoa.id}", data={"dang": kind, "nam": today().year}).data
        found = counts(holder.send(out, f"x.{kind}", slug="khoa"))
        assert found == {"mới": 0, "thay đổi": 0, "giữ nguyên": 2, "nghi ngờ": 0, "sai": 0}
    row = ("Của tỉnh", "Tập huấn", "Các bộ tiêu chí, cách đánh giá", this_day(), "", "", place.province.full_name, "")
    holder.rows(row, headings=COURSES, slug="khoa")
    assert "không sửa được ở đây" in holder.lines("sai").text


def test_courses_come_in_by_the_checks_of_their_form(holder, place, branch, member, course, arrange, look):
    came = course("Đã dự", state=CourseState.HELD)
    with arrange():
        CourseParticipantFactory(course=came, member=member(branch(place.na_khuyen), "Ma Văn Hai"), attended=True)
    course("Sẽ học")
    later = f"{today() + dt.timedelta(days=9):%d/%m/%Y}"
    it = "CNTT: tìm tài liệu; cntt: vận hành thiết bị"
    holder.rows(
        ("Tin học", "Bồi dưỡng", it, this_day(), later, 4, "", ""),
        ("Sẽ học", "Quán triệt", "", this_day(), "", "", "", "Đã tổ chức"),
        ("Đã dự", "Quán triệt", "", this_day(), "", "", "", "Dự kiến"),
        ("Mai sau", "Quán triệt", it, later, "", "", "", "Đã tổ chức"),
        ("Xưa", "Quán triệt", it, "01/01/2020", "", "", "", ""),
        ("Ngược", "Quán triệt", it, later, this_day(), "", "", ""),
        ("Lạ", "Quán triệt", "Nấu ăn", this_day(), "", "", "", ""),
        ("Trống", "Quán triệt", "", this_day(), "", "", "", ""),
        ("Nơi khác", "Quán triệt", it, this_day(), "", "", "xã Đà Vị", ""),
        headings=COURSES, slug="khoa",
    )  # fmt: skip
    wrong = holder.lines("sai").text
    for words in ("đã có người dự", "chưa tới ngày", "Ngày phải từ năm 2021", "phải từ ngày bắt đầu", "“Nấu ăn” không",
                  "Thiếu nội dung", "chỉ nhập khóa do Xã Yên Hoa tổ chức"):  # fmt: skip
        assert words in wrong
    assert "Dự kiến thành Đã tổ chức" in holder.lines("thay-doi").text
    holder.press("Nhập 2 dòng đúng, bỏ 7 dòng sai hoặc nghi ngờ")
    told = "SELECT title, kind, topics, state, sessions FROM course ORDER BY id"
    assert look(told)[1:] == [
        ("Sẽ học", "briefing", ["policy"], "held", 1),
        ("Tin học", "further", ["it-finding", "it-equipment"], "planned", 4),
    ]
    assert look("SELECT courses, attended FROM training_figure WHERE unit_id = :id", id=place.yen_hoa.id) == [(2, 0)]
    holder.press("Hoàn tác cả lần nhập")
    assert look(told)[1:] == [("Sẽ học", "briefing", ["policy"], "planned", 1)]
    assert look("SELECT sum(courses), sum(attended) FROM training_figure") == [(1, 1)]


def test_courses_go_out_to_who_may_look(holder, place, course, sign_in):
    course("Quán triệt", place="Hội trường xã", result="Tốt.\nĐủ.")
    address = f"/tai/khoa/{place.yen_hoa.id}"
    out = holder.client.post(address, data={"dang": "csv", "nam": today().year}).data.decode("utf-8-sig")
    assert f'Quán triệt,"Học tập, quán triệt","Chủ trương của Đảng, chính sách của Nhà nước",{this_day()}' in out
    assert "Hội trường xã" in out
    assert "Tốt. Đủ." in out
    assert sign_in(Role.ADMINISTRATOR, at=place.yen_hoa).post(address, data={"dang": "csv"}).status_code == 403
    assert sign_in(Role.VIEWER, at=place.da_vi).post(address, data={"dang": "csv"}).status_code == 404
