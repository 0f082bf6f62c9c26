"""What an accepted report has counted is locked until it is opened again, and a correction says what it changed."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import NotSupportedError

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.membership.models import Fee
from lhtq.recognition.models import Title
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.factories import ActivityFactory, BranchFactory, CentreFactory, MemberFactory, SheetFactory
from tests.web.press import links

YEAR = today().year


@pytest.fixture
def locked(place, period, household, sheet, hand_in, accept):
    """Yên Hoa's report is accepted: one household with a sheet that is still open."""
    dat = household(place.na_khuyen)
    sheet(dat, answers={"1.1": 10})
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    return dat


@pytest.fixture
def activity(place, arrange, person):
    """``activity(...)``: something that the centre of Yên Hoa did in Nà Khuyến, today unless said otherwise."""
    recorder = person(Role.COMMUNE_RECORDER, place.yen_hoa)
    with arrange():
        centre = CentreFactory(unit_id=place.yen_hoa.id)

    def _activity(**given):
        with arrange():
            ActivityFactory(
                centre=centre, unit_id=place.na_khuyen.id, made_by=recorder.account_id, **{"held_on": today(), **given}
            )

    return _activity


def test_a_sheet_of_the_year_is_no_longer_scored_and_the_page_says_why(place, period, locked, sign_in):
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    answer = recorder.post(f"/cham-diem/ho/{locked.id}/{YEAR}", data={"1.2": "5", "version": "1"})
    assert answer.status_code == 409
    assert "đã khóa" in answer.text
    assert "xin mở lại" in answer.text
    # Next year's is another matter, and so is what another commune does.
    next_year = recorder.post(f"/phieu/ho/{locked.id}/{YEAR + 1}/dang-ky")
    assert next_year.status_code in {200, 303}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sheet SET state = 'submitted' WHERE unit_id = :village",
        "UPDATE sheet SET total = 1 WHERE unit_id = :village",
        "UPDATE activity SET attendances = 99 WHERE unit_id = :village",
    ],
)
def test_the_records_behind_it_are_refused_by_the_database(
    place, period, household, sheet, hand_in, accept, arrange, activity, statement
):
    sheet(household(place.na_khuyen), answers=FULL)
    activity(attendances=10)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    with arrange(), pytest.raises(NotSupportedError, match="locked behind"), db.session.begin_nested():
        db.session.execute(text(statement), {"village": place.na_khuyen.id})


def test_after_the_day_of_the_period_life_goes_on(place, set_period, household, hand_in, accept, activity):
    period = set_period(as_of=today() - dt.timedelta(days=3))
    household(place.na_khuyen)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    activity()
    with pytest.raises(NotSupportedError):
        activity(held_on=today() - dt.timedelta(days=4))


def test_titles_are_still_taken_back_and_late_fees_still_paid(
    place, period, household, sheet, title, hand_in, accept, arrange, sign_in
):
    made = title(sheet(household(place.na_khuyen), state="recognised"), place.yen_hoa)
    with arrange():
        member = MemberFactory(branch=BranchFactory(unit_id=place.na_khuyen.id))
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    approver = sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)
    answer = approver.post(f"/thu-hoi/{made.id}", data={"key": str(uuid.uuid4()), "reason": "Vi phạm"})
    assert answer.status_code == 303
    with arrange():
        assert db.session.scalars(select(Title.revoked_on).where(Title.id == made.id)).one() == today()
        db.session.add(Fee(member_id=member.id, unit_id=member.unit_id, year=YEAR, amount=36_000, paid_on=today()))


def test_a_reopening_is_asked_for_granted_and_written_down_and_the_new_version_says_what_changed(
    place, period, locked, sign_in, hand_in, accept, arrange, version_of, household
):
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune, district = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa), sign_in(Role.DISTRICT_REVIEWER, place.na_hang)
    commune.post(f"{here}/mo-lai", data={"key": str(uuid.uuid4()), "words": "Sót một hộ"})
    asks = f"Xã Yên Hoa xin mở lại {period.name}"
    assert links(district.get("/"))[asks] == here, "the district finds the request among the things to do"
    assert "Sót một hộ" in district.get(here).text
    refused = {"key": str(uuid.uuid4()), "granted": "khong", "words": "Để kỳ sau"}
    assert district.post(f"{here}/mo-lai/tra-loi", data=refused).status_code == 303
    page = commune.get(here).text
    assert "Đã tiếp nhận" in page
    assert "không cho mở lại</b>" in page
    assert "Để kỳ sau" in page
    assert asks not in links(district.get("/"))
    commune.post(f"{here}/mo-lai", data={"key": str(uuid.uuid4()), "words": "Sót một hộ, có biên bản"})
    granted = {"key": str(uuid.uuid4()), "granted": "co", "words": "Đồng ý"}
    assert commune.post(f"{here}/mo-lai/tra-loi", data=granted).status_code in {403, 404}
    assert district.post(f"{here}/mo-lai/tra-loi", data=granted).status_code == 303
    assert "Đồng ý" in commune.get(here).text
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    assert recorder.post(f"/cham-diem/ho/{locked.id}/{YEAR}", data={"1.2": "5", "version": "1"}).status_code == 303
    household(place.ban_thang)
    hand_in(place.yen_hoa, period, note="Thêm một hộ sót")
    accept(place.yen_hoa, period)
    page = " ".join(commune.get(f"{here}/ban/2").text.split())
    assert "Gia đình đạt danh hiệu Gia đình học tập; Tổng số" in page
    assert "Thêm một hộ sót" in page
    assert version_of(place.yen_hoa, period, 1).snapshot["figures"]["plan.family_rate.whole"] == 1
    with arrange():
        notes = db.session.scalars(
            select(AuditEntry.note).where(AuditEntry.action == "report:reopen", AuditEntry.unit_id == place.yen_hoa.id)
        ).all()
    assert {"Để kỳ sau", "Đồng ý"} <= set(notes)


def test_a_district_that_handed_in_is_told_of_a_commune_that_corrects_its_report(
    place, period, locked, sign_in, hand_in
):
    hand_in(place.na_hang, period)
    below, above = f"/bao-cao/{place.yen_hoa.id}/{period.id}", f"/bao-cao/{place.na_hang.id}/{period.id}"
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    assert "có bản khác" not in district.get(above).text
    sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).post(
        f"{below}/mo-lai", data={"key": str(uuid.uuid4()), "words": "Sót"}
    )
    district.post(f"{below}/mo-lai/tra-loi", data={"key": str(uuid.uuid4()), "granted": "co", "words": "Đồng ý"})
    assert "Xã Yên Hoa có bản khác" in district.get(above).text


def test_what_one_commune_has_handed_in_locks_nothing_of_another(place, period, locked, household, arrange):
    other = household(place.ban_luc, "Triệu Văn Khác")
    with arrange():
        SheetFactory(household=other, year=YEAR, set_id=db.session.scalar(text("SELECT min(id) FROM criteria_set")))
