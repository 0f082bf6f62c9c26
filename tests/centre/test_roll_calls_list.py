"""Who was at which session goes out as a roll, is ticked in Excel, and comes in again."""

import datetime as dt
import io

import pytest
import xlsxwriter

from lhtq.accounts.policy import Role
from lhtq.centre.models import ActivitySession, Participant
from lhtq.centre.rules import ActivityKind, Counted, Origin
from lhtq.db import db
from lhtq.register.rules import Sex
from lhtq.web.filters import today
from lhtq.workbook.reading import read
from tests.centre.test_sessions_list import BEGAN, FIRST, SECOND, TO_COME, UNDO, keeper, said, table
from tests.factories import PersonFactory
from tests.lists.conftest import Office, look
from tests.lists.test_importing import counts
from tests.web.press import heading, press

__all__ = ["keeper", "look"]

WHO = ("Ngày", "Hoạt động", "Họ và tên", "Năm sinh")
DAYS = tuple(f"Buổi {said(day)}" for day in (FIRST, SECOND, TO_COME))
ROLL = (*WHO, *DAYS)
CLASS = (said(BEGAN), "Lớp chữ")
TOLD = (
    "SELECT p.full_name, ARRAY(SELECT s.held_on::text FROM activity_session s WHERE s.id = ANY (p.sessions) "
    "ORDER BY 1) FROM participant p ORDER BY p.id"
)
NUMBERS = "SELECT attendances, women, minority, enrolled FROM activity WHERE topic = 'Lớp chữ'"


@pytest.fixture
def learners(activity, arrange):
    """``learners(*names, counted=...)``: a literacy class of three sessions, the last one to come; gives it."""

    def _learners(*names, **given):
        lop = activity(kind=ActivityKind.LITERACY, topic="Lớp chữ", held_on=BEGAN, ends_on=TO_COME, **given)
        place = {"activity_id": lop.id, "unit_id": lop.unit_id}
        with arrange():
            db.session.add_all(ActivitySession(**place, held_on=day) for day in (FIRST, SECOND, TO_COME))
            for name in names:
                db.session.add(
                    Participant(**place, full_name=name, birth_year=1970, origin=Origin.TYPED, sessions=[],
                                sex=Sex.FEMALE, ethnicity="Dao")
                )  # fmt: skip
                db.session.flush()
        return lop

    return _learners


@pytest.fixture
def lop(learners):
    """The class with two learners, counted from its list."""
    return learners("Lý Thị Mây", "Bàn Thị Hoa", counted=Counted.PEOPLE, attendances=0, enrolled=2)


def test_a_roll_is_taken_ticked_in_excel_and_its_page_shows_it(keeper, place, lop, look):
    headings, *rows = table(keeper.client, place.na_khuyen, "diem-danh", hoat_dong=lop.id)
    assert headings == list(ROLL)
    assert rows == [[*CLASS, "Bàn Thị Hoa", "1970", "", "", ""], [*CLASS, "Lý Thị Mây", "1970", "", "", ""]]
    rows[0][4:6] = "x", "X"
    rows[1][5] = "có"
    keeper.rows(*rows, headings=headings, slug="diem-danh")
    changed = keeper.lines("thay-doi").text
    assert f"<b>{DAYS[0]}:</b> có mặt<br><b>{DAYS[1]}:</b> có mặt" in changed
    keeper.press("Nhập 2 dòng đúng")
    assert look(TOLD) == [("Lý Thị Mây", [str(SECOND)]), ("Bàn Thị Hoa", [str(FIRST), str(SECOND)])]
    assert look(NUMBERS) == [(3, 3, 3, 2)]
    assert look("SELECT sum(attendances), sum(women) FROM activity_figure") == [(3, 3)]
    ((session,),) = look("SELECT id FROM activity_session WHERE held_on = :day", day=FIRST)
    page = keeper.client.get(f"/hoat-dong/{lop.id}/buoi/{session}").text
    assert page.count(" checked") == 1
    assert " checked> <span>Bàn Thị Hoa" in page
    for kind in ("csv", "xlsx"):
        out = keeper.client.post(f"/tai/diem-danh/{place.yen_hoa.id}", data={"dang": kind, "nam": BEGAN.year})
        found = counts(keeper.send(out.data, f"x.{kind}", slug="diem-danh"))
        assert found == {"mới": 0, "thay đổi": 0, "giữ nguyên": 2, "nghi ngờ": 0, "sai": 0}


def test_a_tick_that_is_cleared_is_asked_about_taken_off_and_given_back_when_undone(keeper, place, lop, look):
    rows = ((*CLASS, "Lý Thị Mây", 1970, "x", "x"), ("", "", "Bàn Thị Hoa", 1970, "x", ""))
    keeper.rows(*rows, headings=ROLL[:6], slug="diem-danh")
    keeper.press("Nhập 2 dòng đúng")
    # A file of one session leaves the others as they are.
    keeper.rows((*CLASS, "Lý Thị Mây", 1970, ""), headings=(*WHO, DAYS[1]), slug="diem-danh")
    asked = keeper.lines("nghi-ngo")
    assert f"<b>{DAYS[1]}:</b> Đang ghi là có mặt. Chọn dòng này để ghi là vắng theo tệp." in asked.text
    assert "Không có dòng nào cần ghi vào sổ." in keeper.page().text
    press(keeper.client, asked, "Vẫn nhập tất cả dòng nghi ngờ")
    keeper.press("Nhập 1 dòng đúng")
    assert look(TOLD) == [("Lý Thị Mây", [str(FIRST)]), ("Bàn Thị Hoa", [str(FIRST)])]
    assert look(NUMBERS) == [(2, 2, 2, 2)]
    keeper.press(UNDO)
    assert look(TOLD) == [("Lý Thị Mây", [str(FIRST), str(SECOND)]), ("Bàn Thị Hoa", [str(FIRST)])]
    assert look(NUMBERS) == [(3, 3, 3, 2)]


def test_what_the_page_of_a_session_refuses_is_refused_under_its_day(keeper, lop, look):
    other = f"Buổi {said(today())}"
    keeper.rows(
        (*CLASS, "Lý Thị Mây", 1970, "x", "", ""),
        ("", "", "Bàn Thị Hoa", 1970, "", "x", ""),
        ("", "", "Lý Thị Mây", 1970, "", "", "x"),
        ("", "", "Lò Văn Không", 1970, "", "", "x"),
        ("", "", "", 1970, "", "", "x"),
        ("", "", "Bàn Thị Hoa", "", "", "", "x"),
        ("", "", "Bàn Thị Hoa", 1970, "", "", "đi rồi"),
        (said(BEGAN), "Lớp khác", "Bàn Thị Hoa", 1970, "", "", "x"),
        headings=(*WHO, DAYS[2], other, DAYS[0]), slug="diem-danh",
    )  # fmt: skip
    wrong = keeper.lines("sai").text
    for words in (
        f"<b>{DAYS[2]}:</b> Ngày {said(TO_COME)} chưa tới nên chưa điểm danh được.",
        f"<b>{other}:</b> Hoạt động này không có buổi ngày ấy. Hãy thêm buổi trước.",
        "Chưa có trong danh sách người dự của hoạt động này.", "Thiếu họ tên.", "Thiếu năm sinh.",
        "không rõ là có hay không", "Không có hoạt động này.",
    ):  # fmt: skip
        assert words in wrong
    keeper.press("Nhập 1 dòng đúng, bỏ 7 dòng sai hoặc nghi ngờ")
    assert look(TOLD) == [("Lý Thị Mây", [str(FIRST)]), ("Bàn Thị Hoa", [])]
    keeper.rows((*CLASS, "Lý Thị Mây", 1970, "x"), ("", "", "Lý Thị Mây", 1970, ""), headings=ROLL[:5],
                slug="diem-danh")  # fmt: skip
    assert "Trùng với dòng 2." in keeper.lines("sai").text


def test_numbers_that_were_typed_stay_while_people_are_ticked(keeper, learners, look):
    learners("Lý Thị Mây", attendances=40, women=25, enrolled=30)
    keeper.rows((*CLASS, "Lý Thị Mây", 1970, "x"), headings=ROLL[:5], slug="diem-danh")
    keeper.press("Nhập 1 dòng đúng")
    assert look(TOLD) == [("Lý Thị Mây", [str(FIRST)])]
    assert look(NUMBERS) == [(40, 25, 0, 30)]


def test_two_who_are_called_alike_but_for_a_tone_are_told_by_it(keeper, place, household, learners, arrange, look):
    lop, home = learners(), household(place.na_khuyen)
    of_lop = {"activity_id": lop.id, "unit_id": lop.unit_id, "origin": Origin.TICKED, "sessions": []}
    with arrange():
        for name in ("Lý Thị Mây", "Lý Thị Mấy"):
            one = PersonFactory(household=home, full_name=name, birth_year=1970)
            linked = {"person_id": one.id, "person_unit_id": one.unit_id}
            db.session.add(Participant(**of_lop, **linked, full_name=name, birth_year=1970))
            db.session.flush()
    rows = ((*CLASS, "Lý Thị Mấy", 1970, "x"), (*CLASS, "Lý Thị Mây", 1970, ""))
    keeper.rows(*rows, headings=ROLL[:5], slug="diem-danh")
    keeper.press("Nhập 1 dòng đúng")
    assert look(TOLD) == [("Lý Thị Mây", []), ("Lý Thị Mấy", [str(FIRST)])]
    # A name without its tones may be either; it stays with whom it says nothing new of, or is asked back.
    keeper.rows((*CLASS, "Ly Thi May", 1970, "x"), headings=ROLL[:5], slug="diem-danh")
    assert counts(keeper.page())["giữ nguyên"] == 1
    rows = ((*CLASS, "Ly Thi May", 1970, "x", "x"), (*CLASS, "Ly Thi May", 1970, "", ""))
    keeper.rows(*rows, headings=ROLL[:6], slug="diem-danh")
    assert "Danh sách có nhiều người trùng tên và năm sinh này." in keeper.lines("sai").text
    assert counts(keeper.page())["giữ nguyên"] == 1


def test_who_is_ticked_since_stands_in_the_way_of_taking_a_roll_back(keeper, lop, look):
    keeper.rows((*CLASS, "Lý Thị Mây", 1970, "x"), headings=ROLL[:5], slug="diem-danh")
    keeper.press("Nhập 1 dòng đúng")
    ((session,),) = look("SELECT id FROM activity_session WHERE held_on = :day", day=SECOND)
    here = f"/hoat-dong/{lop.id}/buoi/{session}"
    everybody = [str(one) for (one,) in look("SELECT id FROM participant ORDER BY id")]
    press(keeper.client, keeper.client.get(here), "Lưu điểm danh", chon=everybody)
    page = keeper.press(UNDO)
    assert page.status_code == 409
    assert "Dòng 2: người dự đã được sửa sau khi nhập" in page.text
    assert look(TOLD)[0] == ("Lý Thị Mây", [str(FIRST), str(SECOND)])


def test_learners_who_were_ticked_since_are_not_taken_back(keeper, learners, look):
    """What a file made of them would go with what somebody else has ticked; of typed numbers nothing else tells it."""
    lop = learners()
    headings = (*WHO, "Giới tính", "Dân tộc")
    keeper.rows((*CLASS, "Lý Thị Mây", 1970, "Nữ", "Dao"), headings=headings, slug="nguoi-du")
    keeper.press("Nhập 1 dòng đúng")
    ((session, one),) = look("SELECT s.id, p.id FROM activity_session s, participant p ORDER BY held_on LIMIT 1")
    here = f"/hoat-dong/{lop.id}/buoi/{session}"
    press(keeper.client, keeper.client.get(here), "Lưu điểm danh", chon=str(one))
    assert "Dòng 2: người dự đã được sửa sau khi nhập" in keeper.press(UNDO).text
    press(keeper.client, keeper.client.get(here), "Lưu điểm danh", chon=[])
    assert "Đã hoàn tác" in keeper.press(UNDO).text


def test_a_roll_of_ones_own_has_its_days_as_headings_whatever_else_they_say(keeper, lop, look):
    """Excel makes a day of what is typed as one; the columns that are not known are chosen, the days are told."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ("Ngày", "Lớp", "Ai", "Năm sinh", "Số buổi"))
        sheet.write_datetime(0, 5, FIRST, day)
        sheet.write_row(0, 6, (f"Buổi 2 ({said(SECOND)})", "Buổi 3"))
        sheet.write_row(1, 0, (*CLASS, "Lý Thị Mây", 1970, 2, "x", "x", "x"))
    page = keeper.send(file.getvalue(), slug="diem-danh")
    assert heading(page).startswith("Cột nào chứa gì")
    checked = press(keeper.client, page, "Kiểm tra tệp", **{"c-full_name": "2"})
    keeper.at = checked.location
    assert "Không đọc: Số buổi, Buổi 3." in keeper.page().text
    keeper.press("Nhập 1 dòng đúng")
    assert look(TOLD)[0] == ("Lý Thị Mây", [str(FIRST), str(SECOND)])


def test_the_template_says_how_the_days_are_written(keeper, place, lop):
    answer = keeper.client.get(f"/nhap/{place.na_khuyen.id}/mau/diem-danh")
    book = read(answer.data, "mau.xlsx")
    assert book.sheets[0].rows[2] == [*WHO, "Buổi: ghi ngày học"]
    assert "Mỗi buổi một cột, tiêu đề có đủ ngày học" in str(book.sheets[1].rows)
    keeper.rows((*CLASS, "Lý Thị Mây", 1970, "x"), headings=(*WHO, "Buổi: ghi ngày học"), slug="diem-danh")
    assert "Tiêu đề cột phải có đủ ngày học, ví dụ: Buổi 05/11/2026." in keeper.lines("sai").text
    assert "Tệp không có cột nào của buổi học." in keeper.page().text


def test_above_a_commune_sessions_are_numbers_and_elsewhere_there_is_nothing(keeper, place, lop, sign_in, look):
    keeper.rows((*CLASS, "Lý Thị Mây", 1970, "x"), headings=ROLL[:5], slug="diem-danh")
    keeper.press("Nhập 1 dòng đúng")
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert table(district, place.na_hang, "diem-danh", nam=BEGAN.year) == [
        [*WHO, "Số buổi có mặt", "Số buổi đã học"],
        [*CLASS, "Bàn Thị Hoa", "1970", "0", "2"],
        [*CLASS, "Lý Thị Mây", "1970", "1", "2"],
    ]
    other = Office(sign_in(Role.COMMUNE_RECORDER, at=place.da_vi), place.da_vi)
    assert table(other.client, place.da_vi, "diem-danh", hoat_dong=lop.id) == [list(WHO)]
    assert other.client.post(f"/tai/diem-danh/{place.yen_hoa.id}", data={"dang": "csv"}).status_code == 404
    other.rows((*CLASS, "Bàn Thị Hoa", 1970, "x"), headings=ROLL[:5], slug="diem-danh")
    assert "Không có hoạt động này." in other.lines("sai").text
    assert look(TOLD) == [("Lý Thị Mây", [str(FIRST)]), ("Bàn Thị Hoa", [])]


def test_days_of_several_classes_stand_side_by_side(keeper, place, lop, activity, arrange):
    other = activity(kind=ActivityKind.SERIES, topic="Lớp dệt", held_on=BEGAN - dt.timedelta(days=1))
    of_other = {"activity_id": other.id, "unit_id": other.unit_id}
    with arrange():
        db.session.add(session := ActivitySession(**of_other, held_on=BEGAN))
        db.session.flush()
        db.session.add(
            Participant(**of_other, full_name="Ma Văn Páo", birth_year=1950, origin=Origin.TYPED, sessions=[session.id])
        )
    if BEGAN.year == other.held_on.year:
        headings, *rows = table(keeper.client, place.yen_hoa, "diem-danh", nam=BEGAN.year)
        assert headings == [*WHO, f"Buổi {said(BEGAN)}", *DAYS]
        assert rows[-1] == [said(other.held_on), "Lớp dệt", "Ma Văn Páo", "1950", "x", "", "", ""]
        assert counts(keeper.rows(*rows, headings=headings, slug="diem-danh"))["giữ nguyên"] == 3
