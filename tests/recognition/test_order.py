"""The commune's page says which step is ready, why another is not, and where what it waits for is done."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.criteria.rules import BEFORE, Model
from lhtq.recognition.rules import ORDER, steps
from lhtq.web.filters import today
from tests.recognition.conftest import decision_form
from tests.web.press import links, value_of

YEAR = today().year


@pytest.fixture
def url(place):
    return f"/cong-nhan/{place.yen_hoa.id}/{YEAR}"


@pytest.fixture
def chair(place, sign_in):
    return sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)


@pytest.fixture
def family(place, household, adults):
    """A household with its first member."""
    dat = household(place.na_khuyen, "Ma Văn Đạt", titled=0)
    return dat, adults(dat)[0]


def step_of(page, title):
    """What the page says of one step."""
    return page.text.split(f"<li><b>{title}</b>")[1].split("</li>")[0]


def test_a_year_without_sheets_has_no_step(chair, url):
    page = chair.get(url)
    assert page.text.count("chưa có phiếu nào.") == len(Model)
    assert "Lập quyết định" not in page.text


def test_the_step_that_is_ready_leads_to_its_decision(place, family, force, chair, url):
    _dat, one = family
    force(Model.CITIZEN, one, State.REVIEWED)
    page = chair.get(url)
    assert "sẵn sàng" in step_of(page, "Công dân học tập")
    assert links(page)["Lập quyết định"] == f"{url}/cong-dan"


def test_a_step_that_waits_says_for_what_and_where_it_is_done(place, family, force, chair, sign_in, url):
    dat, one = family
    force(Model.FAMILY, dat.id, State.REVIEWED)
    force(Model.CITIZEN, one, State.SUBMITTED)
    page = chair.get(url)
    waiting = step_of(page, "Gia đình học tập")
    assert "chưa tới bước này" in waiting
    assert "Lập quyết định" not in waiting
    assert "Xem danh sách" in waiting
    # The chair cannot review: the list is shown. The reviewer is led to the review.
    assert links(page)["1 phiếu Công dân học tập"].startswith(f"/phieu/{place.yen_hoa.id}/{YEAR}?mo_hinh=cong-dan")
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    there = links(reviewer.get(url))["1 phiếu Công dân học tập"]
    assert there == f"/tham-dinh/{place.yen_hoa.id}/{YEAR}?mo_hinh=cong-dan"
    assert reviewer.get(there).status_code == 200
    force(Model.CITIZEN, one, State.REVIEWED)
    assert links(chair.get(url))["1 phiếu Công dân học tập"] == f"{url}/cong-dan"


def test_a_step_warns_and_is_ready_all_the_same(place, family, household, force, chair, url):
    dat, one = family
    force(Model.FAMILY, dat.id, State.REVIEWED)
    force(Model.FAMILY, household(place.na_khuyen).id, State.DRAFT)
    force(Model.CITIZEN, one, State.DRAFT)
    step = step_of(chair.get(url), "Gia đình học tập")
    assert "sẵn sàng" in step
    assert "1 phiếu đang chấm" in step
    assert "Năm nay chưa có Công dân học tập nào được công nhận" in step
    assert "Còn 1 phiếu Công dân học tập đang chấm, chưa gửi" in step
    assert "Năm nay chưa có Công dân học tập nào được công nhận" in chair.get(f"{url}/ho").text
    force(Model.CITIZEN, one, State.RECOGNISED)
    step = step_of(chair.get(url), "Gia đình học tập")
    assert "Năm nay chưa có" not in step
    assert "đang chấm, chưa gửi" not in step


def test_a_decision_out_of_order_is_refused_on_the_page_with_what_was_typed(place, family, force, chair, url):
    dat, one = family
    force(Model.FAMILY, dat.id, State.REVIEWED)
    force(Model.CITIZEN, one, State.SUBMITTED)
    typed = decision_form((place.na_khuyen, 1), number="77/QĐ-UBND", signer="Hứa Đức Thắng")
    answer = chair.post(f"{url}/ho", data=typed)
    assert answer.status_code == 422
    assert "Chưa tới bước này: còn 1 phiếu Công dân học tập đã gửi mà chưa có quyết định." in answer.text
    assert value_of(answer, "number") == "77/QĐ-UBND"
    assert value_of(answer, "signer") == "Hứa Đức Thắng"
    assert value_of(answer, "noi") == str(place.na_khuyen.id)
    assert "Chờ quyết định" in chair.get(f"/phieu/ho/{dat.id}/{YEAR}").text


def test_another_commune_keeps_nobody_waiting(place, household, adults, family, force, chair, url):
    dat, _one = family
    force(Model.FAMILY, dat.id, State.REVIEWED)
    force(Model.CITIZEN, adults(household(place.ban_luc, titled=0))[0], State.SUBMITTED)
    assert "sẵn sàng" in step_of(chair.get(url), "Gia đình học tập")


def test_only_who_signs_here_opens_the_list(place, sign_in, url):
    assert sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).get(f"{url}/dong-ho").status_code == 403
    assert sign_in(Role.COMMUNE_APPROVER, at=place.da_vi).get(f"{url}/dong-ho").status_code == 404
    assert sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).get(url).status_code == 404


def test_no_model_stands_before_one_that_it_waits_for():
    for model, before in BEFORE.items():
        assert all(ORDER.index(one) < ORDER.index(model) for one in before)


@pytest.mark.parametrize(
    ("counts", "ready", "waits", "open_before", "bare"),
    [
        ({Model.FAMILY: {State.REVIEWED: 3}}, True, (), (), (Model.CITIZEN,)),
        ({Model.FAMILY: {State.SUBMITTED: 3}}, False, (), (), (Model.CITIZEN,)),
        (
            {Model.FAMILY: {State.REVIEWED: 3}, Model.CITIZEN: {State.SUBMITTED: 2, State.REVIEWED: 5}},
            False, ((Model.CITIZEN, 7),), (), (Model.CITIZEN,),
        ),
        (
            {
                Model.FAMILY: {State.REVIEWED: 1},
                Model.CITIZEN: {State.DRAFT: 2, State.RETURNED: 1, State.RECOGNISED: 9},
            },
            True, (), ((Model.CITIZEN, 3),), (),
        ),
        ({Model.FAMILY: {State.REVIEWED: 1}, Model.CITIZEN: {State.REFUSED: 4}}, True, (), (), (Model.CITIZEN,)),
    ],
)  # fmt: skip
def test_what_a_step_is_made_of(counts, ready, waits, open_before, bare):
    found = {step.model: step for step in steps({model: counts.get(model, {}) for model in Model})}
    step = found[Model.FAMILY]
    assert (step.ready, step.waits_for, step.not_handed_in, step.without_title) == (ready, waits, open_before, bare)
