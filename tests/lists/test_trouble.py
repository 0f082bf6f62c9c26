"""Files as they really come: wrong, doubtful, twice, hostile. Each is told plainly, and nothing is half done."""

import io
import re
import zipfile

import pytest
from sqlalchemy import text

from lhtq.accounts.policy import Role
from lhtq.app import MOST_REQUEST_BYTES
from lhtq.db import db
from lhtq.register.rules import ORGANISATION_KIND_NAMES, OrganisationKind
from tests.lists.conftest import Office
from tests.lists.files import HEADINGS, sheets, xlsx
from tests.lists.test_importing import HOA, LUA, QUY, counts
from tests.web.press import heading, links, message_beside, press


def told(office, which="sai") -> str:
    """What the page of wrong rows says, in one line."""
    return " ".join(re.sub("<[^>]+>", "", office.lines(which).text).split())


def changed(row, **given):
    """A row with some cells changed, by heading."""
    return tuple(given.get(key, cell) for key, cell in zip(
        ("thon", "ma", "ten", "sinh", "gioi", "dan_toc", "quan_he", "dt"), row, strict=True))  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sinh": "2099"}, "“2099” ở sau hôm nay."),
        ({"sinh": ""}, "Thiếu năm sinh."),
        ({"sinh": "31/02/1980"}, "không có ngày này trong lịch"),
        ({"gioi": ""}, "Thiếu giới tính."),
        ({"ten": ""}, "Thiếu họ tên."),
        ({"thon": "Bản Lục"}, "Xã Yên Hoa không có thôn “Bản Lục”. Thôn Bản Lục thuộc xã Đà Vị."),
        ({"thon": "Nơi nào"}, "Xã Yên Hoa không có thôn “Nơi nào”. Các thôn của xã: Nà Khuyến, Bản Thàng."),
        ({"dt": "123"}, "“123” không phải một số điện thoại"),
        ({"quan_he": "Con"}, "Hộ chưa có trong sổ và không có ai ghi “Chủ hộ”."),
        ({"ma": "x" * 31}, "Dài 31 chữ, nhiều nhất 30."),
        ({"ten": "x" * 2_100}, "Họ tên dài quá 120 chữ."),
    ],
)
def test_a_wrong_cell_is_told_and_the_others_are_written(office, look, given, words):
    page = office.rows(changed(QUY, **given), HOA)
    assert (counts(page)["sai"], counts(page)["mới"]) == (1, 1)
    assert words in told(office)
    office.press("Nhập 1 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    assert look("SELECT head_name FROM household") == [("Bàn Thị Hoa",)]


def test_two_heads_in_a_household_are_told_with_their_rows(office):
    office.rows(QUY, changed(LUA, quan_he="Chủ hộ"), HOA)
    assert told(office).count("Hộ có 2 người ghi là chủ hộ, ở các dòng 2, 3.") == 2


def test_with_a_wrong_head_the_whole_household_waits(office, look):
    office.rows(changed(QUY, gioi=""), LUA, HOA)
    assert "Dòng 2 của chủ hộ còn sai nên chưa nhập được hộ này." in told(office)
    office.press("Nhập 1 dòng đúng, bỏ 2 dòng sai hoặc nghi ngờ")
    assert look("SELECT count(*) FROM person") == [(1,)]


def test_a_wrong_member_waits_alone(office, look):
    office.rows(QUY, changed(LUA, gioi=""), HOA)
    office.press("Nhập 2 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    assert look("SELECT full_name FROM person ORDER BY id") == [("Ma Văn Quý",), ("Bàn Thị Hoa",)]


def test_the_same_row_twice_is_taken_once(office):
    office.rows(QUY, LUA, LUA)
    assert "Trùng với dòng 3." in told(office)


def test_a_household_that_stands_twice_is_taken_once(office):
    office.rows(changed(QUY, ma=""), changed(HOA, ma=""), changed(QUY, ma=""))
    assert "Hộ này trùng với hộ ở dòng 2." in told(office)


def test_a_namesake_is_doubtful_and_taken_when_chosen(office, look):
    """Two men of one name and year in one village, neither with a number: the person says that they are two."""
    page = office.rows(
        changed(QUY, ma=""), changed(LUA, ma=""), changed(QUY, ma=""), changed(HOA, ma="", thon="", quan_he="Vợ")
    )
    assert counts(page) == {"mới": 2, "thay đổi": 0, "giữ nguyên": 0, "nghi ngờ": 2, "sai": 0}
    doubtful = office.lines("nghi-ngo")
    assert "Cùng tên chủ hộ và năm sinh với hộ ở dòng 2. Chọn dòng này nếu là hộ khác." in doubtful.text
    assert press(office.client, doubtful, "Lưu lựa chọn", chon=["4"]).status_code == 303
    office.press("Nhập 3 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    assert look("SELECT count(*) FROM household") == [(2,)]
    assert look("SELECT count(*) FROM person") == [(4,)]


def test_nothing_is_written_when_the_person_says_so(office, look):
    office.rows(QUY)
    answer = office.press("Không nhập gì")
    assert "Đã bỏ, không nhập gì" in answer.text
    assert look("SELECT count(*) FROM household") == [(0,)]


def test_what_changed_is_shown_with_what_was_before(office, look):
    office.rows(QUY, LUA)
    office.press("Nhập 2 dòng đúng")
    page = office.rows(changed(QUY, dt="0987654321"), LUA)
    assert counts(page)["thay đổi"] == 1
    assert "Điện thoại: 0912345678 thành 0987654321" in told(office, "thay-doi")
    office.press("Nhập 1 dòng đúng")
    assert look("SELECT phone, version FROM person ORDER BY id") == [("0987654321", 2), ("", 1)]


def test_a_new_head_takes_the_place_of_the_old_one(office, look):
    office.rows(QUY, LUA)
    office.press("Nhập 2 dòng đúng")
    office.rows(changed(LUA, quan_he="Chủ hộ"), changed(QUY, quan_he="Chồng"))
    office.press("Nhập 2 dòng đúng")
    assert look("SELECT head_name FROM household") == [("Ma Thị Lụa",)]
    assert look("SELECT full_name, relation FROM person ORDER BY id") == [
        ("Ma Văn Quý", "spouse"), ("Ma Thị Lụa", "head"),
    ]  # fmt: skip


def test_a_new_head_beside_an_old_one_who_is_not_in_the_file_is_refused(office):
    office.rows(QUY, LUA)
    office.press("Nhập 2 dòng đúng")
    office.rows(changed(LUA, quan_he="Chủ hộ"))
    assert "Chủ hộ trong sổ là Ma Văn Quý, tệp ghi Ma Thị Lụa." in told(office)


def test_the_reasons_come_back_in_a_workbook(office):
    office.rows(changed(QUY, sinh="2099"), HOA)
    link = links(office.page())["Tải tệp kèm lý do từng dòng"]
    answer = office.client.get(link)
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert "xl/workbook.xml" in names
    page = office.send(answer.data, "sua.xlsx")
    assert counts(page)["sai"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp trống."),
        (b"%PDF-1.7 x", "là PDF"),
        (b"\x00\x01\x02\x03" * 40, "không phải bảng tính"),
        (b"PK\x03\x04 broken", ""),
    ],
)
def test_what_is_no_list_is_refused_beside_its_field(office, look, content, words):
    page = office.send(content)
    assert page.status_code == 422
    assert words in message_beside(page, "file")
    assert message_beside(page, "file")
    assert look("SELECT count(*) FROM import_batch") == [(0,)]


def test_no_file_at_all_is_asked_for(office):
    form = office.client.get(f"/nhap/{office.unit.id}")
    page = press(office.client, form, "Gửi tệp và kiểm tra")
    assert (page.status_code, message_beside(page, "file")) == (422, "Chọn tệp có danh sách.")


def test_a_file_beyond_the_limit_is_told_with_its_weight(office):
    page = office.send(b"PK\x03\x04" + bytes(21_000_000))
    assert page.status_code == 422
    assert "Tệp nặng 21 MB, nhiều nhất 20 MB." in message_beside(page, "file")


def test_a_file_of_a_hundred_megabytes_is_told_on_a_page(office):
    page = office.client.open(
        f"/nhap/{office.unit.id}", method="POST", content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(max(MOST_REQUEST_BYTES + 1, 100_000_000))},
    )  # fmt: skip
    assert (page.status_code, heading(page)) == (413, "Tệp quá lớn")
    assert "Tệp danh sách nặng nhiều nhất 20 MB." in page.text
    assert "ảnh hoặc tệp nhỏ hơn" not in page.text
    assert links(page)["Về trang Nhập từ Excel"] == f"/nhap/{office.unit.id}"


def test_every_reason_of_a_row_has_a_line_of_its_own(office):
    office.rows(changed(QUY, gioi=""), changed(LUA, gioi=""))
    _head, cell = re.findall(r'<td data-l="Lý do">(.*?)</td>', office.lines("sai").text)
    # One element, or on a phone each reason stands in a column as narrow as its letters.
    assert re.fullmatch(r"<div>Dòng 2 của chủ hộ còn sai[^<]+<br><b>Giới tính:</b> [^<]+</div>", cell), cell


def test_an_organisation_is_told_by_the_name_of_its_kind(office):
    headings = ("Loại", "Tên cơ quan, đơn vị", "Người đứng đầu")
    office.rows(("Trường", "Trường Mầm non Yên Hoa", "Hoàng Thị Hiệu"), headings=headings, slug="co-quan")
    assert f"Trường Mầm non Yên Hoa, {ORGANISATION_KIND_NAMES[OrganisationKind.SCHOOL]}" in told(office, "moi")


def test_hidden_sheets_are_named_and_not_read(office):
    book = sheets({"Danh sách": [HEADINGS, HOA], "Cũ": [HEADINGS, QUY, LUA]}, hidden=["Cũ"])
    page = office.send(book)
    assert counts(page)["mới"] == 1
    assert "Trang ẩn không đọc: Cũ." in page.text


def test_another_sheet_is_read_when_it_is_chosen(office):
    office.send(sheets({"Thôn 1": [HEADINGS, QUY, LUA], "Thôn 2": [HEADINGS, HOA]}))
    columns = office.client.get(f"{office.at}/cot")
    answer = press(office.client, columns, "Đọc trang này", sheet="Thôn 2")
    answer = press(office.client, office.client.get(answer.location), "Kiểm tra tệp")
    assert counts(office.client.get(answer.location))["mới"] == 1


def test_a_village_imports_its_own_households_alone(place, sign_in, look):
    village = Office(sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen), place.na_khuyen)
    page = village.rows(QUY, HOA)
    assert (counts(page)["mới"], counts(page)["sai"]) == (1, 1)
    assert "Thôn Bản Thàng không thuộc thôn Nà Khuyến." in told(village)
    village.press("Nhập 1 dòng đúng, bỏ 1 dòng sai hoặc nghi ngờ")
    assert look("SELECT head_name FROM household") == [("Ma Văn Quý",)]


def test_who_came_second_is_shown_what_the_file_means_now(office, place, sign_in, look):
    """Two people have the same file checked; one writes it, and the other finds that nothing is left to write."""
    other = Office(sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa), place.yen_hoa)
    office.rows(QUY, LUA)
    other.rows(QUY, LUA)
    office.press("Nhập 2 dòng đúng")
    page = other.press("Nhập 2 dòng đúng")
    assert "Sổ đã thay đổi từ lúc kiểm tra, nên chưa nhập." in page.text
    assert counts(page)["giữ nguyên"] == 2
    assert look("SELECT count(*) FROM household") == [(1,)]


def test_what_nobody_works_on_any_more_is_not_told_to_be_at_work(office, arrange):
    office.rows(QUY)
    with arrange():
        db.session.execute(text("UPDATE import_batch SET state = 'checking', problem = 'Tệp không còn đọc được.'"))
    listed = office.client.get(f"/nhap/{office.unit.id}").text
    assert "Đã dừng, chưa nhập" in listed
    assert "Đang kiểm tra" not in listed


def test_a_file_of_another_commune_is_nobodys(office, place, sign_in):
    office.rows(QUY)
    stranger = sign_in(Role.COMMUNE_RECORDER, at=place.da_vi)
    for part in ("", "/cot", "/dong/sai", "/ly-do"):
        assert stranger.get(f"{office.at}{part}").status_code == 404
    for part in ("/ghi", "/bo", "/hoan-tac", "/tiep", "/chon"):
        assert stranger.post(f"{office.at}{part}").status_code == 404
    assert sign_in(Role.VIEWER, at=place.yen_hoa).get(office.at).status_code == 403


def test_a_file_is_written_once_and_who_asks_again_is_shown_that(office, look):
    office.rows(QUY)
    office.press("Nhập 1 dòng đúng")
    again = office.client.post(f"{office.at}/ghi", follow_redirects=True)
    assert again.request.path == office.at
    assert "Đã ghi lúc" in again.text
    assert look("SELECT count(*) FROM household") == [(1,)]
    assert office.client.post(f"{office.at}/bo").status_code == 403


def test_old_fonts_and_merged_titles_are_read_and_told(office, look):
    rows: list = [
        ("DANH SÁCH HỘ XÃ YÊN HOA",),
        (),
        ("Th«n", "Hä vµ tªn", "N¨m sinh", "Giíi tÝnh", "D©n téc", "Quan hÖ víi chñ hé"),
        ("Nµ KhuyÕn", "Ma V¨n Quý", 1975, "Nam", "Tµy", "Chñ hé"),
        ("Nµ KhuyÕn", "Ma ThÞ Lôa", 1978, "N÷", "Tµy", "Vî"),
    ]
    page = office.send(sheets({"Sheet1": rows}))
    assert counts(page)["mới"] == 2
    assert "phông TCVN3, đã chuyển" in page.text
    office.press("Nhập 2 dòng đúng")
    assert look("SELECT full_name, ethnicity FROM person ORDER BY id") == [("Ma Văn Quý", "Tày"), ("Ma Thị Lụa", "Tày")]


def test_households_are_told_by_running_rows_and_years_by_sex(office, look):
    """No number of the household: each head begins one, and the year of birth stands under Nam or Nữ."""
    headings = ("STT", "Thôn", "Họ và tên", "Năm sinh Nam", "Năm sinh Nữ", "Quan hệ với chủ hộ")
    rows = [(1, "Thôn Nà Khuyến", "MA VĂN QUÝ", 1975, "", "Chủ hộ"), (2, "", "Ma Thị Lụa", "", 1978, "Vợ"),
            (3, "", "Nông Văn Ba", 1960, "", "CH"), (4, "bản thàng", "Bàn Thị Hoa", "", 1990, "Chủ hộ")]  # fmt: skip
    page = office.send(xlsx(rows, headings))
    assert "2 dòng để trống cột Thôn, lấy theo dòng trên." in page.text
    office.press("Nhập 4 dòng đúng")
    assert look("SELECT u.name, h.head_name FROM household h JOIN unit u ON u.id = h.unit_id ORDER BY h.id") == [
        ("Nà Khuyến", "Ma Văn Quý"), ("Nà Khuyến", "Nông Văn Ba"), ("Bản Thàng", "Bàn Thị Hoa"),
    ]  # fmt: skip
    assert look("SELECT sex FROM person ORDER BY id") == [("male",), ("female",), ("male",), ("female",)]


PARTED = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Quan hệ với chủ hộ")


@pytest.mark.parametrize("row", [("Thôn Nà Khuyến",), ("I", "NÀ KHUYẾN"), ("1. Thôn Nà Khuyến (12 hộ):",)])
def test_a_row_that_names_a_village_is_the_village_of_those_below(office, look, row):
    rows = [row, (1, "Ma Văn Quý", 1975, "Nam", "Chủ hộ"), (2, "Ma Thị Lụa", 1978, "Nữ", "Vợ"),
            ("Bản Thàng",), (3, "Bàn Thị Hoa", 1990, "Nữ", "Chủ hộ")]  # fmt: skip
    page = office.rows(*rows, headings=PARTED)
    assert counts(page) == {"mới": 3, "thay đổi": 0, "giữ nguyên": 0, "nghi ngờ": 0, "sai": 0}
    assert "2 dòng chỉ ghi tên thôn, là thôn của các dòng bên dưới." in page.text
    office.press("Nhập 3 dòng đúng")
    assert look("SELECT u.name, h.head_name FROM household h JOIN unit u ON u.id = h.unit_id ORDER BY h.id") == [
        ("Nà Khuyến", "Ma Văn Quý"), ("Bản Thàng", "Bàn Thị Hoa"),
    ]  # fmt: skip


def test_below_a_village_that_nobody_knows_nothing_is_written_into_the_one_above(office):
    rows = [("Thôn Nà Khuyến",), (1, "Ma Văn Quý", 1975, "Nam", "Chủ hộ"),
            ("Thôn Nơi Nào",), (2, "Bàn Thị Hoa", 1990, "Nữ", "Chủ hộ"), (3, "Tô Văn Ba")]  # fmt: skip
    page = office.rows(*rows, headings=PARTED)
    assert (counts(page)["mới"], counts(page)["sai"]) == (1, 2)
    assert "Xã Yên Hoa không có thôn “Thôn Nơi Nào”." in told(office)
