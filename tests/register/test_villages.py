"""A commune names its villages, and only villages have households."""

import pytest

from lhtq.accounts.policy import Role
from tests.web.press import heading, message_beside, press, value_of


@pytest.fixture
def commune(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


def add(client, unit, **typed):
    return press(client, client.get(f"/don-vi/{unit.id}/them-thon"), "Lưu", **typed)


def test_a_commune_adds_a_village_and_fills_it(place, commune):
    saved = add(commune, place.yen_hoa, type="bản", name="Phiêng Ten", legal_basis="Nghị quyết 12/NQ-HĐND")
    page = commune.get(saved.location)
    assert heading(page) == "Hộ gia đình, bản Phiêng Ten"
    assert "Bản Phiêng Ten" in commune.get(f"/don-vi/{place.yen_hoa.id}").text
    form = commune.get(f"{saved.location}/them")
    household = press(commune, form, "Lưu hộ", full_name="Lý Thị Mây", birth_year="1990", sex="female", ethnicity="Dao")
    assert heading(commune.get(household.location)) == "Hộ Lý Thị Mây"


def test_the_same_form_sent_twice_adds_one_village(place, commune):
    form = commune.get(f"/don-vi/{place.yen_hoa.id}/them-thon")
    first, second = press(commune, form, "Lưu", name="Phiêng Ten"), press(commune, form, "Lưu", name="Phiêng Ten")
    assert first.location == second.location
    assert commune.get(f"/don-vi/{place.yen_hoa.id}").text.count(">Thôn Phiêng Ten<") == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": " "}, "name", "Nhập tên."),
        ({"name": "a" * 121}, "name", "Nhiều nhất 120 ký tự."),
        ({"legal_basis": "a" * 301}, "legal_basis", "Nhiều nhất 300 ký tự."),
        ({"type": "làng"}, "type", "Chọn một mục trong danh sách."),
    ],
)
def test_a_wrong_village_is_explained_and_kept(place, commune, typed, field, words):
    answer = add(commune, place.yen_hoa, **{"name": "Phiêng Ten", "legal_basis": "Nghị quyết 12"} | typed)
    assert answer.status_code == 422
    assert message_beside(answer, field) == words
    assert value_of(answer, "legal_basis") == typed.get("legal_basis", "Nghị quyết 12")
    assert "Phiêng Ten" not in commune.get(f"/don-vi/{place.yen_hoa.id}").text


def test_the_village_itself_and_another_commune_add_none(place, sign_in):
    assert (
        sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).get(f"/don-vi/{place.yen_hoa.id}/them-thon").status_code
        == 403
    )
    assert (
        sign_in(Role.COMMUNE_RECORDER, at=place.da_vi).get(f"/don-vi/{place.yen_hoa.id}/them-thon").status_code == 404
    )


def test_a_village_is_added_to_a_commune_alone(place, sign_in):
    district = sign_in(Role.ADMINISTRATOR, at=place.na_hang)
    assert district.get(f"/don-vi/{place.na_hang.id}/them-thon").status_code == 404
    answer = district.post(f"/don-vi/{place.na_hang.id}/them-thon", data={"name": "Phiêng Ten", "type": "thôn"})
    assert answer.status_code == 404


def test_a_household_is_added_to_a_village_alone(place, commune):
    assert commune.get(f"/ho-gia-dinh/{place.yen_hoa.id}/them").status_code == 404
    answer = commune.post(
        f"/ho-gia-dinh/{place.yen_hoa.id}/them",
        data={"full_name": "Lý Thị Mây", "birth_year": "1990", "sex": "female", "ethnicity": "Dao",
              "key": "00000000-0000-4000-8000-000000000001"},
    )  # fmt: skip
    assert answer.status_code == 404
