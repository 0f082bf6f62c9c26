"""The village keeps its households and the people in them."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.register.rules import Relation
from lhtq.web.filters import today
from tests.factories import PersonFactory
from tests.web.press import buttons, heading, links, message_beside, press, value_of


@pytest.fixture
def village(place, sign_in):
    """The recorder of Nà Khuyến."""
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


def add_page(unit):
    return f"/ho-gia-dinh/{unit.id}/them"


def edit_page(client, household, name):
    """Address of the form of a member: from the household's page through the person's own."""
    person = client.get(links(client.get(f"/ho/{household.id}"))[name])
    return links(person)["Sửa thông tin"]


THU = {
    "full_name": "Hoàng Văn Thụ", "birth_year": "1975", "sex": "male", "ethnicity": "Tày", "working": "y",
    "address": "Cuối làng",
}  # fmt: skip


def test_a_household_is_added_with_its_head(place, village):
    saved = press(village, village.get(add_page(place.na_khuyen)), "Lưu hộ", **THU)
    assert saved.status_code == 303
    page = village.get(saved.location)
    assert heading(page) == "Hộ Hoàng Văn Thụ"
    for words in ("Chủ hộ", "1975", "Nam", "Tày", "Có", "1 người đang ở hộ"):
        assert words in page.text
    assert value_of(page, "address") == "Cuối làng"
    assert "đăng ký 0 hộ" in village.get(f"/cham-diem/{place.na_khuyen.id}/{today().year}").text


def test_the_same_form_sent_twice_adds_one_household(place, village):
    form = village.get(add_page(place.na_khuyen))
    first, second = press(village, form, "Lưu hộ", **THU), press(village, form, "Lưu hộ", **THU)
    assert first.location == second.location
    assert village.get(f"/ho-gia-dinh/{place.na_khuyen.id}").text.count("Hoàng Văn Thụ") == 1


def test_somebody_who_is_in_the_village_already_is_asked_about(place, village, household):
    """Whoever adds the same head again sees the one that is there; namesakes are added once that is said."""
    first = village.get(press(village, village.get(add_page(place.na_khuyen)), "Lưu hộ", **THU).location)
    again = THU | {"full_name": "Hoang Van Thu", "birth_year": "24/11/1975"}
    asked = press(village, village.get(add_page(place.na_khuyen)), "Lưu hộ", **again)
    assert asked.status_code == 422
    assert "Trong thôn đã có người cùng tên, cùng năm sinh:" in asked.text
    assert heading(village.get(links(asked)["hộ Hoàng Văn Thụ"])) == heading(first)
    assert value_of(asked, "full_name") == "Hoang Van Thu"
    sure = asked.text.partition('name="sure" value="')[2].partition('"')[0]
    assert press(village, asked, "Lưu hộ", sure="0").status_code == 422
    assert press(village, asked, "Lưu hộ", sure=sure).status_code == 303


def test_another_year_or_village_is_not_asked_about(place, village, sign_in):
    press(village, village.get(add_page(place.na_khuyen)), "Lưu hộ", **THU | {"birth_year": "24/11/1975"})
    for born in ("1976", "25/11/1975"):
        form = village.get(add_page(place.na_khuyen))
        assert press(village, form, "Lưu hộ", **THU | {"birth_year": born}).status_code == 303
    other = sign_in(Role.VILLAGE_RECORDER, at=place.ban_thang)
    assert press(other, other.get(add_page(place.ban_thang)), "Lưu hộ", **THU).status_code == 303


def test_a_name_is_kept_composed_and_with_single_spaces(place, village):
    decomposed = "  Nguye\u0302\u0303n   Va\u0306n  Thu\u0323 "
    saved = press(village, village.get(add_page(place.na_khuyen)), "Lưu hộ", **THU | {"full_name": decomposed})
    assert heading(village.get(saved.location)) == "Hộ Nguyễn Văn Thụ"


BAD_PERSON = [
    ({"full_name": " "}, "full_name", "Nhập họ và tên chủ hộ."),
    ({"full_name": "a" * 121}, "full_name", "Nhiều nhất 120 ký tự."),
    ({"birth_year": ""}, "birth_year", "Nhập năm sinh, ví dụ 1980."),
    ({"birth_year": "năm Tý"}, "birth_year", "Nhập năm sinh hoặc ngày/tháng/năm sinh"),
    ({"birth_year": "1899"}, "birth_year", "Năm sinh từ 1900 trở đi."),
    ({"birth_year": "2199"}, "birth_year", f"Năm sinh không thể sau năm {today().year}."),
    ({"sex": ""}, "sex", "Chọn giới tính."),
    ({"sex": "cá"}, "sex", "Chọn một mục trong danh sách."),
    ({"ethnicity": ""}, "ethnicity", "Nhập dân tộc."),
    ({"ethnicity": "Tày" * 20}, "ethnicity", "Nhiều nhất 40 ký tự."),
    ({"address": "a" * 201}, "address", "Nhiều nhất 200 ký tự."),
]


@pytest.mark.parametrize(("typed", "field", "words"), BAD_PERSON)
def test_what_cannot_be_is_explained_beside_its_field_and_kept(place, village, typed, field, words):
    given = THU | typed
    answer = press(village, village.get(add_page(place.na_khuyen)), "Lưu hộ", **given)
    assert answer.status_code == 422
    assert message_beside(answer, field).startswith(words)
    assert "Chưa lưu." in answer.text
    for name in given.keys() - {"sex"}:
        assert value_of(answer, name) == given[name].strip()
    assert "Chưa có hộ nào trong sổ." in village.get(f"/ho-gia-dinh/{place.na_khuyen.id}").text


@pytest.mark.parametrize(
    "search",
    ["nguyen van dat", "Nguyễn Văn Đạt", "NGUYEN", "đạt", "van d", "Nguye\u0302\u0303n", " dat ", "ma thi lua", "Lụa"],
)
def test_a_household_is_found_by_any_part_of_a_name_without_its_marks(place, household, arrange, village, search):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    household(place.na_khuyen, "Giàng A Páo")
    with arrange():
        PersonFactory(household=dat, full_name="Ma Thị Lụa")
    page = village.get(f"/ho-gia-dinh/{place.na_khuyen.id}", query_string={"tim": search})
    assert "Nguyễn Văn Đạt" in links(page)
    assert "Giàng A Páo" not in links(page)


@pytest.mark.parametrize("search", ["dat%", "_at", "Đạt'; --", "<b>dat</b>", "dat" * 100])
def test_odd_words_find_nobody_and_break_nothing(place, household, village, search):
    household(place.na_khuyen, "Nguyễn Văn Đạt")
    page = village.get(f"/ho-gia-dinh/{place.na_khuyen.id}", query_string={"tim": search})
    assert page.status_code == 200
    assert "Nguyễn Văn Đạt" not in links(page)


def test_a_sign_that_no_keyboard_types_breaks_no_search(place, village):
    assert village.get(f"/ho-gia-dinh/{place.na_khuyen.id}?tim=%00").status_code == 200


def test_a_long_list_comes_in_pages_ordered_by_given_name(place, household, village):
    for number in range(26):
        household(place.na_khuyen, f"Ma Văn {chr(65 + number)}")
    first = village.get(f"/ho-gia-dinh/{place.na_khuyen.id}")
    assert [name for name in links(first) if name.startswith("Ma Văn")] == [f"Ma Văn {chr(65 + n)}" for n in range(25)]
    last = village.get(links(first)["Trang sau"])
    assert [name for name in links(last) if name.startswith("Ma Văn")] == ["Ma Văn Z"]
    assert "Trang trước" in links(last)


@pytest.mark.parametrize("number", ["0", "-3", "abc", "99999999999999999999", ""])
def test_a_page_number_that_nobody_would_type_opens_a_page(place, household, village, number):
    household(place.na_khuyen)
    assert village.get(f"/ho-gia-dinh/{place.na_khuyen.id}?trang={number}").status_code == 200


def test_a_member_is_added_changed_and_leaves(place, household, village):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1)
    form = village.get(links(village.get(f"/ho/{dat.id}"))["Thêm thành viên"])
    saved = press(
        village, form, "Lưu", full_name="Nguyễn Thị Hoa", birth_year="2010", sex="female", ethnicity="Kinh",
        relation="child",
    )  # fmt: skip
    page = village.get(saved.location)
    assert "2 người đang ở hộ" in page.text

    hoa = edit_page(village, dat, "Nguyễn Thị Hoa")
    press(village, village.get(hoa), "Lưu", full_name="Nguyễn Thị Hồng Hoa", working="y")
    changed = village.get(f"/ho/{dat.id}")
    assert "Nguyễn Thị Hồng Hoa" in links(changed)
    assert value_of(village.get(hoa), "working") == "y"

    leaving = village.get(f"/ho/{dat.id}/chuyen-di?nguoi={hoa.rpartition('/')[2]}")
    press(village, press(village, leaving, "Xem thay đổi", commune="0"), "Xác nhận")
    gone = village.get(f"/ho/{dat.id}").text
    assert f"không còn ở hộ từ {today():%d/%m/%Y}" in gone
    assert "1 người đang ở hộ" in gone


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"full_name": ""}, "full_name", "Nhập họ và tên."),
        ({"birth_year": "1.9.80"}, "birth_year", "Nhập năm sinh hoặc ngày/tháng/năm sinh"),
        ({"birth_year": "2199"}, "birth_year", f"Năm sinh không thể sau năm {today().year}."),
        ({"ethnicity": " "}, "ethnicity", "Nhập dân tộc."),
        ({"relation": "hàng xóm"}, "relation", "Chọn một mục trong danh sách."),
    ],
)
def test_a_wrong_change_of_a_member_is_explained_and_changes_nothing(place, household, village, typed, field, words):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1)
    form = village.get(edit_page(village, dat, "Nguyễn Văn Đạt"))
    answer = press(village, form, "Lưu", **{"full_name": "Nguyễn Văn Đại"} | typed)
    assert answer.status_code == 422
    assert message_beside(answer, field).startswith(words)
    assert heading(village.get(f"/ho/{dat.id}")) == "Hộ Nguyễn Văn Đạt"


def test_a_household_is_called_after_its_head(place, household, village):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1)
    form = village.get(f"/ho/{dat.id}/nguoi/them")
    press(
        village, form, "Lưu", full_name="Nguyễn Văn Con", birth_year="1999", sex="male", ethnicity="Kinh",
        relation="head",
    )  # fmt: skip
    page = village.get(f"/ho/{dat.id}")
    assert heading(page) == "Hộ Nguyễn Văn Con"
    assert page.text.count("Chủ hộ") == 1


def test_a_second_spouse_is_asked_about_and_written_where_it_is_meant(place, household, member, village):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=0)
    wife = member(dat, Relation.SPOUSE).full_name
    url = f"/ho/{dat.id}/nguoi/them"
    typed = {"full_name": "Lý Thị Mùi", "birth_year": "1985", "sex": "female", "ethnicity": "Dao", "relation": "spouse"}
    asked = press(village, village.get(url), "Lưu", **typed)
    assert asked.status_code == 422
    assert message_beside(asked, "relation") == f"Hộ đã ghi {wife} là vợ, chồng của chủ hộ. Hãy xem lại quan hệ này."
    assert value_of(asked, "full_name") == "Lý Thị Mùi"
    assert "Lý Thị Mùi" not in links(village.get(f"/ho/{dat.id}"))
    assert press(village, asked, "Lưu", sure="y").status_code == 303
    # What is written so is not asked about again with every other change.
    edit = links(village.get(links(village.get(f"/ho/{dat.id}"))["Lý Thị Mùi"]))["Sửa thông tin"]
    assert press(village, village.get(edit), "Lưu", phone="0912345678").status_code == 303


def test_the_head_stands_first_and_who_has_left_last(place, household, member, village, arrange):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=0)
    with arrange():
        gone = PersonFactory(household=dat, full_name="Lý Văn Mất", titled=False, left_on=today(), left_because="died")
        old, new = db.session.merge(member(dat)), db.session.merge(member(dat, Relation.SPOUSE))
        old.relation, new.relation = Relation.SPOUSE, Relation.HEAD
    page = village.get(f"/ho/{dat.id}")
    people = [words for words, url in links(page).items() if url.startswith("/nguoi/")]
    assert people == [new.full_name, old.full_name, gone.full_name]


def test_a_household_always_has_a_head(place, household, village):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1)
    answer = press(village, village.get(edit_page(village, dat, "Nguyễn Văn Đạt")), "Lưu", relation="child")
    assert answer.status_code == 422
    assert message_beside(answer, "relation") == "Hộ luôn cần chủ hộ. Hãy chọn người khác làm chủ hộ trước."


def test_two_people_changing_one_member_the_later_is_told_and_loses_nothing(place, household, village, sign_in):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1)
    commune = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    url = edit_page(village, dat, "Nguyễn Văn Đạt")
    first, second = village.get(url), commune.get(url)
    press(village, first, "Lưu", birth_year="1971")

    late = press(commune, second, "Lưu", birth_year="1972")
    assert late.status_code in {409, 422}
    assert "Có người vừa sửa" in late.text
    assert value_of(late, "birth_year") == "1972"
    assert value_of(commune.get(url), "birth_year") == "1971"


def test_two_people_changing_one_address_the_later_is_told_and_loses_nothing(place, household, village, sign_in):
    dat = household(place.na_khuyen, address="Đầu làng")
    commune = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    url = f"/ho/{dat.id}"
    first, second = village.get(url), commune.get(url)
    press(village, first, "Lưu thông tin hộ", address="Giữa làng")

    late = press(commune, second, "Lưu thông tin hộ", address="Cuối làng")
    assert late.status_code in {409, 422}
    assert "Có người vừa sửa" in late.text
    assert value_of(commune.get(url), "address") == "Giữa làng"


def test_an_address_that_is_too_long_is_explained_and_kept(place, household, village):
    dat = household(place.na_khuyen, address="Đầu làng")
    answer = press(village, village.get(f"/ho/{dat.id}"), "Lưu thông tin hộ", address="xa" * 101)
    assert answer.status_code == 422
    assert message_beside(answer, "address") == "Nhiều nhất 200 ký tự."
    assert value_of(answer, "address") == "xa" * 101
    assert value_of(village.get(f"/ho/{dat.id}"), "address") == "Đầu làng"


def test_a_household_of_another_village_does_not_exist(place, household, village):
    other = household(place.ban_thang, "Giàng A Páo", address="Đầu làng")
    typed = {"full_name": "X", "birth_year": "1980", "sex": "male", "ethnicity": "Tày", "relation": "other"}
    for url in (f"/ho/{other.id}", f"/ho/{other.id}/nguoi/them", f"/ho-gia-dinh/{place.ban_thang.id}",
                add_page(place.ban_thang), f"/phieu/ho/{other.id}/{today().year}"):  # fmt: skip
        assert village.get(url).status_code == 404
    assert village.post(f"/ho/{other.id}", data={"address": "Cuối làng"}).status_code == 404
    assert village.post(f"/ho/{other.id}/nguoi/them", data=typed).status_code == 404
    assert village.post(add_page(place.ban_thang), data=typed).status_code == 404


def test_a_member_is_not_reached_through_another_household(place, household, village):
    dat, hoa = household(place.na_khuyen, "Nguyễn Văn Đạt"), household(place.na_khuyen, "Ma Thị Hoa")
    url = edit_page(village, dat, "Nguyễn Văn Đạt")
    assert village.get(url.replace(f"/ho/{dat.id}/", f"/ho/{hoa.id}/")).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COMMUNE_REVIEWER, Role.COMMUNE_APPROVER])
def test_who_only_looks_is_offered_no_change_and_makes_none(place, household, sign_in, role):
    dat = household(place.na_khuyen, address="Đầu làng")
    looker = sign_in(role, at=place.yen_hoa)
    page = looker.get(f"/ho/{dat.id}")
    assert "Địa chỉ: Đầu làng" in page.text
    assert buttons(page) == ["Đăng xuất"]
    assert looker.post(f"/ho/{dat.id}", data={"address": "Cuối làng"}).status_code == 403
    assert looker.get(f"/ho/{dat.id}/nguoi/them").status_code == 403
    assert looker.get(add_page(place.na_khuyen)).status_code == 403
    assert "Địa chỉ: Đầu làng" in looker.get(f"/ho/{dat.id}").text


def test_the_administrator_manages_accounts_and_reads_no_household(place, household, sign_in):
    dat = household(place.na_khuyen)
    admin = sign_in(Role.ADMINISTRATOR, at=place.yen_hoa)
    assert admin.get(f"/ho/{dat.id}").status_code == 403
    assert admin.get(f"/ho-gia-dinh/{place.na_khuyen.id}").status_code == 403
