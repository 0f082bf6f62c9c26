"""The citizens of a village are scored on one page, many of them alike, the exceptions in their rows."""

import pytest

from lhtq.accounts.policy import NotAllowedError, Role
from lhtq.assessment import service
from lhtq.assessment.rules import State
from lhtq.assessment.service import AnswersRefusedError
from lhtq.criteria.rules import CitizenGroup, Model
from lhtq.db import db
from lhtq.register import service as register
from lhtq.register.models import Person
from lhtq.register.rules import Occupation
from lhtq.web.filters import today
from tests.assessment.test_workflow import minutes
from tests.client import htmx
from tests.conftest import FULL_OF
from tests.factories import HouseholdFactory, PersonFactory
from tests.web.press import buttons, links, press, value_of

YEAR = today().year
FULL = FULL_OF[Model.CITIZEN]


@pytest.fixture
def people(place, arrange):
    """Ma Thị Hoa who farms, Lý Văn Sáu in an office, Bàn Thị Mụi of whom nobody has said; of one household."""
    with arrange():
        dat = HouseholdFactory(unit=place.na_khuyen, head_name="Nguyễn Văn Đạt", adults=1)
        given = {"Ma Thị Hoa": Occupation.RURAL, "Lý Văn Sáu": Occupation.STAFF, "Bàn Thị Mụi": None}
        return [
            PersonFactory(household=dat, full_name=name, occupation=occupation, birth_year=1985)
            for name, occupation in given.items()
        ]


@pytest.fixture
def url(place):
    return f"/cham-diem/{place.na_khuyen.id}/{YEAR}/cong-dan"


@pytest.fixture
def recorder(place, sign_in):
    return sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)


def row(page, one):
    return page.text.split(f'id="row-{one.id}"')[1].split('id="row-')[0]


def test_a_row_is_light_until_it_is_opened_and_then_asks_in_the_words_of_its_group(people, url, recorder):
    hoa, sau, mui = people
    page = recorder.get(url)
    assert "Đã chấm xong 0/4 người, đăng ký 0 người" in page.text
    assert "1985 Nông dân, lao động nông thôn. Chưa đăng ký." in row(page, hoa)
    assert "chưa ghi nhóm" in row(page, mui)
    assert 'name="3.1"' not in row(page, hoa)

    opened = recorder.get(links(page)["Ma Thị Hoa"].replace("?", f"{url}?").partition("#")[0])
    assert "Sống hòa thuận với làng xóm" in row(opened, hoa)
    part = recorder.get(f"{url}?mo={sau.id}", headers=htmx(f"p#row-{sau.id}"))
    assert "<html" not in part.text
    assert "1985 Cán bộ, công chức, viên chức" in part.text
    assert "Thân thiện với đồng nghiệp" in part.text
    assert "Giữ quan hệ thân thiện" in recorder.get(f"{url}?mo={mui.id}", headers=htmx(f"p#row-{mui.id}")).text


def test_a_row_that_is_fetched_alone_is_the_row_of_the_page(people, url, recorder):
    hoa, *_ = people
    part = recorder.get(f"{url}?mo={hoa.id}", headers=htmx(f"p#row-{hoa.id}")).text
    page = recorder.get(f"{url}?mo={hoa.id}").text
    start = part.index("<details")
    assert part[start:].split('name="csrf_token"')[0] in page


def test_the_row_of_a_person_of_another_village_is_not_opened_here(place, household, url, sign_in, arrange):
    with arrange():
        other = PersonFactory(household=HouseholdFactory(unit=place.ban_thang))
    commune = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    for asked in (other.id, 0):
        assert commune.get(f"{url}?mo={asked}", headers=htmx(f"p#row-{asked}")).status_code == 404


def test_taps_in_the_village_return_to_the_village_and_those_of_the_sheet_to_the_sheet(people, url, recorder):
    hoa, *_ = people
    score = f"/cham-diem/cong-dan/{hoa.id}/{YEAR}"
    answer = recorder.post(score, data=FULL | {"version": "0"}, headers=htmx(f"output#result-{hoa.id}"))
    assert "<b>100</b>/100 điểm" in answer.text
    assert "Đã chấm xong 1/4 người, đăng ký 1 người" in answer.text
    plain = recorder.post(score, data=FULL | {"1.1": "5", "version": "2"})
    assert plain.location == f"{url}?mo={hoa.id}#row-{hoa.id}"

    sheet = recorder.get(f"/phieu/cong-dan/{hoa.id}/{YEAR}")
    saved = press(recorder, sheet, "Lưu điểm", **{"1.1": "10"})
    assert saved.location == f"/phieu/cong-dan/{hoa.id}/{YEAR}#row-{hoa.id}"
    version = value_of(recorder.get(f"/phieu/cong-dan/{hoa.id}/{YEAR}"), "version")
    alone = recorder.post(
        score,
        data={"tro_ve": "phieu", "dien": "du", "3.2": "5", "version": version},
        headers=htmx(f"form#row-{hoa.id}"),
    )
    assert 'name="tro_ve" value="phieu"' in alone.text
    assert 'name="3.2" value="5" checked' in alone.text
    assert "hx-partial" not in alone.text


def test_who_was_late_on_the_page_of_the_sheet_stays_there(people, url, recorder, place, sign_in):
    hoa, *_ = people
    score = f"/cham-diem/cong-dan/{hoa.id}/{YEAR}"
    sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa).post(score, data={"1.1": "10", "version": "0"})
    late = recorder.post(score, data={"1.1": "5", "version": "0", "tro_ve": "phieu"})
    assert late.status_code == 409
    assert press(recorder, late, "Ghi bản của tôi").location == f"/phieu/cong-dan/{hoa.id}/{YEAR}#row-{hoa.id}"
    version = value_of(recorder.get(f"/phieu/cong-dan/{hoa.id}/{YEAR}"), "version")
    refused = recorder.post(score, data={"1.1": "3", "version": version, "tro_ve": "phieu"})
    assert refused.status_code == 422
    assert links(refused)["Bỏ, xem bản đã lưu"] == f"/phieu/cong-dan/{hoa.id}/{YEAR}#row-{hoa.id}"


def test_all_are_registered_and_the_group_of_those_who_have_none_is_written_down(people, url, recorder, acting):
    answer = press(recorder, recorder.get(url), "Đăng ký tất cả người", group="worker")
    page = recorder.get(answer.location)
    assert "đăng ký 4 người" in page.text
    assert "Công nhân, thợ thủ công, buôn bán nhỏ. Chưa chấm." in row(page, people[2])
    assert "Nông dân" in row(page, people[0])
    assert "Đăng ký tất cả người" not in buttons(page)
    with acting(recorder.actor):
        assert db.session.get(Person, people[2].id).version == 2


def test_the_group_may_be_said_later(people, url, recorder):
    page = recorder.get(press(recorder, recorder.get(url), "Đăng ký tất cả người", group="").location)
    assert "đăng ký 4 người" in page.text
    assert "chưa ghi nhóm" in row(page, people[2])


def test_nobody_registers_or_writes_down_a_group_elsewhere(place, people, acting):
    with acting(Role.VILLAGE_RECORDER, place.ban_thang) as actor:
        for refused in (
            lambda: service.register_citizens(actor, place.na_khuyen, YEAR, today(), group=CitizenGroup.RURAL),
            lambda: service.begin_as_last_year(actor, Model.CITIZEN, place.na_khuyen, YEAR, today()),
        ):
            with pytest.raises(NotAllowedError):
                refused()
        # What is not seen is not there to be written on.
        assert register.set_occupation(actor, [people[2].id], Occupation.RURAL) == 0
    with acting(Role.COMMUNE_REVIEWER, place.yen_hoa) as actor, pytest.raises(NotAllowedError):
        register.set_occupation(actor, [people[2].id], Occupation.RURAL)


def test_those_without_points_are_scored_alike_and_the_exceptions_tapped(people, url, recorder, sheet_of):
    hoa, sau, mui = people
    sheet_of(Model.CITIZEN, hoa, answers=FULL | {"1.1": 5})
    for one in (sau, mui):
        sheet_of(Model.CITIZEN, one)
    answer = press(recorder, recorder.get(url), "Chấm người chưa có điểm", **dict.fromkeys(FULL, "10"))
    page = recorder.get(answer.location)
    assert "Đã chấm 2 người." in page.text
    assert "<b>100</b>/100" in row(page, sau)
    assert "<b>95</b>/100" in row(page, hoa)
    assert "Đã chấm xong 3/4 người, đăng ký 3 người" in page.text


def test_who_is_ticked_is_scored_anew_and_keeps_what_is_not_given(people, url, recorder, sheet_of):
    hoa, sau, mui = people
    sheet_of(Model.CITIZEN, hoa, answers=FULL | {"1.1": 5, "1.2": 5})
    sheet_of(Model.CITIZEN, sau)
    page = recorder.get(url)
    seen = value_of(page, "seen")
    answer = recorder.post(url, data={"seen": seen, "whom": "tich", "chon": [str(hoa.id), str(mui.id)], "1.1": "10"})
    page = recorder.get(answer.location)
    assert "<b>95</b>/100" in row(page, hoa)
    assert "Chưa chấm." in row(page, sau)
    assert "<b>10</b>/100" in row(page, mui)  # registered with it


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"whom": "tich", "3.2": "5"}, "Tích ít nhất một người trong danh sách."),
        ({"whom": "trong"}, "Chọn điểm cho ít nhất một tiêu chí."),
        ({"whom": "trong", "3.2": "5", "1.1": "7"}, "Tiêu chí 1.1: cho điểm 0 hoặc 5 hoặc 10."),
        ({"whom": "trong", "3.2": "5", "1.1": "x"}, "Tiêu chí 1.1: nhập một số."),
        ({"whom": "trong", "3.2": "5", "seen": "hôm qua"}, "Chưa lưu."),
    ],
)
def test_what_cannot_be_given_to_many_is_explained_and_kept_and_changes_nothing(
    people, url, recorder, sheet_of, given, words
):
    sheet_of(Model.CITIZEN, people[1])
    answer = recorder.post(url, data={"seen": value_of(recorder.get(url), "seen"), **given})
    assert answer.status_code == 422
    assert words in answer.text
    assert ('name="3.2" value="5" checked' in answer.text) == ("3.2" in given)
    assert "Chưa chấm." in row(recorder.get(url), people[1])


def test_points_that_somebody_gave_meanwhile_are_not_overwritten_unseen(people, url, recorder, place, sign_in):
    hoa, *_ = people
    page = recorder.get(url)
    ticked = {"seen": value_of(page, "seen"), "whom": "tich", "chon": str(hoa.id), "1.1": "10"}
    other = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    other.post(f"/cham-diem/cong-dan/{hoa.id}/{YEAR}", data=FULL | {"1.1": "5", "version": "0"})
    late = recorder.post(url, data=ticked)
    assert late.status_code == 422
    assert "Ma Thị Hoa vừa được người khác chấm." in late.text
    assert "<b>95</b>/100" in row(late, hoa)
    again = recorder.post(url, data=ticked | {"seen": value_of(late, "seen")})
    assert "<b>100</b>/100" in row(recorder.get(again.location), hoa)


def test_all_or_none_are_scored_alike(place, people, acting, sheet_of):
    hoa, sau, _mui = people
    first, second = sheet_of(Model.CITIZEN, hoa), sheet_of(Model.CITIZEN, sau)
    with acting(Role.VILLAGE_RECORDER, place.na_khuyen) as actor:
        filling = service.Filling({"1.1": 10, "9.9": 10}, None, today())
        with pytest.raises(AnswersRefusedError):
            service.fill_down(actor, place.na_khuyen, YEAR, filling, today())
        db.session.expire_all()
        assert [db.session.merge(one).answers for one in (first, second)] == [{}, {}]


def test_those_without_answers_begin_as_last_year_as_far_as_the_set_admits(people, url, recorder, sheet_of):
    hoa, sau, mui = people
    for one, last in ((hoa, FULL), (sau, FULL | {"1.1": 7, "9.9": 10}), (mui, FULL)):
        sheet_of(Model.CITIZEN, one, year=YEAR - 1, answers=last, state=State.RECOGNISED)
    sheet_of(Model.CITIZEN, hoa)
    sheet_of(Model.CITIZEN, sau)
    sheet_of(Model.CITIZEN, mui, answers={"1.1": 0})
    page = recorder.get(url)
    answer = press(recorder, page, "Như năm trước: 2 người chưa chấm")
    page = recorder.get(answer.location)
    assert "<b>100</b>/100" in row(page, hoa)
    assert "<b>90</b>/100 điểm. Còn thiếu 1.1." in row(page, sau)  # 7 points are no step of the set any more
    assert "<b>0</b>/100" in row(page, mui)
    assert not any(button.startswith("Như năm trước") for button in buttons(page))


def test_last_year_stands_beside_an_indicator_and_is_taken_over_with_one_tap(people, url, recorder, sheet_of):
    hoa, *_ = people
    sheet_of(Model.CITIZEN, hoa, year=YEAR - 1, answers=FULL | {"1.1": 5})
    sheet_of(Model.CITIZEN, hoa)
    opened = recorder.get(f"{url}?mo={hoa.id}")
    assert "năm trước: Một phần" in row(opened, hoa)
    recorder.post(f"/cham-diem/cong-dan/{hoa.id}/{YEAR}", data={"dien": "nam-truoc", "1.2": "5", "version": "1"})
    taken = row(recorder.get(f"{url}?mo={hoa.id}"), hoa)
    assert "<b>90</b>/100" in taken
    assert taken.count("năm trước:") == 1  # of 1.2 alone, which is another one now


def test_the_list_shows_those_not_scored_or_not_earning(people, url, recorder, sheet_of):
    hoa, sau, _mui = people
    sheet_of(Model.CITIZEN, hoa, answers=FULL)
    sheet_of(Model.CITIZEN, sau, answers=FULL | {"1.1": 0})
    page = recorder.get(url)
    assert {"Tất cả (4)", "Chưa chấm xong (2)", "Chưa đạt (1)"} <= links(page).keys()
    waiting = recorder.get(links(page)["Chưa chấm xong (2)"]).text
    assert "Bàn Thị Mụi" in waiting
    assert "Ma Thị Hoa" not in waiting
    poor = recorder.get(links(page)["Chưa đạt (1)"]).text
    assert "1.1 dưới 5 điểm" in poor
    assert "Bàn Thị Mụi" not in poor


def test_one_who_looks_on_sees_the_list_and_no_taps(people, url, place, sign_in, sheet_of):
    sheet_of(Model.CITIZEN, people[0], answers=FULL, state=State.SUBMITTED, figures={}, total=100)
    viewer = sign_in(Role.VIEWER, at=place.yen_hoa)
    page = viewer.get(f"{url}?mo={people[1].id}")
    assert "Chờ xã thẩm định" in row(page, people[0])
    assert 'type="radio"' not in page.text
    assert viewer.post(url, data={"whom": "trong", "1.1": "10"}).status_code == 403


def test_the_village_hands_in_its_citizens(people, url, recorder, sheet_of):
    hoa, sau, _mui = people
    sheet_of(Model.CITIZEN, hoa, answers=FULL)
    sheet_of(Model.CITIZEN, sau, answers=FULL | {"1.1": 0})
    review = recorder.get(links(recorder.get(url))["Bình xét và gửi xã"])
    assert "1 người đã chấm xong và đạt" in review.text
    assert "Gia đình văn hóa" not in review.text
    assert "1 người đã đăng ký, chưa chấm xong hoặc chưa đạt" in review.text
    nobody = recorder.post(f"{url}/binh-xet", data=minutes())
    assert "Chọn ít nhất một người để gửi." in nobody.text
    answer = recorder.post(f"{url}/binh-xet", data=minutes(hoa, **{f"phieu-{hoa.id}": "30"}))
    assert answer.location == url
    assert "35 người dự, 30 phiếu đồng ý" in recorder.get(f"/phieu/cong-dan/{hoa.id}/{YEAR}").text


def test_a_citizen_who_signs_in_scores_on_their_own_sheet_alone(people, url, place, person, sign_in):
    hoa, sau, _mui = people
    own = sign_in(person(Role.CITIZEN, place.na_khuyen, person_id=hoa.id))
    page = own.get(f"/phieu/cong-dan/{hoa.id}/{YEAR}")
    own.post(f"/phieu/cong-dan/{hoa.id}/{YEAR}/dang-ky")
    saved = press(own, own.get(f"/phieu/cong-dan/{hoa.id}/{YEAR}"), "Lưu điểm", **{"1.1": "10"})
    assert saved.location == f"/phieu/cong-dan/{hoa.id}/{YEAR}#row-{hoa.id}"
    assert "Phiếu của thôn" not in page.text
    bare = own.post(f"/cham-diem/cong-dan/{hoa.id}/{YEAR}", data={"1.1": "5", "version": "2"})
    assert bare.location == f"/phieu/cong-dan/{hoa.id}/{YEAR}#row-{hoa.id}"
    assert own.get(url).status_code == 404
    assert own.post(f"/cham-diem/cong-dan/{sau.id}/{YEAR}", data={"1.1": "5"}).status_code == 404


def test_nothing_is_begun_with_one_who_has_left(people, arrange, recorder):
    hoa, *_ = people
    with arrange():
        db.session.merge(hoa).left_on = today()
    assert recorder.post(f"/cham-diem/cong-dan/{hoa.id}/{YEAR}", data={"1.1": "5"}).status_code == 403
    assert recorder.post(f"/phieu/cong-dan/{hoa.id}/{YEAR}/dang-ky").status_code == 403


def test_nothing_is_begun_with_one_who_is_not_of_age_or_learns_at_school(place, arrange, household, recorder):
    dat = household(place.na_khuyen)
    with arrange():
        child = PersonFactory(household=dat, birth_year=YEAR - 17, occupation=None)
        student = PersonFactory(household=dat, birth_year=YEAR - 20, occupation=Occupation.STUDENT)
        grown = PersonFactory(household=dat, birth_year=YEAR - 18, occupation=Occupation.RURAL)
    for one in (child, student):
        page = f"/phieu/cong-dan/{one.id}/{YEAR}"
        assert f"Đăng ký năm {YEAR}" not in buttons(recorder.get(page))
        assert recorder.post(f"{page}/dang-ky").status_code == 403
        assert recorder.post(f"/cham-diem/cong-dan/{one.id}/{YEAR}", data={"1.1": "10"}).status_code == 403
        assert "Chưa đăng ký" in recorder.get(page).text
    assert f"Đăng ký năm {YEAR}" in buttons(recorder.get(f"/phieu/cong-dan/{grown.id}/{YEAR}"))
