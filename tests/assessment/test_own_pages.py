"""Clans, villages and organisations are scored and handed in on their own pages."""

import uuid

import pytest

from lhtq.accounts.policy import Role
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.register.models import ClanFamily, Employment
from lhtq.web.filters import today
from tests.client import htmx
from tests.conftest import FULL, FULL_OF
from tests.factories import ClanFactory, HouseholdFactory, OrganisationFactory, PersonFactory
from tests.web.press import buttons, links, message_beside, press, value_of

YEAR = today().year
MINUTES = {
    "held_on": f"{today():%d/%m/%Y}", "present": "12", "chair": "Ma Văn Thụ", "secretary": "Ma Thị Lan", "votes": "",
}  # fmt: skip


@pytest.fixture
def clan(place, arrange):
    """A clan whose one family holds the title."""
    with arrange():
        dat = HouseholdFactory(unit=place.na_khuyen, title_from=today(), title_to=today())
        found = ClanFactory(unit_id=place.yen_hoa.id, name="Dòng họ Ma")
        db.session.add(
            ClanFamily(
                clan_id=found.id, unit_id=found.unit_id, household_id=dat.id, household_unit_id=place.na_khuyen.id
            )
        )
        return found


@pytest.fixture
def school(place, arrange):
    """A school whose one teacher is a learning citizen."""
    with arrange():
        teacher = PersonFactory(household=HouseholdFactory(unit=place.ban_luc), full_name="Lý Văn Sáu")
        found = OrganisationFactory(unit_id=place.yen_hoa.id, name="Trường Tiểu học Yên Hoa")
        db.session.add(
            Employment(
                organisation_id=found.id, unit_id=found.unit_id, person_id=teacher.id, person_unit_id=teacher.unit_id
            )
        )
        return found


@pytest.fixture
def recorder(place, sign_in):
    return sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)


def test_the_clan_is_scored_on_its_own_page_and_what_is_counted_is_shown(clan, recorder):
    url = f"/phieu/dong-ho/{clan.id}/{YEAR}"
    page = recorder.get(url)
    assert "1 trên 1" in page.text
    assert 'class="ok">đang giữ danh hiệu' in page.text
    full = {code: str(value) for code, value in FULL_OF[Model.CLAN].items()}
    assert press(recorder, page, "Lưu điểm", **full).location == f"{url}#row-{clan.id}"
    assert "<b>100</b>/100" in recorder.get(url).text


@pytest.mark.parametrize("js", [True, False], ids=["htmx", "plain form"])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("hai", "Tiêu chí 3.2: nhập một số."),
        ("-1", "Tiêu chí 3.2: nhập số nguyên từ 0 trở lên."),
        ("1,5", "Tiêu chí 3.2: nhập số nguyên từ 0 trở lên."),
        ("10000", "Tiêu chí 3.2: nhiều nhất 9999."),
    ],
)
def test_what_was_typed_is_kept_beside_its_message(clan, recorder, typed, words, js):
    answer = recorder.post(
        f"/cham-diem/dong-ho/{clan.id}/{YEAR}",
        data={"2.1": "5", "3.2": typed, "version": "0"},
        headers=htmx(f"output#result-{clan.id}") if js else {},
    )
    assert answer.status_code == 422
    assert f'id="e-{clan.id}-3.2">{words}</p>' in answer.text
    assert f'value="{typed}" aria-invalid="true" aria-describedby="e-{clan.id}-3.2"' in answer.text
    assert 'name="2.1" value="5" checked' in answer.text
    assert "Chưa đăng ký" in recorder.get(f"/phieu/dong-ho/{clan.id}/{YEAR}").text
    corrected = press(recorder, answer, "Lưu", **{"3.2": "2"}) if not js else None
    assert corrected is None or "<b>55</b>/100" in recorder.get(corrected.location).text


def test_a_number_is_saved_in_the_background_and_the_rest_filled_around_it(clan, recorder):
    url = f"/cham-diem/dong-ho/{clan.id}/{YEAR}"
    saved = recorder.post(url, data={"3.2": "1", "version": "0"}, headers=htmx(f"output#result-{clan.id}"))
    assert "<b>45</b>/100 điểm" in saved.text
    assert "hx-partial" not in saved.text
    version = saved.text.split('name="version" value="')[1].split('"')[0]
    filled = recorder.post(
        url, data={"3.2": "1", "version": version, "dien": "du"}, headers=htmx(f"output#result-{clan.id}")
    )
    assert filled.headers["HX-Retarget"] == f"#row-{clan.id}"
    assert 'name="3.2" inputmode="numeric" autocomplete="off" value="1"' in filled.text
    assert "<b>95</b>/100" in filled.text


def test_the_later_of_two_who_score_a_clan_chooses_in_its_own_page(clan, recorder, place, sign_in):
    url = f"/cham-diem/dong-ho/{clan.id}/{YEAR}"
    sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa).post(url, data={"3.2": "1", "version": "0"})
    late = recorder.post(url, data={"3.2": "2", "version": "0"}, headers=htmx(f"output#result-{clan.id}"))
    assert late.status_code == 409
    version = late.text.split('name="version" value="')[1].split('"')[0]
    mine = recorder.post(url, data={"3.2": "2", "version": version}, headers=htmx(f"form#row-{clan.id}"))
    assert f'action="/cham-diem/dong-ho/{clan.id}/{YEAR}"' in mine.text
    assert 'value="2"' in mine.text


def test_the_clan_is_handed_in_with_the_minutes_of_its_meeting(clan, recorder, sheet_of, place, sign_in):
    sheet_of(Model.CLAN, clan, answers=FULL_OF[Model.CLAN])
    url = f"/phieu/dong-ho/{clan.id}/{YEAR}"
    page = recorder.get(links(recorder.get(url))["Bình xét và gửi xã"])
    too_many = press(recorder, page, "Gửi xã thẩm định", **MINUTES | {"votes": "13"})
    assert too_many.status_code == 422
    assert "số phiếu phải từ 0 đến 12" in message_beside(too_many, "votes")
    assert value_of(too_many, "chair") == "Ma Văn Thụ"
    early = press(recorder, page, "Gửi xã thẩm định", **MINUTES | {"held_on": "1/1/2020"})
    assert "không thể họp trước năm đó" in message_beside(early, "held_on")

    sent = press(recorder, page, "Gửi xã thẩm định", **MINUTES)
    assert sent.location == url
    again = press(recorder, page, "Gửi xã thẩm định", **MINUTES)
    assert (again.status_code, again.location) == (303, url)
    shown = recorder.get(url).text
    assert "Chờ xã thẩm định" in shown
    assert "12 người dự, 12 phiếu đồng ý. Chủ trì: Ma Văn Thụ." in shown
    assert shown.count("Bình xét, gửi xã") == 1
    assert "Gửi xã thẩm định" not in buttons(recorder.get(f"{url}/binh-xet"))
    reviewer = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa)
    assert "12/12" in reviewer.get(f"/tham-dinh/{place.yen_hoa.id}/{YEAR}?mo_hinh=dong-ho").text


def test_one_that_does_not_earn_the_title_is_not_handed_in(clan, recorder, sheet_of):
    url = f"/phieu/dong-ho/{clan.id}/{YEAR}"
    assert recorder.get(f"{url}/binh-xet").status_code == 404
    sheet_of(Model.CLAN, clan, answers=FULL_OF[Model.CLAN] | {"G1": 0})
    assert "Phiếu chưa đạt nên chưa gửi được." in recorder.get(f"{url}/binh-xet").text
    answer = recorder.post(f"{url}/binh-xet", data=MINUTES | {"key": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "Dòng họ Ma chưa đủ điều kiện" in answer.text
    assert "Đang chấm" in recorder.get(url).text


def test_a_village_is_handed_in_and_families_and_citizens_are_not_one_by_one(
    place, household, sheet, sheet_of, arrange, recorder
):
    with arrange():
        HouseholdFactory(unit=place.na_khuyen, title_from=today(), title_to=today())
    sheet_of(Model.COMMUNITY, place.na_khuyen, answers=FULL_OF[Model.COMMUNITY])
    url = f"/phieu/cong-dong/{place.na_khuyen.id}/{YEAR}"
    press(recorder, recorder.get(f"{url}/binh-xet"), "Gửi xã thẩm định", **MINUTES)
    assert "Chờ xã thẩm định" in recorder.get(url).text
    dat = household(place.ban_thang)
    sheet(dat)
    assert recorder.get(f"/phieu/ho/{dat.id}/{YEAR}/binh-xet").status_code == 404


def test_an_organisation_registers_scores_and_hands_in_itself(school, place, person, sign_in, arrange):
    own = sign_in(person(Role.ORGANISATION, place.yen_hoa, organisation_id=school.id))
    url = f"/phieu/to-chuc/{school.id}/{YEAR}"
    press(own, own.get(url), f"Đăng ký năm {YEAR}")
    full = {code: str(value) for code, value in FULL_OF[Model.ORGANISATION].items()}
    press(own, own.get(url), "Lưu điểm", **full)
    page = own.get(links(own.get(url))["Bình xét và gửi xã"])
    assert press(own, page, "Gửi xã thẩm định", **MINUTES | {"votes": "11"}).location == url
    shown = own.get(url).text
    assert "Chờ xã thẩm định" in shown
    assert "12 người dự, 11 phiếu đồng ý" in shown

    with arrange():
        other = OrganisationFactory(unit_id=place.yen_hoa.id)
    stranger = sign_in(person(Role.ORGANISATION, place.yen_hoa, organisation_id=other.id))
    assert stranger.get(f"{url}/binh-xet").status_code == 404
    assert stranger.post(f"{url}/binh-xet", data=MINUTES | {"key": str(uuid.uuid4())}).status_code == 404


def test_an_organisation_sees_the_minutes_of_its_own_meeting_alone(school, place, person, acting, sheet_of, recorder):
    sheet_of(Model.ORGANISATION, school, answers=FULL_OF[Model.ORGANISATION])
    url = f"/phieu/to-chuc/{school.id}/{YEAR}/binh-xet"
    press(recorder, recorder.get(url), "Gửi xã thẩm định", **MINUTES)
    seen = {}
    for organisation_id in (school.id, school.id + 1000):
        with acting(_unbound(person, place, school, organisation_id)):
            seen[organisation_id] = db.session.execute(db.text("SELECT count(*) FROM village_review")).scalar_one()
    assert seen == {school.id: 1, school.id + 1000: 0}


def _unbound(person, place, school, organisation_id):
    """An actor of an organisation as the database is told of it; the account itself is bound to the school."""
    actor = person(Role.ORGANISATION, place.yen_hoa, organisation_id=school.id)
    return type(actor)(**{**actor.__dict__, "organisation_id": organisation_id})


def test_the_joint_review_finds_cultural_families(place, household, sheet, sign_in):
    dat, hoa = household(place.na_khuyen, "Nguyễn Văn Đạt"), household(place.na_khuyen, "Ma Thị Hoa")
    for one in (dat, hoa):
        sheet(one, answers=FULL)
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen)
    page = village.get(f"/cham-diem/{place.na_khuyen.id}/{YEAR}/binh-xet")
    given = {name: value for name, value in MINUTES.items() if name != "votes"}
    late = press(village, page, "Gửi xã thẩm định", **given | {"chair": "", "van-hoa": [str(dat.id)]})
    assert late.text.count('name="van-hoa" value="') == 2
    assert f'value="{dat.id}" aria-label="Gia đình văn hóa, Nguyễn Văn Đạt" checked' in late.text
    press(village, late, "Gửi xã thẩm định", **given)
    assert "Gia đình văn hóa" in village.get(f"/phieu/ho/{dat.id}/{YEAR}").text
    assert "Gia đình văn hóa" not in village.get(f"/phieu/ho/{hoa.id}/{YEAR}").text
