"""A commune sends what it has, and some send what hurts: each file is read, or told plainly what is wrong with it."""

import datetime as dt
import random
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lhtq.workbook import reading
from lhtq.workbook.reading import LIMITS, Limits, WorkbookRefusedError, read
from tests.workbook_files import SHEET, csv_file, ods, packed, unpacked, xlsx, xlsx_of

OLD = (Path(__file__).parent / "old.xls").read_bytes()

ROWS = [["Họ và tên", "Ngày sinh", "Điện thoại"], ["Nguyễn Văn Ất", dt.date(1980, 2, 1), 912345678]]


def only(raw, name="hộ.xlsx", limits=LIMITS):
    (sheet,) = read(raw, name, limits).sheets
    return sheet.rows


def refusal(raw, name="hộ.xlsx", limits=LIMITS):
    with pytest.raises(WorkbookRefusedError) as refused:
        read(raw, name, limits)
    return str(refused.value)


def told(raw):
    """The cells, or the reason why there are none, which says what to do."""
    try:
        return str([sheet.rows for sheet in read(raw, "x").sheets])
    except WorkbookRefusedError as refused:
        return str(refused) if "Hãy" in str(refused) else ""


def text_cell(place, text="x"):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number, *cells):
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


class TestXlsx:
    def test_cells_keep_what_they_are(self):
        read_back = only(xlsx([["=1+1", 5, 5.5, True, dt.date(1980, 2, 1), "0912", "", " a  b "]]))
        assert read_back == [["=1+1", 5, 5.5, True, dt.date(1980, 2, 1), "0912", None, " a  b "]]
        assert type(read_back[0][1]) is int

    def test_rows_are_counted_from_the_first_of_the_sheet(self):
        assert only(xlsx([[], [], [None, "x"]])) == [[None, None], [None, None], [None, "x"]]

    def test_a_moment_is_cut_to_its_day_and_a_time_is_text(self):
        kept = row(1, '<c r="A1" s="1"><v>29252.75</v></c>', '<c r="B1" s="2"><v>0.75</v></c>')
        parts = unpacked(xlsx([[dt.date(1980, 2, 1)]]))
        styles = parts["xl/styles.xml"].replace(b"</cellXfs>", b'<xf numFmtId="20" applyNumberFormat="1"/></cellXfs>')
        raw = packed(unpacked(xlsx_of(kept)) | {"xl/styles.xml": styles})
        assert only(raw) == [[dt.date(1980, 2, 1), "18:00:00"]]

    def test_a_formula_gives_the_value_that_was_kept_with_it(self):
        assert only(
            xlsx_of(row(1, '<c r="A1"><f>40+3</f><v>42</v></c>', '<c r="B1" t="str"><f>X</f><v>a</v></c>'))
        ) == [[42, "a"]]

    def test_an_error_is_text(self):
        cells = [
            '<c r="A1" t="e"><v>#REF!</v></c>',
            text_cell("B1"),
            '<c r="C1" s="1" t="e"><f>NA()</f><v>#N/A</v></c>',
        ]
        assert only(xlsx_of(row(1, *cells))) == [["#REF!", "x", "#N/A"]]

    def test_errors_stay_in_their_sheet(self):
        parts = unpacked(xlsx([["a"]], more={"Hai & ba": [["b"]]}))
        second = "xl/worksheets/sheet2.xml"
        parts[second] = re.sub(
            rb"<row .*</row>", row(1, '<c r="A1" t="e"><v>#N/A</v></c>', text_cell("B1")), parts[second]
        )
        assert [sheet.rows for sheet in read(packed(parts), "x").sheets] == [[["a"]], [["#N/A", "x"]]]

    def test_an_error_is_found_where_the_xml_is_cut_into_pieces(self):
        filler = (text_cell(f"A{number}", "x" * 700) for number in range(1, 1001))
        lines = [
            row(n, cell, f'<c r="B{n}" t="e"><f>A{n}</f><v>#N/A</v></c>') for n, cell in enumerate(filler, start=1)
        ]
        assert {line[1] for line in only(xlsx_of(*lines))} == {"#N/A"}

    def test_sheets_say_whether_they_are_hidden(self):
        sheets = read(xlsx([["a"]], hidden=True), "x").sheets
        assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("Sheet1", True), ("Khác", False)]

    def test_empty_rows_and_columns_at_the_end_are_cut(self):
        assert only(xlsx_of(row(1, text_cell("A1"), '<c r="F1" s="1"/>'), row(90, '<c r="A90" s="1"/>'))) == [["x"]]

    def test_a_long_text_is_cut_just_behind_what_may_be_long(self):
        assert len(only(xlsx([["a" * 5_000]]))[0][0]) == reading.MOST_TEXT + 1

    def test_a_million_empty_rows_with_a_format_are_nothing(self):
        empty = (
            "".join(f'<row r="{n}" spans="1:9" s="1" customFormat="1"/>' for n in range(at, at + 1000)).encode()
            for at in range(2, 1_048_000, 1000)
        )
        assert only(xlsx_of(row(1, text_cell("A1")), *empty)) == [["x"]]

    def test_entities_of_the_file_are_not_followed(self, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text("MẬT")
        parts = unpacked(xlsx_of(row(1, text_cell("A1", "a&out;b"))))
        known = f'<!DOCTYPE x [<!ENTITY out SYSTEM "{secret.as_uri()}">]><worksheet'.encode()
        parts[SHEET] = parts[SHEET].replace(b"<worksheet", known, 1)
        assert "MẬT" not in told(packed(parts))

    def test_entities_that_multiply_are_not_followed(self):
        parts = unpacked(xlsx_of(row(1, text_cell("A1", "&i;"))))
        bombs = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        known = f'<!DOCTYPE x [<!ENTITY a "laughs">{bombs}]><worksheet'.encode()
        parts[SHEET] = parts[SHEET].replace(b"<worksheet", known, 1)
        assert "laughslaughs" not in told(packed(parts))


class TestOtherFormats:
    def test_xls(self):
        first, second = read(OLD, "hộ.xls").sheets
        assert (first.name, first.hidden) == ("Hộ gia đình", False)
        assert first.rows[2:5] == [
            ["STT", "Họ và tên", "Ngày sinh", "Điện thoại"],
            [1, "Nguyễn Văn Ất", dt.date(1980, 2, 1), 912345678],
            [2, "Ma Thị Đào", 1975, "0987 654 321"],
        ]
        assert (second.name, second.hidden) == ("Ẩn", True)

    def test_ods(self):
        day = '<table:table-cell office:value-type="date" office:date-value="1980-02-01T10:00:00"/>'
        name = '<table:table-cell office:value-type="string"><text:p>Nguyễn Văn Ất</text:p></table:table-cell>'
        number = '<table:table-cell office:value-type="float" office:value="5"/>'
        empty = '<table:table-cell table:number-columns-repeated="16380"/>'
        lines = f"<table:table-row>{name}{day}{number}{empty}</table:table-row>"
        more = f'<table:table-row table:number-rows-repeated="1048500">{empty}</table:table-row>'
        assert only(ods(lines + more)) == [["Nguyễn Văn Ất", dt.date(1980, 2, 1), 5]]

    def test_the_name_of_a_file_does_not_count(self):
        assert only(xlsx(ROWS), "hộ.csv") == ROWS
        assert only(csv_file([["a", "b"]]), "hộ.xlsx") == [["a", "b"]]


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_encodings_and_separators(self, encoding, separator):
        lines = [["Họ và tên", "Điện thoại"], ["Nguyễn Văn Ất, con", "0912345678"], ["Đỗ Thị Ứng", ""]]
        read_back = only(csv_file(lines, separator, encoding), "hộ.csv")
        assert read_back == [["Họ và tên", "Điện thoại"], ["Nguyễn Văn Ất, con", "0912345678"], ["Đỗ Thị Ứng", None]]

    def test_the_vietnamese_code_page_of_windows(self):
        # That page has letters with their marks behind them.
        lines = "Ho\u0323 tên;Sinh\r\nĐô\u0303 Thi\u0323 Ư\u0301ng;1980\r\nNguyê\u0303n Văn A;1975\r\n"
        assert [unicodedata.normalize("NFC", line[0]) for line in only(lines.encode("cp1258"))] == [
            "Họ tên", "Đỗ Thị Ứng", "Nguyễn Văn A",
        ]  # fmt: skip

    def test_a_font_of_old_is_left_for_the_conversion(self):
        raw = "Hä vµ tªn;N¨m sinh\r\nNguyÔn V¨n Êt;1980\r\n".encode("cp1252")
        assert only(raw, "a.csv")[1] == ["NguyÔn V¨n Êt", "1980"]

    def test_cells_may_hold_separators_and_lines(self):
        assert only(csv_file([["a,b", 'c"d', "e\nf"], ["1", "2", "3"]])) == [["a,b", 'c"d', "e\nf"], ["1", "2", "3"]]

    def test_the_separator_that_excel_names_is_no_row(self):
        assert only(b"sep=;\r\na,b;c\r\n") == [["a,b", "c"]]

    def test_the_sheet_has_the_name_of_the_file(self):
        assert read(b"a,b\r\n", "thôn 1.csv").sheets[0].name == "thôn 1"

    def test_a_quote_that_is_never_closed(self):
        assert "dấu nháy kép" in refusal(b'a,"b\r\nc,d\r\n')

    def test_too_many_rows(self):
        assert "chia thành nhiều tệp" in refusal(b"a\r\n" * 11, limits=Limits(rows=10))

    def test_a_million_empty_lines_at_the_end_are_nothing(self):
        assert only(b"a;b\r\n1;2\r\n" + b";;;;\r\n" * 1_000_000) == [["a", "b"], ["1", "2"]]
        assert only(b"a;b\r\n;\r\n;2\r\n;\r\n") == [["a", "b"], [None, None], [None, "2"]]

    def test_commas_of_an_address_are_no_separators(self):
        lines = "Họ tên;Nơi ở\r\nMa Văn A;Thôn 1, xã B, huyện C\r\nLý Thị D;Thôn 2, xã B, huyện C\r\n"
        assert only(lines.encode())[1] == ["Ma Văn A", "Thôn 1, xã B, huyện C"]

    def test_only_blank_lines(self):
        assert "không có dòng nào" in refusal(b"\r\n\r\n")


class TestRefused:
    @pytest.mark.parametrize(
        ("raw", "said"),
        [
            (b"", "trống"),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "ảnh"),
            (b"\xff\xd8\xff\xe0" + b"\0" * 50, "ảnh"),
            (b"\0\0\0\x18ftypheic" + b"\0" * 50, "ảnh"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "ảnh"),
            (b"%PDF-1.7\n", "PDF"),
            (b"Rar!\x1a\x07", "giải nén"),
            (b"{\\rtf1 }", "văn bản"),
            (b"<html><table><tr><td>a</td></tr></table>", "Lưu thành"),
            (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "Lưu thành"),
            (b"\x7fELF" + bytes(range(256)), "không phải bảng tính"),
            (b"PK\x03\x04" + b"x" * 100, "hỏng"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "không phải bảng tính"),
            (OLD[:4000] + OLD[4600:], "hỏng"),
            (xlsx(ROWS)[:2000], "hỏng"),
            (packed({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "Word"),
            (packed({"ppt/presentation.xml": b"<x/>"}), "trình chiếu"),
            (packed({"xl/workbook.bin": b"x"}), ".xlsb"),
            (packed({"danh sách.xlsx": xlsx(ROWS)}), "giải nén"),
            (packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "Word"),
            (packed({"xl/workbook.xml": b"<x", "[Content_Types].xml": b"<x/>"}), "hỏng"),
            (xlsx([]), "không có trang tính nào"),
        ],
    )  # fmt: skip
    def test_what_is_no_workbook_is_told_what_it_is(self, raw, said):
        assert said in refusal(raw)

    def test_a_locked_workbook(self):
        streams = "EncryptedPackage\0".encode("utf-16-le")
        assert "mật khẩu" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + streams)
        second = OLD.index(b"\x09\x08\x10\x00") + 20
        assert "mật khẩu" in refusal(OLD[:second] + b"\x2f\x00" + OLD[second + 2 :])
        assert "mật khẩu" in refusal(ods("", about="<manifest:encryption-data/>"))

    def test_a_locked_zip(self):
        raw = bytearray(packed({"xl/workbook.xml": b"<x/>"}))
        raw[raw.index(b"PK\x01\x02") + 8] |= 1
        assert "mật khẩu" in refusal(bytes(raw))

    def test_too_many_bytes(self):
        assert "nhiều nhất 20 MB" in refusal(b"a" * 100_000_000)


class TestBombs:
    def test_a_part_that_inflates_beyond_all_bounds(self):
        bomb = xlsx_of(*(b" " * 1_000_000 for _ in range(30)))
        assert len(bomb) < 50_000
        assert "bung ra quá lớn" in refusal(bomb, limits=Limits(inflated=25_000_000))

    def test_a_part_that_lies_about_its_size(self):
        raw = bytearray(xlsx_of(*(b" " * 1_000_000 for _ in range(30))))
        entry = raw.rindex(b"xl/worksheets/sheet1.xml") - 46
        assert raw[entry : entry + 4] == b"PK\x01\x02"
        raw[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
        assert "bung ra quá lớn" in refusal(bytes(raw), limits=Limits(inflated=25_000_000))

    def test_thousands_of_parts(self):
        assert "bung ra quá lớn" in refusal(packed({f"xl/{n}": b"" for n in range(5_001)}))

    @pytest.mark.parametrize("corner", ["XFD1048576", "T1048576", "A1048576", "A100001", "GS1", "ZZZZ99999999"])
    def test_two_cells_far_apart(self, corner):
        last = re.sub("[A-Z]", "", corner)
        far = row(last, text_cell(corner)) if last != "1" else b""
        first = row(1, text_cell("A1"), *([text_cell(corner)] if last == "1" else []))
        assert re.search("tới dòng|tới cột|quá lớn", refusal(xlsx_of(first, far)))

    def test_cells_repeated_by_a_number(self):
        cell = '<table:table-cell office:value-type="string" {}><text:p>a</text:p></table:table-cell>'
        wide = cell.format('table:number-columns-repeated="16384"')
        for repeated in (
            f'<table:table-row table:number-rows-repeated="1048576">{cell.format("")}</table:table-row>',
            f'<table:table-row table:number-rows-repeated="1048576">{wide}</table:table-row>',
            f"<table:table-row>{wide}</table:table-row>",
        ):
            assert "Hãy" in refusal(ods(repeated))

    def test_too_many_cells(self):
        raw = xlsx([[1] * 20] * 20)
        assert "quá nhiều ô" in refusal(raw, limits=Limits(cells=399))
        assert only(raw, limits=Limits(cells=400)) == [[1] * 20] * 20
        assert "quá nhiều ô" in refusal(OLD, limits=Limits(cells=20))

    def test_too_much_text(self):
        assert "quá nhiều chữ" in refusal(xlsx([["a" * 1000] * 10]), limits=Limits(characters=9_000))

    def test_too_many_sheets(self):
        raw = xlsx([["a"]], more={f"S{n}": [["b"]] for n in range(5)})
        assert "quá nhiều trang tính" in refusal(raw, limits=Limits(sheets=5))

    def test_a_process_that_needs_too_much_time_is_ended(self):
        lines = (row(n, *(f'<c r="{c}{n}"><v>1</v></c>' for c in "ABCDEFGHIJ")) for n in range(1, 60_000))
        assert "mất quá nhiều thời gian" in refusal(xlsx_of(*lines), limits=Limits(seconds=0))

    def test_the_process_is_told_nothing_of_the_server(self, monkeypatch):
        monkeypatch.setenv("LHTQ_SECRET_KEY", "MẬT")
        told_to = []
        run = subprocess.run
        monkeypatch.setattr(subprocess, "run", lambda *words, **how: told_to.append(how["env"]) or run(*words, **how))
        assert only(xlsx(ROWS)) == ROWS
        assert [set(environment) for environment in told_to] == [{"PYTHONPATH"}]

    def test_what_goes_wrong_in_the_program_itself_is_no_fault_of_the_file(self, monkeypatch):
        monkeypatch.setattr(reading.sys, "executable", "/bin/false")
        with pytest.raises(Exception, match="non-zero exit status"):
            read(xlsx(ROWS), "x")

    @pytest.mark.parametrize("raw", [OLD, xlsx(ROWS), ods("<table:table-row/>")], ids=["xls", "xlsx", "ods"])
    @pytest.mark.parametrize("seed", range(5))
    def test_bytes_turned_at_random(self, raw, seed):
        chance = random.Random(seed)  # noqa: S311 - no secret
        turned = bytearray(raw)
        for _ in range(100):
            turned[chance.randrange(8, len(turned))] = chance.randrange(256)
        assert told(bytes(turned))

    @given(st.binary(max_size=300))
    def test_any_other_bytes_are_read_or_refused(self, raw):
        assert told(raw)
