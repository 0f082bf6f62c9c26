"""What goes out opens in Excel as text, dates and lists, evaluates nothing, and comes in again as it was."""

import datetime as dt
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lhtq.workbook import csv_text, opening, values
from lhtq.workbook.escaping import escape, unescape
from lhtq.workbook.reading import LIMITS, read
from lhtq.workbook.writing import Column, Kind, Page, csv_lines, write_reasons, write_xlsx
from tests.workbook_files import unpacked

COLUMNS = [
    Column("name", "Họ và tên", 30),
    Column("birth", "Ngày sinh", kind=Kind.DAY),
    Column("people", "Số người", kind=Kind.WHOLE),
    Column("left", "Đã chuyển đi", kind=Kind.YES),
]


def written(*pages):
    to = io.BytesIO()
    write_xlsx(pages, to)
    return to.getvalue()


def sheet_xml(raw, number=1):
    return unpacked(raw)[f"xl/worksheets/sheet{number}.xml"].decode()


class TestXlsx:
    def test_a_page(self):
        rows = (row for row in [["Nguyễn Văn Ất", dt.date(1980, 2, 1), 4, True], [None, None, None, False]])
        raw = written(Page("Hộ", COLUMNS, rows, title="Thôn Làng Toòng"))
        (sheet,) = read(raw, "x").sheets
        assert sheet.name == "Hộ"
        assert sheet.rows == [
            ["Thôn Làng Toòng", None, None, None],
            [None, None, None, None],
            ["Họ và tên", "Ngày sinh", "Số người", "Đã chuyển đi"],
            ["Nguyễn Văn Ất", dt.date(1980, 2, 1), 4, "x"],
        ]
        xml = sheet_xml(raw)
        assert '<autoFilter ref="A3:D5"/>' in xml
        assert 'topLeftCell="A4"' in xml
        assert 'state="frozen"' in xml

    @pytest.mark.parametrize("text", ["=1+1", "+84", "-", "@x", "=HYPERLINK(1)", "http://a.vn", "{=1}", "0912", "1e5"])
    def test_text_is_text(self, text):
        raw = written(Page("Hộ", [Column("a", "A")], [[text]]))
        assert "<f>" not in sheet_xml(raw)
        assert "hyperlink" not in sheet_xml(raw)
        assert read(raw, "x").sheets[0].rows[1] == [text]

    def test_a_day_before_excel_began_is_text(self):
        raw = written(Page("Hộ", COLUMNS, [["A", dt.date(1899, 5, 1), 1, False]]))
        assert read(raw, "x").sheets[0].rows[1][1] == "01/05/1899"

    def test_names_of_sheets_that_excel_does_not_admit(self):
        pages = [
            Page(name, [Column("a", "A")], []) for name in ("a/b?*[c]:", "A b    c", "x" * 40, "x" * 40, "'", "History")
        ]
        names = [sheet.name for sheet in read(written(*pages), "x").sheets]
        assert len(names) == len({name.casefold() for name in names}) == 6
        assert all(len(name) <= 31 for name in names)

    def test_a_note_is_a_comment_of_the_heading(self):
        raw = written(Page("Hộ", [Column("a", "A", note="Ghi ngày/tháng/năm")], []))
        assert "Ghi ngày/tháng/năm" in unpacked(raw)["xl/comments1.xml"].decode()


class TestChoices:
    def test_short_lists_stand_in_the_cells_rule(self):
        raw = written(Page("Hộ", [Column("sex", "Giới tính", choices=("Nam", "Nữ"))], []))
        assert '<formula1>"Nam,Nữ"</formula1>' in sheet_xml(raw)
        assert len(read(raw, "x").sheets) == 1

    @pytest.mark.parametrize(
        "choices", [tuple(f"Thôn {n}" for n in range(60)), ("Vợ, chồng", "Con")], ids=["long", "comma"]
    )
    def test_other_lists_stand_in_a_hidden_sheet(self, choices):
        pages = [Page("Hộ", [Column("a", "A"), Column("b", "B", choices=choices)], [["x", choices[0]]])] * 2
        raw = written(*pages)
        first, _, lists = read(raw, "x").sheets
        assert first.rows == [["A", "B"], ["x", choices[0]]]
        assert (lists.name, lists.hidden) == ("Danh mục", True)
        assert [row[0] for row in lists.rows] == ["B", *choices]
        assert f"<formula1>'Danh mục'!$A$2:$A${len(choices) + 1}</formula1>" in sheet_xml(raw)


class TestCsv:
    def test_the_lines(self):
        rows = (row for row in [["Nguyễn Văn Ất", dt.date(1980, 2, 1), 4, True], ["=1", None, -1, False]])
        lines = list(csv_lines(COLUMNS, rows))
        assert lines == [
            "\ufeffHọ và tên,Ngày sinh,Số người,Đã chuyển đi\r\n".encode(),
            "Nguyễn Văn Ất,01/02/1980,4,x\r\n".encode(),
            b"'=1,,-1,\r\n",
        ]

    def test_numbers_with_decimals_have_a_comma(self):
        columns = [Column("a", "A", kind=Kind.DECIMAL), Column("b", "B", kind=Kind.DECIMAL)]
        assert list(csv_lines(columns, [[10.5, 3.0]]))[1] == b'"10,5",3\r\n'

    @given(st.text(st.sampled_from("'=+-@\t\rab"), max_size=6))
    def test_nothing_is_evaluated_and_nothing_lost(self, text):
        assert not re.match(r"[=+\-@\t\r]", escape(text))
        assert unescape(escape(text)) == text


class TestReasons:
    def test_the_rows_again_with_what_is_wrong(self):
        to = io.BytesIO()
        rows = [
            (["Nguyễn Văn Ất", "31/02/1980", 4, ""], {"birth": "Không có ngày này.", "": "Đã có hộ này."}),
            (["=Ma Thị Đào", 1975, "x", ""], {"people": "Không phải số."}),
            (["Lý A", 1976, 3, ""], {}),
        ]
        write_reasons(COLUMNS, iter(rows), to)
        raw = to.getvalue()
        (sheet,) = read(raw, "x").sheets
        assert [row[-1] for row in sheet.rows] == [
            "Lý do",
            "Ngày sinh: Không có ngày này.\nĐã có hộ này.",
            "Số người: Không phải số.",
            None,
        ]
        assert sheet.rows[2][:3] == ["=Ma Thị Đào", 1975, "x"]
        comments = unpacked(raw)["xl/comments1.xml"].decode()
        assert re.findall(r'<comment ref="(\w+)"', comments) == ["B2", "C3"]
        styles = dict(re.findall(r'<c r="(\w+)" s="(\d+)"', sheet_xml(raw)))
        assert styles["B2"] != styles["B4"]
        assert styles["A2"] == styles["A4"]


#: Text as the register keeps it: composed, one line, no signs that are not seen.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=40)
ROWS = st.lists(
    st.tuples(
        TEXTS | st.text(st.sampled_from("'=+-@ ,;\"a"), max_size=6),
        st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)),
        st.none() | st.integers(-(10**12), 10**12),
        st.booleans(),
    ),
    max_size=8,
)


def taken_in(rows):
    """Rows of ``COLUMNS`` as an import reads them."""
    return [
        (
            name or "",
            None if values.is_empty(birth) else values.day(birth),
            None if values.is_empty(people) else values.whole(people, -(10**12), 10**12),
            values.yes(left),
        )
        for name, birth, people, left in rows[1:]
    ]


def filled(rows):
    """What can come in again: nothing tells an empty row at the end from none."""
    rows = list(rows)
    while rows and not rows[-1][0] and rows[-1][1:] == (None, None, False):
        rows.pop()
    return rows


class TestOutAndInAgain:
    # The program that opens a workbook is called as a function here: a process for each example would take minutes.
    @settings(deadline=None)
    @given(ROWS)
    def test_xlsx(self, rows):
        (sheet,) = opening.open_workbook(written(Page("Hộ", COLUMNS, rows)), LIMITS)
        assert taken_in(sheet.rows) == filled(rows)

    @settings(deadline=None)
    @given(ROWS)
    def test_csv(self, rows):
        (sheet,) = csv_text.read(b"".join(csv_lines(COLUMNS, rows)), "hộ.csv", LIMITS).sheets
        assert taken_in(sheet.rows) == filled(rows)

    def test_through_the_front_door(self):
        rows = [("Nguyễn Văn Ất", dt.date(1980, 2, 1), 4, True), ("'=Ma", None, None, False), ("-", None, 1, False)]
        for raw in (written(Page("Hộ", COLUMNS, rows)), b"".join(csv_lines(COLUMNS, rows))):
            (sheet,) = read(raw, "hộ").sheets
            assert taken_in(sheet.rows) == rows
