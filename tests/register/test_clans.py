"""A commune keeps its clans: head, committee, and families wherever they live."""

import uuid

import pytest

from lhtq.accounts.policy import Role
from lhtq.web.filters import today
from tests.web.press import buttons, heading, links, message_beside, press, value_of


@pytest.fixture
def commune(place, sign_in):
    """The recorder of Yên Hoa."""
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def ma(place, clan):
    """The clan Ma of Yên Hoa."""
    return clan(place.yen_hoa, name="Dòng họ Ma", head_name="Ma Văn Thụ", phone="0912 345 678")


MA = {"name": "Dòng họ Ma", "head_name": "Ma Văn Thụ", "phone": "0912 345 678"}


def row_of(page, name):
    """The row of a table in which a name stands."""
    return next(row for row in page.text.split("<tr>") if name in row)


def find(client, clan, words):
    return client.get(f"/dong-ho/{clan.id}/ho/them", query_string={"tim": words})


def find_far(client, clan, head_name, commune):
    form = client.get(f"/dong-ho/{clan.id}/ho/them")
    return press(client, form, "Tìm và thêm", head_name=head_name, commune=str(commune.id))


def test_a_clan_is_registered_with_its_committee(place, commune):
    listed = commune.get(links(commune.get(f"/don-vi/{place.yen_hoa.id}"))["Dòng họ"])
    assert "Chưa có dòng họ nào trong sổ." in listed.text
    saved = press(commune, commune.get(links(listed)["Thêm dòng họ"]), "Lưu dòng họ", **MA)
    page = commune.get(saved.location)
    assert heading(page) == "Dòng họ Ma"
    assert "Ma Văn Thụ, 0912 345 678" in page.text
    assert links(page)[f"Phiếu đánh giá năm {today().year}"] == f"/phieu{saved.location}/{today().year}"

    form = commune.get(links(page)["Thêm người vào ban"])
    press(commune, form, "Lưu", full_name="Ma Thị Lụa", position="Trưởng ban khuyến học")
    page = commune.get(saved.location)
    assert "Trưởng ban khuyến học" in row_of(page, "Ma Thị Lụa")
    assert press(commune, page, "Thôi Ma Thị Lụa").status_code == 303
    assert "Ma Thị Lụa" not in commune.get(saved.location).text
    assert press(commune, page, "Thôi Ma Thị Lụa").status_code == 404  # she left already


def test_who_was_on_the_committee_before_their_family_has_the_post_on_their_page(place, household, commune, clan):
    dat = household(place.na_khuyen, "Ma Văn Đạt")
    ma = clan(place.yen_hoa, name="Dòng họ Ma")
    press(commune, commune.get(f"/dong-ho/{ma.id}/ban/them"), "Lưu", full_name="Ma Văn Đạt", position="Trưởng ban")
    person = links(commune.get(f"/ho/{dat.id}"))["Ma Văn Đạt"]
    assert "Trưởng ban" not in commune.get(person).text
    press(commune, find(commune, ma, "dat"), "Thêm hộ Ma Văn Đạt")
    assert "Trưởng ban, ban khuyến học Dòng họ Ma" in commune.get(person).text


def test_its_sheet_opens_from_its_page(commune, ma):
    page = commune.get(links(commune.get(f"/dong-ho/{ma.id}"))[f"Phiếu đánh giá năm {today().year}"])
    assert "Dòng họ Ma" in heading(page)
    assert links(page)["Gia đình, ban khuyến học"] == f"/dong-ho/{ma.id}"
    assert commune.get(links(commune.get(f"/dong-ho/{ma.id}"))["Các danh hiệu đã có"]).status_code == 200


def test_the_same_form_sent_twice_registers_one_clan(place, commune):
    form = commune.get(f"/cac-dong-ho/{place.yen_hoa.id}/them")
    first, second = press(commune, form, "Lưu dòng họ", **MA), press(commune, form, "Lưu dòng họ", **MA)
    assert first.location == second.location
    assert commune.get(f"/cac-dong-ho/{place.yen_hoa.id}").text.count("Dòng họ Ma") == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": " "}, "name", "Nhập tên dòng họ"),
        ({"name": "a" * 121}, "name", "Nhiều nhất 120 ký tự."),
        ({"head_name": ""}, "head_name", "Nhập họ và tên trưởng họ."),
        ({"phone": "9" * 31}, "phone", "Nhiều nhất 30 ký tự."),
    ],
)
def test_what_cannot_be_is_explained_beside_its_field_and_kept(place, commune, ma, typed, field, words):
    given = MA | {"name": "Dòng họ Nông"} | typed
    for url in (f"/cac-dong-ho/{place.yen_hoa.id}/them", f"/dong-ho/{ma.id}/sua"):
        answer = press(commune, commune.get(url), "Lưu dòng họ", **given)
        assert answer.status_code == 422
        assert message_beside(answer, field).startswith(words)
        assert value_of(answer, "head_name") == given["head_name"]
    assert "Dòng họ Nông" not in commune.get(f"/cac-dong-ho/{place.yen_hoa.id}").text


@pytest.mark.parametrize(("typed", "field"), [({"full_name": ""}, "full_name"), ({"position": "a" * 121}, "position")])
def test_a_wrong_member_of_the_committee_is_explained(commune, ma, typed, field):
    form = commune.get(f"/dong-ho/{ma.id}/ban/them")
    answer = press(commune, form, "Lưu", **{"full_name": "Ma Thị Lụa", "position": "Ủy viên"} | typed)
    assert answer.status_code == 422
    assert message_beside(answer, field)
    assert "Ủy viên" not in commune.get(f"/dong-ho/{ma.id}").text


def test_the_list_tells_families_titles_and_who_holds(place, household, clan, commune):
    since = {"title_from": today(), "title_to": today()}
    dat, hoa = household(place.na_khuyen, "Ma Văn Đạt", **since), household(place.na_khuyen, "Ma Thị Hoa")
    clan(place.yen_hoa, dat, hoa, name="Dòng họ Ma", **since)
    clan(place.yen_hoa, name="Dòng họ Nông")
    clan(place.da_vi, name="Dòng họ Lý")
    page = commune.get(f"/cac-dong-ho/{place.yen_hoa.id}")
    assert "Đang giữ" in row_of(page, "Dòng họ Ma")
    assert 'data-l="Gia đình">2<' in row_of(page, "Dòng họ Ma")
    assert 'data-l="Gia đình học tập">1<' in row_of(page, "Dòng họ Ma")
    assert "Chưa có" in row_of(page, "Dòng họ Nông")
    assert "Dòng họ Lý" not in page.text


@pytest.mark.parametrize("words", ["ma van dat", "Đạt", "MA VĂN"])
def test_a_family_of_the_commune_is_found_without_its_marks_and_added(place, household, commune, ma, words):
    dat = household(place.na_khuyen, "Ma Văn Đạt")
    household(place.na_khuyen, "Giàng A Páo")
    results = find(commune, ma, words)
    assert "Giàng A Páo" not in results.text
    added = press(commune, results, "Thêm hộ Ma Văn Đạt")
    page = commune.get(added.location)
    assert links(page)["Ma Văn Đạt"] == f"/ho/{dat.id}"
    assert "Nà Khuyến" in row_of(page, "Ma Văn Đạt")
    home = commune.get(f"/ho/{dat.id}")
    assert links(home)["Dòng họ Ma"] == f"/dong-ho/{ma.id}"
    assert "Trưởng họ: Ma Văn Thụ" in home.text


def test_the_same_button_pressed_twice_adds_a_family_once_and_says_so_once(place, household, commune, ma):
    household(place.na_khuyen, "Ma Văn Đạt")
    results = find(commune, ma, "dat")
    first, second = press(commune, results, "Thêm hộ Ma Văn Đạt"), press(commune, results, "Thêm hộ Ma Văn Đạt")
    assert first.location == second.location == f"/dong-ho/{ma.id}"
    assert commune.get(first.location).text.count(">Ma Văn Đạt<") == 1


def test_a_family_belongs_to_one_clan_at_a_time(place, household, clan, commune, ma):
    dat = household(place.na_khuyen, "Ma Văn Đạt")
    nong = clan(place.yen_hoa, name="Dòng họ Nông")
    results = find(commune, nong, "dat")
    press(commune, find(commune, ma, "dat"), "Thêm hộ Ma Văn Đạt")

    assert "Thuộc Dòng họ Ma" in find(commune, nong, "dat").text
    assert "Thêm hộ Ma Văn Đạt" not in buttons(find(commune, nong, "dat"))
    # One who had the results open already is told, and finds what was searched for again.
    late = press(commune, results, "Thêm hộ Ma Văn Đạt")
    assert late.status_code == 422
    assert "Gia đình này đang thuộc một dòng họ." in late.text
    assert value_of(late, "tim") == "dat"
    assert "Ma Văn Đạt" not in commune.get(f"/dong-ho/{nong.id}").text
    assert links(commune.get(f"/ho/{dat.id}"))["Dòng họ Ma"] == f"/dong-ho/{ma.id}"


@pytest.mark.parametrize("side", ["clan", "household"])
def test_a_family_leaves_from_either_side_and_may_then_belong_to_another(
    place, household, clan, commune, sign_in, ma, side
):
    dat = household(place.na_khuyen, "Ma Văn Đạt")
    press(commune, find(commune, ma, "dat"), "Thêm hộ Ma Văn Đạt")
    if side == "clan":
        press(commune, commune.get(f"/dong-ho/{ma.id}"), "Cho ra khỏi dòng họ Ma Văn Đạt")
    else:
        village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
        page = village.get(f"/ho/{dat.id}")
        assert "Dòng họ Ma" not in links(page)  # the village keeps no clans, and sees this one's card
        press(village, page, "Ra khỏi dòng họ Dòng họ Ma")
    assert "Ma Văn Đạt" not in commune.get(f"/dong-ho/{ma.id}").text
    assert "Dòng họ Ma" not in commune.get(f"/ho/{dat.id}").text
    nong = clan(place.yen_hoa, name="Dòng họ Nông")
    assert press(commune, find(commune, nong, "dat"), "Thêm hộ Ma Văn Đạt").status_code == 303


@pytest.mark.parametrize("typed", ["Lý Thị Mây", "ly thi may", "  Lý  Thị Mây "])
def test_a_family_of_another_commune_is_found_by_its_exact_name_and_shown_by_its_card(
    place, household, commune, ma, typed
):
    household(place.ban_luc, "Lý Thị Mây", address="Cuối làng", title_from=today(), title_to=today())
    added = find_far(commune, ma, typed, place.da_vi)
    assert added.status_code == 303
    page = commune.get(added.location)
    row = row_of(page, "Lý Thị Mây")
    assert all(words in row for words in ("Bản Lục", "Đà Vị", "Đang giữ"))
    assert "Lý Thị Mây" not in links(page)
    assert "Cuối làng" not in page.text


@pytest.mark.parametrize("typed", ["Lý Thị", "May", "%", "Lý Thị Mây Mây"])
def test_a_part_of_a_name_finds_nobody_in_another_commune(place, household, commune, ma, typed):
    household(place.ban_luc, "Lý Thị Mây")
    answer = find_far(commune, ma, typed, place.da_vi)
    assert answer.status_code == 422
    assert message_beside(answer, "head_name").startswith("Xã Đà Vị không có hộ nào có chủ hộ đúng tên này.")
    assert value_of(answer, "head_name") == typed
    assert value_of(answer, "commune") == str(place.da_vi.id)
    assert "Lý Thị Mây" not in commune.get(f"/dong-ho/{ma.id}").text


def test_the_right_name_in_the_wrong_commune_finds_nobody(place, household, commune, ma):
    household(place.ban_luc, "Lý Thị Mây")
    assert find_far(commune, ma, "Lý Thị Mây", place.tan_trao).status_code == 422


def test_two_of_a_name_in_another_commune_are_told_apart_by_that_commune_alone(place, household, commune, ma):
    household(place.ban_luc, "Lý Thị Mây", address="Đầu làng")
    household(place.ban_luc, "Lý Thị Mây", address="Cuối làng")
    answer = find_far(commune, ma, "Lý Thị Mây", place.da_vi)
    assert answer.status_code == 422
    assert message_beside(answer, "head_name").endswith("Hãy gọi cho xã đó.")
    assert "làng" not in answer.text
    assert "Bản Lục" not in answer.text


def test_a_family_of_another_commune_that_has_its_clan_is_not_taken(place, household, clan, commune, ma):
    may = household(place.ban_luc, "Lý Thị Mây")
    clan(place.da_vi, may, name="Dòng họ Lý")
    answer = find_far(commune, ma, "Lý Thị Mây", place.da_vi)
    assert answer.status_code == 422
    assert message_beside(answer, "head_name").startswith("Gia đình này đang thuộc một dòng họ.")
    assert "Dòng họ Lý" not in answer.text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"head_name": " "}, "head_name", "Nhập đầy đủ họ và tên chủ hộ."),
        ({"commune": ""}, "commune", "Chọn xã, phường."),
        ({"commune": "0"}, "commune", "Chọn một mục trong danh sách."),
        ({"commune": "xã"}, "commune", "Chọn một mục trong danh sách."),
    ],
)
def test_what_is_missing_to_find_a_family_is_explained(place, commune, ma, typed, field, words):
    given = {"head_name": "Lý Thị Mây", "commune": str(place.da_vi.id)} | typed
    answer = press(commune, commune.get(f"/dong-ho/{ma.id}/ho/them"), "Tìm và thêm", **given)
    assert answer.status_code == 422
    assert message_beside(answer, field) == words


def test_a_household_that_the_commune_does_not_see_cannot_be_picked_by_its_number(place, household, commune, ma):
    may = household(place.ban_luc, "Lý Thị Mây")
    answer = commune.post(f"/dong-ho/{ma.id}/ho/them", data={"key": str(uuid.uuid4()), "household": str(may.id)})
    assert answer.status_code == 404
    assert commune.post(f"/dong-ho/{ma.id}/ho/them", data={"household": "x"}).status_code == 404
    assert "Lý Thị Mây" not in commune.get(f"/dong-ho/{ma.id}").text


def test_a_clan_that_is_no_more_lets_its_families_go(place, household, clan, commune, ma):
    household(place.na_khuyen, "Ma Văn Đạt")
    press(commune, find(commune, ma, "dat"), "Thêm hộ Ma Văn Đạt")
    press(commune, commune.get(f"/dong-ho/{ma.id}/sua"), "Lưu dòng họ", ended="y")
    page = commune.get(f"/dong-ho/{ma.id}")
    assert f"Thôi hoạt động từ {today():%d/%m/%Y}" in page.text
    assert "Thêm gia đình" not in links(page)
    nong = clan(place.yen_hoa, name="Dòng họ Nông")
    assert press(commune, find(commune, nong, "dat"), "Thêm hộ Ma Văn Đạt").status_code == 303

    # Nobody joins what is no more, not even through a page that was open before.
    household(place.na_khuyen, "Ma Thị Hoa")
    assert press(commune, find(commune, ma, "hoa"), "Thêm hộ Ma Thị Hoa").status_code == 403
    press(commune, commune.get(f"/dong-ho/{ma.id}/sua"), "Lưu dòng họ", ended="")
    assert "Thôi hoạt động" not in commune.get(f"/dong-ho/{ma.id}").text
    assert press(commune, find(commune, ma, "hoa"), "Thêm hộ Ma Thị Hoa").status_code == 303


def test_two_people_changing_one_clan_the_later_is_told_and_loses_nothing(place, commune, sign_in, ma):
    other = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    first, second = commune.get(f"/dong-ho/{ma.id}/sua"), other.get(f"/dong-ho/{ma.id}/sua")
    press(commune, first, "Lưu dòng họ", head_name="Ma Văn Quý")
    late = press(other, second, "Lưu dòng họ", head_name="Ma Văn Sính")
    assert late.status_code == 422
    assert "Có người vừa sửa" in late.text
    assert value_of(late, "head_name") == "Ma Văn Sính"
    assert "Ma Văn Quý" in commune.get(f"/dong-ho/{ma.id}").text


def test_a_large_clan_comes_in_pages(place, household, clan, commune):
    ma = clan(place.yen_hoa, *(household(place.na_khuyen, f"Ma Văn {chr(65 + n)}") for n in range(26)))
    first = commune.get(f"/dong-ho/{ma.id}")
    assert "Ma Văn Y" in first.text
    assert "Ma Văn Z" not in first.text
    assert "Ma Văn Z" in commune.get(links(first)["Trang sau"]).text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COMMUNE_REVIEWER, Role.COMMUNE_APPROVER])
def test_who_only_looks_is_offered_no_change_and_makes_none(place, household, clan, sign_in, role):
    ma = clan(place.yen_hoa, household(place.na_khuyen, "Ma Văn Đạt"), name="Dòng họ Ma")
    looker = sign_in(role, at=place.yen_hoa)
    for url in (f"/cac-dong-ho/{place.yen_hoa.id}", f"/dong-ho/{ma.id}"):
        page = looker.get(url)
        assert "Dòng họ Ma" in page.text
        assert set(buttons(page)) <= {"Đăng xuất", "Excel", "CSV"}
        assert not [words for words in links(page) if words.startswith(("Thêm", "Sửa"))]
    assert looker.get(f"/dong-ho/{ma.id}/sua").status_code == 403
    assert looker.post(f"/dong-ho/{ma.id}/ho/them", data={"household": "1"}).status_code == 403
    assert looker.post(f"/dong-ho/{ma.id}/ho/xa-khac").status_code == 403


def test_a_clan_belongs_to_a_commune_alone(place, sign_in):
    district = sign_in(Role.COMMUNE_RECORDER, at=place.na_hang)
    for unit in (place.na_hang, place.na_khuyen):
        assert district.get(f"/cac-dong-ho/{unit.id}/them").status_code == 404
    page = district.get(f"/cac-dong-ho/{place.na_hang.id}")
    assert page.status_code == 200
    assert "Thêm dòng họ" not in links(page)


def test_a_village_reaches_the_sheet_of_its_community(place, sign_in):
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    url = links(village.get(f"/ho-gia-dinh/{place.na_khuyen.id}"))[f"Phiếu cộng đồng năm {today().year}"]
    assert "Nà Khuyến" in heading(village.get(url))
