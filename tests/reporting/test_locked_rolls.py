"""A roll from a file changes no number that an accepted report has counted, and none that was typed."""

import pytest

from lhtq.accounts.policy import Role
from lhtq.centre.models import ActivitySession, Participant
from lhtq.centre.rules import ActivityKind, Counted, Origin
from lhtq.db import db
from lhtq.lists.service import LOCKED
from lhtq.web.filters import today
from tests.factories import ActivityFactory, CentreFactory
from tests.lists.conftest import Office, look

__all__ = ["look"]

TOLD = "SELECT cardinality(sessions) FROM participant"


@pytest.fixture
def lop(place, arrange, person, household):
    """``lop(counted)``: a class of Nà Khuyến with a session today and a learner; its report is not in yet."""
    recorder = person(Role.COMMUNE_RECORDER, place.yen_hoa)
    household(place.na_khuyen)

    def _lop(counted):
        with arrange():
            made = ActivityFactory(
                centre=CentreFactory(unit_id=place.yen_hoa.id), unit_id=place.na_khuyen.id, topic="Lớp chữ",
                kind=ActivityKind.LITERACY, made_by=recorder.account_id, attendances=0, counted=counted,
            )  # fmt: skip
            of_lop = {"activity_id": made.id, "unit_id": made.unit_id}
            db.session.add(ActivitySession(**of_lop, held_on=today()))
            one = {"full_name": "Lý Thị Mây", "birth_year": 1970, "origin": Origin.TYPED, "sessions": []}
            db.session.add(Participant(**of_lop, **one))

    return _lop


@pytest.fixture
def send(place, sign_in):
    """``send()``: a file in which the learner was there is written; gives the page that follows."""

    def _send():
        office = Office(sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa), place.yen_hoa)
        day = f"{today():%d/%m/%Y}"
        headings = ("Ngày", "Hoạt động", "Họ và tên", "Năm sinh", f"Buổi {day}")
        office.rows((day, "Lớp chữ", "Lý Thị Mây", 1970, "x"), headings=headings, slug="diem-danh")
        return office.press("Nhập 1 dòng đúng")

    return _send


def test_a_class_that_is_counted_from_its_list_is_closed_to_files_too(place, period, hand_in, accept, lop, send, look):
    lop(Counted.PEOPLE)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    assert LOCKED in " ".join(send().text.split())
    assert look(TOLD) == [(0,)]
    assert look("SELECT attendances FROM activity") == [(0,)]


def test_who_came_is_written_down_late_where_the_numbers_were_typed(
    place, period, hand_in, accept, lop, send, look
):  # fmt: skip
    lop(Counted.TYPED)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    assert "Đã nhập" in send().text
    assert look(TOLD) == [(1,)]
