"""Pages stay as light as a bad line needs them: bytes are counted, never time."""

from random import Random

import brotli
import pytest
from flask import Response

from lhtq.accounts.policy import OF_ONE_RECORD, Role
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.demo import names
from lhtq.register.rules import Occupation, Sex
from lhtq.web.filters import today
from lhtq.web.static_files import BUNDLE
from tests.client import htmx
from tests.conftest import FULL, FULL_OF
from tests.factories import HouseholdFactory, PersonFactory
from tests.weight import BUDGET, cold, get, of_answer, page, save

YEAR = today().year

#: Bytes of all scripts but htmx, as sent.
OUR_SCRIPTS = 9_000
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
def adults(place, arrange, sheet_of):
    """400 adults of Nà Khuyến with the names that people have, all but some of them scored."""
    draw = Random(108)  # noqa: S311 - names of nobody
    found = []
    with arrange():
        for _n in range(134):
            dat = HouseholdFactory(
                unit=place.na_khuyen, head_name=names.full_name(draw, "Tày", Sex.MALE, 1970), adults=1
            )
            for _other in range(2):
                ethnicity, sex, born = (
                    draw.choice(("Tày", "Dao", "Kinh")),
                    draw.choice(list(Sex)),
                    draw.randint(1950, 2007),
                )
                name = names.full_name(draw, ethnicity, sex, born)
                occupation = draw.choice([Occupation.RURAL, Occupation.WORKER, Occupation.STAFF])
                found.append(PersonFactory(household=dat, full_name=name, birth_year=born, occupation=occupation))
    for one in found[::3]:
        answers = {code: draw.choice((5, 10, 10, 10)) for code in FULL_OF[Model.CITIZEN]}
        sheet_of(Model.CITIZEN, one, answers=answers)
    return found


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
        (recorder, f"/phieu/ho/{dat.id}/{YEAR}/so-lieu/2.1"),
        (recorder, f"/dang-ky/{place.na_khuyen.id}/{YEAR}/ho"),
        (recorder, f"/dang-ky/{place.yen_hoa.id}/{YEAR}/cong-dan"),
        (recorder, f"/cham-diem/{place.na_khuyen.id}/{YEAR}/cong-dan/binh-xet"),
        (reviewer, f"/so-lieu/{place.yen_hoa.id}/{YEAR}"),
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


def test_the_citizens_of_a_village_come_in_one_flight_and_a_row_in_a_fragment(place, adults, village):
    url = f"/cham-diem/{place.na_khuyen.id}/{YEAR}/cong-dan"
    assert village.get(url).text.count('id="row-') == 402
    assert page(village, url) <= BUDGET["400 citizens"]
    assert page(village, f"{url}?mo={adults[1].id}") <= BUDGET["400 citizens"]
    assert page(village, f"/dang-ky/{place.na_khuyen.id}/{YEAR}/cong-dan") <= BUDGET["list of 25"]
    for occupation in set(Occupation) - {Occupation.STUDENT}:
        one = next(one for one in adults if one.occupation == occupation)
        headers = htmx(f"p#row-{one.id}") | {"Accept-Encoding": "br"}
        assert of_answer(village.get(f"{url}?mo={one.id}", headers=headers)) <= BUDGET["fragment"], occupation


def test_a_citizen_is_saved_as_cheaply_as_a_household(adults, village):
    given = {code: str(value) for code, value in FULL_OF[Model.CITIZEN].items()}
    one = adults[1]
    sent, answered = save(
        village, f"/cham-diem/cong-dan/{one.id}/{YEAR}", given | {"version": "0"}, f"output#result-{one.id}"
    )
    assert sent + answered <= BUDGET["save, both ways"]


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


def test_our_own_scripts_are_small_all_together(anonymous):
    bundle = get(anonymous, anonymous.application.jinja_env.globals["static"](BUNDLE)).data
    # What stands in front of the worker is the release: its files, its page for no line, the policy.
    worker = brotli.compress(anonymous.application.extensions["lhtq.worker"].encode(), quality=11)
    sizes = {BUNDLE: len(bundle), "worker.js": len(worker)}
    assert sum(sizes.values()) <= OUR_SCRIPTS, sizes


def test_every_byte_of_an_answer_is_counted():
    light, heavy = Response(b"x"), Response(b"x" * 1001, headers={"Note": "1234"})
    assert of_answer(heavy) - of_answer(light) == 1000 + len("Note: 1234\r\n") + len("1001") - len("1")
