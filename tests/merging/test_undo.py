"""A merge is taken back: what has changed since stays, and is told before."""

import datetime as dt

import pytest
from sqlalchemy import select

from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.merging.service import RefusedError
from lhtq.recognition.models import Title
from lhtq.register.models import Person
from lhtq.register.rules import Relation
from lhtq.web.filters import today

YEAR = today().year
LAST = dt.date(YEAR, 12, 31)


@pytest.fixture
def dat(place, household):
    return household(place.na_khuyen, "Nguyễn Văn Đạt", titled=0)


@pytest.fixture
def hoa(dat, member):
    return member(dat, "Ma Thị Hòa")


@pytest.fixture
def again(place, household, member):
    return member(household(place.ban_thang, "Giàng A Páo", titled=0), "Ma Thị Hoà", Relation.SPOUSE)


@pytest.fixture
def third(dat, member):
    return member(dat, "Ma Thị Hoa")


def change(arrange, model, id_, **values):
    """As if somebody had gone on working on it."""
    with arrange():
        found = db.session.get(model, id_)
        for name, value in values.items():
            setattr(found, name, value)


def test_a_sheet_that_was_worked_on_stays(recording, arrange, merge, undo, hoa, again, sheet_for, owner):
    sheet = sheet_for(Model.CITIZEN, again)
    made = merge(hoa, again)
    change(arrange, type(sheet), sheet.id, answers={"1.1": 10})
    assert f"Phiếu năm {YEAR} đã được làm tiếp sau khi gộp: ở lại" in recording.get(f"/da-gop/{made}").text
    undo(made)
    assert owner.rows("SELECT subject_id, unit_id FROM sheet") == [(hoa.id, hoa.unit_id)]
    assert owner.differences() == []


def test_of_two_of_a_year_none_is_torn_out_of_what_was_gone_on_with(
    recording, arrange, merge, undo, hoa, again, sheet_for, owner
):
    sheet_for(Model.CITIZEN, hoa)
    further = sheet_for(Model.CITIZEN, again, state="submitted", figures={}, total=80)
    made = merge(hoa, again)
    change(arrange, type(further), further.id, state="reviewed")
    assert "không tách lại được nữa" in recording.get(f"/da-gop/{made}").text
    with pytest.raises(RefusedError, match="không tách lại được nữa"):
        undo(made)
    assert recording.post(f"/da-gop/{made}").status_code == 422


def test_a_title_that_was_taken_back_since_stays_so(recording, arrange, merge, undo, hoa, again, sheet_for, owner):
    sheet_for(Model.CITIZEN, hoa, year=YEAR - 1, since=dt.date(YEAR - 1, 12, 1), until=dt.date(YEAR, 11, 30))
    sheet_for(Model.CITIZEN, again, since=dt.date(YEAR, 6, 1), until=dt.date(YEAR + 1, 5, 31))
    made = merge(hoa, again)
    with arrange():
        earlier = db.session.scalars(select(Title).filter_by(year=YEAR - 1)).one()
        earlier.revoked_on = today()
    assert f"Danh hiệu năm {YEAR - 1} đã đổi sau khi gộp" in recording.get(f"/da-gop/{made}").text
    undo(made)
    assert owner.rows("SELECT valid_to FROM title WHERE year = :year", year=YEAR - 1) == [(dt.date(YEAR, 5, 31),)]
    assert owner.rows("SELECT subject_id FROM title WHERE year = :year", year=YEAR) == [(again.id,)]
    assert owner.differences() == []


def test_a_title_that_comes_back_ends_before_one_that_was_given_since(merge, undo, hoa, again, sheet_for, owner):
    sheet_for(Model.CITIZEN, hoa, year=YEAR - 1, since=dt.date(YEAR - 1, 12, 1), until=dt.date(YEAR, 11, 30))
    sheet_for(Model.CITIZEN, again, year=YEAR - 2, since=dt.date(YEAR, 2, 1), until=dt.date(YEAR, 3, 1))
    made = merge(hoa, again)
    sheet_for(Model.CITIZEN, hoa, since=dt.date(YEAR, 10, 1), until=LAST)
    undo(made)
    held = "SELECT valid_from, valid_to FROM title WHERE subject_id = :id ORDER BY valid_from"
    assert owner.rows(held, id=hoa.id) == [
        (dt.date(YEAR - 1, 12, 1), dt.date(YEAR, 9, 30)), (dt.date(YEAR, 10, 1), LAST),
    ]  # fmt: skip
    assert owner.differences() == []


def test_what_was_edited_since_stays(recording, arrange, merge, undo, hoa, again, owner):
    made = merge(hoa, again, taken=frozenset({"full_name"}))
    change(arrange, Person, hoa.id, full_name="Ma Thị Hòa Bình")
    assert "Ma Thị Hòa Bình: thông tin đã sửa sau khi gộp" in recording.get(f"/da-gop/{made}").text
    undo(made)
    names = "SELECT full_name FROM person WHERE id IN (:one, :other) ORDER BY id"
    assert owner.rows(names, one=hoa.id, other=again.id) == [("Ma Thị Hòa Bình",), ("Ma Thị Hoà",)]


def test_the_last_merge_is_taken_back_first(recording, merge, undo, hoa, again, third, owner):
    before = owner.digest()
    first = merge(hoa, again)
    second = merge(hoa, third)
    with pytest.raises(RefusedError, match="còn gộp Ma Thị Hoa"):
        undo(first)
    undo(second)
    undo(first)
    assert owner.digest() == before


def test_one_who_was_merged_away_is_not_taken_apart(recording, merge, undo, hoa, again, third):
    first = merge(hoa, again)
    second = merge(third, hoa)
    with pytest.raises(RefusedError, match="còn gộp"):
        undo(first)
    assert recording.get(f"/nguoi/{again.id}", follow_redirects=True).request.path == f"/nguoi/{third.id}"
    undo(second)
    undo(first)
    assert recording.get(f"/nguoi/{again.id}").status_code == 200


def test_a_sheet_that_was_begun_since_stays_and_the_other_comes_back(merge, undo, hoa, again, sheet_for, owner):
    """Somebody registers the one who stays for the next year; the other gets back what it had."""
    theirs = sheet_for(Model.CITIZEN, again)
    made = merge(hoa, again)
    newer = sheet_for(Model.CITIZEN, hoa, year=YEAR + 1)
    undo(made)
    assert owner.rows("SELECT id, subject_id FROM sheet ORDER BY id") == [(theirs.id, again.id), (newer.id, hoa.id)]


def test_every_table_that_refers_to_a_record_is_known(owner):
    """Whoever adds one says in ``merge_owned`` what becomes of its rows, or here why they stay."""
    stays = {
        ("person", "person"): "points to the one that stays",
        ("household", "household"): "the same",
        ("person", "household"): "a member moves with the household, or is merged",
        ("person_stay", "person"): "the one that stays has places of its own, from the beginning until today",
        ("household_stay", "household"): "the same",
    }
    refers = owner.rows(
        "SELECT DISTINCT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND confrelid IN ('person'::regclass, 'household'::regclass)"
    )
    known = set(owner.rows("SELECT tbl, kind FROM merge_owned"))
    assert set(refers) == known | set(stays)
