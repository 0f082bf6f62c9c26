"""Pages stay as light as a bad line needs them: bytes are counted, never time."""

import pytest
from flask import Response

from lhtq.accounts.policy import OF_ONE_RECORD, Role
from lhtq.assessment.rules import State
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.factories import HouseholdFactory
from tests.weight import BUDGET, cold, of_answer, page, save

YEAR = today().year
FAMILY_NAMES = ("Nguyễn Văn", "Hoàng Thị", "Ma Văn", "Nông Thị", "Bàn Văn", "Triệu Thị", "Giàng A", "Lý Thị")
GIVEN_NAMES = ("Đạt", "Hoa", "Mai", "Páo", "Thụ", "Lụa", "Quý", "Sính", "Chiến", "Nhung", "Yến")


@pytest.fixture
def people(place, arrange):
    """``people(25)``: so many households in Nà Khuyến, with the names that people have."""

    def _people(count):
        with arrange():
            return [
                HouseholdFactory(
                    unit=place.na_khuyen, address=f"Xóm {n % 7 + 1}, cạnh nhà văn hóa",
                    head_name=f"{FAMILY_NAMES[n % len(FAMILY_NAMES)]} {GIVEN_NAMES[n % len(GIVEN_NAMES)]}",
                )
                for n in range(count)
            ]  # fmt: skip

    return _people


@pytest.fixture
def village(place, sign_in):
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


def test_the_sign_in_page_comes_in_one_flight(anonymous):
    assert cold(anonymous, "/dang-nhap") <= BUDGET["sign-in, cold"]


@pytest.mark.parametrize("role", sorted(set(Role) - OF_ONE_RECORD))
def test_the_first_page_after_the_sign_in_brings_everything(place, sign_in, role):
    at = {Role.PROVINCE_OFFICER: place.province, Role.DISTRICT_REVIEWER: place.na_hang}.get(role, place.yen_hoa)
    assert cold(sign_in(role, at=at), "/") <= BUDGET["first page signed in, cold"]


def test_later_pages_are_small(place, people, sign_in):
    (dat,) = people(1)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    approver = sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)
    for client, url in (
        (recorder, "/"),
        (recorder, f"/ho/{dat.id}"),
        (recorder, f"/ho/{dat.id}/nguoi/them"),
        (recorder, f"/phieu/ho/{dat.id}/{YEAR}"),
        (recorder, f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet"),
        (reviewer, f"/tham-dinh/{place.yen_hoa.id}/{YEAR}"),
        (approver, f"/cong-nhan/{place.yen_hoa.id}/{YEAR}"),
        (approver, f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho"),
        (province, f"/don-vi/{place.province.id}"),
        (province, f"/don-vi/{place.na_hang.id}"),
        (province, "/tieu-chi"),
        (recorder, "/toi"),
    ):
        assert page(client, url) <= BUDGET["later page"], url


def test_a_list_of_25_is_small(place, people, sheet, sign_in):
    for dat in people(26):
        sheet(dat, answers=FULL)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    for url in (f"/ho-gia-dinh/{place.yen_hoa.id}", f"/phieu/{place.yen_hoa.id}/{YEAR}"):
        assert recorder.get(url).text.count("<tr>") == 26
        assert page(recorder, url) <= BUDGET["list of 25"], url


def test_a_page_of_50_to_review_is_small(place, people, sheet, sign_in):
    for n, dat in enumerate(people(51)):
        sheet(dat, answers=FULL | {"1.1": 5 * (n % 3)}, state=State.SUBMITTED, figures={"2.1": [2, 2]}, total=70 + n)
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    url = f"/tham-dinh/{place.yen_hoa.id}/{YEAR}"
    assert reviewer.get(url).text.count("<tr>") == 51
    assert page(reviewer, url) <= BUDGET["later page"]


def test_a_save_and_its_fragment_are_small(people, village):
    dat, *_ = people(100)
    given = {code: str(value) for code, value in FULL.items()}
    url = f"/cham-diem/ho/{dat.id}/{YEAR}"
    sent, answered = save(village, url, given | {"version": "0"}, f"output#result-{dat.id}")
    assert answered <= BUDGET["fragment"]
    assert sent + answered <= BUDGET["save, both ways"]


def test_a_village_of_a_hundred_is_scored_from_the_sign_in_to_the_end(place, anonymous, people, village):
    households = people(100)
    spent = cold(anonymous, "/dang-nhap") + cold(village, "/")
    spent += page(village, f"/cham-diem/{place.na_khuyen.id}/{YEAR}")
    given = {code: str(value) for code, value in FULL.items()} | {"version": "0"}
    for dat in households:
        spent += sum(save(village, f"/cham-diem/ho/{dat.id}/{YEAR}", given, f"output#result-{dat.id}"))
    spent += page(village, f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet")
    assert "Đã chấm xong 100/100 hộ" in village.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}").text
    assert spent <= BUDGET["village of 100"]


def test_every_byte_of_an_answer_is_counted():
    light, heavy = Response(b"x"), Response(b"x" * 1001, headers={"Note": "1234"})
    assert of_answer(heavy) - of_answer(light) == 1000 + len("Note: 1234\r\n") + len("1001") - len("1")
