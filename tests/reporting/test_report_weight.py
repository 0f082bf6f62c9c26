"""The pages of reports are no heavier than any other, and a district is put together in few statements."""

import pytest
from sqlalchemy import event

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.reporting import queries
from lhtq.web.filters import today
from tests.weight import BUDGET, page


@pytest.fixture
def handed_in(place, period, household, hand_in, accept):
    household(place.na_khuyen)
    hand_in(place.yen_hoa, period)
    accept(place.yen_hoa, period)
    return period


def test_reports_and_the_board_are_light(place, handed_in, sign_in):
    district = sign_in(Role.DISTRICT_REVIEWER, at=place.na_hang)
    here = f"/bao-cao/{place.na_hang.id}/{handed_in.id}"
    district.post(f"{here}/bat-dau")
    for url in (here, f"{here}/theo-doi", f"{here}/nop", f"{here}/phan/results", f"/bao-cao/{place.na_hang.id}"):
        assert page(district, url) <= BUDGET["later page"], url


def test_a_district_is_put_together_in_few_statements(place, handed_in, acting):
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    with acting(Role.DISTRICT_REVIEWER, at=place.na_hang):
        due = queries.due(handed_in.id, place.na_hang.id)
        connection = db.engines[None]
        event.listen(connection, "before_cursor_execute", note)
        try:
            queries.compiled(due, {}, today())
        finally:
            event.remove(connection, "before_cursor_execute", note)
    # However many communes report to it.
    assert len(statements) <= 40
