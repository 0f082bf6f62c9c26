"""The figures of what centres do stay true, whatever is recorded, changed, moved or cancelled."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from lhtq.indicators import queries, service

MOVES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["planned", "done", "cancelled"]),
        st.sampled_from(["talk", "series", "week"]),
        st.integers(0, 40),
    ),
    max_size=10,
)


@pytest.fixture(scope="module")
def owner(server):
    """A database with a centre, two villages and some activities, as its owner reaches it."""
    found = server.copy().owner
    engine = create_engine(found)
    with engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO unit (parent_id, level, type, code, name, path, valid_from, legal_basis)
              SELECT id, 'village', 'thôn', n::text, 'Thôn ' || n, path || n || '/', valid_from, ''
                FROM unit, generate_series(1, 2) AS n WHERE path = '08/072/02248/';
            INSERT INTO account (unit_id, username, full_name, phone, password_hash, must_change_password, active)
              SELECT id, 'a', 'A', '', '', false, true FROM unit WHERE path = '08/';
            INSERT INTO centre (unit_id, name, decision_number, address, phone, version)
              SELECT id, 'X', '', '', '', 1 FROM unit WHERE path = '08/072/02248/';
            INSERT INTO activity (unit_id, centre_id, centre_unit_id, kind, state, held_on, ends_on, topic, outside,
                                  place, organiser, partners, counted, attendances, women, minority, elderly, disabled,
                                  poor, enrolled, completed, cost, result, made_by, version)
              SELECT u.id, c.id, c.unit_id, 'talk', 'done', '2026-01-01'::date + n, '2026-01-01'::date + n, 'X', false,
                     '', '', '', 'typed', 30, 10, 5, 2, 1, 3, 0, 0, 0, '', a.id, 1
                FROM unit u, centre c, account a, generate_series(1, 4) AS n WHERE u.level = 'village';
        """)
        )
    engine.dispose()
    return found


@settings(max_examples=25, deadline=None)
@given(MOVES)
def test_the_roll_up_stays_true_over_any_history(owner, moves):
    engine = create_engine(owner)
    with Session(engine) as session:
        assert session.execute(text("SELECT sum(activities), sum(women) FROM activity_figure")).one() == (8, 80)
        for number, state, kind, count in moves:
            session.execute(
                text("UPDATE activity SET state = :state, kind = :kind, attendances = 40, women = :count, "
                     "held_on = held_on - :count * 30 WHERE id % 4 = :number"),
                {"state": state, "kind": kind, "count": count, "number": number},
            )  # fmt: skip
            session.execute(
                text("UPDATE activity SET unit_id = (SELECT min(id) FROM unit WHERE level = 'village') "
                     "WHERE id % 4 = :number"),
                {"number": number},
            )  # fmt: skip
            if count % 7 == 0:
                session.execute(text("DELETE FROM activity WHERE id % 4 = :number"), {"number": number})
            assert queries.differences(session, ["activity_figure"]) == []
        session.rollback()
    engine.dispose()


def test_a_figure_that_is_wrong_is_found_and_counted_anew(owner):
    engine = create_engine(owner)
    with Session(engine) as session:
        session.execute(text("UPDATE activity_figure SET women = women + 1"))
        assert {found.table for found in queries.differences(session)} == {"activity_figure"}
        service.rebuild(session)
        assert queries.differences(session) == []
    engine.dispose()
