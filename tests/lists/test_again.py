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


def test_somebody_who_is_in_another_village_is_not_added_twice(office, look):
    """The place of the other is told, whether the row joins a household that is there or one that is new."""
    office.rows(QUY, changed(LUA, sinh="02/03/1978"), HOA)
    office.press("Nhập 3 dòng đúng")
    lua = changed(HOA, ten="Ma Thị Lụa", sinh="02/03/1978", quan_he="Khác")
    page = office.rows(HOA, lua, changed(HOA, ma="003", ten="Bàn Văn Mới", gioi="Nam"), changed(lua, ma="003"))
    assert (counts(page)["mới"], counts(page)["nghi ngờ"]) == (1, 2)
    words = "Ma Thị Lụa sinh 02/03/1978 đang ở hộ Ma Văn Quý, Thôn Nà Khuyến. Chọn dòng này nếu là người khác."
    assert told(office, "nghi-ngo").count(words) == 2
    choose(office, 3)
    office.press("Nhập 2 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    assert look("SELECT count(*) FROM person WHERE full_name = 'Ma Thị Lụa'") == [(2,)]


def test_a_namesake_of_the_year_in_another_village_is_new(office):
    office.rows(QUY, LUA, HOA)
    office.press("Nhập 3 dòng đúng")
    assert counts(office.rows(HOA, changed(HOA, ten="Ma Thị Lụa", sinh="1978", quan_he="Khác")))["mới"] == 1


@pytest.mark.parametrize("born", ["12/03/1975", "1975"])
def test_a_household_that_is_in_another_village_is_not_added_twice(office, look, born):
    """Its head by the day of birth, or the head and most of the members by their years."""
    office.rows(changed(QUY, ma="", sinh=born), changed(LUA, ma=""))
    office.press("Nhập 2 dòng đúng")
    moved = [changed(row, thon="Bản Thàng", ma="") for row in (changed(QUY, sinh=born), LUA)]
    assert counts(office.rows(*moved))["nghi ngờ"] == 2
    assert "2 người của hộ này đang ở hộ Ma Văn Quý ở Thôn Nà Khuyến" in told(office, "nghi-ngo")
    choose(office, 2)
    office.press("Nhập 1 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    assert look("SELECT count(*) FROM household") == [(2,)]


VILLAGES = ("Loại", "Tên thôn, bản, tổ dân phố", "Căn cứ")
CLANS = ("Tên dòng họ", "Trưởng họ", "Điện thoại")
BAN = ("Dòng họ Bàn", "Bàn Thừa Thiết", "")


def test_a_village_is_not_renamed_by_a_slip(office, look):
    page = office.rows(("thôn", "Thôn Na Khuyen", ""), ("thôn", "Bàn Thàng", ""), headings=VILLAGES, slug="thon")
    assert counts(page) == {"mới": 0, "thay đổi": 0, "giữ nguyên": 1, "nghi ngờ": 1, "sai": 0}
    assert "Trong sổ là “Bản Thàng”. Chọn dòng này để sửa theo tệp." in told(office, "nghi-ngo")
    choose(office, 3)
    office.press("Nhập 1 dòng đúng")
    assert look("SELECT name FROM unit WHERE path LIKE '08/072/02248/0%' ORDER BY code") == [
        ("Nà Khuyến",), ("Bàn Thàng",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("bản", "Nà Khuyến", "")], "Trong sổ là “thôn”. Chọn dòng này để sửa theo tệp."),
        ([("bản", "Nà Khuyến", ""), ("thôn", "Nà Khuyến", "")], "Xã đã có thôn Nà Khuyến. Chọn dòng này nếu là nơi"),
    ],
)
def test_a_village_of_another_type_may_be_the_one_that_is_there(office, look, rows, words):
    assert counts(office.rows(*rows, headings=VILLAGES, slug="thon"))["nghi ngờ"] == 1
    assert words in told(office, "nghi-ngo")
    assert look("SELECT count(*) FROM unit WHERE path LIKE '08/072/02248/0%'") == [(2,)]


def test_a_clan_called_by_fewer_words_may_be_the_one_that_is_there(office, look):
    office.rows(BAN, ("Dòng họ Hoàng", "Hoàng Quang Ích", ""), headings=CLANS, slug="dong-ho")
    office.press("Nhập 2 dòng đúng")
    rows = ("Họ Bàn", "Bàn Thừa Thiết", ""), ("dong ho hoang", "Hoàng Quang Ích", ""), ("Họ Bàn", "Bàn Văn Hai", "")
    page = office.rows(*rows, headings=CLANS, slug="dong-ho")
    assert counts(page) == {"mới": 1, "thay đổi": 0, "giữ nguyên": 1, "nghi ngờ": 1, "sai": 0}
    assert "Xã đã có “Dòng họ Bàn” cùng trưởng họ." in told(office, "nghi-ngo")
    choose(office, 2)
    office.press("Nhập 2 dòng đúng")
    assert look("SELECT name FROM clan ORDER BY id") == [
        ("Dòng họ Bàn",), ("Dòng họ Hoàng",), ("Họ Bàn",), ("Họ Bàn",),
    ]  # fmt: skip
