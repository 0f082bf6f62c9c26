"""A commune sends its list again, with what has changed since: each record is known, and nothing is there twice."""

import pytest

from tests.lists.test_importing import HOA, LUA, QUY, counts
from tests.lists.test_trouble import changed, told
from tests.web.press import press

NEWBORN = changed(LUA, ten="Ma Thị Bé", sinh="05/11/2026", quan_he="Con")
HIEN = ("Nà Khuyến", "", "Lương Thị Hiện", "1975", "Nữ", "Tày", "Chủ hộ", "")
TAN = ("Nà Khuyến", "", "La Quang Tấn", "1973", "Nam", "Tày", "Chồng", "")
#: Nobody of the household above but for a head whose name is one without its tone.
STRANGERS = (
    changed(HIEN, ten="Lương Thị Hiển"), changed(TAN, ten="Hoàng Văn Khác"),
    changed(TAN, ten="Hoàng Thị Mới", sinh="2001", gioi="Nữ", quan_he="Con"),
)  # fmt: skip


def choose(office, *numbers):
    """Have some of the doubtful rows written all the same."""
    press(office.client, office.lines("nghi-ngo"), "Lưu lựa chọn", chon=[str(number) for number in numbers])


@pytest.fixture
def known(office):
    """An office whose register has the household of Lương Thị Hiện."""
    office.rows(HIEN, TAN)
    office.press("Nhập 2 dòng đúng")
    return office


def test_a_newborn_stands_above_a_new_household(office, look):
    """Whoever goes down the list writes the child first, and the household that has moved in below it."""
    office.rows(QUY, LUA)
    office.press("Nhập 2 dòng đúng")
    page = office.rows(QUY, LUA, NEWBORN, HOA)
    assert (counts(page)["mới"], counts(page)["giữ nguyên"]) == (2, 2)
    done = office.press("Nhập 2 dòng đúng")
    assert "Đã ghi lúc" in done.text
    assert look("SELECT full_name FROM person ORDER BY id DESC LIMIT 2") == [("Bàn Thị Hoa",), ("Ma Thị Bé",)]
    office.press("Hoàn tác cả lần nhập")
    assert look("SELECT (SELECT count(*) FROM household), (SELECT count(*) FROM person)") == [(1, 2)]


def test_a_head_called_alike_but_for_a_tone_with_nobody_else_alike_may_be_another(known, look):
    page = known.rows(*STRANGERS)
    assert counts(page)["nghi ngờ"] == 3
    assert "Trong thôn có hộ Lương Thị Hiện cùng năm sinh chủ hộ, nhưng tên khác dấu" in told(known, "nghi-ngo")
    assert look("SELECT head_name FROM household") == [("Lương Thị Hiện",)]
    choose(known, 2)
    known.press("Nhập 1 dòng đúng, bỏ 2 dòng sai hoặc nghi ngờ")
    assert look("SELECT head_name FROM household ORDER BY id") == [("Lương Thị Hiện",), ("Lương Thị Hiển",)]
    assert look("SELECT count(*) FROM person") == [(5,)]


def test_two_heads_who_differ_in_a_tone_are_each_known_again(known):
    known.rows(*STRANGERS)
    choose(known, 2)
    known.press("Nhập 1 dòng đúng, bỏ 2 dòng sai hoặc nghi ngờ")
    for rows in ((*STRANGERS,), (HIEN, TAN), (*STRANGERS, HIEN, TAN), (HIEN, TAN, *STRANGERS)):
        assert counts(known.rows(*rows))["giữ nguyên"] == len(rows)


def test_another_tone_of_a_known_head_is_taken_or_left(known, look):
    page = known.rows(changed(HIEN, ten="Lương Thị Hiền", dt="0912345678"), changed(TAN, dt="0987654321"))
    assert (counts(page)["nghi ngờ"], counts(page)["thay đổi"]) == (1, 1)
    assert "Trong sổ ghi “Lương Thị Hiện”. Chọn dòng này để sửa thành “Lương Thị Hiền”." in told(known, "nghi-ngo")
    known.press("Nhập 1 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    people = "SELECT full_name, phone FROM person ORDER BY id"
    assert look(people) == [("Lương Thị Hiện", ""), ("La Quang Tấn", "0987654321")]
    known.rows(changed(HIEN, ten="Lương Thị Hiền", dt="0912345678"), TAN)
    choose(known, 2)
    known.press("Nhập 1 dòng đúng")
    assert look(people) == [("Lương Thị Hiền", "0912345678"), ("La Quang Tấn", "0987654321")]
    assert look("SELECT head_name FROM household") == [("Lương Thị Hiền",)]


def test_a_list_without_diacritics_takes_none_away(known, look):
    page = known.rows(changed(HIEN, ten="Luong Thi Hien", dt="0912345678"), changed(TAN, ten="LA QUANG TAN"))
    assert (counts(page)["thay đổi"], counts(page)["giữ nguyên"]) == (1, 1)
    known.press("Nhập 1 dòng đúng")
    assert look("SELECT full_name, phone FROM person ORDER BY id") == [
        ("Lương Thị Hiện", "0912345678"), ("La Quang Tấn", ""),
    ]  # fmt: skip
    assert look("SELECT head_name FROM household") == [("Lương Thị Hiện",)]


def test_a_name_that_the_register_has_without_diacritics_gets_them(office, look):
    office.rows(changed(HIEN, ten="Luong Thi Hien"), TAN)
    office.press("Nhập 2 dòng đúng")
    office.rows(HIEN, TAN)
    office.press("Nhập 1 dòng đúng")
    assert look("SELECT full_name FROM person ORDER BY id") == [("Lương Thị Hiện",), ("La Quang Tấn",)]


def test_with_a_tone_slip_the_head_is_not_changed(office):
    office.rows(changed(HIEN, ma="007"), changed(TAN, ma="007"))
    office.press("Nhập 2 dòng đúng")
    wife = changed(HIEN, ma="007", ten="Lương Thị Hiền", quan_he="Vợ")
    office.rows(changed(TAN, ma="007", quan_he="Chủ hộ"), wife)
    assert "Tên ở dòng 3 khác dấu với sổ nên chưa đổi chủ hộ được." in told(office)


def test_where_a_tone_is_written_makes_no_other_name(office):
    office.rows(changed(HOA, ten="Bàn Thị Hoà", ma=""))
    office.press("Nhập 1 dòng đúng")
    assert counts(office.rows(changed(HOA, ten="Bàn Thị Hòa", ma="")))["giữ nguyên"] == 1


VILLAGES = ("Loại", "Tên thôn, bản, tổ dân phố", "Căn cứ")


def test_a_village_is_not_renamed_by_a_slip(office, look):
    page = office.rows(("thôn", "Thôn Na Khuyen", ""), ("thôn", "Bàn Thàng", ""), headings=VILLAGES, slug="thon")
    assert counts(page) == {"mới": 0, "thay đổi": 0, "giữ nguyên": 1, "nghi ngờ": 1, "sai": 0}
    assert "Trong sổ là “Bản Thàng”. Chọn dòng này để sửa theo tệp." in told(office, "nghi-ngo")
    choose(office, 3)
    office.press("Nhập 1 dòng đúng")
    assert look("SELECT name FROM unit WHERE path LIKE '08/072/02248/0%' ORDER BY code") == [
        ("Nà Khuyến",), ("Bàn Thàng",),
    ]  # fmt: skip
