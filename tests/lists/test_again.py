"""A commune sends its list again, with what has changed since: each record is known, and nothing is there twice."""

from tests.lists.test_importing import HOA, LUA, QUY, counts
from tests.lists.test_trouble import changed

NEWBORN = changed(LUA, ten="Ma Thị Bé", sinh="05/11/2026", quan_he="Con")


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
