"""A commune's own columns: guessed, put right once, and remembered. And the template for those who have none."""

import zipfile
from io import BytesIO

import pytest

from lhtq.accounts.policy import Role
from lhtq.workbook.reading import read
from tests.lists.conftest import Office
from tests.lists.files import HEADINGS, sheets, xlsx
from tests.lists.test_importing import LUA, QUY, counts
from tests.web.press import heading, links, message_beside, press, value_of

SLUGS = ("ho-va-nhan-khau", "thon", "dong-ho", "gia-dinh-dong-ho", "co-quan", "nguoi-lam-viec")
OWN = ("Cột 1", "Cột 2", "Cột 3", "Cột 4", "Quan hệ")
ROWS = [("Nà Khuyến", "Ma Văn Quý", 1975, "Nam", "Chủ hộ"), ("Nà Khuyến", "Ma Thị Lụa", 1978, "Nữ", "Vợ")]


def test_columns_without_known_headings_are_chosen_and_remembered(office, look):
    page = office.send(xlsx(ROWS, OWN))
    assert heading(page) == "Cột nào chứa gì trong tệp danh sach.xlsx"
    # Years and sexes are told by their values.
    assert (value_of(page, "c-birth"), value_of(page, "c-sex"), value_of(page, "c-relation")) == ("2", "3", "4")
    asked = press(office.client, page, "Kiểm tra tệp")
    assert asked.status_code == 422
    assert message_beside(asked, "c-full_name") == "Chọn cột có Họ và tên."
    checked = press(office.client, page, "Kiểm tra tệp", **{"c-village": "0", "c-full_name": "1"})
    assert counts(office.client.get(checked.location))["mới"] == 2
    again = office.send(xlsx([("Nà Khuyến", "Nông Văn Ba", 1960, "Nam", "Chủ hộ")], OWN))
    assert counts(again)["mới"] == 1


UNNAMED = [(1, "Vi Văn Sáu", 1970, "Nam", "Chủ hộ", "Nà Khuyến"), (2, "Vi Thị Bảy", 1972, "Nữ", "vợ", "Nà Khuyến"),
           (3, "Vi Văn Tám", "12/12/2000", "Nam", "con", "Nà Khuyến")]  # fmt: skip
NAMES = {"c-full_name": "1", "c-village": "5"}


def test_a_list_without_headings_loses_nobody(office, look):
    """Its columns are told by what stands in them, and nothing is remembered of columns that have no names."""
    for times in (1, 2):
        page = office.send(sheets({"Sheet1": UNNAMED}))
        assert heading(page).startswith("Cột nào chứa gì"), times
        assert value_of(page, "heading") == "0"
        assert (value_of(page, "c-sex"), value_of(page, "c-relation"), value_of(page, "c-full_name")) == ("3", "4", "")
    assert "Vi Văn Sáu; Vi Thị Bảy; Vi Văn Tám" in page.text
    checked = press(office.client, page, "Kiểm tra tệp", **NAMES, **{"c-birth": "2"})
    assert counts(office.client.get(checked.location))["mới"] == 3
    office.at = checked.location
    office.press("Nhập 3 dòng đúng")
    assert look("SELECT full_name FROM person ORDER BY id LIMIT 1") == [("Vi Văn Sáu",)]


def test_headings_that_nobody_knows_are_not_a_row_of_people(office):
    """A head's row says "Chủ hộ", which is a heading elsewhere."""
    page = office.send(sheets({"Sheet1": [("TT", "Nhân khẩu", "Sinh", "G", "Là gì", "Ở đâu"), *UNNAMED]}))
    assert value_of(page, "heading") == "1"
    checked = press(office.client, page, "Kiểm tra tệp", **NAMES, **{"c-birth": "2"})
    assert counts(office.client.get(checked.location))["mới"] == 3


def test_the_row_of_the_headings_is_said_by_who_knows_it(office, look):
    titles = [("Thôn", "Họ tên", "Năm sinh"), ("a", "Người", "b", "c", "d", "e")]
    office.send(sheets({"Sheet1": [*titles, *UNNAMED]}))
    office.at = office.at.removesuffix("/cot")
    columns = office.client.get(f"{office.at}/cot")
    assert value_of(columns, "heading") == "1"
    read = press(office.client, columns, "Đọc lại từ dòng này", heading="2")
    columns = office.client.get(read.location)
    assert (value_of(columns, "heading"), value_of(columns, "c-village")) == ("2", "")
    checked = press(office.client, columns, "Kiểm tra tệp", **NAMES, **{"c-birth": "2"})
    assert counts(office.client.get(checked.location))["mới"] == 3
    wrong = press(office.client, columns, "Đọc lại từ dòng này", heading="99")
    assert (wrong.status_code, message_beside(wrong, "heading")) == (422, "Chọn một mục trong danh sách.")


def test_what_is_not_read_is_named(office):
    headings = ("STT", *HEADINGS, "Ghi chú", "", "Tôn giáo")
    page = office.send(xlsx([(1, *QUY, "hộ cận nghèo", "x", ""), (2, *LUA, "", "", "")], headings))
    assert counts(page)["mới"] == 2
    assert "Không đọc: Ghi chú, cột K không tên." in page.text


def test_where_everything_is_read_nothing_is_said_of_it(office):
    assert "Không đọc" not in office.rows(QUY).text


def test_a_font_is_that_of_the_whole_list_and_not_of_one_heading(office, look):
    """The heading SÑT alone could be of either kind of font."""
    headings = ("Thoân", "Hoï vaø teân", "Naêm sinh", "Giôùi tính", "Quan heä vôùi chuû hoä", "SÑT")
    rows = [("Naø Khuyeán", "Nguyeãn Vaên Cöôøng", 1975, "Nam", "Chuû hoä", "0912345678"),
            ("Naø Khuyeán", "Traàn Thò Bình", 1978, "Nöõ", "Vôï", "")]  # fmt: skip
    page = office.send(xlsx(rows, headings))
    assert counts(page)["mới"] == 2
    assert "TCVN3" not in page.text
    office.press("Nhập 2 dòng đúng")
    assert look("SELECT full_name, phone FROM person ORDER BY id") == [
        ("Nguyễn Văn Cường", "0912345678"), ("Trần Thị Bình", ""),
    ]  # fmt: skip


def test_a_neighbour_does_not_read_with_our_columns(office, place, sign_in):
    page = office.send(xlsx(ROWS, OWN))
    press(office.client, page, "Kiểm tra tệp", **{"c-village": "0", "c-full_name": "1"})
    neighbour = Office(sign_in(Role.COMMUNE_RECORDER, at=place.da_vi), place.da_vi)
    assert value_of(neighbour.send(xlsx(ROWS, OWN)), "c-full_name") == ""


def test_one_column_is_not_two_things(office):
    page = office.send(xlsx(ROWS, OWN))
    asked = press(office.client, page, "Kiểm tra tệp", **{"c-village": "0", "c-full_name": "0"})
    assert "Cột này cũng được chọn cho" in message_beside(asked, "c-full_name")


def test_a_column_that_is_not_there_cannot_be_chosen(office):
    page = office.send(xlsx(ROWS, OWN))
    asked = press(office.client, page, "Kiểm tra tệp", **{"c-village": "0", "c-full_name": "99"})
    assert (asked.status_code, message_beside(asked, "c-full_name")) == (422, "Chọn một mục trong danh sách.")


def test_a_file_that_names_no_village_is_of_the_one_that_is_chosen(office, place, look):
    page = office.send(xlsx([row[1:] for row in ROWS], ("Họ và tên", "Năm sinh", "Giới tính", "Quan hệ với chủ hộ")))
    asked = press(office.client, page, "Kiểm tra tệp")
    assert message_beside(asked, "village") == "Chọn thôn của mọi dòng, hoặc cột Thôn."
    checked = press(office.client, page, "Kiểm tra tệp", village=str(place.ban_thang.id))
    assert counts(office.client.get(checked.location))["mới"] == 2
    office.at = checked.location
    office.press("Nhập 2 dòng đúng")
    assert look("SELECT unit_id FROM household") == [(place.ban_thang.id,)]


def test_the_columns_are_chosen_anew_after_a_look(office):
    office.rows(QUY)
    columns = office.client.get(links(office.page())["Chọn lại cột"])
    assert value_of(columns, "c-phone") == "7"
    press(office.client, columns, "Kiểm tra tệp", **{"c-phone": ""})
    assert counts(office.page())["mới"] == 1


def test_the_same_form_sent_twice_is_one_import(office, look):
    form, content = office.client.get(f"/nhap/{office.unit.id}"), xlsx([QUY])
    sent = [
        press(office.client, form, "Gửi tệp và kiểm tra", file=(BytesIO(content), "a.xlsx")).location
        for _twice in range(2)
    ]
    assert sent[0] == sent[1]
    assert look("SELECT count(*) FROM import_batch") == [(1,)]


@pytest.mark.parametrize(
    "slug", ["ho-va-nhan-khau", "thon", "dong-ho", "gia-dinh-dong-ho", "co-quan", "nguoi-lam-viec", "chi-hoi",
             "hoi-vien", "hoi-phi"],
)  # fmt: skip
def test_each_list_has_a_template_that_is_understood_when_filled(office, slug):
    answer = office.client.get(f"/nhap/{office.unit.id}/mau/{slug}")
    assert answer.status_code == 200
    book = read(answer.data, "mau.xlsx")
    assert book.sheets[0].rows[0][0].endswith("xã Yên Hoa")
    assert [row for row in book.sheets[1].rows if row[2] == "x"]


@pytest.mark.parametrize(
    ("slug", "needed"),
    [
        ("ho-va-nhan-khau", {"Họ và tên", "Ngày sinh hoặc năm sinh", "Giới tính", "Quan hệ với chủ hộ"}),
        ("dong-ho", {"Tên dòng họ", "Trưởng họ"}),
        ("co-quan", {"Loại", "Tên cơ quan, đơn vị", "Người đứng đầu"}),
    ],
)
def test_the_template_marks_what_a_new_record_must_say(office, slug, needed):
    answer = office.client.get(f"/nhap/{office.unit.id}/mau/{slug}")
    explained = read(answer.data, "mau.xlsx").sheets[1].rows[1:]
    assert {row[0] for row in explained if row[2] == "x"} == needed


def test_the_template_offers_the_villages_of_the_commune(office):
    answer = office.client.get(f"/nhap/{office.unit.id}/mau/ho-va-nhan-khau")
    parts = zipfile.ZipFile(BytesIO(answer.data))
    text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert "Nà Khuyến" in text
    assert "dataValidation" in text


def test_an_empty_register_leads_to_the_import(office, place):
    home = office.client.get("/")
    assert links(home)["Sổ hộ còn trống: nhập danh sách hộ từ Excel"] == f"/nhap/{place.yen_hoa.id}"
    office.rows(QUY)
    office.press("Nhập 1 dòng đúng")
    assert "Sổ hộ còn trống" not in office.client.get("/").text


def test_a_district_fills_the_lists_of_its_association_alone(place, sign_in):
    client = sign_in(Role.COMMUNE_RECORDER, at=place.na_hang)
    assert client.get(f"/nhap/{place.na_hang.id}/mau/chi-hoi").status_code == 200
    assert client.get(f"/nhap/{place.na_hang.id}/mau/dong-ho").status_code == 404
    assert client.get(f"/nhap/{place.yen_hoa.id}").status_code == 200
    assert client.get(f"/nhap/{place.yen_hoa.id}/mau/tai-khoan").status_code == 404
    assert client.get(f"/nhap/{place.na_khuyen.id}/mau/dong-ho").status_code == 404
