"""What a commune writes into a cell is understood, or the person is told in words what it could not be."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lhtq.workbook import values
from lhtq.workbook.values import ValueWrongError

NOW = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(values, "today", lambda: NOW)


def wrong(parse, *given_):
    with pytest.raises(ValueWrongError) as refused:
        parse(*given_)
    return str(refused.value)


class TestName:
    @pytest.mark.parametrize(
        ("cell", "meant"),
        [
            ("Nguyễn Văn A", "Nguyễn Văn A"),
            ("NGUYỄN VĂN A", "Nguyễn Văn A"),
            ("nguyễn văn  a", "Nguyễn Văn A"),
            ("  Nguyễn\u00a0Văn\tA ", "Nguyễn Văn A"),
            ("Nguyễn văn  A", "Nguyễn Văn A"),
            ("H’MÔNG Y-BAN", "H’mông Y-Ban"),
            ("Giàng A Páo (con)", "Giàng A Páo (con)"),
            ("\ufeffMa\u200b Thị Đào", "Ma Thị Đào"),
        ],
        ids=repr,
    )
    def test_spaces_and_capitals(self, cell, meant):
        assert values.name(cell) == meant
        assert values.name(unicodedata.normalize("NFD", cell)) == meant

    @pytest.mark.parametrize(
        ("cell", "told"),
        [
            (None, "Thiếu"), ("  ", "Thiếu"), ("Nguyễn Văn A 1980", "chữ số"), (12, "không phải họ tên"),
            (dt.date(1980, 1, 1), "01/01/1980"), (True, "không phải họ tên"), ("=Nguyễn", "ký hiệu"),
            ("<b>A</b>", "ký hiệu"), ("---", "ký hiệu"), ("#REF!", "ký hiệu"), ("Nguyễn " * 30, "dài quá"),
        ],
        ids=repr,
    )  # fmt: skip
    def test_what_is_no_name(self, cell, told):
        assert told in wrong(values.name, cell)

    @given(st.text(max_size=40))
    def test_what_is_taken_is_clean_and_stays(self, cell):
        try:
            name = values.name(cell)
        except ValueWrongError:
            return
        assert values.name(name) == name
        assert unicodedata.is_normalized("NFC", name)
        assert name.isprintable()
        assert "  " not in name


class TestBirth:
    @pytest.mark.parametrize(
        "cell",
        [
            "02/01/1980", "2/1/1980", "2/1/80", "02-01-1980", "02.01.1980", "1980-01-02", "1980/1/2", " 2 / 1 / 1980 ",
            "1980-01-02 00:00:00", "1980-01-02T00:00:00", "2/1/1980 12:00:00 AM", "'02/01/1980", 29222, 29222.0,
            "29222", dt.date(1980, 1, 2), "Sinh ngày 2/1/1980", "ngày 2 tháng 1 năm 1980", "SN: 02/01/1980",
            "NS 2-1-1980",
        ],
        ids=repr,
    )  # fmt: skip
    def test_a_day(self, cell):
        assert values.birth(cell) == (1980, dt.date(1980, 1, 2))
        assert values.day(cell) == dt.date(1980, 1, 2)

    @pytest.mark.parametrize(
        "cell",
        [1980, 1980.0, "1980", " 1980 ", "1980.0", "SN 1980", "sn1980", "Sinh năm: 1980", "1/1980"],
        ids=repr,
    )
    def test_only_a_year(self, cell):
        assert values.birth(cell) == (1980, None)
        assert "không đủ" in wrong(values.day, cell)

    def test_two_digits_are_the_last_such_year(self):
        assert values.birth("1/2/26") == (2026, dt.date(2026, 2, 1))
        assert values.birth("1/2/27") == (1927, dt.date(1927, 2, 1))
        assert values.birth("1/2/00") == (2000, dt.date(2000, 2, 1))
        assert values.two_digit_years() == "Năm ghi hai chữ số: 00 đến 26 hiểu là 20xx, 27 đến 99 hiểu là 19xx."

    @pytest.mark.parametrize(
        ("cell", "told"),
        [
            (None, "Thiếu"), (2099, "sau hôm nay"), ("01/01/2099", "sau hôm nay"),
            (dt.date(2026, 11, 26), "sau hôm nay"),
            ("31/02/1980", "không có ngày này"), ("12/25/1980", "không có ngày này"), ("13/1980", "không có tháng 13"),
            ("1/1/1899", "quá sớm"), ("12/1899", "quá sớm"), (80, "không phải"), ("khoảng 1980", "không phải"),
            ("1/2-1980", "không phải"), (True, "không phải"), ("", "Thiếu"), ("1980-1985", "không phải"),
            (-5, "không phải"), (99_999_999, "không phải"), (1980.5, "không phải"), ("0/0/1980", "không có ngày này"),
            ("1/1/198", "không phải"), ("#VALUE!", "không phải"), ("²/1/1980", "không phải"),
        ],
        ids=repr,
    )  # fmt: skip
    def test_what_is_no_birth(self, cell, told):
        assert told in wrong(values.birth, cell)

    def test_other_days_may_lie_ahead(self):
        assert values.day("1/1/2099") == dt.date(2099, 1, 1)
        assert "không nằm trong" in wrong(values.day, "1/1/2101")

    @given(st.dates(dt.date(1900, 1, 1), NOW), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]))
    def test_every_day_in_every_style(self, day, style):
        assert values.birth(day.strftime(style)) == (day.year, day)

    @given(st.dates(dt.date(1906, 1, 1), NOW))
    def test_every_day_as_excel_counts_it(self, day):
        assert values.birth((day - dt.date(1899, 12, 30)).days) == (day.year, day)


class TestPhone:
    @pytest.mark.parametrize(
        ("cell", "meant"),
        [
            ("0912345678", "0912345678"), (912345678, "0912345678"), (912345678.0, "0912345678"),
            ("912345678", "0912345678"), ("0912 345 678", "0912345678"), ("0912.345.678", "0912345678"),
            ("0912-345-678", "0912345678"), ("+84912345678", "0912345678"), ("+84 (0) 912 345 678", "0912345678"),
            ("84912345678", "0912345678"), ("0084912345678", "0912345678"), ("01234567890", "01234567890"),
            (1234567890, "01234567890"), ("(0207) 3822 333", "02073822333"), (2073822333, "02073822333"),
            ("'0912345678", "0912345678"), (None, ""), ("  ", ""), ("0912345678.0", "0912345678"),
        ],
        ids=repr,
    )  # fmt: skip
    def test_the_zero_comes_back(self, cell, meant):
        assert values.phone(cell) == meant

    @pytest.mark.parametrize(
        "cell",
        ["113", "không có", "0912345678 - 0987654321", "0912345678/0987654321", 12, 9123456789012, "012", "0000000000",
         dt.date(1980, 1, 1), True, "09123456789012", "x", "٠٩١٢٣٤٥٦٧٨"],
        ids=repr,
    )  # fmt: skip
    def test_what_is_no_number(self, cell):
        assert "không phải một số điện thoại" in wrong(values.phone, cell)

    def test_what_excel_shortened_is_lost(self):
        assert "rút gọn" in wrong(values.phone, "9.12E+08")


class TestWhole:
    @pytest.mark.parametrize(
        ("cell", "meant"),
        [(5, 5), (5.0, 5), ("5", 5), (" 5 ", 5), ("1.234", 1234), ("1 234", 1234), ("12,0", 12)],
        ids=repr,
    )
    def test_numbers(self, cell, meant):
        assert values.whole(cell, 0, 5_000) == meant

    @pytest.mark.parametrize(
        ("cell", "told"),
        [(None, "Thiếu"), (5.5, "không phải số nguyên"), ("năm", "không phải"), (True, "không phải"), (-1, "không nằm"),
         (11, "không nằm trong 0–10"), (dt.date(2020, 1, 1), "không phải"), ("1.2.3", "không phải"),
         ("9" * 400, "không phải")],
        ids=repr,
    )  # fmt: skip
    def test_refused(self, cell, told):
        assert told in wrong(values.whole, cell, 0, 10)


class TestYes:
    @pytest.mark.parametrize("cell", ["x", "X", " x ", "có", "CÓ", "1", 1, 1.0, True, "✓", "Đúng", "đã"], ids=repr)
    def test_yes(self, cell):
        assert values.yes(cell) is True

    @pytest.mark.parametrize("cell", [None, "", " ", "không", "Không", 0, "0", False, "chưa", "-"], ids=repr)
    def test_no(self, cell):
        assert values.yes(cell) is False

    def test_neither(self):
        assert "không rõ" in wrong(values.yes, "có lẽ")
        assert "không rõ" in wrong(values.yes, 2)


NAMES = {"child": ("Con", "con đẻ"), "parent": ("Cha, mẹ", "bố", "mẹ"), "me": ("Mế",)}


class TestChoice:
    @pytest.mark.parametrize(
        ("cell", "meant"),
        [("Con", "child"), ("CON ĐẺ", "child"), ("cha me", "parent"), ("Cha - mẹ", "parent"), ("bo", "parent")],
        ids=repr,
    )
    def test_signs_and_capitals_do_not_count(self, cell, meant):
        assert values.choice(cell, NAMES) == meant

    def test_diacritics_count_where_they_tell_apart(self):
        assert values.choice("Mế", NAMES) == "me"
        assert values.choice("MẸ", NAMES) == "parent"
        assert "Hãy chọn một trong" in wrong(values.choice, "me", NAMES)

    def test_what_is_not_offered(self):
        assert "Con; Cha, mẹ; Mế" in wrong(values.choice, "hàng xóm", NAMES)
        assert "Thiếu" in wrong(values.choice, None, NAMES)


class TestText:
    def test_text(self):
        assert values.text(" a\n b\u0301 ", 10) == "a b\u0301"
        assert values.text(None, 10) == ""
        assert values.text(5.0, 10) == "5"
        assert values.text(5.5, 10) == "5,5"
        assert values.text(dt.date(1980, 1, 2), 10) == "02/01/1980"
        assert "nhiều nhất 10" in wrong(values.text, "a" * 11, 10)

    def test_what_was_cut_while_reading_is_too_long(self):
        assert "nhiều nhất" in wrong(values.text, "a" * 2_001, 2_000)


@given(
    st.one_of(st.none(), st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates()),
    st.sampled_from(["name", "birth", "day", "phone", "yes"]),
)
def test_any_cell_is_a_value_or_wrong_in_words(cell, parse):
    try:
        getattr(values, parse)(cell)
    except ValueWrongError as refused:
        words = str(refused)
        if not words.endswith((".", "xx.")):
            raise
