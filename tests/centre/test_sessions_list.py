"""The sessions of a class come in from a file, with the checks of its page, and go out into one."""

import csv
import datetime as dt
import io

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre.rules import ActivityKind, Counted
from lhtq.web.filters import today
from tests.lists.conftest import Office, look
from tests.lists.test_importing import counts
from tests.web.press import heading, links, press

__all__ = ["look"]

SESSIONS = ("Ngày", "Hoạt động", "Ngày học", "Nội dung buổi")
BEGAN = today() - dt.timedelta(days=20)
FIRST, SECOND, TO_COME = (BEGAN + dt.timedelta(days=days) for days in (7, 14, 28))
TOLD = "SELECT held_on::text, topic FROM activity_session ORDER BY held_on"
UNDO = "Hoàn tác cả lần nhập"


def said(day):
    """A day as it is typed."""
    return f"{day:%d/%m/%Y}"


def table(client, unit, slug, **filters):
    """A list that is taken as CSV: the headings and the rows."""
    out = client.post(f"/tai/{slug}/{unit.id}", data={"dang": "csv", **filters})
    assert out.status_code == 200
    return list(csv.reader(io.StringIO(out.data.decode("utf-8-sig"))))


@pytest.fixture
def keeper(place, centre, sign_in):
    """The recorder of Yên Hoa, whose centre it is."""
    return Office(sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa), place.yen_hoa)


@pytest.fixture
def lop(activity):
    """A class of Nà Khuyến that began three weeks ago."""
    return activity(kind=ActivityKind.SERIES, topic="Lớp trồng ngô", held_on=BEGAN, attendances=40)


@pytest.fixture
def written(keeper, lop):
    """Two of its sessions, from a file."""
    keeper.rows((said(BEGAN), "Lớp trồng ngô", said(FIRST), "Chọn giống"), ("", "", said(SECOND), ""),
                headings=SESSIONS, slug="buoi-hoc")  # fmt: skip
    keeper.press("Nhập 2 dòng đúng")
    return keeper


def test_the_page_of_a_class_leads_to_the_file_and_shows_what_came_in(keeper, lop, look):
    page = keeper.client.get(f"/hoat-dong/{lop.id}")
    assert links(page)["Nhập các buổi từ Excel"] == f"/nhap/{lop.unit_id}?ds=buoi-hoc"
    assert "Nhập điểm danh từ Excel" not in links(page), "nobody is to be called before there is a session"
    keeper.rows((said(BEGAN), "lớp trồng ngô", said(FIRST), "Chọn giống"), ("", "", said(SECOND), ""),
                headings=SESSIONS, slug="buoi-hoc")  # fmt: skip
    done = keeper.press("Nhập 2 dòng đúng")
    assert "1 hoạt động thay đổi, 2 buổi học mới" in done.text
    page = keeper.client.get(f"/hoat-dong/{lop.id}")
    assert f"{said(FIRST)}: Chọn giống" in page.text
    assert f"{said(BEGAN)} đến {said(SECOND)}" in page.text, "it lasts to its last session, as if that were typed"
    assert '<span class="big">40</span>' in page.text, "numbers that were typed stay"
    assert links(page)["Nhập điểm danh từ Excel"] == f"/nhap/{lop.unit_id}?ds=diem-danh"
    assert f'action="/tai/buoi-hoc/{lop.unit_id}"' in page.text
    assert f'action="/tai/diem-danh/{lop.unit_id}"' in page.text


def test_out_and_in_again_changes_nothing_and_a_changed_line_is_shown(written, place, lop, look):
    for kind in ("csv", "xlsx"):
        out = written.client.post(f"/tai/buoi-hoc/{place.yen_hoa.id}", data={"dang": kind, "nam": BEGAN.year})
        found = counts(written.send(out.data, f"x.{kind}", slug="buoi-hoc"))
        assert found == {"mới": 0, "thay đổi": 0, "giữ nguyên": 2, "nghi ngờ": 0, "sai": 0}
    headings, *rows = table(written.client, place.yen_hoa, "buoi-hoc", hoat_dong=lop.id)
    assert headings == list(SESSIONS)
    assert rows == [[said(BEGAN), "Lớp trồng ngô", said(FIRST), "Chọn giống"],
                    [said(BEGAN), "Lớp trồng ngô", said(SECOND), ""]]  # fmt: skip
    rows[1][3] = "Bón phân"
    written.rows(*rows, headings=headings, slug="buoi-hoc")
    assert "<b>Nội dung buổi:</b> (trống) thành Bón phân" in written.lines("thay-doi").text
    written.press("Nhập 1 dòng đúng")
    assert f"{said(SECOND)}: Bón phân" in written.client.get(f"/hoat-dong/{lop.id}").text
    written.press(UNDO)
    assert look(TOLD) == [(str(FIRST), "Chọn giống"), (str(SECOND), "")]


def test_what_the_page_refuses_is_refused_in_its_row(written, activity, look):
    activity(kind=ActivityKind.TALK, topic="Nói chuyện", held_on=BEGAN)
    day = said(BEGAN)
    written.rows(
        (day, "Lớp trồng ngô", said(BEGAN - dt.timedelta(days=1)), ""),
        ("", "", f"01/01/{today().year + 2}", ""),
        ("", "", "hôm qua", ""),
        ("", "", "", "Không ngày"),
        ("", "", said(FIRST), ""),
        ("", "", said(FIRST), ""),
        (day, "Nói chuyện", said(FIRST), ""),
        (day, "Lớp khác", said(FIRST), ""),
        headings=SESSIONS, slug="buoi-hoc",
    )  # fmt: skip
    wrong = written.lines("sai").text
    for words in (
        f"<b>Ngày học:</b> Hoạt động bắt đầu ngày {day}", f"Ngày phải từ năm 2021 đến năm {today().year + 1}.",
        "không phải ngày", "Thiếu ngày học.", "Trùng với dòng 6.", "Chỉ các lớp học mới có nhiều buổi.",
        "Không có hoạt động này.",
    ):  # fmt: skip
        assert words in wrong
    assert "Không có dòng nào cần ghi vào sổ." in written.page().text


def test_a_session_to_come_of_what_is_held_is_asked_once_more(written, look):
    row = (said(BEGAN), "Lớp trồng ngô", said(TO_COME), "Thu hoạch")
    written.rows(row, headings=SESSIONS, slug="buoi-hoc")
    asked = written.lines("nghi-ngo")
    assert "chưa tới: buổi được ghi là dự kiến" in asked.text
    press(written.client, asked, "Vẫn nhập tất cả dòng nghi ngờ")
    written.press("Nhập 1 dòng đúng")
    assert look(TOLD)[-1] == (str(TO_COME), "Thu hoạch")


def test_the_first_session_counts_a_list_by_its_sessions_and_is_taken_back_with_it(keeper, activity, look):
    """As on the page: who was at no session was at none of them."""
    lop = activity(kind=ActivityKind.SERIES, topic="Lớp chữ", held_on=BEGAN, attendances=0, counted=Counted.PEOPLE)
    form = keeper.client.get(f"/hoat-dong/{lop.id}/nguoi/them")
    learner = {"full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "ethnicity": "Dao"}
    press(keeper.client, form, "Thêm vào danh sách", **learner)
    told = "SELECT attendances, women, enrolled, ends_on::text FROM activity"
    assert look(told) == [(1, 1, 1, str(BEGAN))]
    keeper.rows((said(BEGAN), "Lớp chữ", said(FIRST), ""), headings=SESSIONS, slug="buoi-hoc")
    keeper.press("Nhập 1 dòng đúng")
    assert look(told) == [(0, 0, 1, str(FIRST))]
    keeper.press(UNDO)
    assert look(told) == [(1, 1, 1, str(BEGAN))]


def test_a_session_at_which_somebody_was_is_not_taken_back(keeper, activity, look):
    lop = activity(kind=ActivityKind.SERIES, topic="Lớp chữ", held_on=BEGAN, ends_on=TO_COME)
    rows = ((said(BEGAN), "Lớp chữ", said(FIRST), ""), ("", "", said(SECOND), ""))
    keeper.rows(*rows, headings=SESSIONS, slug="buoi-hoc")
    keeper.press("Nhập 2 dòng đúng")
    form = keeper.client.get(f"/hoat-dong/{lop.id}/nguoi/them")
    learner = {"full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "ethnicity": "Dao"}
    press(keeper.client, form, "Thêm vào danh sách", **learner)
    ((one, session),) = look("SELECT p.id, s.id FROM participant p, activity_session s ORDER BY s.id LIMIT 1")
    here = f"/hoat-dong/{lop.id}/buoi/{session}"
    press(keeper.client, keeper.client.get(here), "Lưu điểm danh", chon=str(one))
    page = keeper.press(UNDO)
    assert page.status_code == 409
    assert "Dòng 2: buổi học đã có người dự" in page.text
    assert "Dòng 3" not in page.text
    press(keeper.client, keeper.client.get(here), "Lưu điểm danh", chon=[])
    assert "Đã hoàn tác" in keeper.press(UNDO).text
    assert look(TOLD) == []


def test_another_commune_takes_and_changes_nothing(written, place, lop, sign_in, look):
    other = Office(sign_in(Role.COMMUNE_RECORDER, at=place.da_vi), place.da_vi)
    assert other.client.post(f"/tai/buoi-hoc/{place.yen_hoa.id}", data={"dang": "csv"}).status_code == 404
    assert other.client.get(f"/nhap/{place.yen_hoa.id}").status_code == 404
    assert other.client.get(written.at).status_code == 404
    row = (said(BEGAN), "Lớp trồng ngô", said(today()), "")
    other.rows(row, headings=SESSIONS, slug="buoi-hoc")
    assert "Không có hoạt động này." in other.lines("sai").text
    assert table(other.client, place.da_vi, "buoi-hoc", hoat_dong=lop.id) == [list(SESSIONS)]
    # Whoever may look at all of it takes it along, and fills nothing.
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert len(table(district, place.na_hang, "buoi-hoc", nam=BEGAN.year)) == 3
    assert district.get(f"/nhap/{place.yen_hoa.id}/mau/buoi-hoc").status_code == 403


def test_the_year_of_a_unit_goes_out_from_its_page(written, place):
    page = written.client.get(f"/cac-hoat-dong/{place.yen_hoa.id}/{BEGAN.year}")
    assert "Các buổi của lớp học cả năm:" in page.text
    assert "Điểm danh cả năm:" in page.text
    assert heading(page).startswith("Hoạt động học tập")
