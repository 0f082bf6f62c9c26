"""What an installation has recorded under earlier tables is there, and means the same, under today's."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from lhtq import start
from lhtq.paths import MIGRATIONS

#: A household of two with one sheet handed in and recognised, and one that is being scored, as revision 0005 kept them.
ROWS = """
INSERT INTO unit (level, type, code, name, path, valid_from, legal_basis)
  VALUES ('village', 'thôn', '001', 'Nà Khuyến', '08/072/02248/001/', '2022-06-03', '');
INSERT INTO account (unit_id, username, full_name, phone, password_hash, must_change_password, active)
  SELECT id, 'a', 'A', '', '', false, true FROM unit;
INSERT INTO criteria_set (code, version, model, name, status, legal_basis, source, pass_mark, rounding, title_years,
                          valid_from, sha256) VALUES ('family', 1, 'family', 'X', 'provisional', '', '', 70, 0.5, 1,
                          '2021-01-01', '');
INSERT INTO criteria_group (set_id, position, code, name, floor) SELECT id, 0, '2', 'X', 0 FROM criteria_set;
INSERT INTO indicator (group_id, position, code, name, kind, points_max, guidance, evidence, options)
  SELECT id, 0, '2.1', 'X', 'share', 20, '', '', '{"from_age": 18}' FROM criteria_group;
INSERT INTO household (unit_id, head_name, address, version) SELECT id, 'Nguyễn Văn Đạt', '', 1 FROM unit;
INSERT INTO person (household_id, unit_id, full_name, birth_year, sex, ethnicity, relation, working, version)
  SELECT id, unit_id, head_name, 1980, 'male', 'Tày', 'head', true, 1 FROM household;
INSERT INTO sheet (unit_id, model, household_id, year, set_id, state, answers, complete, wholes, total, scorers, reason,
                   version)
  SELECT h.unit_id, 'family', h.id, given.year, s.id, given.state, given.answers::jsonb, true, given.wholes::jsonb,
         given.total, '{}', '', 1
    FROM household h, criteria_set s, (VALUES
      (2025, 'recognised', '{"1.1": 10, "2.1": 1}', '{"2.1": 2}', 90.0),
      (2026, 'draft', '{"1.1": 5, "2.1": 2}', NULL, NULL)) AS given (year, state, answers, wholes, total);
INSERT INTO decision (unit_id, model, year, number, signed_on, signed_year, signer, signer_position, made_by)
  SELECT u.id, 'family', 2025, '1', '2025-12-01', 2025, 'H', 'CT', a.id FROM unit u, account a;
INSERT INTO title (unit_id, model, household_id, sheet_id, decision_id, year, valid_from, valid_to)
  SELECT s.unit_id, 'family', s.household_id, s.id, d.id, 2025, '2025-12-01', '2026-11-30'
    FROM sheet s, decision d WHERE s.year = 2025;
"""


def installed(server, revision: str, statements: str) -> str:
    """The owner's URL of a database at a revision, with what was written down there."""
    made: str = server.empty().owner
    start.migrate(made, revision)
    engine = create_engine(made)
    with engine.begin() as connection:
        connection.execute(text(statements))
    engine.dispose()
    return made


@pytest.fixture
def url(server):
    """The owner's URL of a database with such rows, at the revision that made them."""
    return installed(server, "0005", ROWS)


def down(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.downgrade(config, revision)


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return found


def test_sheets_and_titles_of_households_are_sheets_and_titles_of_families(url):
    start.migrate(url)
    assert rows(url, "SELECT year, model, subject_id = household_id, name, sort FROM sheet ORDER BY year") == [
        (2025, "family", True, "Nguyễn Văn Đạt", "dat nguyen van"),
        (2026, "family", True, "Nguyễn Văn Đạt", "dat nguyen van"),
    ]
    assert rows(url, "SELECT model, subject_id = household_id, name FROM title") == [("family", True, "Nguyễn Văn Đạt")]


def test_what_was_counted_is_kept_with_a_sheet_and_what_is_open_is_counted_anew(url):
    start.migrate(url)
    assert rows(url, "SELECT year, answers, figures, total FROM sheet ORDER BY year") == [
        (2025, {"1.1": 10}, {"2.1": [1, 2]}, 90),
        (2026, {"1.1": 5}, None, None),
    ]


def test_a_household_carries_the_title_that_it_was_given(url):
    start.migrate(url)
    assert [str(day) for day in rows(url, "SELECT title_from, title_to FROM household")[0]] == [
        "2025-12-01",
        "2026-11-30",
    ]
    assert rows(url, "SELECT title_from FROM person") == [(None,)]


def test_the_way_back_keeps_what_the_tables_before_have_a_place_for(url):
    start.migrate(url)
    down(url, "0005")
    assert rows(url, "SELECT year, answers, wholes, household_id IS NOT NULL FROM sheet ORDER BY year") == [
        (2025, {"1.1": 10, "2.1": 1}, {"2.1": 2}, True),
        (2026, {"1.1": 5}, None, True),
    ]
    assert rows(url, "SELECT household_id IS NOT NULL FROM title") == [(True,)]


#: A household that went from one village to another, and a child that went on from there, as 0050 wrote it down.
MOVED = """
INSERT INTO unit (level, type, code, name, path, valid_from, legal_basis)
  SELECT 'village', 'thôn', n::text, 'Thôn ' || n, '08/072/02248/' || n || '/', '2022-06-03', ''
    FROM generate_series(1, 3) AS n;
INSERT INTO household (unit_id, head_name, address, version, created_at)
  SELECT id, 'Chủ hộ ' || code, '', 1, '2024-01-01' FROM unit WHERE code IN ('2', '3') ORDER BY code;
INSERT INTO person (household_id, unit_id, full_name, birth_year, sex, ethnicity, relation, working, version)
  SELECT h.id, h.unit_id, n.name, 1980, 'male', 'Tày', n.relation, true, 1
    FROM household h JOIN (VALUES ('2', 'Đạt', 'head'), ('3', 'Nhi', 'child')) AS n (code, name, relation)
      ON h.head_name = 'Chủ hộ ' || n.code ORDER BY n.name DESC;
INSERT INTO life_event (person_id, unit_id, to_unit_id, household_id, kind, happened_on, name, detail, taken_back)
  SELECT p.id, u1.id, u2.id, h.id, 'moved', '2025-06-01', p.full_name, '', false
    FROM person p, household h, unit u1, unit u2
   WHERE h.head_name = 'Chủ hộ 2' AND u1.code = '1' AND u2.code = '2' ORDER BY p.id;
INSERT INTO life_event (person_id, unit_id, to_unit_id, household_id, kind, happened_on, name, detail, taken_back)
  SELECT p.id, u2.id, u3.id, h.id, 'married', '2026-02-01', p.full_name, 'hộ Chủ hộ 3', false
    FROM person p, household h, unit u2, unit u3
   WHERE p.full_name = 'Nhi' AND h.head_name = 'Chủ hộ 2' AND u2.code = '2' AND u3.code = '3';
"""


def test_moves_that_were_written_down_leave_the_figures_of_the_days_before_where_they_were(server):
    """A family went from village 1 to 2, and one of its people on to a household of village 3."""
    made = installed(server, "0050", MOVED)
    counts = (
        "SELECT u.name, l.since::text, l.whole, l.part FROM measure_level l JOIN unit u ON u.id = l.unit_id "
        "WHERE l.measure = 'family_rate' AND l.whole > 0 ORDER BY u.name, l.since"
    )
    assert [row[0] for row in rows(made, counts)] == ["Thôn 2", "Thôn 3"]
    start.migrate(made)
    assert rows(made, counts) == [
        ("Thôn 1", "2024-01-01", 1, 0),
        ("Thôn 2", "2025-06-01", 1, 0),
        ("Thôn 3", "2024-01-01", 1, 0),
    ]
    stays = "SELECT u.name, s.since::text, s.until::text FROM {} s JOIN unit u ON u.id = s.unit_id {}"
    assert rows(made, stays.format("household_stay", "")) == [("Thôn 1", None, "2025-06-01")]
    assert rows(made, stays.format("person_stay", "ORDER BY s.until")) == [
        ("Thôn 1", None, "2025-06-01"),
        ("Thôn 1", None, "2025-06-01"),
        ("Thôn 2", "2025-06-01", "2026-02-01"),
    ]
    down(made, "0050")
    assert [row[0] for row in rows(made, counts)] == ["Thôn 2", "Thôn 3"]


#: A centre that two communes share, and a room that an import has changed, as revision 0052 kept them.
SHARED = """
INSERT INTO unit (level, type, code, name, path, valid_from, legal_basis) VALUES
  ('commune', 'xã', '02248', 'Yên Hoa', '08/072/02248/', '2019-01-01', ''),
  ('commune', 'xã', '02260', 'Đà Vị', '08/072/02260/', '2019-01-01', '');
INSERT INTO account (unit_id, username, full_name, phone, password_hash, must_change_password, active)
  SELECT min(id), 'a', 'A', '', '', false, true FROM unit;
INSERT INTO centre (unit_id, name, decision_number, address, phone, version)
  SELECT min(id), 'X', '', '', '', 1 FROM unit;
INSERT INTO centre_served (centre_id, centre_unit_id, unit_id) SELECT c.id, c.unit_id, u.id FROM centre c, unit u;
INSERT INTO centre_asset (centre_id, unit_id, kind, name, quantity, state)
  SELECT id, unit_id, 'room', 'Phòng', 2, 'good' FROM centre;
"""


def test_communes_that_share_a_centre_have_agreed_to_it_and_its_rooms_count_their_versions(server):
    made = installed(server, "0052", SHARED)
    start.migrate(made)
    assert rows(made, "SELECT count(*), count(left_on), max(left_because) FROM centre_served") == [(2, 0, "")]
    assert rows(made, "SELECT count(*) FROM centre_invitation") == [(0,)]
    assert rows(made, "SELECT quantity, version FROM centre_asset") == [(2, 1)]
