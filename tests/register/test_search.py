"""Anyone is found from every page, by what is known of them, and nobody beyond the own place."""

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from lhtq.accounts.policy import OF_ONE_RECORD, Role
from lhtq.db import db
from lhtq.register import queries
from lhtq.register.rules import LeftBecause
from tests.factories import ClanFactory, HouseholdFactory, OrganisationFactory, PersonFactory
from tests.web.press import links
from tests.weight import BUDGET, page


@pytest.fixture
def commune(place, sign_in):
    """The recorder of Yên Hoa."""
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


@pytest.fixture
def member(arrange):
    """``member(household, name, ...)`` puts one more person into a household."""

    def _member(household, full_name, **given):
        with arrange():
            return PersonFactory(household=household, full_name=full_name, **given)

    return _member


def find(client, typed, **more):
    return client.get("/tim", query_string={"q": typed, **more})


def names(answer):
    """Who is found, in order, by the addresses of people."""
    return [words for words, address in links(answer).items() if address.startswith("/nguoi/")]


def test_every_page_has_the_search_of_those_who_see_people(place, household, commune):
    dat = household(place.na_khuyen)
    for url in ("/", f"/ho/{dat.id}", f"/don-vi/{place.yen_hoa.id}", "/tieu-chi", "/khong-co"):
        assert 'action="/tim#ket-qua"' in commune.get(url).text, url
    assert commune.get("/tim").text.count('action="/tim#ket-qua"') == 1


def test_who_sees_no_people_has_no_search(place, household, member, person, sign_in, anonymous):
    dat = household(place.na_khuyen)
    citizen = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=member(dat, "Ma Thị Lụa").id))
    administrator = sign_in(Role.ADMINISTRATOR, at=place.yen_hoa)
    for client, refused in ((citizen, 404), (administrator, 403)):
        assert "/tim" not in client.get("/").text
        assert find(client, "dat").status_code == refused
    assert "/tim" not in anonymous.get("/dang-nhap").text
    assert "dang-nhap" in find(anonymous, "dat").location


@pytest.mark.parametrize(
    "typed",
    ["nguyen van dat", "Nguyễn Văn Đạt", "DAT", "đạt", "dat nguyen", "ng v d", "Nguye\u0302\u0303n  dat ", "van dat"],
)
def test_a_person_is_found_by_words_in_any_order_without_marks(place, household, commune, typed):
    household(place.na_khuyen, "Nguyễn Văn Đạt")
    household(place.na_khuyen, "Giàng A Páo")
    assert names(find(commune, typed)) == ["Nguyễn Văn Đạt"]


@pytest.mark.parametrize(
    "typed", ["", "  ", "d", "guyen", "dat%", "_at", "d\\t", "'dat", "dat:* | giang", "<b>", "%", "đ" * 500]
)
def test_odd_words_find_nobody_and_break_nothing(place, household, commune, typed):
    household(place.na_khuyen, "Nguyễn Văn Đạt")
    answer = find(commune, typed)
    assert answer.status_code == 200
    assert names(answer) == []


def test_signs_that_mean_something_elsewhere_are_letters_like_any_other(place, household, commune):
    for name in ("H'Lan Niê", "Y 50%", "Ma A_b", "Ma Axb", "Ma \\Ka"):
        household(place.na_khuyen, name)
    for typed, found in (("h'lan", "H'Lan Niê"), ("y 50%", "Y 50%"), ("a_b", "Ma A_b"), ("\\ka", "Ma \\Ka")):
        assert names(find(commune, typed)) == [found]


def test_whole_names_stand_first_and_marks_that_were_typed_count(place, household, commune):
    for name in ("Ma Văn Đạt", "Ma Văn Dát", "Đạt Ma Văn", "Ma Văn Đạtt", "Ma Văn Dạt"):
        household(place.na_khuyen, name)
    assert names(find(commune, "Ma Văn Dạt")) == ["Ma Văn Dạt", "Ma Văn Đạt", "Ma Văn Dát", "Đạt Ma Văn", "Ma Văn Đạtt"]
    assert names(find(commune, "Đạt"))[:2] == ["Đạt Ma Văn", "Ma Văn Đạt"]
    assert names(find(commune, "Đạt"))[-1] == "Ma Văn Đạtt"


def test_namesakes_are_told_apart_by_birth_household_and_village(place, household, member, commune):
    member(household(place.na_khuyen, "Bàn Văn Quý"), "Nguyễn Thị Hoa", birth_year=1961)
    member(household(place.ban_thang, "Lý A Sính"), "Nguyễn Thị Hoa", birth_year=1999)
    answer = find(commune, "nguyen thi hoa")
    assert answer.text.index("Nà Khuyến, Yên Hoa") < answer.text.index("Bản Thàng, Yên Hoa")
    for words in ("1961", "1999", "Bàn Văn Quý", "Lý A Sính", "2 người có tên"):
        assert words in answer.text


def test_more_than_a_page_is_leafed_through_and_ends_where_another_word_is_needed(place, arrange, commune):
    with arrange():
        dat = HouseholdFactory(unit=place.na_khuyen, head_name="Ma Văn Thụ")
        for n in range(260):
            PersonFactory(household=dat, full_name=f"Hoa Số{n:03}")
    first, second, last = find(commune, "hoa so"), find(commune, "hoa so", trang=2), find(commune, "hoa so", trang=10)
    assert "Hơn 25 người có tên “hoa so”" in first.text
    assert names(first) == [f"Hoa Số{n:03}" for n in range(25)]
    assert names(second) == [f"Hoa Số{n:03}" for n in range(25, 50)]
    assert names(last)[-1] == "Hoa Số249"
    assert "Chỉ xem được 250 người đầu" in last.text
    assert "Trang sau" not in links(last)
    assert names(find(commune, "hoa so", trang=99)) == []


def test_one_who_left_is_found_when_asked_for(place, household, member, commune):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    member(dat, "Ma Thị Lụa", left_on=dt.date(2026, 3, 1), left_because=LeftBecause.DIED)
    asked = find(commune, "lua")
    assert names(asked) == []
    assert "Người đã chuyển đi chỉ hiện khi đánh dấu" in asked.text
    found = find(commune, "lua", ca="1")
    assert names(found) == ["Ma Thị Lụa"]
    assert "Đã mất 01/03/2026" in found.text


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "+84 912.345.678", "0912-345", "84912345678", "912345678"]
)
def test_a_phone_is_found_however_it_is_written(place, household, member, commune, typed):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", phone="0912.345.678")
    household(place.na_khuyen, "Giàng A Páo", phone="0988 345 678")
    member(dat, "Ma Thị Lụa", phone="(+84) 912 345 678")
    answer = find(commune, typed)
    assert "Nguyễn Văn Đạt" in links(answer)
    assert names(answer) == ["Ma Thị Lụa"]
    assert "Giàng A Páo" not in answer.text


def test_a_household_is_found_by_its_number_whole_or_begun(place, household, commune):
    for code, head in (
        ("YH-0123", "Nguyễn Văn Đạt"),
        ("YH-0124", "Giàng A Páo"),
        ("12", "Lý A Sính"),
        ("123", "La Thu"),
    ):
        household(place.na_khuyen, head, code=code)
    assert [one for one in ("Nguyễn Văn Đạt", "Giàng A Páo") if one in links(find(commune, "yh-012"))] == [
        "Nguyễn Văn Đạt",
        "Giàng A Páo",
    ]
    whole = links(find(commune, "YH-0124"))
    assert "Giàng A Páo" in whole
    assert "Nguyễn Văn Đạt" not in whole
    # So short a number is meant as a whole.
    short = links(find(commune, "12"))
    assert "Lý A Sính" in short
    assert "La Thu" not in short


def test_clans_organisations_and_places_are_found_by_name(place, arrange, commune):
    with arrange():
        ClanFactory(unit_id=place.yen_hoa.id, name="Dòng họ Chẩu")
        ClanFactory(unit_id=place.yen_hoa.id, name="Dòng họ Chẩu Cũ", ended_on=dt.date(2025, 1, 1))
        OrganisationFactory(unit_id=place.yen_hoa.id, name="Trường Mầm non Yên Hoa")
        ClanFactory(unit_id=place.da_vi.id, name="Dòng họ Chẩu Đà Vị")
    found = links(find(commune, "dong ho chau"))
    assert "Dòng họ Chẩu" in found
    assert "Dòng họ Chẩu Cũ" not in found
    assert "Dòng họ Chẩu Đà Vị" not in found
    assert "Dòng họ Chẩu Cũ" in links(find(commune, "dong ho chau", ca="1"))
    assert "Trường Mầm non Yên Hoa" in links(find(commune, "mam non"))
    assert links(find(commune, "thon na khuyen"))["Thôn Nà Khuyến"] == f"/don-vi/{place.na_khuyen.id}"
    assert "Thôn Bản Lục" not in links(find(commune, "ban luc"))


def test_nothing_outside_the_place_is_found_by_anything(place, household, member, sign_in):
    far = household(place.ban_luc, "Nguyễn Văn Đạt", code="DV-0123", phone="0912345678")
    member(far, "Ma Thị Lụa", phone="0912345679")
    for unit in (place.na_khuyen, place.yen_hoa, place.son_duong):
        client = sign_in(Role.VIEWER, at=unit)
        for typed in ("nguyen van dat", "dat", "lua", "DV-0123", "0912345678", "091234"):
            assert not links(find(client, typed)).keys() & {"Nguyễn Văn Đạt", "Ma Thị Lụa"}, (unit.name, typed)
    assert names(find(sign_in(Role.VIEWER, at=place.na_hang), "lua")) == ["Ma Thị Lụa"]


def test_the_functions_themselves_keep_to_the_scope(place, household, acting):
    dat = household(place.ban_luc, "Nguyễn Văn Đạt", phone="0912345678")
    with acting(Role.VIEWER, at=place.na_hang):
        assert len(queries.search_people("08/", "nguyen van dat")) == 1
        assert queries.search_people(place.son_duong.path, "nguyen van dat") == []
        assert len(queries.numbered("08/", "0912345678", gone=False).households) == 1
    with acting(Role.VIEWER, at=place.yen_hoa):
        for path in ("08/", "", place.yen_hoa.path, place.da_vi.path, "%"):
            assert queries.search_people(path, "nguyen van dat") == []
            assert queries.numbered(path, "0912345678", gone=True).households == []
    assert dat.id


def test_with_no_scope_and_in_a_role_of_one_record_they_find_nothing(app, place, household, person, acting):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt", phone="0912345678")
    with app.app_context():
        assert queries.search_people("08/", "nguyen van dat") == []
        assert queries.numbered("08/", "0912345678", gone=True).households == []
    with acting(Role.VIEWER, at=place.yen_hoa):
        own = {"person_id": queries.search_people("08/", "nguyen van dat")[0], "organisation_id": 1}
    assert dat.id
    for role in OF_ONE_RECORD:
        name = "person_id" if role is Role.CITIZEN else "organisation_id"
        if role is Role.ORGANISATION:
            continue
        with acting(person(role, place.na_khuyen, **{name: own[name]})):
            assert queries.search_people("08/", "nguyen van dat") == []


@pytest.mark.parametrize(
    "call",
    [
        "lhtq_search_exact('nguyen van dat', 'x', '08/', true, 9)",
        "lhtq_search_near('{%}', '{%}', NULL, '', '08/', true, 9)",
        "lhtq_search_far('dat', '{%}', '{%}', NULL, '', '08/', true, 9)",
    ],
)
def test_the_app_cannot_call_what_takes_a_place_unasked(app, call):
    with app.app_context(), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(f"SELECT {call}"))


def test_in_many_villages_the_rare_name_is_found_and_the_common_one_in_their_order(place, arrange, acting):
    """Beyond the first villages the index of words answers, in the same order and by the same rules."""
    from tests.factories import VillageFactory  # noqa: PLC0415

    with arrange():
        villages = [VillageFactory(parent=place.tan_trao, code=f"{n:03}") for n in range(100, 160)]
        for n, village in enumerate(villages):
            HouseholdFactory(unit=village, head_name=f"Nguyễn Văn Hùng{n:02}", adults=1)
        last = HouseholdFactory(unit=villages[-1], head_name="Vừ Mí Chứ", adults=1)
        gone = PersonFactory(household=last, full_name="Vừ Mí Xưa", left_on=dt.date(2026, 1, 1))
        PersonFactory(household=last, full_name="Vu Mi Chu Hai")
    with acting(Role.VIEWER, at=place.province):
        found = queries.people_found("08/", "van nguyen", gone=False, limit=100, offset=0)
        assert [one.full_name for one in found] == [f"Nguyễn Văn Hùng{n:02}" for n in range(60)]
        found = queries.people_found("08/", "nguyen hung5", gone=False, limit=100, offset=0)
        assert [one.full_name for one in found] == [f"Nguyễn Văn Hùng{n}" for n in range(50, 60)]
        found = queries.people_found("08/", "Vừ Mí", gone=False, limit=9, offset=0)
        assert [one.full_name for one in found] == ["Vừ Mí Chứ", "Vu Mi Chu Hai"]
        assert gone.id in queries.search_people("08/", "vu mi xua", gone=True)
        assert gone.id not in queries.search_people("08/", "vu mi xua")
    with acting(Role.VIEWER, at=place.na_hang):
        assert queries.search_people("08/", "vu mi chu") == []


def test_a_better_match_in_the_last_village_stands_before_common_ones_in_the_first(place, arrange, acting):
    """Of the first villages alone a page would be full: marks and whole words are looked for in all of them."""
    from tests.factories import VillageFactory  # noqa: PLC0415

    with arrange():
        villages = [VillageFactory(parent=place.tan_trao, code=f"{n:03}") for n in range(100, 160)]
        for n, village in enumerate(villages):
            HouseholdFactory(unit=village, head_name=f"Ma Thị Hoàn{n:02}", adults=1)
            HouseholdFactory(unit=village, head_name=f"Lý Thị Phượng {n:02}", adults=1)
        HouseholdFactory(unit=villages[-1], head_name="Ma Thị Hoàn Hoa", adults=1)
        HouseholdFactory(unit=villages[-1], head_name="Lý Thị Phương An", adults=1)

    def first(typed: str) -> list[str]:
        return [one.full_name for one in queries.people_found("08/", typed, gone=False, limit=3, offset=0)]

    with acting(Role.VIEWER, at=place.province):
        assert first("hoan") == ["Ma Thị Hoàn Hoa", "Ma Thị Hoàn00", "Ma Thị Hoàn01"]
        assert first("thi hoan ma") == ["Ma Thị Hoàn Hoa", "Ma Thị Hoàn00", "Ma Thị Hoàn01"]
        assert first("Phương") == ["Lý Thị Phương An", "Lý Thị Phượng 00", "Lý Thị Phượng 01"]
        assert first("phuong") == ["Lý Thị Phượng 00", "Lý Thị Phượng 01", "Lý Thị Phượng 02"]
        assert first("phuong th 59") == ["Lý Thị Phượng 59"]
        assert first("ly thi phuo an") == ["Lý Thị Phương An"]


def test_a_page_of_25_is_light(place, arrange, commune):
    with arrange():
        for n in range(26):
            HouseholdFactory(unit=place.na_khuyen, head_name=f"Nguyễn Văn Hùng {n}", phone=f"09123456{n:02}")
    assert page(commune, "/tim?q=nguyen+van+hung") <= BUDGET["list of 25"]
    assert page(commune, "/tim?q=nguyen+van+hung&trang=2&ca=1") <= BUDGET["list of 25"]
