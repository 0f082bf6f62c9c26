"""What a plan does with tables of which it knows nothing but their name."""

import pytest

from lhtq.merging.rules import plan
from lhtq.merging.rules.plan import Names, Other, Owned, merge_plan
from lhtq.web.filters import today


def took_part(id_, of, activity):
    return Owned("lesson", "person_id", of, {"id": id_, "person_id": of, "activity_id": activity})


ROWS = [took_part(1, 7, 100), took_part(2, 8, 100), took_part(3, 8, 101)]


def test_every_row_of_a_table_passes_to_the_one_who_stays():
    found = merge_plan(ROWS, 7, 8, None, today(), Names())
    assert [(change["id"], change["before"], change["after"]) for change in found.changes] == [(2, 8, 7), (3, 8, 7)]
    assert found.told == ["lesson: 2 dòng chuyển sang."]


@pytest.fixture
def once(monkeypatch):
    monkeypatch.setitem(plan.OTHERS, "lesson", Other("Buổi học", ("activity_id",)))


def test_what_there_is_once_stays_where_both_have_it(once):
    found = merge_plan(ROWS, 7, 8, None, today(), Names())
    assert [change["id"] for change in found.changes] == [3]
    assert found.told == [
        "Buổi học: 1 dòng chuyển sang.",
        "Buổi học: 1 dòng cả hai cùng có, giữ dòng của hồ sơ ở lại.",
    ]
