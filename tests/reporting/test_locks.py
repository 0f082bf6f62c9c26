"""What an accepted report has counted is locked until it is opened again, and a correction says what it changed."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import NotSupportedError

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.membership.models import Member, Post
from lhtq.recognition.models import Title
from lhtq.web.filters import today
from tests.conftest import FULL
from tests.factories import ActivityFactory, BranchFactory, CentreFactory, MemberFactory, PersonFactory, PostFactory
from tests.web.press import links

YEAR = today().year
#: The last day of a period that was closed some days ago, one of its days, and one after it.
CLOSED = today() - dt.timedelta(days=3)
INSIDE, AFTER = CLOSED - dt.timedelta(days=1), CLOSED + dt.timedelta(days=1)


def decision(village, signed_on):
    """What is typed of a decision over one sheet of a village."""
    return {
        "key": str(uuid.uuid4()), "number": "125/QĐ-UBND", "signed_on": f"{signed_on:%d/%m/%Y}",
        "signer": "Hứa Đức Thắng", "signer_position": "Chủ tịch UBND", "noi": [str(village.id)],
        f"so-{village.id}": "1",
    }  # fmt: skip


@pytest.fixture
def locked(place, period, household, member, hand_in, accept):
    """Yên Hoa's report is accepted; a member of Nà Khuyến's branch has not paid the fee of the year."""
    household(place.na_khuyen)
    found = member()
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    return found


@pytest.fixture
def member(place, arrange):
    """``member(...)``: a member of the first branch of Nà Khuyến."""
    with arrange():
        branch = BranchFactory(unit_id=place.na_khuyen.id)

    def _member(**given):
        with arrange():
            return MemberFactory(branch=branch, **given)

    return _member


@pytest.fixture
def pay(place, sign_in):
    """``pay(member, day)``: the commune writes down the member's fee of the year; gives the answer."""

    def _pay(member, on):
        form = {"key": str(uuid.uuid4()), "members": member.id, "amount": "36000", "paid_on": f"{on:%d/%m/%Y}"}
        recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
        return recorder.post(f"/chi-hoi/{member.branch_id}/hoi-phi/{YEAR}", data=form)

    return _pay


@pytest.fixture
def closed(place, set_period, hand_in, accept, household):
    """``closed()``: Yên Hoa's report up to CLOSED is accepted; gives the period."""

    def _closed():
        found = set_period(as_of=CLOSED)
        household(place.ban_thang)
        hand_in(place.yen_hoa, found)
        accept(place.yen_hoa, found)
        return found

    return _closed


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


def refused(arrange, statement, **given):
    """Whether the database refuses a statement as a change behind an accepted report; it is undone either way."""
    with arrange():
        tried = db.session.begin_nested()
        try:
            db.session.execute(text(statement), given)
        except NotSupportedError as error:
            return "locked behind" in str(error)
        finally:
            tried.rollback()
        return False


def test_a_sheet_without_a_decision_goes_on_and_is_recognised_by_a_decision_of_a_later_day(
    place, household, sheet, closed, sign_in
):
    dat, hoa = household(place.na_khuyen), household(place.na_khuyen, "Ma Thị Hoa")
    sheet(dat, answers={"1.1": 10})
    sheet(hoa, answers=FULL, state="reviewed", figures={"2.1": [2, 2]}, total=100)
    closed()
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    assert recorder.post(f"/cham-diem/ho/{dat.id}/{YEAR}", data={"1.2": "5", "version": "1"}).status_code == 303
    chair = sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)
    here = f"/cong-nhan/{place.yen_hoa.id}/{YEAR}/ho"
    inside = chair.post(here, data=decision(place.na_khuyen, INSIDE))
    assert inside.status_code == 409
    assert "đã khóa" in inside.text
    assert chair.post(here, data=decision(place.na_khuyen, AFTER)).status_code == 303


def test_a_sheet_that_was_decided_in_the_period_stays_as_it_was_decided(
    place, period, household, sheet, title, hand_in, accept, arrange
):
    recognised = sheet(household(place.na_khuyen), answers=FULL, state="recognised", total=100)
    title(recognised, place.yen_hoa)
    # Its title is of a day before the period, so no other report than an earlier one has counted it.
    earlier = sheet(household(place.ban_thang), answers=FULL, state="recognised", total=100)
    title(earlier, place.yen_hoa, number="2/QĐ-UBND", signed_on=dt.date(YEAR - 1, 6, 1))
    turned_down = sheet(household(place.na_khuyen, "Ma Thị Hoa"), answers=FULL, state="refused", total=60)
    waits = sheet(household(place.na_khuyen, "Ma Văn Páo"), answers=FULL, state="reviewed", total=60)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    assert refused(arrange, "UPDATE sheet SET total = 1 WHERE id = :id", id=recognised.id)
    assert refused(arrange, "UPDATE sheet SET state = 'submitted' WHERE id = :id", id=recognised.id)
    assert not refused(arrange, "UPDATE sheet SET total = 1 WHERE id = :id", id=earlier.id)
    assert refused(arrange, "UPDATE sheet SET state = 'reviewed' WHERE id = :id", id=turned_down.id)
    # The period ends today: who is turned down today would be one more in it.
    assert refused(arrange, "UPDATE sheet SET state = 'refused' WHERE id = :id", id=waits.id)
    assert not refused(arrange, "UPDATE sheet SET state = 'returned' WHERE id = :id", id=waits.id)


def test_an_activity_and_the_official_counts_behind_it_are_refused_by_the_database(
    place, period, household, hand_in, accept, arrange, activity
):
    household(place.na_khuyen)
    activity(attendances=10)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    village = place.na_khuyen.id
    assert refused(arrange, "UPDATE activity SET attendances = 99 WHERE unit_id = :village", village=village)
    official = "INSERT INTO year_statistics (unit_id, year, figures, version) VALUES (:village, :year, '{}', 1)"
    assert refused(arrange, official, village=village, year=YEAR)
    assert not refused(arrange, official, village=village, year=YEAR + 1)


def test_after_the_day_of_the_period_life_goes_on(place, set_period, household, hand_in, accept, activity):
    period = set_period(as_of=today() - dt.timedelta(days=3))
    household(place.na_khuyen)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    activity()
    with pytest.raises(NotSupportedError):
        activity(held_on=today() - dt.timedelta(days=4))


def test_a_refusal_names_the_report_leads_to_it_and_keeps_what_was_typed(place, member, closed, sign_in):
    found, period = member(), closed()
    form = {"key": str(uuid.uuid4()), "left_on": f"{INSIDE:%d/%m/%Y}", "because": "left"}
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    answer = recorder.post(f"/hoi-vien/{found.id}/thoi", data=form)
    assert answer.status_code == 409
    page = " ".join(answer.text.split())
    assert "Có người vừa sửa" not in page
    assert f"{period.name} của xã Yên Hoa đã được tiếp nhận" in page
    assert f"đến ngày {CLOSED:%d/%m/%Y} đã khóa" in page
    assert links(answer)[f"{period.name}, xã Yên Hoa"] == f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    assert f'name="left_on" value="{INSIDE:%d/%m/%Y}"' in page
    assert f'action="/hoi-vien/{found.id}/thoi"' in page
    # A village does not open its commune's report: it is named, and leads nowhere.
    village = sign_in(Role.VILLAGE_RECORDER, at=place.na_khuyen).post(f"/hoi-vien/{found.id}/thoi", data=form)
    assert f"{period.name} của xã Yên Hoa đã được tiếp nhận" in " ".join(village.text.split())
    assert f"{period.name}, xã Yên Hoa" not in links(village)


def test_a_title_is_not_taken_back_on_a_day_of_the_period_but_on_a_later_one(
    place, period, household, sheet, title, hand_in, accept, arrange, sign_in
):
    made = title(sheet(household(place.na_khuyen), state="recognised"), place.yen_hoa)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    approver = sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)
    answer = approver.post(f"/thu-hoi/{made.id}", data={"key": str(uuid.uuid4()), "reason": "Vi phạm"})
    assert answer.status_code == 409
    assert "đã khóa" in answer.text
    revoked = "UPDATE title SET revoked_on = :on, valid_to = :on - 1 WHERE id = :id"
    assert not refused(arrange, revoked, on=today() + dt.timedelta(days=1), id=made.id)


def test_after_the_period_a_title_of_it_is_taken_back(place, household, sheet, title, closed, arrange, sign_in):
    made = title(sheet(household(place.na_khuyen), state="recognised"), place.yen_hoa, signed_on=INSIDE)
    closed()
    approver = sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa)
    answer = approver.post(f"/thu-hoi/{made.id}", data={"key": str(uuid.uuid4()), "reason": "Vi phạm"})
    assert answer.status_code == 303
    with arrange():
        assert db.session.scalars(select(Title.revoked_on).where(Title.id == made.id)).one() == today()


def test_a_fee_is_paid_late_but_not_on_a_day_of_the_period(member, closed, pay, arrange):
    paid, late = member(), member()
    assert pay(paid, INSIDE).status_code == 303
    closed()
    assert pay(late, INSIDE).status_code == 409
    assert pay(late, AFTER).status_code == 303
    assert refused(arrange, "DELETE FROM fee WHERE member_id = :id", id=paid.id)
    assert not refused(arrange, "DELETE FROM fee WHERE member_id = :id", id=late.id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE member SET joined_on = :day WHERE id = :member",
        "UPDATE member SET left_on = :day, left_because = 'left' WHERE id = :member",
        (
            "INSERT INTO member (branch_id, unit_id, full_name, birth_year, sex, phone, card_number, version, "
            "joined_on) SELECT branch_id, unit_id, 'Ma Văn Mới', 1990, 'male', '', '', 1, :day FROM member "
            "WHERE id = :member"
        ),
        "UPDATE post SET from_on = :day WHERE member_id = :member",
        "UPDATE post SET to_on = :day WHERE member_id = :member",
        (
            "INSERT INTO post (branch_id, unit_id, member_id, position, from_on) "
            "SELECT branch_id, unit_id, id, 'head', :day FROM member WHERE id = :member"
        ),
        "UPDATE branch SET founded_on = :day WHERE id = (SELECT branch_id FROM member WHERE id = :member)",
        "UPDATE branch SET ended_on = :day WHERE id = (SELECT branch_id FROM member WHERE id = :member)",
        (
            "INSERT INTO branch (unit_id, kind, name, phone, version, founded_on) "
            "SELECT unit_id, 'clan', 'Chi hội mới', '', 1, :day FROM member WHERE id = :member"
        ),
    ],
)
def test_members_positions_and_branches_neither_begin_nor_end_on_a_day_of_the_period(
    member, arrange, closed, statement
):
    found = member()
    with arrange():
        PostFactory(branch_id=found.branch_id, unit_id=found.unit_id, member=found)
    closed()
    assert refused(arrange, statement, day=INSIDE, member=found.id)
    assert not refused(arrange, statement, day=AFTER, member=found.id)


def test_what_is_known_of_a_member_may_change_under_a_lock(member, closed, arrange):
    found = member(joined_on=INSIDE)
    closed()
    assert not refused(arrange, "UPDATE member SET phone = '0912 345 678' WHERE id = :id", id=found.id)
    assert refused(arrange, "UPDATE member SET joined_on = NULL WHERE id = :id", id=found.id)


def test_a_death_that_is_told_late_ends_the_membership_and_the_position_under_a_lock(
    place, household, member, closed, arrange
):
    home = household(place.na_khuyen)
    with arrange():
        person = PersonFactory(household=home)
    found = member(person_id=person.id, person_unit_id=person.unit_id)
    with arrange():
        PostFactory(branch_id=found.branch_id, unit_id=found.unit_id, member=found)
    closed()
    with arrange():
        died = text("UPDATE person SET left_on = :day, left_because = 'died' WHERE id = :id")
        db.session.execute(died, {"day": INSIDE, "id": person.id})
        ended = select(Member.left_on, Post.to_on).join(Post, Post.member_id == Member.id).where(Member.id == found.id)
        assert db.session.execute(ended).one() == (INSIDE, INSIDE)


def test_a_position_that_began_before_the_lock_is_neither_moved_nor_taken_out(member, closed, arrange):
    found = member()
    with arrange():
        told = {"branch_id": found.branch_id, "unit_id": found.unit_id, "member": found}
        counted, later = PostFactory(**told, from_on=INSIDE), PostFactory(**told, from_on=AFTER)
    closed()
    assert refused(arrange, "DELETE FROM post WHERE id = :id", id=counted.id)
    assert refused(arrange, "UPDATE post SET from_on = :day WHERE id = :id", id=counted.id, day=AFTER)
    assert not refused(arrange, "UPDATE post SET position = 'committee' WHERE id = :id", id=counted.id)
    assert not refused(arrange, "DELETE FROM post WHERE id = :id", id=later.id)


def test_a_reopening_is_asked_for_granted_and_written_down_and_the_new_version_says_what_changed(
    place, period, locked, pay, sign_in, hand_in, accept, arrange, version_of, household
):
    here = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    assert pay(locked, today()).status_code == 409
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
    assert pay(locked, today()).status_code == 303
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
    hand_in(place.yen_hoa, period, note="Thêm một hộ sót")
    assert "Xã Yên Hoa có bản khác" in district.get(above).text


def test_what_one_commune_has_handed_in_locks_nothing_of_another(place, period, locked, arrange):
    with arrange():
        MemberFactory(branch=BranchFactory(unit_id=place.ban_luc.id), joined_on=today())


def test_the_province_is_told_of_a_correction_that_an_accepted_district_has_not_taken_in(
    place, period, locked, sign_in, hand_in, accept
):
    hand_in(place.na_hang, period)
    accept(place.na_hang, period)
    above = f"/bao-cao/{place.province.id}/{period.id}"
    province = sign_in(Role.PROVINCE_OFFICER, at=place.province)
    province.post(f"{above}/bat-dau")
    words = "Báo cáo của Huyện Na Hang chưa có số mới: sau đó đã tiếp nhận bản khác của Xã Yên Hoa."
    below = f"/bao-cao/{place.yen_hoa.id}/{period.id}"
    commune, district = sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa), sign_in(Role.DISTRICT_REVIEWER, place.na_hang)
    commune.post(f"{below}/mo-lai", data={"key": str(uuid.uuid4()), "words": "Sót"})
    district.post(f"{below}/mo-lai/tra-loi", data={"key": str(uuid.uuid4()), "granted": "co", "words": "Đồng ý"})
    hand_in(place.yen_hoa, period, note="Sửa số")
    assert words not in province.get(f"{above}/nop").text, "nobody has accepted the other version yet"
    accept(place.yen_hoa, period)
    check = province.get(f"{above}/nop")
    assert words in check.text
    assert links(check)["Xem báo cáo"] == f"/bao-cao/{place.na_hang.id}/{period.id}"
