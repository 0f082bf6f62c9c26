"""Whatever happens to the records, the measures are what they say: kept by triggers, counted as the plan has it."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from lhtq.indicators import queries
from lhtq.indicators.rules import definitions
from tests.indicators.happenings import HAPPENINGS, happen
from tests.indicators.world import START, WORLD, Plain

ONE = st.tuples(
    st.sampled_from([*HAPPENINGS]), st.integers(0, 40), st.integers(0, 40), st.integers(0, 700), st.integers(0, 400)
)
DAYS = [START + dt.timedelta(days=n) for n in (0, 15, 60, 200, 365, 366, 500, 731, 900)]


@pytest.fixture(scope="module")
def world(server):
    """An engine of the owner of a database with the small world in it."""
    engine = create_engine(server.copy().owner)
    with engine.begin() as connection:
        connection.execute(text(WORLD))
    yield engine
    engine.dispose()


def kept(session, measure, day):
    """Place → (whole, part), as the roll-up has it."""
    rows = session.execute(
        text("SELECT unit_id, whole, part FROM measure_sum WHERE measure = :m AND since <= :d AND until > :d"),
        {"m": measure, "d": day},
    )
    return {unit_id: (whole, part) for unit_id, whole, part in rows if whole or part}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ONE, min_size=1, max_size=40), st.booleans())
def test_the_measures_are_what_the_records_say_whatever_happened(world, history, at_once):
    with Session(world) as session:
        if at_once:  # each change settled by itself, instead of all of them at the end
            session.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))
        for one in history:
            happen(session, *one)
        session.execute(text("SET CONSTRAINTS settle_measures IMMEDIATE"))
        assert [one for one in queries.differences(session) if one.table.startswith("measure")] == []
        plain = Plain(session)
        for day in DAYS:
            for measure in definitions():
                assert kept(session, measure, day) == plain.measures(measure, day), (measure, day)
        for before, day in zip(DAYS[::2], DAYS[2::2], strict=False):
            for measure in definitions():
                assert changes(session, measure, before, day) == difference(session, measure, before, day)
                assert told(session, measure, before, day) == gone_and_come(session, measure, before, day)
        session.rollback()


#: Place → by how many records its whole and its part grew, record by record; only places that have any change.
CHANGES = """
SELECT u.id, sum(c.counted::int - c.counted_before::int), sum(c.held::int - c.held_before::int)
  FROM unit u, lhtq_measure_changes(:m, u.id, u.path, :before, :day, true) c WHERE u.level <> 'village' GROUP BY u.id
"""


def changes(session, measure, before, day):
    """The records that came and went between two days, added up."""
    session.execute(text("SELECT set_config('lhtq.scope', '08/', true)"))
    rows = session.execute(text(CHANGES), {"m": measure, "before": before, "day": day})
    return {unit_id: (whole, part) for unit_id, whole, part in rows if whole or part}


#: The records of the province that came or went, each place by itself, and those of them that the sums there rule out.
TOLD = """
SELECT c.record_id, c.counted_before, c.counted, c.held_before, c.held,
       CASE WHEN c.counted AND NOT c.counted_before THEN now.registered WHEN c.counted_before AND NOT c.counted
            THEN before.registered ELSE 1 END > 0
       AND CASE WHEN c.held AND NOT c.held_before THEN now.part WHEN c.held_before AND NOT c.held THEN before.part
                ELSE 1 END > 0
  FROM unit u CROSS JOIN lhtq_measure_changes(:m, u.id, '08/', :before, :day, false) c
  LEFT JOIN measure_level before
    ON before.unit_id = u.id AND before.measure = :m AND before.since <= :before AND before.until > :before
  LEFT JOIN measure_level now ON now.unit_id = u.id AND now.measure = :m AND now.since <= :day AND now.until > :day
 ORDER BY c.record_id
"""
#: The same from all records at once.
GONE_AND_COME = """
SELECT * FROM (
  SELECT record_id, bool_or(whole @> cast(:before AS date)) AS counted_before, bool_or(whole @> cast(:day AS date)),
         bool_or(part @> cast(:before AS date)) AS held_before, bool_or(part @> cast(:day AS date)), true
    FROM measure_span_{} GROUP BY record_id) AS s (record_id, counted_before, counted, held_before, held, possible)
 WHERE (counted_before, held_before) <> (counted, held) ORDER BY record_id
"""


def told(session, measure, before, day):
    """What is told of the province, village by village."""
    rows = session.execute(text(TOLD), {"m": measure, "before": before, "day": day})
    return [tuple(row) for row in rows]


def gone_and_come(session, measure, before, day):
    """What there is to tell: each record once, and in a place that the sums do not rule out."""
    rows = session.execute(text(GONE_AND_COME.format(measure)), {"before": before, "day": day})
    return [tuple(row) for row in rows]


def difference(session, measure, before, day):
    """The same from the roll-up of the two days; the whole as the register counts it."""
    found = {}
    for sign, on in ((-1, before), (1, day)):
        rows = session.execute(
            text("SELECT unit_id, registered, part FROM measure_sum WHERE measure = :m AND since <= :d AND until > :d"),
            {"m": measure, "d": on},
        )
        for unit_id, *numbers in rows:
            sums = found.get(unit_id, (0, 0))
            found[unit_id] = tuple(old + sign * new for old, new in zip(sums, numbers, strict=True))
    return {unit_id: sums for unit_id, sums in found.items() if any(sums)}


@pytest.mark.parametrize("what", HAPPENINGS)
def test_everything_that_happens_to_records_can_happen_here(world, what):
    """The statements above are ones that the tables take: a history is no list of refusals."""
    with Session(world) as session:
        for n in range(8):
            for model in ("family", "citizen"):
                happen(session, f"grant {model}", n, n + 3, 10 + n, 300)
        happen(session, "takes office", 1, 0, 5, 10)
        happen(session, "joins board", 0, 0, 5, 10)
        happen(session, "runs activity", 0, 0, 5, 10)
        happen(session, "takes part", 0, 0, 5, 300)
        before = _rows(session)
        happen(session, what, 1, 2, 20, 200)
        assert _rows(session) != before
        session.rollback()


def _rows(session):
    """How often rows were written in this transaction, by table."""
    return {
        table: tuple(counts)
        for table, *counts in session.execute(
            text("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables "
                 "WHERE relname NOT LIKE 'measure%'")
        )
    }  # fmt: skip
