"""A seat of the Association on a centre's board is held by an accepted report for the days that it has counted."""

import datetime as dt
import uuid

import pytest
from sqlalchemy.exc import NotSupportedError

from lhtq.accounts.policy import Role
from lhtq.centre.models import BoardMember
from lhtq.db import db
from tests.factories import CentreFactory
from tests.reporting.test_locks import AFTER, CLOSED, INSIDE, closed, refused

__all__ = ["closed"]


@pytest.fixture
def seats(place, arrange):
    """``seats(name, first, last)``: the chair of Yên Hoa's Association on the board of its centre; gives the row."""
    with arrange():
        centre = CentreFactory(unit_id=place.yen_hoa.id)

    def _seat(name, first, last=None):
        with arrange():
            seat = BoardMember(
                centre_id=centre.id, unit_id=place.yen_hoa.id, full_name=name, position="deputy", term_from=first,
                term_to=last, association="chair", association_unit_id=place.yen_hoa.id,
            )  # fmt: skip
            db.session.add(seat)
            db.session.flush()
            return seat

    return _seat


REMOVED = "DELETE FROM board_member WHERE id = :id"
ENDED = "UPDATE board_member SET term_to = :day WHERE id = :id"


def test_a_seat_of_the_association_on_a_centres_board_stays_as_the_report_counted_it(place, seats, closed, arrange,
                                                                                     sign_in):  # fmt: skip
    seat = seats("Ma Văn Chủ", dt.date(2022, 6, 1))
    period = closed()
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    at = f"/trung-tam/{seat.centre_id}/ban-giam-doc/{seat.id}"
    answer = recorder.post(f"{at}/xoa", data={"key": str(uuid.uuid4()), "version": "1"})
    assert answer.status_code == 409
    assert f"{period.name} của xã Yên Hoa đã được tiếp nhận" in " ".join(answer.text.split())
    assert refused(arrange, ENDED, id=seat.id, day=INSIDE)
    assert refused(arrange, "UPDATE board_member SET association = NULL, association_unit_id = NULL WHERE id = :id",
                   id=seat.id)  # fmt: skip
    # It ends after the period, and a name may be spelled right.
    assert not refused(arrange, ENDED, id=seat.id, day=CLOSED)
    assert not refused(arrange, "UPDATE board_member SET full_name = 'Ma Văn Chú' WHERE id = :id", id=seat.id)
    assert refused(arrange, REMOVED, id=seat.id)


def test_a_seat_that_was_entered_twice_is_taken_out_since_the_report_does_not_change(seats, closed, arrange):
    seats("Ma Văn Chủ", dt.date(2022, 6, 1))
    twice = seats("Ma Văn Chủ", dt.date(2022, 6, 1))
    closed()
    assert not refused(arrange, REMOVED, id=twice.id)
    assert not refused(arrange, ENDED, id=twice.id, day=INSIDE)


def test_nobody_is_put_on_the_board_for_days_that_a_report_has_without_them(seats, closed):
    closed()
    with pytest.raises(NotSupportedError):
        seats("Ma Văn Chủ", INSIDE)


def test_a_seat_of_other_days_or_of_nobody_in_the_association_is_free(seats, closed, arrange):
    past = seats("Ma Văn Xưa", dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    closed()
    assert not refused(arrange, REMOVED, id=past.id)
    after = seats("Ma Văn Sau", AFTER)
    assert not refused(arrange, REMOVED, id=after.id)
