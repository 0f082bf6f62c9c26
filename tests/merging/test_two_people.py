"""Two records of one person become one, with everything that both had, and can become two again."""

import datetime as dt

import pytest
from sqlalchemy import select, text

from lhtq.accounts.models import Assignment
from lhtq.accounts.policy import NotAllowedError, Role
from lhtq.assessment.models import Evidence, Sheet
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.db.scope import with_history
from lhtq.merging.service import AlreadyMergedError, ChangedSinceError, Merging, RefusedError, merge_people
from lhtq.recognition.models import Title
from lhtq.register.models import Employment, Person
from lhtq.register.rules import LeftBecause, Relation, Sex
from lhtq.web.filters import today
from tests.factories import AccountFactory, AssignmentFactory, OrganisationFactory
from tests.web.press import heading, links, press

YEAR = today().year
LAST = dt.date(YEAR, 12, 31)


@pytest.fixture
def dat(place, household):
    return household(place.na_khuyen, "Nguyễn Văn Đạt", titled=0)


@pytest.fixture
def pao(place, household):
    return household(place.ban_thang, "Giàng A Páo", titled=0)


@pytest.fixture
def hoa(dat, member):
    """Ma Thị Hòa as the household of her father has her."""
    return member(dat, "Ma Thị Hòa", sex=Sex.FEMALE, birth_year=1990)


@pytest.fixture
def again(pao, member):
    """The same in the household that she married into, typed with the tone elsewhere."""
    return member(pao, "Ma Thị Hoà", Relation.SPOUSE, sex=Sex.FEMALE, birth_year=1990, phone="0912 345 678")


def subject_of(arrange, sheet):
    with arrange(), with_history():
        return db.session.scalars(select(Sheet.subject_id).where(Sheet.id == sheet.id)).one()


def test_a_title_that_has_run_out_is_told_so_beside_the_other(recording, hoa, again, sheet_for):
    ran_out = today() - dt.timedelta(days=30)
    sheet_for(Model.CITIZEN, hoa, since=ran_out - dt.timedelta(days=364), until=ran_out)
    sheet_for(Model.CITIZEN, again, until=today())
    side = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}").text
    assert f"đã hết hạn ngày {ran_out:%d/%m/%Y}" in side
    assert f"đến {today():%d/%m/%Y}" in side


def test_the_recorder_finds_them_sees_what_differs_and_merges(recording, place, hoa, again, sheet_for, owner):
    sheet_for(Model.CITIZEN, again)
    page = recording.get(links(recording.get(f"/ho-gia-dinh/{place.yen_hoa.id}"))["Hồ sơ trùng"])
    assert "Không còn ai khác tên này: +15" in page.text
    words = "Ma Thị Hòa, 1990, Nà Khuyến và Ma Thị Hoà, 1990, Bản Thàng"
    side = recording.get(links(page)[words])
    assert heading(side) == "Một hay hai người?"
    assert "Cùng họ tên: +40" in side.text
    preview = recording.get(
        f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop", query_string={"giu": again.id, "l-full_name": hoa.id}
    )
    assert "Hồ sơ bị gộp chưa có phiếu" in preview.text
    assert "Họ và tên: <b>Ma Thị Hòa</b> (bỏ: Ma Thị Hoà)" in preview.text
    done = press(recording, preview, "Gộp hai người")
    told = recording.get(done.location)
    assert heading(told) == "Hồ sơ đã gộp: Ma Thị Hòa"
    kept = recording.get(f"/nguoi/{again.id}")
    assert heading(kept) == "Ma Thị Hòa"
    assert links(kept)[f"Gộp hồ sơ trùng Ma Thị Hòa, số {hoa.id}"] == done.location
    assert recording.get(f"/nguoi/{hoa.id}").location == f"/nguoi/{again.id}"
    assert recording.get(f"/phieu/cong-dan/{hoa.id}/{YEAR}").location == f"/phieu/cong-dan/{again.id}/{YEAR}"
    assert words not in links(recording.get(f"/trung-lap/{place.yen_hoa.id}"))
    assert "Ma Thị Hòa" not in recording.get(f"/ho/{hoa.household_id}").text
    assert owner.differences() == []
    back = press(recording, told, "Hoàn tác gộp")
    assert heading(recording.get(back.location)) == "Một hay hai người?"
    assert heading(recording.get(f"/nguoi/{hoa.id}")) == "Ma Thị Hòa"


def test_the_preview_tells_what_moves_and_it_does(recording, arrange, hoa, again, place, sheet_for, owner):
    moved = sheet_for(Model.CITIZEN, again, year=YEAR - 1, until=LAST)
    open_ = sheet_for(Model.CITIZEN, again)
    with arrange():
        school = OrganisationFactory(unit_id=place.yen_hoa.id, name="Trường Mầm non")
        db.session.add(
            Employment(
                organisation_id=school.id, unit_id=place.yen_hoa.id, person_id=again.id, person_unit_id=again.unit_id
            )
        )
        account = AccountFactory(unit_id=again.unit_id, username="hoa.ma")
        AssignmentFactory(account_id=account.id, unit_id=again.unit_id, role=Role.CITIZEN, person_id=again.id)
        db.session.add(
            Evidence(
                sheet_id=open_.id, unit_id=open_.unit_id, indicator_code="1.1", digest="x", media_type="image/jpeg",
                size=1, added_by=account.id,
            )
        )  # fmt: skip
    page = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop", query_string={"giu": hoa.id})
    for line in (
        f"Phiếu năm {YEAR - 1} ở Thôn Bản Thàng (đã công nhận, 90 điểm): chuyển sang.",
        f"Phiếu năm {YEAR} ở Thôn Bản Thàng (đang chấm): chuyển sang.",
        f"Danh hiệu năm {YEAR - 1} (đến 31/12/{YEAR}): chuyển sang.",
        "Làm việc ở Trường Mầm non: chuyển sang.",
        "Tài khoản hoa.ma: chuyển sang, người dùng vẫn đăng nhập như cũ.",
    ):
        assert line in page.text
    before = owner.digest()
    done = press(recording, page, "Gộp hai người")
    with arrange():
        assert db.session.scalars(select(Title.subject_id)).all() == [hoa.id]
        found = db.session.scalars(select(Sheet).order_by(Sheet.year)).all()
        # What was decided stays where it was; what is open is where its citizen is, with its evidence.
        assert [(one.subject_id, one.unit_id, one.name) for one in found] == [
            (hoa.id, place.ban_thang.id, "Ma Thị Hoà"), (hoa.id, place.na_khuyen.id, "Ma Thị Hòa"),
        ]  # fmt: skip
        assert db.session.scalars(select(Evidence.unit_id)).one() == place.na_khuyen.id
        role = db.session.scalars(select(Assignment).filter_by(account_id=account.id)).one()
        assert (role.person_id, role.unit_id, role.active) == (hoa.id, place.na_khuyen.id, True)
        assert db.session.scalars(select(Person.title_to).where(Person.id == hoa.id)).one() == LAST
        assert moved.id == found[0].id
    assert owner.differences() == []
    press(recording, recording.get(done.location), "Hoàn tác gộp")
    assert owner.digest() == before
    assert owner.differences() == []


def test_of_two_sheets_of_a_year_the_one_that_came_further_counts(
    merge, undo, arrange, recording, hoa, again, sheet_for, owner
):
    draft = sheet_for(Model.CITIZEN, hoa)
    decided = sheet_for(Model.CITIZEN, again, until=LAST)
    before = owner.digest()
    page = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop", query_string={"giu": hoa.id})
    assert f"Năm {YEAR} cả hai có phiếu: tính phiếu ở Thôn Bản Thàng (đã công nhận, 90 điểm)" in page.text
    made = merge(hoa, again)
    assert owner.rows("SELECT id, subject_id, aside_by FROM sheet ORDER BY id") == [
        (draft.id, hoa.id, made), (decided.id, hoa.id, None),
    ]  # fmt: skip
    assert owner.rows("SELECT sum(sheets) FROM sheet_figure WHERE model = 'citizen'") == [(1,)]
    assert owner.differences() == []
    told = recording.get(f"/da-gop/{made}").text
    assert f"Năm {YEAR}, Nà Khuyến: đang chấm" in told
    assert "Đã công nhận" in recording.get(f"/phieu/cong-dan/{hoa.id}/{YEAR}").text
    undo(made)
    assert owner.digest() == before


def test_two_titles_of_one_year_are_held_once(merge, undo, hoa, again, sheet_for, owner):
    sheet_for(Model.CITIZEN, hoa, since=dt.date(YEAR, 1, 5), until=dt.date(YEAR, 12, 1))
    longer = sheet_for(Model.CITIZEN, again, since=dt.date(YEAR, 2, 5), until=LAST)
    before = owner.digest()
    held = "SELECT sum(change) FROM title_figure WHERE day <= :day"
    assert owner.rows(held, day=dt.date(YEAR, 6, 1)) == [(2,)]
    made = merge(hoa, again)
    assert owner.rows(held, day=dt.date(YEAR, 6, 1)) == [(1,)]
    assert owner.rows("SELECT count(*) FROM title") == [(2,)]
    assert owner.rows("SELECT title_to FROM person WHERE id = :id", id=hoa.id) == [(LAST,)]
    assert owner.rows("SELECT sheet_id FROM title WHERE valid_to >= valid_from") == [(longer.id,)]
    assert owner.differences() == []
    undo(made)
    assert owner.digest() == before


def test_what_was_taken_back_stays_taken_back(merge, arrange, hoa, again, sheet_for, owner):
    sheet_for(Model.CITIZEN, hoa, since=dt.date(YEAR, 1, 5), until=LAST)
    revoked = sheet_for(Model.CITIZEN, again, since=dt.date(YEAR, 1, 5), until=dt.date(YEAR, 3, 1))
    with arrange():
        title = db.session.scalars(select(Title).filter_by(sheet_id=revoked.id)).one()
        title.revoked_on = dt.date(YEAR, 3, 2)
    merge(hoa, again)
    assert owner.rows("SELECT aside_by IS NULL FROM sheet WHERE id = :id", id=revoked.id) == [(True,)]
    assert owner.rows("SELECT title_to FROM person WHERE id = :id", id=hoa.id) == [(dt.date(YEAR, 3, 1),)]


def test_titles_of_two_years_that_overlap_follow_each_other(merge, undo, hoa, again, sheet_for, owner):
    sheet_for(Model.CITIZEN, hoa, year=YEAR - 1, since=dt.date(YEAR - 1, 12, 1), until=dt.date(YEAR, 11, 30))
    sheet_for(Model.CITIZEN, again, since=dt.date(YEAR, 6, 1), until=dt.date(YEAR + 1, 5, 31))
    before = owner.digest()
    made = merge(hoa, again)
    assert owner.rows("SELECT valid_from, valid_to FROM title ORDER BY valid_from") == [
        (dt.date(YEAR - 1, 12, 1), dt.date(YEAR, 5, 31)), (dt.date(YEAR, 6, 1), dt.date(YEAR + 1, 5, 31)),
    ]  # fmt: skip
    assert owner.differences() == []
    undo(made)
    assert owner.digest() == before


def test_where_both_have_an_account_that_of_the_one_who_goes_is_stopped(merge, undo, arrange, recording, hoa, again):
    with arrange():
        for one, name in ((hoa, "hoa.cu"), (again, "hoa.moi")):
            account = AccountFactory(unit_id=one.unit_id, username=name)
            AssignmentFactory(account_id=account.id, unit_id=one.unit_id, role=Role.CITIZEN, person_id=one.id)
    page = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop", query_string={"giu": hoa.id})
    assert "Cả hai có tài khoản: tài khoản hoa.moi bị dừng." in page.text

    def active():
        with arrange():
            rows = select(Assignment.ended_on).where(Assignment.person_id.in_([hoa.id, again.id]))
            return [day is None for day in db.session.scalars(rows.order_by(Assignment.person_id))]

    made = merge(hoa, again)
    assert active() == [True, False]
    undo(made)
    assert active() == [True, True]


def test_who_works_at_one_place_twice_is_counted_once(merge, undo, arrange, acting, person, place, hoa, again, owner):
    with arrange():
        school = OrganisationFactory(unit_id=place.yen_hoa.id)
        for one in (hoa, again):
            db.session.add(
                Employment(
                    organisation_id=school.id, unit_id=place.yen_hoa.id, person_id=one.id, person_unit_id=one.unit_id
                )
            )
    reviewer = person(Role.COMMUNE_REVIEWER, place.yen_hoa)
    before = owner.digest()
    made = merge(hoa, again)
    counted = "SELECT count(*) FROM employment_card WHERE left_on IS NULL AND person_left_on IS NULL"
    with acting(reviewer):
        assert db.session.execute(text(counted)).scalar_one() == 1
    undo(made)
    assert owner.digest() == before


@pytest.mark.parametrize("who", [Role.VILLAGE_RECORDER, Role.COMMUNE_REVIEWER, Role.COMMUNE_APPROVER, Role.VIEWER])
def test_only_who_keeps_the_commune_s_register_merges(place, sign_in, hoa, again, who):
    at = place.na_khuyen if who is Role.VILLAGE_RECORDER else place.yen_hoa
    client = sign_in(who, at=at)
    for address in (f"/trung-lap/{place.yen_hoa.id}", f"/trung-lap/nguoi/{hoa.id}/{again.id}"):
        assert client.get(address).status_code in {403, 404}


def test_two_communes_are_merged_by_who_sees_both(place, household, member, sign_in, merge, person, hoa, owner):
    far = member(household(place.ban_luc, "Triệu Văn Sơn", titled=0), "Ma Thị Hòa", sex=Sex.FEMALE, birth_year=1990)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    assert recorder.get(f"/trung-lap/nguoi/{hoa.id}/{far.id}").status_code == 404
    district = person(Role.DISTRICT_REVIEWER, place.na_hang)
    made = merge(hoa, far, actor=district)
    page = recorder.get(f"/da-gop/{made}")
    assert heading(page) == "Hồ sơ đã gộp: Ma Thị Hòa"
    assert "Triệu Văn Sơn" not in page.text
    assert "Hoàn tác gộp" not in page.text
    assert recorder.post(f"/da-gop/{made}").status_code == 404
    assert owner.differences() == []


def test_the_district_is_shown_pairs_of_two_communes_with_more_than_a_name(place, household, member, sign_in, hoa):
    here = household(place.ban_luc, "Triệu Văn Sơn")
    born = dt.date(1991, 3, 8)
    with_date = member(here, "Lý Thị Mây", birth_year=1991, birth_date=born)
    other = member(household(place.na_khuyen, "Bàn Văn Sinh"), "Lý Thị Mây", birth_year=1991, birth_date=born)
    member(here, "Ma Thị Hòa", sex=Sex.FEMALE, birth_year=1990)
    page = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang).get(f"/trung-lap/{place.na_hang.id}")
    assert f"/trung-lap/nguoi/{with_date.id}/{other.id}" in page.text
    assert f"/trung-lap/nguoi/{hoa.id}/" not in page.text


def test_a_sheet_that_lies_where_nobody_here_looks_moves_too(
    place, arrange, acting, hoa, again, merge, undo, sheet_for, owner
):
    """She lived in another district, and her sheet of that year stayed there."""
    sheet = sheet_for(Model.CITIZEN, again, year=YEAR - 1, state="submitted", figures={}, total=80)
    with arrange():
        db.session.get(Sheet, sheet.id).unit_id = place.tan_lap.id
    before = owner.digest()
    made = merge(hoa, again)
    assert subject_of(arrange, sheet) == hoa.id
    undo(made)
    assert owner.digest() == before


def test_two_who_merge_at_once_one_wins_and_the_other_is_told(recording, recorder, sign_in, hoa, again):
    other = sign_in(recorder)
    address = f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop"
    mine = recording.get(address, query_string={"giu": hoa.id})
    theirs = other.get(address, query_string={"giu": again.id})
    done = press(recording, mine, "Gộp hai người").location
    told = other.get(press(other, theirs, "Gộp hai người").location)
    assert told.request.path == done
    assert "Chưa gộp lần nữa: có người vừa gộp hai hồ sơ này rồi." in told.text


def test_what_was_edited_meanwhile_is_shown_before_it_is_merged(recording, hoa, again):
    page = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop", query_string={"giu": hoa.id})
    form = recording.get(f"/ho/{again.household_id}/nguoi/{again.id}")
    assert press(recording, form, "Lưu", ethnicity="Dao").status_code == 303
    refused = press(recording, page, "Gộp hai người")
    assert refused.status_code == 422
    assert "Hồ sơ vừa có người sửa." in refused.text
    assert "Dân tộc: <b>Tày</b> (bỏ: Dao)" in refused.text
    assert press(recording, refused, "Gộp hai người").status_code == 303


def test_a_form_that_is_sent_twice_merges_once(recording, hoa, again, owner):
    page = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop", query_string={"giu": hoa.id})
    first, second = (press(recording, page, "Gộp hai người") for _ in range(2))
    assert recording.get(second.location).request.path == first.location
    assert owner.rows("SELECT count(*) FROM record_merge") == [(1,)]


def test_who_is_head_of_another_household_is_not_merged_away(recording, place, member, dat, pao, merge):
    head = member(dat)
    double = member(pao, "Nguyễn Văn Đạt")
    page = recording.get(f"/trung-lap/nguoi/{head.id}/{double.id}/gop", query_string={"giu": double.id})
    assert "là chủ hộ của một hộ khác" in page.text
    with pytest.raises(RefusedError, match="chủ hộ của một hộ khác"):
        merge(double, head)


def test_in_one_household_the_one_who_stays_is_head_afterwards(recording, dat, member, merge, undo, owner):
    head = member(dat)
    double = member(dat, "Nguyen Van Dat")
    before = owner.digest()
    made = merge(double, head, taken=frozenset({"full_name"}))
    assert owner.rows("SELECT relation, full_name FROM person WHERE id = :id", id=double.id) == [
        ("head", "Nguyễn Văn Đạt")
    ]
    assert heading(recording.get(f"/ho/{dat.id}")) == "Hộ Nguyễn Văn Đạt"
    undo(made)
    assert owner.digest() == before


@pytest.mark.parametrize(
    ("because", "words"), [(LeftBecause.DIED, "ghi đã mất"), (LeftBecause.MOVED, "đã ghi chuyển đi")]
)
def test_the_one_who_stays_is_here_and_alive(arrange, merge, hoa, again, because, words):
    with arrange():
        found = db.session.get(Person, hoa.id)
        found.left_on, found.left_because = today(), because
    with pytest.raises(RefusedError, match=words):
        merge(hoa, again)


def test_one_who_was_noted_as_moved_away_is_found_and_merged(arrange, recording, place, merge, undo, hoa, again, owner):
    with arrange():
        found = db.session.get(Person, hoa.id)
        found.left_on, found.left_because = today(), LeftBecause.MOVED
    assert "Một hồ sơ đã ghi chuyển đi: +15" in recording.get(f"/trung-lap/{place.yen_hoa.id}").text
    before = owner.digest()
    undo(merge(again, hoa))
    assert owner.digest() == before


def test_the_same_record_is_not_merged_into_itself_nor_into_nobody(acting, recorder, recording, hoa, again):
    assert recording.get(f"/trung-lap/nguoi/{hoa.id}/{hoa.id}").status_code == 404
    assert recording.get(f"/trung-lap/nguoi/{hoa.id}/999999").status_code == 404
    unsaid = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop")
    assert unsaid.status_code == 422
    assert "Chọn hồ sơ giữ lại." in unsaid.text
    with acting(recorder) as actor, pytest.raises(ChangedSinceError):
        merge_people(actor, Merging(hoa.id, hoa.id, 1, 1), today())


def test_services_ask_for_both_places(acting, place, household, member, hoa):
    far = member(household(place.ban_luc, "Triệu Văn Sơn"), "Ma Thị Hòa")
    with acting(Role.COMMUNE_RECORDER, at=place.yen_hoa) as actor, pytest.raises(ChangedSinceError):
        merge_people(actor, Merging(hoa.id, far.id, 1, 1), today())
    with acting(Role.COMMUNE_REVIEWER, at=place.yen_hoa) as actor, pytest.raises(NotAllowedError):
        merge_people(actor, Merging(hoa.id, hoa.id + 1, 1, 1), today())


def test_a_merge_is_taken_back_once(merge, undo, hoa, again):
    made = merge(hoa, again)
    undo(made)
    with pytest.raises(AlreadyMergedError):
        undo(made)
