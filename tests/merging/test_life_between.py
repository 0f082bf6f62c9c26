"""People live on around a merge: they move, die, are members; what was told apart stays told apart."""

import datetime as dt

import pytest
from sqlalchemy import select

from lhtq.accounts.policy import Role
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.membership.models import Branch, Member, Post
from lhtq.membership.rules import BranchKind, LeftBecause, Position
from lhtq.merging.service import RefusedError
from lhtq.register import queries as register
from lhtq.register.models import Household, LifeEvent, Person, Transfer
from lhtq.register.rules import EventKind, Relation, TransferState
from lhtq.register.rules import LeftBecause as Gone
from lhtq.register.service import Heir, die, leave, offer, stay, withdraw
from lhtq.web.filters import today
from tests.factories import BranchFactory, MemberFactory
from tests.web.press import heading, press

YEAR = today().year
DAY = dt.timedelta(days=1)


@pytest.fixture
def dat(place, household):
    return household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1, titled=0)


@pytest.fixture
def pao(place, household):
    return household(place.ban_thang, "Giàng A Páo", adults=1, titled=0)


@pytest.fixture
def hoa(dat, member):
    return member(dat, "Ma Thị Hòa")


@pytest.fixture
def again(pao, member):
    return member(pao, "Ma Thị Hoà", Relation.SPOUSE)


@pytest.fixture
def living(acting, recorder):
    """``living(service, household, ...)``: something happens in a household, with its records as they are now."""

    def _living(do, household, *given):
        with acting(recorder) as actor:
            home = register.household(household.id)
            people = {one.id: register.person(one.id) for one in home.members}

            def now(value):
                if isinstance(value, list):
                    return [now(one) for one in value]
                if isinstance(value, Person):
                    return people[value.id]
                return Heir(now(value.person)) if isinstance(value, Heir) else value

            return do(actor, home, *(now(value) for value in given))

    return _living


@pytest.fixture
def going(living, acting, recorder, place):
    """``going(household, person)``: they are on their way to Đà Vị; gives what takes it back."""

    def _going(household, *people):
        living(offer, household, list(people), place.da_vi, today())

        def back():
            with acting(recorder) as actor:
                waiting = db.session.scalars(select(Transfer.id).filter_by(state=TransferState.OFFERED)).one()
                withdraw(actor, register.transfer(waiting), today())

        return back

    return _going


@pytest.fixture
def joined(arrange, place):
    """``joined(person, unit)``: a member of a branch, with a position where one is said."""

    def _joined(person, unit=None, position=None):
        with arrange():
            branch = BranchFactory(unit_id=(unit or place.na_khuyen).id, kind=BranchKind.SCHOOL)
            made = MemberFactory(
                branch=branch, full_name=person.full_name, person_id=person.id, person_unit_id=person.unit_id,
                joined_on=dt.date(2020, 5, 1),
            )  # fmt: skip
            if position:
                db.session.add(
                    Post(
                        branch_id=branch.id, unit_id=branch.unit_id, member_id=made.id, position=position,
                        from_on=dt.date(2024, 1, 1),
                    )
                )  # fmt: skip
            return made

    return _joined


def open_members(owner):
    return owner.rows("SELECT id, person_id FROM member WHERE left_on IS NULL ORDER BY id")


def test_who_waits_for_another_commune_is_not_merged_until_that_is_answered(
    recording, merge, undo, going, dat, pao, hoa, again, owner
):
    before = owner.digest()
    back = going(pao, again)
    words = "Ma Thị Hoà đang chờ xã khác nhận."
    page = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop", query_string={"giu": hoa.id})
    assert words in page.text
    assert "Gộp hai người</button>" not in page.text
    with pytest.raises(RefusedError, match=words):
        merge(hoa, again)
    with pytest.raises(RefusedError, match=words):
        merge(again, hoa)
    with pytest.raises(RefusedError, match=words):
        merge(dat, pao)
    back()
    made = merge(hoa, again)
    back = going(dat, hoa)
    assert "Ma Thị Hòa đang chờ xã khác nhận." in recording.get(f"/da-gop/{made}").text
    with pytest.raises(RefusedError, match="Ma Thị Hòa đang chờ xã khác nhận"):
        undo(made)
    back()
    undo(made)
    after = owner.digest()
    assert after | {"transfer": None} == before | {"transfer": None}


def test_moves_that_are_over_go_with_the_household(recording, merge, undo, going, household, place, dat, again, owner):
    other = household(place.na_khuyen, "Nguyen Van Dat", adults=1, titled=0)
    going(other, *_people(other, owner))()
    before = owner.digest()
    page = recording.get(f"/trung-lap/ho/{dat.id}/{other.id}/gop", query_string={"giu": dat.id})
    assert "Hồ sơ chuyển xã: 1 dòng chuyển sang." in page.text
    made = merge(dat, other)
    assert owner.rows("SELECT household_id FROM transfer") == [(dat.id,)]
    undo(made)
    assert owner.digest() == before


def _people(household, owner):
    ids = owner.rows("SELECT id FROM person WHERE household_id = :id", id=household.id)
    return [Person(id=row[0]) for row in ids]


def test_a_household_that_only_merges_emptied_ends_and_is_back_when_they_are_taken_back(arrange, pao, again, owner):
    """No page lets it come to that: the last of a household is merged with it. The database holds all the same."""
    ended = "SELECT ended_on FROM household WHERE id = :id"
    with arrange():
        head = db.session.scalars(select(Person).filter_by(household_id=pao.id, relation=Relation.HEAD)).one()
        for one in (head, db.session.get(Person, again.id)):
            one.left_on, one.left_because = today(), Gone.MERGED
            db.session.flush()
    assert owner.rows(ended, id=pao.id) == [(today(),)]
    assert owner.differences() == []
    with arrange():
        one = db.session.get(Person, again.id)
        one.left_on = one.left_because = None
    assert owner.rows(ended, id=pao.id) == [(None,)]
    assert owner.differences() == []


def test_the_last_of_a_household_is_merged_with_it(recording, merge, place, household, member, hoa, owner):
    alone = household(place.ban_thang, "Ma Thị Hoà", adults=1, titled=0)
    head = member(alone)
    with pytest.raises(RefusedError, match="chủ hộ của một hộ khác"):
        merge(hoa, head)


def test_a_sheet_is_counted_neither_while_set_aside_nor_while_withdrawn(
    living, merge, place, household, member, dat, sheet_for, owner
):
    other = household(place.na_khuyen, "Nguyen Van Dat", adults=1, titled=0)
    sheet_for(Model.FAMILY, dat)
    sheet_for(Model.FAMILY, other)
    counted = "SELECT coalesce(sum(sheets), 0) FROM sheet_figure"
    assert owner.rows(counted) == [(2,)]
    made = merge(dat, other, same={member(dat).id: member(other).id})
    assert made
    assert owner.rows(counted) == [(1,)]
    living(leave, dat, [member(dat)], today())
    assert owner.rows(counted) == [(0,)]
    assert owner.rows("SELECT count(*) FROM sheet WHERE withdrawn_on IS NOT NULL AND aside_by IS NOT NULL") == [(1,)]
    assert owner.differences() == []
    living(stay, dat, member(dat))
    assert owner.rows(counted) == [(1,)]
    assert owner.differences() == []


def test_two_households_are_not_told_apart_once_the_one_is_no_more(living, merge, undo, place, household, member, dat):
    other = household(place.na_khuyen, "Nguyen Van Dat", adults=1, titled=0)
    made = merge(dat, other, same={member(dat).id: member(other).id})
    living(leave, dat, [member(dat)], today())
    with pytest.raises(RefusedError, match="Hộ giữ lại không còn nữa"):
        undo(made)
    living(stay, dat, member(dat))
    undo(made)


def test_one_of_a_household_s_people_is_taken_back_with_it_alone(merge, undo, place, household, member, dat, owner):
    other = household(place.na_khuyen, "Nguyen Van Dat", adults=1, titled=0)
    made = merge(dat, other, same={member(dat).id: member(other).id})
    child = owner.rows("SELECT id FROM record_merge WHERE parent_id = :id", id=made)[0][0]
    with pytest.raises(RefusedError, match="hoàn tác ở đó"):
        undo(child)


def test_one_who_died_since_is_not_made_two_again(recording, living, merge, undo, dat, hoa, again, owner):
    before = owner.digest()
    made = merge(hoa, again)
    living(die, dat, hoa, today(), None)
    assert "Sau khi gộp đã ghi người này mất." in recording.get(f"/da-gop/{made}").text
    with pytest.raises(RefusedError, match="ghi người này mất"):
        undo(made)
    living(stay, dat, hoa)
    undo(made)
    after = owner.digest()
    assert after | {"life_event": None} == before | {"life_event": None}


def test_one_who_comes_back_into_an_empty_household_is_its_head(
    recording, living, merge, undo, member, pao, hoa, again, owner
):
    made = merge(hoa, again)
    living(leave, pao, [member(pao)], today())
    assert "Ma Thị Hoà là chủ hộ: hộ cũ không còn ai khác." in recording.get(f"/da-gop/{made}").text
    undo(made)
    page = recording.get(f"/ho/{pao.id}")
    assert heading(page) == "Hộ Ma Thị Hoà"
    assert "1 người đang ở hộ" in page.text
    assert owner.differences() == []


def test_one_who_was_head_is_not_where_somebody_became_it_since(arrange, merge, undo, member, dat, hoa, owner):
    head = member(dat)
    double = member(dat, "Nguyen Van Dat")
    made = merge(double, head)
    with arrange():
        db.session.get(Person, double.id).relation = Relation.OTHER
        db.session.flush()
        db.session.get(Person, hoa.id).relation = Relation.HEAD
    undo(made)
    heads = "SELECT id FROM person WHERE household_id = :id AND relation = 'head' AND left_on IS NULL"
    assert owner.rows(heads, id=dat.id) == [(hoa.id,)]


def test_nobody_is_put_back_into_a_household_that_was_merged(merge, undo, dat, pao, hoa, again, owner):
    before = owner.digest()
    first = merge(hoa, again)
    second = merge(dat, pao)
    with pytest.raises(RefusedError, match="Hộ cũ của Ma Thị Hoà đã gộp vào hộ khác"):
        undo(first)
    undo(second)
    undo(first)
    assert owner.digest() == before


def test_a_learning_life_tells_what_both_records_knew(
    recording, merge, undo, arrange, joined, dat, pao, hoa, again, owner
):
    with arrange():
        for one, home, years in ((hoa, dat, 3), (again, pao, 1)):
            on = today() - dt.timedelta(days=365 * years)
            db.session.add(
                LifeEvent(
                    person_id=one.id, unit_id=home.unit_id, to_unit_id=home.unit_id, household_id=home.id,
                    kind=EventKind.MARRIED, happened_on=on, name=one.full_name, detail=f"hộ số {years}",
                )
            )  # fmt: skip
    joined(again, position=Position.BRANCH_HEAD)
    before = owner.digest()
    made = merge(hoa, again)
    page = recording.get(f"/nguoi/{hoa.id}").text
    for words in (
        "hộ số 3", "hộ số 1", f"Gộp hồ sơ trùng Ma Thị Hoà, số {again.id}", "Vào Chi hội số",
        "Giữ chức Chi hội trưởng, Trưởng ban, Chi hội số",
    ):  # fmt: skip
        assert words in page, words
    undo(made)
    assert owner.digest() == before


def test_a_branch_elsewhere_is_told_by_its_name_and_is_not_to_be_opened(recording, place, joined, hoa, arrange):
    made = joined(hoa, place.tan_lap, Position.BRANCH_HEAD)
    page = recording.get(f"/nguoi/{hoa.id}").text
    with arrange():
        name = db.session.get(Branch, made.branch_id).name
    assert f"Vào {name}, Tân Lập" in page
    assert f"Giữ chức Chi hội trưởng, Trưởng ban, {name}, Tân Lập" in page
    assert f"/chi-hoi/{made.branch_id}" not in page


@pytest.mark.parametrize("office", [None, "kept", "gone"])
def test_of_two_memberships_one_goes_on_where_there_is_a_position(
    recording, merge, undo, joined, place, hoa, again, owner, office
):
    posts = {office: Position.BRANCH_HEAD}
    mine, theirs = joined(hoa, position=posts.get("kept")), joined(again, place.ban_thang, posts.get("gone"))
    before = owner.digest()
    page = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop", query_string={"giu": hoa.id})
    assert "Cả hai là hội viên: tính ở Chi hội số" in page.text
    made = merge(hoa, again)
    goes_on = theirs if office == "gone" else mine
    assert open_members(owner) == [(goes_on.id, hoa.id)]
    ended = owner.rows("SELECT person_id, person_unit_id, left_because FROM member WHERE left_on = :day", day=today())
    assert ended == [(hoa.id, hoa.unit_id, "merged")]
    assert "Trùng hồ sơ, tính ở chi hội khác" in recording.get(f"/nguoi/{hoa.id}").text
    assert owner.differences() == []
    undo(made)
    assert owner.digest() == before
    assert owner.differences() == []


def test_two_who_both_hold_positions_are_for_the_association_to_sort_out_first(
    recording, merge, joined, place, hoa, again
):
    joined(hoa, position=Position.BRANCH_HEAD)
    joined(again, place.ban_thang, Position.BRANCH_DEPUTY)
    page = recording.get(f"/trung-lap/nguoi/{hoa.id}/{again.id}/gop", query_string={"giu": hoa.id})
    assert "Cả hai hồ sơ đang giữ chức vụ trong Hội Khuyến học." in page.text
    with pytest.raises(RefusedError, match="đang giữ chức vụ"):
        merge(hoa, again)


def test_who_has_joined_another_branch_since_stays_there(
    recording, arrange, merge, undo, joined, place, hoa, again, owner
):
    mine, theirs = joined(hoa), joined(again, place.ban_thang, Position.BRANCH_HEAD)
    made = merge(hoa, again)
    with arrange():
        left = db.session.get(Member, theirs.id)
        left.left_on, left.left_because = today(), LeftBecause.LEFT
    newer = joined(hoa, place.yen_hoa)
    assert "Hội viên đã đổi sau khi gộp: giữ như hiện nay." in recording.get(f"/da-gop/{made}").text
    undo(made)
    assert open_members(owner) == [(newer.id, hoa.id)]
    assert owner.rows("SELECT person_id FROM member WHERE id = :id", id=theirs.id) == [(again.id,)]
    assert mine.id < theirs.id
    assert owner.differences() == []


def test_no_search_finds_a_record_that_was_merged(
    recording, acting, recorder, merge, place, arrange, hoa, again, dat, pao
):
    with arrange():
        db.session.get(Person, again.id).phone = "0912345678"
        db.session.get(Household, pao.id).code = "B-17"
    path = place.yen_hoa.path
    merge(hoa, again)
    merge(dat, pao)
    with acting(recorder):
        for typed in ("Ma Thị Hoà", "hoa ma", "ma th"):
            assert again.id not in register.search_people(path, typed, gone=True), typed
            assert hoa.id in register.search_people(path, typed, gone=True), typed
        for typed in ("0912345678", "B-17"):
            found = register.numbered(path, typed, gone=True)
            assert (found.households, found.people) == ([], [])
    page = recording.get("/tim", query_string={"q": "ma thi hoa", "ca": "1"})
    assert "1 người có tên" in page.text


def test_an_old_address_tells_what_became_of_it_where_the_other_is_not_seen(
    place, household, member, person, sign_in, merge, hoa
):
    far = member(household(place.ban_luc, "Triệu Văn Sơn", adults=1, titled=0), "Ma Thị Hòa")
    made = merge(far, hoa, actor=person(Role.DISTRICT_REVIEWER, place.na_hang))
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    answer = recorder.get(f"/nguoi/{hoa.id}")
    assert answer.location == f"/da-gop/{made}"
    assert "Triệu Văn Sơn" not in recorder.get(answer.location).text


def test_memberships_are_read_where_the_figure_of_the_year_is_typed(recording, place):
    page = recording.get(f"/so-lieu-nam/{place.yen_hoa.id}/{YEAR}")
    assert f'<a href="/hoi-khuyen-hoc/{place.yen_hoa.id}">Xem số đang ghi</a>' in page.text
    assert press(recording, page, "Lưu số liệu", association_members="12").status_code == 303
