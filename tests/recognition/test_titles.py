"""Titles held, those of one subject, those to be renewed, and the list of a decision."""

import datetime as dt

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.recognition.models import Title
from lhtq.recognition.rules import SOON
from lhtq.register.models import Household, Person
from lhtq.web.filters import today
from tests.recognition.conftest import decision_form
from tests.web.press import links
from tests.weight import BUDGET, page

YEAR = today().year


@pytest.fixture
def chair(place, sign_in):
    return sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)


@pytest.fixture
def titled(place, household, force, procedure, arrange):
    """``titled(name, last)``: a family with last year's title, which runs out on a day."""

    def _titled(name, last, village=place.na_khuyen):
        found = household(village, name)
        force(Model.FAMILY, found.id, State.REVIEWED, year=YEAR - 1)
        title = procedure.recognise(Model.FAMILY, YEAR - 1)[found.id]
        with arrange():
            row = db.session.get(Title, title)
            row.valid_from, row.valid_to = min(row.valid_from, last) - dt.timedelta(days=1), last
        return found

    return _titled


def test_what_runs_out_is_listed_with_where_it_stands(place, titled, force, chair):
    in_ten = today() + dt.timedelta(days=10)
    unregistered = titled("Nguyễn Văn Đạt", in_ten)
    begun = titled("Ma Thị Hoa", today() + dt.timedelta(days=3), place.ban_thang)
    force(Model.FAMILY, begun.id, State.DRAFT)
    page = chair.get(f"/sap-het-han/{place.yen_hoa.id}")
    assert f"{in_ten:%d/%m/%Y}" in page.text
    # Who has no sheet stands first, though the other runs out earlier.
    assert page.text.index("Nguyễn Văn Đạt") < page.text.index("Ma Thị Hoa")
    assert links(page)["Chưa đăng ký Nguyễn Văn Đạt"] == f"/phieu/ho/{unregistered.id}/{YEAR}"
    assert links(page)["Đang chấm Ma Thị Hoa"] == f"/phieu/ho/{begun.id}/{YEAR}"
    assert "Ma Thị Hoa" not in chair.get(f"/sap-het-han/{place.na_khuyen.id}").text


def test_from_the_list_a_household_is_registered(place, titled, sign_in):
    titled("Nguyễn Văn Đạt", today() + dt.timedelta(days=10))
    recorder = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    sheet = recorder.get(links(recorder.get(f"/sap-het-han/{place.na_khuyen.id}"))["Chưa đăng ký Nguyễn Văn Đạt"])
    assert f"Đăng ký năm {YEAR}</button>" in sheet.text


@pytest.mark.parametrize(
    ("last", "listed"),
    [
        (today() + SOON, True), (today() + SOON + dt.timedelta(days=1), False), (today(), True),
        (dt.date(YEAR, 1, 1), True), (dt.date(YEAR - 1, 12, 31), False),
    ],
)  # fmt: skip
def test_which_days_are_soon(place, titled, chair, last, listed):
    titled("Nguyễn Văn Đạt", last)
    page = chair.get(f"/sap-het-han/{place.yen_hoa.id}").text
    assert ("Nguyễn Văn Đạt" in page) is listed
    assert ("đã hết hạn</span>" in page) is (listed and last < today())


@pytest.mark.parametrize("state", [State.SUBMITTED, State.REVIEWED, State.REFUSED])
def test_what_is_handed_in_or_decided_needs_no_renewal(place, titled, force, chair, state):
    found = titled("Nguyễn Văn Đạt", today() + dt.timedelta(days=10))
    force(Model.FAMILY, found.id, state)
    assert "Không có danh hiệu nào cần gia hạn." in chair.get(f"/sap-het-han/{place.yen_hoa.id}").text


def test_who_was_recognised_anew_lost_the_title_or_left_is_not_listed(
    place, titled, household, adults, force, procedure, arrange, chair
):
    soon = today() + dt.timedelta(days=10)
    renewed, lost = titled("Nguyễn Văn Đạt", soon), titled("Ma Thị Hoa", soon)
    force(Model.FAMILY, renewed.id, State.REVIEWED)
    procedure.recognise(Model.FAMILY)
    one = adults(household(place.na_khuyen, "Giàng A Páo", titled=0))[0]
    procedure.through(Model.CITIZEN, one, year=YEAR - 1)
    with arrange():
        for title in db.session.scalars(select(Title).filter_by(subject_id=lost.id, model=Model.FAMILY)):
            title.revoked_on = today()
        for title in db.session.scalars(select(Title).filter_by(model=Model.CITIZEN)):
            title.valid_to = soon
    url = f"/sap-het-han/{place.yen_hoa.id}"
    assert "Không có danh hiệu nào cần gia hạn." in chair.get(url).text
    assert "Giàng A Páo" in chair.get(f"{url}?mo_hinh=cong-dan").text
    with arrange():
        db.session.get(Person, one).left_on = today()
    assert "Giàng A Páo" not in chair.get(f"{url}?mo_hinh=cong-dan").text


def test_every_title_of_a_subject_is_told_the_latest_first(place, household, force, procedure, chair, sign_in):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    force(Model.FAMILY, dat.id, State.REVIEWED, year=YEAR - 1)
    procedure.recognise(Model.FAMILY, YEAR - 1, today() - dt.timedelta(days=30))
    force(Model.FAMILY, dat.id, State.REVIEWED, cultural_family=True)
    procedure.recognise(Model.FAMILY)
    for client in (chair, sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)):
        page = client.get(f"/danh-hieu-cua/ho/{dat.id}")
        assert page.text.index(f"<b>Năm {YEAR}</b>") < page.text.index(f"<b>Năm {YEAR - 1}</b>")
        assert "đang giữ" in page.text
        assert "Gia đình văn hóa" in page.text
        assert "đã hết hạn" in page.text
        assert f"gia hạn danh hiệu năm {YEAR - 1}" in page.text
        assert {"Quyết định số 1/QĐ-UBND", "Quyết định số 2/QĐ-UBND"} <= links(page).keys()
    assert f"Thu hồi danh hiệu năm {YEAR}" in links(chair.get(f"/danh-hieu-cua/ho/{dat.id}"))
    assert "Thu hồi" not in page.text


def test_who_never_had_a_title_is_told_so(place, household, chair):
    dat = household(place.na_khuyen)
    assert "Chưa được công nhận lần nào." in chair.get(f"/danh-hieu-cua/ho/{dat.id}").text


def test_the_titles_of_a_subject_elsewhere_are_not_found(place, household, force, procedure, sign_in):
    dat = household(place.na_khuyen)
    force(Model.FAMILY, dat.id, State.REVIEWED)
    procedure.recognise(Model.FAMILY)
    there = sign_in(Role.COMMUNE_APPROVER, at=place.da_vi)
    assert there.get(f"/danh-hieu-cua/ho/{dat.id}").status_code == 404
    assert there.get("/danh-hieu-cua/ho/999999").status_code == 404


def test_one_who_moved_on_is_still_read_where_the_title_was_given(place, household, force, procedure, chair, arrange):
    dat = household(place.na_khuyen, "Nguyễn Văn Đạt")
    force(Model.FAMILY, dat.id, State.REVIEWED)
    procedure.recognise(Model.FAMILY)
    with arrange():
        db.session.get(Household, dat.id).unit_id = place.ban_luc.id
    page = chair.get(f"/danh-hieu-cua/ho/{dat.id}")
    assert "Nguyễn Văn Đạt" in page.text
    assert "Không còn ở thôn Nà Khuyến" in page.text


def test_a_citizen_reads_their_own_titles_and_nobody_elses(place, household, adults, procedure, person, sign_in):
    own, other = adults(household(place.na_khuyen, titled=0))
    procedure.through(Model.CITIZEN, own, other)
    client = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=own))
    page = client.get(f"/danh-hieu-cua/cong-dan/{own}")
    assert "đang giữ" in page.text
    assert "Thu hồi danh hiệu" not in page.text
    assert client.get(f"/danh-hieu-cua/cong-dan/{other}").status_code == 404


def test_a_decision_shows_how_many_by_village_and_who_is_a_cultural_family(place, household, force, chair):
    for name, village, cultural in (
        ("Giàng A Páo", place.ban_thang, False), ("Nguyễn Văn Đạt", place.na_khuyen, True),
        ("Ma Thị Hoa", place.na_khuyen, False),
    ):  # fmt: skip
        force(Model.FAMILY, household(village, name).id, State.REVIEWED, cultural_family=cultural)
    url = f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho"
    answer = chair.post(url, data=decision_form((place.na_khuyen, 2), (place.ban_thang, 1)))
    page = chair.get(answer.location)
    assert "3 hộ, trong đó 1 hộ đồng thời là Gia đình văn hóa" in page.text
    order = ["Nguyễn Văn Đạt", "Ma Thị Hoa", "Giàng A Páo"]
    assert sorted(order, key=page.text.index) == order
    printed = chair.get(links(page)["Bản in, cả danh sách"]).text
    assert "Nà Khuyến: 2 hộ" in printed
    assert "Bản Thàng: 1 hộ" in printed
    assert printed.count("<td>Gia đình văn hóa</td>") == 1
    assert printed.index(">3<") > printed.index("Bản Thàng: 1 hộ")


def test_the_printed_list_has_every_name(place, household, force, chair):
    for n in range(27):
        force(Model.FAMILY, household(place.na_khuyen, f"Ma Văn Số {n:02}").id, State.REVIEWED)
    answer = chair.post(f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho", data=decision_form((place.na_khuyen, 27)))
    assert chair.get(answer.location).text.count("Ma Văn Số") == 25
    assert chair.get(f"{answer.location}?ban=in").text.count("Ma Văn Số") == 27
    for url in (answer.location, f"/danh-hieu/{place.yen_hoa.id}"):
        assert page(chair, url) <= BUDGET["list of 25"], url


def test_the_pages_of_a_title_are_small(place, titled, adults, clan, procedure, chair):
    for n in range(26):
        last = titled(f"Nguyễn Văn Số {n}", today() + dt.timedelta(days=10))
    clan(place.yen_hoa, last)
    procedure.score(Model.COMMUNITY, place.na_khuyen.id)
    assert page(chair, f"/sap-het-han/{place.yen_hoa.id}") <= BUDGET["list of 25"]
    subject = f"/danh-hieu-cua/ho/{last.id}"
    for url in (subject, links(chair.get(subject))[f"Thu hồi danh hiệu năm {YEAR - 1}"]):
        assert page(chair, url) <= BUDGET["later page"], url


def test_the_titles_of_the_first_day_that_there_is_are_none(place, chair):
    answer = chair.get(f"/danh-hieu/{place.yen_hoa.id}?ngay=0001-01-01")
    assert answer.status_code == 200
