"""Two records of one household become one, its members with it, and can become two again."""

import datetime as dt

import pytest

from lhtq.accounts.policy import Role
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.merging.service import RefusedError
from lhtq.register.models import ClanFamily, Household, Person
from lhtq.register.rules import Relation, Sex
from lhtq.web.filters import today
from tests.factories import ClanFactory
from tests.lists.conftest import Office
from tests.lists.test_importing import counts
from tests.web.press import heading, links, press

YEAR = today().year
LAST = dt.date(YEAR, 12, 31)


@pytest.fixture
def dat(place, household):
    """The household of Nguyễn Văn Đạt, with a wife."""
    return household(place.na_khuyen, "Nguyễn Văn Đạt", adults=1, titled=0, code="12")


@pytest.fixture
def again(place, household):
    """The same, written down once more without diacritics."""
    return household(place.na_khuyen, "Nguyen Van Dat", adults=1, titled=0, code="12", address="Đầu làng")


@pytest.fixture
def lan(dat, member):
    return member(dat, "Lý Thị Lan", Relation.SPOUSE, sex=Sex.FEMALE, birth_year=1982)


@pytest.fixture
def lan_again(again, member):
    return member(again, "Lí Thị Lan", Relation.SPOUSE, sex=Sex.FEMALE, birth_year=1982, phone="0912345678")


@pytest.fixture
def minh(again, member):
    """A child whom only the second record knows."""
    return member(again, "Nguyễn Văn Minh", birth_year=2012)


def head_of(owner, household):
    return owner.rows("SELECT id FROM person WHERE household_id = :id AND relation = 'head'", id=household.id)[0][0]


def test_the_recorder_merges_two_households_with_their_people(
    recording, place, dat, again, lan, lan_again, minh, sheet_for, owner
):
    mine = sheet_for(Model.FAMILY, dat)
    theirs = sheet_for(Model.FAMILY, again, year=YEAR - 1, until=LAST)
    before = owner.digest()
    page = recording.get(f"/trung-lap/{place.yen_hoa.id}?loai=ho")
    assert "Cùng mã số hộ: +25; 1 thành viên giống nhau: +20" in page.text
    side = recording.get(links(page)["Nguyễn Văn Đạt, 1980, Nà Khuyến và Nguyen Van Dat, 1980, Nà Khuyến"])
    heads = (head_of(owner, dat), head_of(owner, again))
    listed = page.text.split('<span class="badge">')[1].split(" điểm")[0]
    assert f"<b>{listed} điểm giống nhau.</b>" in side.text
    assert f'value="{heads[0]}-{heads[1]}" checked' in side.text
    assert f'value="{lan.id}-{lan_again.id}" checked' in side.text
    chosen = {
        "giu": dat.id, "truoc": dat.id, "l-address": again.id, "qh-" + str(minh.id): "child",
        "cap": [f"{heads[0]}-{heads[1]}", f"{lan.id}-{lan_again.id}"],
    }  # fmt: skip
    preview = recording.get(f"/trung-lap/ho/{dat.id}/{again.id}/gop", query_string=chosen)
    assert "<b>Nguyễn Văn Minh</b>: chuyển sang hộ giữ lại, là con" in preview.text
    assert "<b>Lí Thị Lan</b>: gộp vào Lý Thị Lan, sinh năm 1982" in preview.text
    assert f"Phiếu năm {YEAR - 1} ở Thôn Nà Khuyến (đã công nhận, 90 điểm): chuyển sang." in preview.text
    done = press(recording, preview, "Gộp hai hộ")
    page = recording.get(f"/ho/{dat.id}")
    assert "3 người đang ở hộ" in page.text
    assert 'value="Đầu làng"' in page.text
    assert recording.get(f"/ho/{again.id}").location == f"/ho/{dat.id}"
    assert recording.get(f"/nguoi/{lan_again.id}").location == f"/nguoi/{lan.id}"
    assert owner.rows("SELECT phone FROM person WHERE id = :id", id=lan.id) == [("0912345678",)]
    assert owner.rows("SELECT households FROM register_figure WHERE unit_id = :id", id=place.na_khuyen.id) == [(1,)]
    assert owner.rows("SELECT subject_id FROM sheet ORDER BY id") == [(dat.id,), (dat.id,)]
    assert mine.id < theirs.id
    assert owner.rows("SELECT title_to FROM household WHERE id = :id", id=dat.id) == [(LAST,)]
    assert owner.differences() == []
    lists = recording.get(f"/ho-gia-dinh/{place.yen_hoa.id}").text
    assert "Nguyen Van Dat" not in lists
    told = recording.get(done.location)
    people = links(told)
    child = recording.get(people["Lí Thị Lan"])
    assert "Lần gộp này nằm trong lần" in child.text
    assert "Mọi thứ trở về như trước khi gộp." in told.text
    press(recording, told, "Hoàn tác gộp")
    assert owner.digest() == before
    assert owner.differences() == []


def test_a_family_is_in_one_clan_afterwards(arrange, place, recording, merge, undo, dat, again, owner):
    with arrange():
        for household, name in ((dat, "Dòng họ Nguyễn"), (again, "Dòng họ Ma")):
            clan = ClanFactory(unit_id=place.yen_hoa.id, name=name)
            link = ClanFamily(clan_id=clan.id, unit_id=place.yen_hoa.id, household_id=household.id,
                              household_unit_id=household.unit_id)  # fmt: skip
            db.session.add(link)
    page = recording.get(f"/trung-lap/ho/{dat.id}/{again.id}/gop", query_string={"giu": dat.id})
    assert "giữ dòng họ của hộ ở lại, thôi ghi ở Dòng họ Ma." in page.text
    before = owner.digest()
    made = merge(dat, again)
    assert owner.rows("SELECT household_id FROM clan_family WHERE left_on IS NULL") == [(dat.id,)]
    undo(made)
    assert owner.digest() == before


def test_a_family_without_a_clan_takes_that_of_the_other(arrange, place, household, merge, undo, dat, owner):
    other = household(place.ban_thang, "Nguyễn Văn Đạt", titled=0)
    with arrange():
        clan = ClanFactory(unit_id=place.yen_hoa.id)
        db.session.add(
            ClanFamily(
                clan_id=clan.id, unit_id=place.yen_hoa.id, household_id=other.id, household_unit_id=other.unit_id
            )
        )
    before = owner.digest()
    made = merge(dat, other)
    linked = "SELECT household_id, household_unit_id FROM clan_family"
    assert owner.rows(linked) == [(dat.id, place.na_khuyen.id)]
    undo(made)
    assert owner.digest() == before


def test_a_merge_is_no_move_and_who_lived_there_before_was_of_the_one_that_stays(
    place, household, merge, undo, dat, again, member, arrange, owner
):
    """Figures of past days do not change with where a record was written down twice."""
    other = household(place.ban_thang, "Triệu Văn Sơn", titled=0)
    child = member(again, "Nguyễn Văn Minh")
    with arrange():
        found = db.session.get(Person, child.id)
        found.household_id, found.unit_id, found.here_since = other.id, other.unit_id, today()
    before = owner.digest()
    stays = "SELECT person_id, household_id, unit_id FROM person_stay"
    assert owner.rows(stays) == [(child.id, again.id, place.na_khuyen.id)]
    made = merge(dat, again)
    assert owner.rows(stays) == [(child.id, dat.id, place.na_khuyen.id)]
    assert owner.rows("SELECT FROM household_stay") == []
    assert owner.differences() == []
    undo(made)
    assert owner.digest() == before


def test_who_is_head_of_the_other_is_an_ordinary_member_here(merge, recording, dat, again, owner):
    theirs = head_of(owner, again)
    merge(dat, again, relations={theirs: Relation.PARENT})
    rows = owner.rows("SELECT relation FROM person WHERE household_id = :id ORDER BY id", id=dat.id)
    assert rows == [("head",), ("parent",)]
    assert "2 người đang ở hộ" in recording.get(f"/ho/{dat.id}").text


def test_two_households_of_one_year_s_sheets_count_once(merge, undo, dat, again, sheet_for, owner):
    sheet_for(Model.FAMILY, dat)
    sheet_for(Model.FAMILY, again, until=LAST)
    before = owner.digest()
    made = merge(dat, again)
    assert owner.rows("SELECT state, sum(sheets) FROM sheet_figure WHERE sheets <> 0 GROUP BY state") == [
        ("recognised", 1)
    ]
    assert owner.rows("SELECT sum(change) FROM title_figure WHERE day <= :day", day=today()) == [(1,)]
    assert owner.differences() == []
    undo(made)
    assert owner.digest() == before


def test_whoever_moved_on_since_stays_where_they_are(recording, arrange, merge, place, household, dat, again, minh):
    made = merge(dat, again)
    elsewhere = household(place.ban_thang, "Giàng A Páo")
    with arrange():
        found = db.session.get(Person, minh.id)
        found.household_id, found.unit_id = elsewhere.id, elsewhere.unit_id
    page = recording.get(f"/da-gop/{made}")
    assert "Nguyễn Văn Minh đã chuyển hộ sau khi gộp: ở lại hộ hiện nay." in page.text
    press(recording, page, "Hoàn tác gộp")
    assert recording.get(f"/ho/{again.id}").status_code == 200
    assert "Nguyễn Văn Minh" in recording.get(f"/ho/{elsewhere.id}").text


def test_nobody_is_left_without_a_head(recording, arrange, merge, undo, dat, again, minh, owner):
    made = merge(dat, again)
    with arrange():
        mine = db.session.get(Person, head_of(owner, dat))
        mine.relation = Relation.OTHER
        db.session.flush()
        db.session.get(Person, minh.id).relation = Relation.HEAD
    assert "Hộ Nguyễn Văn Đạt sẽ không còn chủ hộ." in recording.get(f"/da-gop/{made}").text
    with pytest.raises(RefusedError, match="sẽ không còn chủ hộ"):
        undo(made)


def test_a_household_that_is_no_more_is_not_merged(arrange, merge, dat, again):
    with arrange():
        db.session.get(Household, again.id).ended_on = today()
    with pytest.raises(RefusedError, match="không còn nữa"):
        merge(dat, again)


def test_a_pair_that_is_said_to_be_two_is_shown_no_more_until_that_is_taken_back(
    recording, place, dat, again, lan, lan_again
):
    here = f"/trung-lap/{place.yen_hoa.id}?loai=ho"
    words = "Nguyễn Văn Đạt, 1980, Nà Khuyến và Nguyen Van Dat, 1980, Nà Khuyến"
    side = recording.get(links(recording.get(here))[words])
    marked = recording.get(press(recording, side, "Không phải một hộ").location)
    assert "Đã ghi đây là hai hộ khác nhau" in marked.text
    assert words not in links(recording.get(here))
    listed = recording.get(f"/trung-lap/{place.yen_hoa.id}?loai=khac")
    assert "1980, Nà Khuyến và 1980, Nà Khuyến." in listed.text
    again_ = recording.get(links(listed)["Nguyễn Văn Đạt và Nguyen Van Dat"])
    press(recording, again_, "Bỏ ghi là khác nhau")
    assert words in links(recording.get(here))
    assert "Chưa có." in recording.get(f"/trung-lap/{place.yen_hoa.id}?loai=khac").text


def test_what_was_merged_is_listed(recording, place, merge, dat, again):
    merge(dat, again)
    page = recording.get(f"/trung-lap/{place.yen_hoa.id}?loai=da-gop")
    assert "<small>1980, Nà Khuyến. " in page.text
    assert heading(recording.get(links(page)["Nguyen Van Dat vào Nguyễn Văn Đạt"])) == "Hồ sơ đã gộp: Nguyen Van Dat"


def test_the_district_finds_and_merges_a_household_of_two_communes(place, household, member, sign_in, dat, lan, owner):
    far = household(place.ban_luc, "Nguyen Van Dat", adults=1, titled=0)
    far_lan = member(far, "Lý Thị Lan", Relation.SPOUSE, sex=Sex.FEMALE, birth_year=1982)
    alone = household(place.tan_lap, "Nguyễn Văn Đạt", adults=1, titled=0)
    before = owner.digest()
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    page = district.get(f"/trung-lap/{place.na_hang.id}?loai=ho")
    (pair,) = [address for address in links(page).values() if address.startswith("/trung-lap/ho/")]
    assert pair == f"/trung-lap/ho/{dat.id}/{far.id}"
    assert str(alone.id) not in pair
    same = [f"{head_of(owner, dat)}-{head_of(owner, far)}", f"{lan.id}-{far_lan.id}"]
    side = district.get(pair)
    assert all(f'value="{both}" checked' in side.text for both in same)
    preview = district.get(f"{pair}/gop", query_string={"giu": dat.id, "truoc": dat.id, "cap": same})
    done = press(district, preview, "Gộp hai hộ")
    assert owner.rows("SELECT household_id FROM person WHERE left_on IS NULL AND birth_year = 1982") == [(dat.id,)]
    assert owner.differences() == []
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.da_vi)
    office = Office(recorder, place.da_vi)
    row = ("Bản Lục", "", "Nguyen Van Dat", 1980, "Nam", "Tày", "Chủ hộ", "")
    wife = ("Bản Lục", "", "Lý Thị Lan", 1982, "Nữ", "Tày", "Vợ", "")
    found = counts(office.rows(row, wife))
    assert (found["giữ nguyên"], found["mới"]) == (2, 0)
    press(district, district.get(done.location), "Hoàn tác gộp")
    after = owner.digest()
    assert {table for table in before if before[table] != after[table]} <= {
        "import_batch", "import_finding", "column_mapping", "assignment",
    }  # fmt: skip
