"""What a page asks of the database does not grow with what is on it."""

from sqlalchemy import event

from lhtq.accounts.policy import Role
from lhtq.db import db
from lhtq.web.filters import today
from tests.conftest import FULL


def statements(app, ask) -> int:
    """How many statements the database is sent by ``ask()``."""
    sent = []
    with app.app_context():
        connection = db.engines[None]

    def note(*_args):
        sent.append(_args)

    event.listen(connection, "before_cursor_execute", note)
    assert ask().status_code == 200
    event.remove(connection, "before_cursor_execute", note)
    return len(sent)


def test_a_village_sheet_costs_as_many_statements_for_ten_households_as_for_one(app, place, household, sheet, sign_in):
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa)
    url = f"/cham-diem/{place.na_khuyen.id}/{today().year}"
    sheet(household(place.na_khuyen), answers=FULL)
    recorder.get(url)
    of_one = statements(app, lambda: recorder.get(url))
    for _n in range(9):
        sheet(household(place.na_khuyen), answers=FULL)
    assert statements(app, lambda: recorder.get(url)) == of_one
