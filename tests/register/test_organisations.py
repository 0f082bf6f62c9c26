"""A commune keeps its organisations, and each keeps the list of those who work in it, from whatever commune."""

import uuid

import pytest

from lhtq.accounts.policy import Role
from lhtq.register.rules import LeftBecause, Relation
from lhtq.web.filters import today
from tests.factories import PersonFactory
from tests.web.press import buttons, heading, links, message_beside, press, value_of


@pytest.fixture
def commune(place, sign_in):
    """The recorder of Yên Hoa."""
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def school(place, organisation):
    """A school of Yên Hoa."""
    return organisation(place.yen_hoa, name="Trường Tiểu học Yên Hoa", phone="0987 654 321")


SCHOOL = {
    "kind": "school", "name": "Trường Tiểu học Yên Hoa", "head_name": "Nguyễn Thị Hiệu", "phone": "",
    "address": "Nà Khuyến",
}  # fmt: skip
FAR = {"full_name": "Lý Thị Mây", "birth_year": "1980", "far_position": "Giáo viên"}


def row_of(page, name):
    """The row of a table in which a name stands."""
    return next(row for row in page.text.split("<tr>") if name in row)


def find(client, organisation, words):
    return client.get(f"/to-chuc/{organisation.id}/nguoi/them", query_string={"tim": words})


def find_far(client, organisation, commune, **typed):
    form = client.get(f"/to-chuc/{organisation.id}/nguoi/them")
    return press(client, form, "Tìm và thêm", commune=str(commune.id), **FAR | typed)


def test_an_organisation_is_registered_and_changed(place, commune):
    listed = commune.get(
        links(commune.get(f"/don-vi/{place.yen_hoa.id}"))["Cơ quan, trường học, doanh nghiệp, cơ sở sản xuất"]
    )
    assert "Chưa có cơ quan, đơn vị nào trong sổ." in listed.text
    form = commune.get(links(listed)["Thêm cơ quan, đơn vị"])
    saved = press(commune, form, "Lưu cơ quan, đơn vị", **SCHOOL)
    page = commune.get(saved.location)
    assert heading(page) == "Trường Tiểu học Yên Hoa"
    assert all(words in page.text for words in ("Trường học", "Nguyễn Thị Hiệu", "Nà Khuyến", "Chưa ghi ai."))
    assert links(page)[f"Phiếu đánh giá năm {today().year}"] == f"/phieu{saved.location}/{today().year}"

    form = commune.get(links(page)["Sửa"])
    press(commune, form, "Lưu cơ quan, đơn vị", kind="cooperative", name="Hợp tác xã Yên Hoa")
    listed = commune.get(f"/cac-to-chuc/{place.yen_hoa.id}")
    assert "Hợp tác xã" in row_of(listed, "Hợp tác xã Yên Hoa")


def test_the_same_form_sent_twice_registers_one_organisation(place, commune):
    form = commune.get(f"/cac-to-chuc/{place.yen_hoa.id}/them")
    first, second = (press(commune, form, "Lưu cơ quan, đơn vị", **SCHOOL) for _ in range(2))
    assert first.location == second.location
    assert commune.get(f"/cac-to-chuc/{place.yen_hoa.id}").text.count("Trường Tiểu học Yên Hoa") == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"kind": "gánh xiếc"}, "kind", "Chọn một mục trong danh sách."),
        ({"name": " "}, "name", "Nhập tên cơ quan, đơn vị."),
        ({"name": "a" * 201}, "name", "Nhiều nhất 200 ký tự."),
        ({"head_name": ""}, "head_name", "Nhập họ và tên người đứng đầu."),
        ({"phone": "9" * 31}, "phone", "Nhiều nhất 30 ký tự."),
        ({"address": "a" * 201}, "address", "Nhiều nhất 200 ký tự."),
    ],
)
def test_what_cannot_be_is_explained_beside_its_field_and_kept(place, commune, school, typed, field, words):
    given = SCHOOL | {"name": "Trường Mới"} | typed
    for url in (f"/cac-to-chuc/{place.yen_hoa.id}/them", f"/to-chuc/{school.id}/sua"):
        answer = press(commune, commune.get(url), "Lưu cơ quan, đơn vị", **given)
        assert answer.status_code == 422
        assert message_beside(answer, field) == words
        assert value_of(answer, "head_name") == given["head_name"]
    assert "Trường Mới" not in commune.get(f"/cac-to-chuc/{place.yen_hoa.id}").text


def test_a_person_of_the_commune_is_found_without_marks_and_added_with_what_they_do(
    place, household, member, commune, school
):
    hoa = member(household(place.na_khuyen, "Ma Thị Hoa", titled=1))
    household(place.na_khuyen, "Giàng A Páo")
    results = find(commune, school, "thi hoa")
    assert "Giàng A Páo" not in results.text
    added = press(commune, results, "Thêm Ma Thị Hoa", position="Giáo viên")
    row = row_of(commune.get(added.location), "Ma Thị Hoa")
    assert all(words in row for words in ("Giáo viên", "1980", "Yên Hoa", "Đang giữ", f"/nguoi/{hoa.id}"))
    page = commune.get(f"/nguoi/{hoa.id}")
    assert links(page)["Trường Tiểu học Yên Hoa"] == f"/to-chuc/{school.id}"
    assert "Giáo viên" in page.text


def test_the_list_counts_staff_and_titles(place, household, member, organisation, commune):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", titled=1)
    organisation(place.yen_hoa, member(dat), member(dat, Relation.SPOUSE), name="Trường Mầm non")
    row = row_of(commune.get(f"/cac-to-chuc/{place.yen_hoa.id}"), "Trường Mầm non")
    assert 'data-l="Người làm việc">2<' in row
    assert 'data-l="Công dân học tập">1<' in row


def test_a_person_works_once_in_one_place_and_may_work_in_two(place, household, member, organisation, commune, school):
    hoa = member(household(place.na_khuyen, "Ma Thị Hoa"))
    results = find(commune, school, "hoa")
    press(commune, find(commune, school, "hoa"), "Thêm Ma Thị Hoa")
    late = press(commune, results, "Thêm Ma Thị Hoa", position="Kế toán")
    assert late.status_code == 422
    assert "Người này đã có trong danh sách người làm việc." in late.text
    assert value_of(late, "position") == "Kế toán"
    shop = organisation(place.yen_hoa, name="Hợp tác xã chè")
    assert press(commune, find(commune, shop, "hoa"), "Thêm Ma Thị Hoa").status_code == 303
    work = links(commune.get(f"/nguoi/{hoa.id}"))
    assert {"Trường Tiểu học Yên Hoa", "Hợp tác xã chè"} <= work.keys()


@pytest.mark.parametrize("side", ["organisation", "person"])
def test_work_ends_from_either_side_and_stays_in_the_person_s_history(
    place, household, member, organisation, commune, sign_in, side
):
    hoa = member(household(place.na_khuyen, "Ma Thị Hoa"))
    school = organisation(place.yen_hoa, hoa, name="Trường Mầm non")
    if side == "organisation":
        press(commune, commune.get(f"/to-chuc/{school.id}"), "Thôi làm việc Ma Thị Hoa")
    else:
        village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
        page = village.get(f"/nguoi/{hoa.id}")
        assert "Trường Mầm non" in page.text
        assert "Trường Mầm non" not in links(page)
        press(village, page, "Không còn làm việc ở đây Trường Mầm non")
    assert "Ma Thị Hoa" not in commune.get(f"/to-chuc/{school.id}").text
    assert f"(đến {today():%d/%m/%Y})" in commune.get(f"/nguoi/{hoa.id}").text


def test_a_person_of_another_commune_is_found_by_exact_name_and_birth_year_and_shown_by_the_card(
    place, household, member, commune, school
):
    may = member(household(place.ban_luc, "Lý Thị Mây"))
    added = find_far(commune, school, place.da_vi, full_name="ly thi may")
    assert added.status_code == 303
    page = commune.get(added.location)
    row = row_of(page, "Lý Thị Mây")
    assert all(words in row for words in ("1980", "Giáo viên", "Đà Vị", "Đang giữ"))
    assert "Lý Thị Mây" not in links(page)
    assert commune.get(f"/nguoi/{may.id}").status_code == 404


@pytest.mark.parametrize(
    "typed", [{"full_name": "Lý Thị"}, {"full_name": "Mây"}, {"birth_year": "1981"}], ids=["part", "name", "year"]
)
def test_who_does_not_know_name_and_birth_year_exactly_finds_nobody(place, household, commune, school, typed):
    household(place.ban_luc, "Lý Thị Mây")
    answer = find_far(commune, school, place.da_vi, **typed)
    assert answer.status_code == 422
    assert message_beside(answer, "full_name").startswith("Xã Đà Vị không có ai đúng họ tên và năm sinh này.")
    assert value_of(answer, "birth_year") == typed.get("birth_year", "1980")
    assert "Lý Thị Mây" not in commune.get(f"/to-chuc/{school.id}").text


def test_one_who_died_or_moved_away_is_not_found(place, household, arrange, commune, school):
    may = household(place.ban_luc, "Ma Văn Chủ")
    with arrange():
        PersonFactory(
            household=may, full_name="Lý Thị Mây", birth_year=1980, left_on=today(), left_because=LeftBecause.DIED
        )
    assert find_far(commune, school, place.da_vi).status_code == 422


def test_two_of_a_name_and_year_are_told_apart_by_their_commune_alone(place, household, commune, school):
    household(place.ban_luc, "Lý Thị Mây")
    household(place.ban_luc, "Lý Thị Mây")
    answer = find_far(commune, school, place.da_vi)
    assert answer.status_code == 422
    assert message_beside(answer, "full_name").endswith("Hãy gọi cho xã đó.")
    assert "Bản Lục" not in answer.text


def test_a_person_of_another_commune_is_not_put_on_the_list_twice(place, household, commune, school):
    household(place.ban_luc, "Lý Thị Mây")
    assert find_far(commune, school, place.da_vi).status_code == 303
    answer = find_far(commune, school, place.da_vi)
    assert answer.status_code == 422
    assert message_beside(answer, "full_name") == "Người này đã có trong danh sách người làm việc."


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"full_name": ""}, "full_name", "Nhập đầy đủ họ và tên."),
        ({"birth_year": ""}, "birth_year", "Nhập năm sinh, ví dụ 1980."),
        ({"birth_year": "1899"}, "birth_year", "Nhập số từ 1900 đến 2200."),
        ({"commune": ""}, "commune", "Chọn xã, phường."),
        ({"far_position": "a" * 121}, "far_position", "Nhiều nhất 120 ký tự."),
    ],
)
def test_what_is_missing_to_find_a_person_is_explained(place, commune, school, typed, field, words):
    given = FAR | {"commune": str(place.da_vi.id)} | typed
    answer = press(commune, commune.get(f"/to-chuc/{school.id}/nguoi/them"), "Tìm và thêm", **given)
    assert answer.status_code == 422
    assert message_beside(answer, field) == words


def test_a_person_whom_the_commune_does_not_see_cannot_be_picked_by_number(place, household, member, commune, school):
    may = member(household(place.ban_luc, "Lý Thị Mây"))
    url = f"/to-chuc/{school.id}/nguoi/them"
    assert commune.post(url, data={"key": str(uuid.uuid4()), "person": str(may.id)}).status_code == 404
    assert commune.post(url, data={"person": "x"}).status_code == 404
    assert "Lý Thị Mây" not in commune.get(f"/to-chuc/{school.id}").text


def test_an_organisation_that_is_no_more_takes_nobody(place, household, commune, school):
    household(place.na_khuyen, "Ma Thị Hoa")
    results = find(commune, school, "hoa")
    press(commune, commune.get(f"/to-chuc/{school.id}/sua"), "Lưu cơ quan, đơn vị", ended="y")
    page = commune.get(f"/to-chuc/{school.id}")
    assert f"Thôi hoạt động từ {today():%d/%m/%Y}" in page.text
    assert "Thêm người làm việc" not in links(page)
    assert press(commune, results, "Thêm Ma Thị Hoa").status_code == 403
    assert "Thôi hoạt động" in commune.get(f"/cac-to-chuc/{place.yen_hoa.id}").text


def test_two_people_changing_one_organisation_the_later_is_told(place, commune, sign_in, school):
    other = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    first, second = commune.get(f"/to-chuc/{school.id}/sua"), other.get(f"/to-chuc/{school.id}/sua")
    press(commune, first, "Lưu cơ quan, đơn vị", head_name="Ma Văn Quý")
    late = press(other, second, "Lưu cơ quan, đơn vị", head_name="Ma Văn Sính")
    assert late.status_code == 422
    assert "Có người vừa sửa" in late.text
    assert "Ma Văn Quý" in commune.get(f"/to-chuc/{school.id}").text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COMMUNE_REVIEWER, Role.COMMUNE_APPROVER])
def test_who_only_looks_is_offered_no_change_and_makes_none(place, household, member, organisation, sign_in, role):
    school = organisation(place.yen_hoa, member(household(place.na_khuyen, "Ma Thị Hoa")), name="Trường Mầm non")
    looker = sign_in(role, at=place.yen_hoa)
    for url in (f"/cac-to-chuc/{place.yen_hoa.id}", f"/to-chuc/{school.id}"):
        page = looker.get(url)
        assert "Trường Mầm non" in page.text
        assert set(buttons(page)) <= {"Đăng xuất", "Excel", "CSV"}
        assert not [words for words in links(page) if words.startswith(("Thêm", "Sửa", "Lập"))]
    assert looker.get(f"/to-chuc/{school.id}/sua").status_code == 403
    assert looker.post(f"/to-chuc/{school.id}/nguoi/them", data={"person": "1"}).status_code == 403
