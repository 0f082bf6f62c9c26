"""A commune sends its households in one file, sees what it means, and has it written."""

import re

from tests.web.press import buttons, heading

QUY = ("Nà Khuyến", "001", "Ma Văn Quý", "12/03/1975", "Nam", "Tày", "Chủ hộ", "0912345678")
LUA = ("Nà Khuyến", "001", "Ma Thị Lụa", "1978", "Nữ", "Tày", "Vợ", "")
HOA = ("Bản Thàng", "002", "Bàn Thị Hoa", "05/06/1990", "Nữ", "Dao", "Chủ hộ", "")


def counts(page) -> dict[str, int]:
    """The numbers of the import's page, by word."""
    found = re.findall(r"Dòng ([\w ]+?)(?:</a>)?</th><td class=\"n\">([\d.]+)</td>", page.text)
    return {words: int(number.replace(".", "")) for words, number in found}


def test_a_file_is_looked_at_first_and_written_when_asked(office, look):
    page = office.rows(QUY, LUA, HOA)
    assert heading(page) == "danh sach.xlsx"
    assert counts(page) == {"mới": 3, "thay đổi": 0, "giữ nguyên": 0, "nghi ngờ": 0, "sai": 0}
    assert look("SELECT count(*) FROM household") == [(0,)]
    done = office.press("Nhập 3 dòng đúng")
    assert "Đã ghi lúc" in done.text
    assert look("SELECT head_name, code FROM household ORDER BY id") == [("Ma Văn Quý", "001"), ("Bàn Thị Hoa", "002")]
    assert look("SELECT full_name, birth_year, birth_date::text, sex, relation, phone FROM person ORDER BY id") == [
        ("Ma Văn Quý", 1975, "1975-03-12", "male", "head", "0912345678"),
        ("Ma Thị Lụa", 1978, None, "female", "spouse", ""),
        ("Bàn Thị Hoa", 1990, "1990-06-05", "female", "head", ""),
    ]


def test_the_same_file_again_changes_nothing(office, look):
    office.rows(QUY, LUA, HOA)
    office.press("Nhập 3 dòng đúng")
    before = look("SELECT * FROM person ORDER BY id")
    page = office.rows(QUY, LUA, HOA)
    assert counts(page)["giữ nguyên"] == 3
    assert "Không có dòng nào cần ghi vào sổ." in page.text
    assert not [words for words in buttons(page) if words.startswith("Nhập")]
    assert look("SELECT * FROM person ORDER BY id") == before
