"""The table of a commune's sheet is found below its titles, and its columns by what they are called or hold."""

import datetime as dt

import pytest

from lhtq.workbook.headings import Known, find_table, guess_columns
from lhtq.workbook.reading import Sheet, read
from tests.workbook_files import xlsx

KNOWN = [
    Known("name", ("Họ và tên", "Họ tên", "Tên chủ hộ")),
    Known("birth", ("Ngày sinh", "Năm sinh", "Ngày, tháng, năm sinh")),
    Known("sex", ("Giới tính", "Nam/nữ")),
    Known("village", ("Thôn", "Tổ dân phố", "Thôn, tổ dân phố")),
    Known("phone", ("Điện thoại", "Số điện thoại", "SĐT")),
    Known("relation", ("Quan hệ với chủ hộ", "Quan hệ")),
]


def sheet(*rows):
    width = max(map(len, rows))
    return Sheet("Hộ", hidden=False, rows=[[*row, *[None] * (width - len(row))] for row in rows])


def columns(*headings, values=("x",), hints=None):
    table = find_table(sheet(headings, *([value] * len(headings) for value in values)), KNOWN)
    return guess_columns(table, KNOWN, hints or {})


class TestTable:
    def test_under_merged_titles(self):
        rows = [
            ["ỦY BAN NHÂN DÂN XÃ HÙNG LỢI", None, None, None],
            ["DANH SÁCH HỘ GIA ĐÌNH NĂM 2026", None, None, None],
            [],
            ["STT", "Họ và tên", "Năm sinh", "Thôn"],
            [1, "Nguyễn Văn Ất", 1980, "Làng Toòng"],
            [],
            [2, "Ma Thị Đào", 1975, "Làng Toòng"],
            ["Tổng cộng: 2 hộ"],
        ]
        (read_back,) = read(xlsx(rows, merged=("A1:D1", "A2:D2")), "x").sheets
        table = find_table(read_back, KNOWN)
        assert table.heading_row == 4
        assert table.headings == ("STT", "Họ và tên", "Năm sinh", "Thôn")
        assert [(number, cells[1]) for number, cells in table.body] == [
            (5, "Nguyễn Văn Ất"),
            (7, "Ma Thị Đào"),
            (8, None),
        ]
        assert table.totals == {8}
        assert guess_columns(table, KNOWN) == {"name": 1, "birth": 2, "village": 3}

    def test_a_heading_over_two_others(self):
        table = find_table(
            sheet(
                ["TT", "Họ và tên", "Năm sinh", None, "Nơi ở", None, "Ghi chú"],
                [None, None, "Nam", "Nữ", "Thôn", "Xã", None],
                [1, "Nguyễn Văn Ất", 1980, None, "Làng Toòng", "Hùng Lợi"],
            ),
            KNOWN,
        )
        assert table.heading_row == 2
        assert table.headings == (
            "TT", "Họ và tên", "Năm sinh Nam", "Năm sinh Nữ", "Nơi ở Thôn", "Nơi ở Xã", "Ghi chú",
        )  # fmt: skip
        assert [number for number, _ in table.body] == [3]

    def test_a_first_row_with_gaps_is_no_second_heading(self):
        table = find_table(sheet(["STT", "Họ và tên", None, "Thôn"], [None, "Ma Văn A", "x", "Toòng"]), KNOWN)
        assert (table.heading_row, len(table.body)) == (1, 1)

    @pytest.mark.parametrize("numbering", [["(1)", "(2)", "(3)"], [1, 2, 3], ["A", "B", 1], ["1", "2", "3"]], ids=repr)
    def test_a_row_that_numbers_the_columns_is_no_record(self, numbering):
        table = find_table(sheet(["STT", "Họ và tên", "Thôn"], numbering, [1, "Ma Văn A", "Toòng"]), KNOWN)
        assert [number for number, _ in table.body] == [3]

    def test_a_record_of_short_cells_stays(self):
        table = find_table(sheet(["STT", "Họ và tên", "Thôn"], [1, "Y", 3], [2, "A", 4]), KNOWN)
        assert [number for number, _ in table.body] == [2, 3]

    def test_a_name_is_no_total(self):
        names = ["Tống Văn A", "Cộng Thị B", "Tong A", "Cộng", "CỘNG: 2 hộ", "Tổng số hộ", "tong cong"]
        table = find_table(sheet(["Họ và tên", "Năm sinh"], *([name, 1980] for name in names)), KNOWN)
        assert table.totals == {5, 6, 7, 8}

    def test_headings_that_nobody_knows(self):
        table = find_table(sheet(["Bảng"], [], ["A1", "B1", "C1"], ["x", "y", "z"]), KNOWN)
        assert (table.heading_row, table.headings) == (3, ("A1", "B1", "C1"))

    def test_an_empty_sheet(self):
        table = find_table(Sheet("x", hidden=False, rows=[]), KNOWN)
        assert (table.heading_row, table.headings, table.body) == (0, (), [])

    def test_only_numbers(self):
        table = find_table(sheet([1, 2], [3, 4]), KNOWN)
        assert (table.heading_row, table.headings, len(table.body)) == (0, (), 2)

    def test_a_record_that_names_what_headings_name_is_not_taken_for_them(self):
        rows = [["Con", "Thôn 1"], ["Họ tên", "Thôn", "Năm sinh"], ["A B", "Thôn 1", 1980]]
        assert find_table(sheet(*rows), KNOWN).heading_row == 2


class TestColumns:
    @pytest.mark.parametrize(
        "heading", ["Họ và tên", "Họ tên", "HỌ TÊN", "họ  và\ntên:", "Ho va ten", "Họ và tên (chữ in hoa)", "Họ tên *"]
    )
    def test_a_heading_in_any_writing(self, heading):
        assert columns("STT", heading) == {"name": 1}

    def test_the_likest_heading_wins(self):
        assert columns("Họ tên chủ hộ", "Họ và tên", "Quan hệ với chủ hộ") == {"name": 1, "relation": 2}

    def test_a_heading_with_more_words(self):
        assert columns("Số điện thoại liên hệ", "Ngày tháng năm sinh") == {"phone": 0, "birth": 1}

    def test_the_left_of_two_alike(self):
        assert columns("Thôn", "Thôn") == {"village": 0}

    def test_values_tell_where_the_heading_does_not(self):
        hints = {"sex": lambda cell: cell in {"Nam", "Nữ"}, "birth": lambda cell: isinstance(cell, dt.date)}
        rows = [
            [None, "Họ tên", "?"],
            ["Nam", "A B", dt.date(1980, 1, 1)],
            ["Nữ", "C D", dt.date(1981, 1, 1)],
            ["Nam", "E F"],
        ]
        table = find_table(sheet(*rows), KNOWN)
        assert guess_columns(table, KNOWN, hints) == {"name": 1, "sex": 0, "birth": 2}

    def test_two_columns_that_could_be_are_not_guessed(self):
        hints = {"birth": lambda cell: isinstance(cell, int)}
        table = find_table(sheet(["Họ tên", "a", "b"], ["A B", 1980, 1990]), KNOWN)
        assert guess_columns(table, KNOWN, hints) == {"name": 0}

    def test_nothing_is_guessed_of_a_stranger(self):
        assert columns("Xe máy", "Tủ lạnh") == {}
