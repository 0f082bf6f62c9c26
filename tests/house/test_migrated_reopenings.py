"""Reports that were opened again before that was a state of its own are told as such, there and back."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from lhtq import start
from lhtq.paths import MIGRATIONS

#: Three reports that stand as returned: for their faults, after a grant, and for faults again after a grant.
ROWS = """
INSERT INTO unit (level, type, code, name, path, valid_from, legal_basis) VALUES
  ('province', 'tỉnh', '08', 'Tuyên Quang', '08/', '2021-01-01', '');
INSERT INTO account (unit_id, username, full_name, phone, email, password_hash, must_change_password, active)
  SELECT id, 'lan', 'Ma Thị Lan', '', '', '', false, true FROM unit;
INSERT INTO report_period (unit_id, kind, year, name, from_on, as_of, way, layout)
  SELECT unit.id, 'annual', 2026, given.name, '2025-12-01', '2026-11-30', 'levels', 'annual'
    FROM unit, (VALUES ('faults'), ('granted'), ('again')) AS given (name);
INSERT INTO report_due (period_id, unit_id, due_on, predecessors)
  SELECT id, unit_id, '2026-12-25', '{}' FROM report_period;
INSERT INTO report (due_id, unit_id, state, number, answered_at, reason, version)
  SELECT d.id, d.unit_id, 'returned', 1, CASE p.name WHEN 'granted' THEN '2026-12-27 08:00Z'::timestamptz
                                                     ELSE '2026-12-28 08:00Z' END, 'Sót', 1
    FROM report_due d JOIN report_period p ON p.id = d.period_id;
INSERT INTO report_reopening (report_id, unit_id, reason, asked_by, asked_by_name, asked_at, granted, answer,
                              answered_by_name, answered_at)
  SELECT r.id, r.unit_id, 'Sót', a.id, a.full_name, '2026-12-26', true, 'Đồng ý', 'Nông Văn Huy', '2026-12-27 08:00Z'
    FROM report r JOIN report_due d ON d.id = r.due_id JOIN report_period p ON p.id = d.period_id, account a
   WHERE p.name <> 'faults';
"""
STATES = """
SELECT p.name, r.state FROM report r JOIN report_due d ON d.id = r.due_id JOIN report_period p ON p.id = d.period_id
 ORDER BY p.id
"""
#: As the level above opens a report by itself.
UNASKED = """
INSERT INTO report_reopening (report_id, unit_id, reason, asked_by_name, asked_from, granted, answer, answered_by,
                              answered_by_name, answered_from, answered_at)
  SELECT r.id, r.unit_id, 'Thiếu biểu 3', '', '', true, '', a.id, a.full_name, 'tỉnh Tuyên Quang', now()
    FROM report r, account a LIMIT 1
"""


@pytest.fixture
def url(server):
    """The owner's URL of a database with such rows, at the revision before."""
    made = server.empty().owner
    start.migrate(made, "0050")
    change(made, ROWS)
    return made


def change(url, statement):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def rows(url, statement):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return found


def test_what_was_granted_is_opened_again_and_what_was_returned_stays_returned(url):
    start.migrate(url)
    assert rows(url, STATES) == [("faults", "returned"), ("granted", "reopened"), ("again", "returned")]
    assert rows(url, "SELECT DISTINCT asked_by_name, asked_from, answered_by FROM report_reopening") == [
        ("Ma Thị Lan", "", None)
    ]


def test_the_way_back_loses_nobody_who_asked_or_opened(url):
    start.migrate(url)
    change(url, UNASKED)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.downgrade(config, "0050")
    assert {state for _, state in rows(url, STATES)} == {"returned"}
    assert rows(url, "SELECT asked_by_name, answered_by_name FROM report_reopening WHERE reason = 'Thiếu biểu 3'") == [
        ("Ma Thị Lan", "Ma Thị Lan")
    ]
