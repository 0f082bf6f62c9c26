"""Every level sees the same true figures, and each number opens the list behind it."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from lhtq.accounts.policy import Role
from lhtq.assessment.rules import State
from lhtq.indicators import queries, service
from lhtq.indicators.models import TitleFigure
from lhtq.web.filters import today
from tests.conftest import FULL

YEAR = today().year


def test_home_tells_each_role_what_waits_for_it(place, household, sheet, sign_in):
    household(place.na_khuyen, "Ma Thị Hoa")
    for name, state in [("A", State.SUBMITTED), ("B", State.REVIEWED), ("C", State.RETURNED)]:
        sheet(household(place.na_khuyen, f"Hộ {name}"), answers=FULL, state=state)
    recorder = sign_in(Role.COMMUNE_RECORDER, at=place.yen_hoa).get("/").text
    assert "phiếu xã trả lại, cần sửa" in recorder
    assert "hộ chưa đăng ký" in recorder
    assert "phiếu Gia đình học tập chờ bạn thẩm định" in sign_in(Role.COMMUNE_REVIEWER, at=place.yen_hoa).get("/").text
    assert "phiếu chờ bạn ký quyết định" in sign_in(Role.COMMUNE_APPROVER, at=place.yen_hoa).get("/").text
    assert "Không có việc nào" in sign_in(Role.VIEWER, at=place.province).get("/").text


#: The measures have a history of their own (test_any_history.py).
COUNTED = [table for table in (*queries.ROLLUPS, queries.LATEST_TITLES) if not table.startswith("measure")]
MOVES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from([*State]), st.booleans(), st.integers(0, 40)), max_size=12
)


@settings(max_examples=25, deadline=None)
@given(MOVES)
def test_the_roll_up_stays_true_over_any_history(server, moves):
    """Written through the owner, past every service: the triggers alone must keep the figures."""
    engine = create_engine(_history_database(server))
    with Session(engine) as session:
        for number, state, complete, day in moves:
            session.execute(
                text("UPDATE sheet SET state = :state, complete = :complete WHERE subject_id % 3 = :number"),
                {"state": state, "complete": complete, "number": number},
            )
            session.execute(
                text("UPDATE title SET valid_to = valid_from + :day WHERE subject_id % 3 = :number"),
                {"day": day, "number": number},
            )
            if day % 7 == 0:
                session.execute(
                    text(
                        "INSERT INTO household (unit_id, head_name, address, version) "
                        "SELECT id, 'Ma Văn Mới', '', 1 FROM unit WHERE level = 'village' LIMIT 2"
                    )
                )
            session.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))
            assert queries.differences(session, COUNTED) == []
        session.rollback()
    engine.dispose()


_made: list[str] = []


def _history_database(server):
    """A database with a village, households, sheets and titles, made once."""
    if _made:
        return _made[0]
    owner = server.copy().owner
    engine = create_engine(owner)
    with engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO unit (parent_id, level, type, code, name, path, valid_from, legal_basis)
              SELECT id, 'village', 'thôn', n::text, 'Thôn ' || n, path || n || '/', valid_from, ''
                FROM unit, generate_series(1, 3) AS n WHERE path = '08/072/02248/';
            INSERT INTO account (unit_id, username, full_name, phone, password_hash, must_change_password, active)
              SELECT id, 'a', 'A', '', '', false, true FROM unit WHERE path = '08/';
            INSERT INTO household (unit_id, head_name, address, version)
              SELECT id, 'Ma Văn ' || n, '', 1 FROM unit, generate_series(1, 5) AS n WHERE level = 'village';
            INSERT INTO sheet (unit_id, model, subject_id, name, year, set_id, state, answers, complete, scorers,
                               reason, version, cultural_family)
              SELECT unit_id, 'family', household.id, head_name, 2026, criteria_set.id, 'draft', '{}', false, '{}',
                     '', 1, false
                FROM household, criteria_set WHERE model = 'family' AND criteria_set.version = 2;
            INSERT INTO decision (unit_id, model, year, number, signed_on, signed_year, signer, signer_position,
                                  made_by)
              SELECT unit.id, 'family', 2026, '1', '2026-11-01', 2026, 'H', 'CT', account.id
                FROM unit, account WHERE path = '08/072/02248/';
            INSERT INTO title (unit_id, model, subject_id, name, sheet_id, decision_id, year, valid_from, valid_to,
                               cultural_family, revoked_because)
              SELECT s.unit_id, 'family', s.subject_id, s.name, s.id, d.id, 2026, '2026-11-01', '2027-10-31', false, ''
                FROM sheet s, decision d;
        """)
        )
    engine.dispose()
    _made.append(owner)
    return owner


def test_titles_are_held_as_of_the_day_that_is_asked(place, acting, server):
    engine = create_engine(_history_database(server))
    with Session(engine) as session:
        figures = session.query(TitleFigure).order_by(TitleFigure.day).all()
        by_day = {}
        for figure in figures:
            by_day[figure.day] = by_day.get(figure.day, 0) + figure.change
    engine.dispose()
    assert by_day == {dt.date(2026, 11, 1): 15, dt.date(2027, 11, 1): -15}


def test_a_title_that_a_subject_does_not_carry_is_found_and_mended(server):
    engine = create_engine(server.copy().owner)
    with Session(engine) as session:
        session.execute(text("INSERT INTO unit (level, type, code, name, path, valid_from, legal_basis) VALUES "
                             "('village', 'thôn', 'x', 'X', '08/x/', '2022-06-03', '')"))  # fmt: skip
        session.execute(
            text("INSERT INTO clan (unit_id, name, head_name, phone, version, title_from, title_to) "
                 "SELECT id, 'Dòng họ Ma', '', '', 1, '2026-01-01', '2026-12-31' FROM unit WHERE code = 'x'")
        )  # fmt: skip
        session.commit()
        assert [found.table for found in queries.differences(session)] == ["latest_title"]
        service.rebuild(session)
        assert queries.differences(session) == []
        assert session.execute(text("SELECT title_to FROM clan")).scalar_one() is None
    engine.dispose()
