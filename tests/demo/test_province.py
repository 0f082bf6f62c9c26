"""A whole invented province goes into an empty installation alone, and is such as the software would have left it."""

import datetime as dt
import json
import re
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.orm import selectinload

from lhtq import start
from lhtq.app import create_app
from lhtq.assessment.queries import numbers
from lhtq.cli import main
from lhtq.config import Settings
from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow
from lhtq.criteria.queries import as_rules
from lhtq.criteria.rules import Share, outcome
from lhtq.db import db
from lhtq.demo import province
from lhtq.demo.accounts import PASSWORD
from lhtq.indicators import queries as figures
from tests.client import Client
from tests.demo.test_demo import HOLDERS, MISCOUNTED, OTHERWISE

#: Families are decided, communities are not.
DAY = dt.date(2026, 11, 24)
#: One district of the seven, five households in each of its villages.
EXTENT = province.Extent(households=780, districts=("072",))

#: Model → who is counted for its sheets of a year, and the model whose titles are.
COUNTED = {
    "family": (
        "SELECT household_id AS subject, id FROM person WHERE birth_year <= {year} - 18 AND occupation <> 'student'",
        "citizen",
    ),
    "organisation": ("SELECT organisation_id AS subject, person_id AS id FROM employment", "citizen"),
    "clan": ("SELECT clan_id AS subject, household_id AS id FROM clan_family", "family"),
    "community": ("SELECT unit_id AS subject, id FROM household", "family"),
}
#: Keys, indexes, triggers and policies of the database, by name.
SHAPE = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = 'public'
"""


@pytest.fixture(scope="module")
def made(server):
    """A session on the province, and the shape of the database before it came."""
    database = server.copy()
    with start.owner_session(database.owner) as session:
        before = shape(session.execute(text(SHAPE)))
    said = []
    province.load(database.owner, extent=EXTENT, on=DAY, say=said.append)
    with start.owner_session(database.owner) as session:
        yield SimpleNamespace(session=session, database=database, before=before, said=said)


def shape(found):
    """Names and definitions; how a list in a condition is cast is written otherwise when an index is made anew."""
    return {tuple(re.sub(r"::[a-z ]+(\[\])?|[()]", "", str(word)) for word in row) for row in found}


@pytest.fixture
def rows(made):
    """``rows(query)``: what the database's owner sees."""
    return lambda query, **given: made.session.execute(text(query), given).all()


def test_keys_indexes_and_triggers_are_back_as_they_were_and_every_figure_is_true(made, rows):
    assert shape(rows(SHAPE)) == made.before
    assert figures.differences(made.session) == []
    for table, model in HOLDERS.items():
        assert rows(OTHERWISE.format(table=table, model=model)) == []
    assert rows("SELECT 1 FROM household WHERE head_sort <> lhtq_sort_name(head_name)") == []
    assert rows("SELECT 1 FROM member WHERE sort <> lhtq_sort_name(full_name)") == []
    assert rows("SELECT 1 FROM sheet WHERE sort <> CASE WHEN model IN ('family', 'citizen') THEN lhtq_sort_name(name) "
                "ELSE lhtq_fold(name) END") == []  # fmt: skip
    assert rows("SELECT 1 FROM person WHERE name_folded <> lhtq_fold(full_name)") == []
    assert any("foreign keys" in line for line in made.said)


def test_sheets_earned_their_titles_with_the_shares_of_the_day_of_their_meeting(made, rows):
    with_lines = select(CriteriaSetRow).options(
        selectinload(CriteriaSetRow.groups).selectinload(CriteriaGroup.indicators)
    )
    sets = {row.id: as_rules(row) for row in made.session.scalars(with_lines)}
    sheets = rows("SELECT id, set_id, answers, figures, total FROM sheet WHERE figures IS NOT NULL AND id % 7 = 0")
    assert len(sheets) > 500
    for sheet in sheets:
        shares = {code: Share(*pair) for code, pair in sheet.figures.items()}
        found = outcome(sets[sheet.set_id], numbers(sheet.answers), shares)
        assert found.earned
        assert found.total == sheet.total
    for model, (counted, part) in COUNTED.items():
        for year in range(DAY.year - 4, DAY.year + 1):
            given = {"model": model, "part": part, "year": year, "compared": "=="}
            assert rows(MISCOUNTED.format(counted=counted.format(year=year), **given)) == []


def test_shares_rise_towards_the_plan_s_targets(rows):
    recognised = "SELECT year, avg((state = 'recognised')::int) FROM sheet WHERE model = 'family' GROUP BY year"
    share = dict(map(tuple, rows(recognised)))
    assert sorted(share) == list(range(DAY.year - 4, DAY.year + 1))
    assert 0.25 < share[2022] < share[2024] < share[2025] < 0.85
    assert dict(map(tuple, rows("SELECT model, count(*) FROM title GROUP BY model"))).keys() == {
        "citizen", "family", "clan", "community", "organisation",
    }  # fmt: skip


def test_nothing_is_of_the_future_and_every_list_went_through_other_hands(rows):
    today = {"today": DAY}
    assert rows("SELECT 1 FROM decision WHERE signed_on > :today", **today) == []
    assert rows("SELECT 1 FROM village_review WHERE held_on > :today", **today) == []
    assert rows("SELECT 1 FROM fee WHERE paid_on > :today", **today) == []
    assert rows("SELECT 1 FROM activity WHERE state = 'done' AND held_on > :today", **today) == []
    assert rows("SELECT 1 FROM sheet WHERE reviewed_by = ANY(scorers)") == []
    assert rows("SELECT 1 FROM activity a WHERE counted = 'people' AND (enrolled, completed) <> (SELECT count(*), "
                "count(*) FILTER (WHERE completed) FROM participant p WHERE p.activity_id = a.id)") == []  # fmt: skip


def test_most_adults_who_joined_are_members_and_many_have_paid_and_been_briefed(rows):
    members, gone = rows("SELECT count(*) FILTER (WHERE left_on IS NULL), count(left_on) FROM member")[0]
    assert members > 20 * gone > 0
    paid = rows("SELECT count(*) FROM fee WHERE year = :year", year=DAY.year)[0][0]
    assert 0.6 < paid / members < 0.8
    briefed = rows("SELECT sum(briefed) FROM briefed_figure WHERE phase = 2026")[0][0]
    assert 0.3 < briefed / members < 0.7


def test_some_communes_are_late_or_quiet(rows):
    waiting = "SELECT 1 FROM sheet WHERE model = 'family' AND year = 2026 AND state IN ('submitted', 'reviewed')"
    assert rows(waiting)
    quiet = ("SELECT c.id FROM centre c WHERE NOT EXISTS (SELECT FROM activity a WHERE a.centre_id = c.id "
             "AND a.state = 'done' AND a.held_on > '2026-08-24')")  # fmt: skip
    assert len(rows(quiet)) == 1


def test_whoever_signs_in_sees_it(made, rows, tmp_path):
    app = create_app(Settings(made.database.app, "key", tmp_path, secure_cookies=False), TESTING=True)
    units = dict(map(tuple, rows("SELECT path, id FROM unit")))
    for username, path in (("tinh", "08/"), ("huyen-072", "08/072/"), ("thamdinh-02248", "08/072/02248/")):
        client = Client(app, actor=None)
        assert client.sign_in(username, PASSWORD).status_code == 303
        for url in ("/", f"/don-vi/{units[path]}", f"/don-vi/{units['08/072/02248/']}"):
            assert client.get(url).status_code == 200
    client = Client(app, actor=None)
    assert client.sign_in("congdan-02248", PASSWORD).status_code == 303
    assert client.get("/", follow_redirects=True).status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_it_goes_into_an_empty_installation_alone(made, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", made.database.owner)
    monkeypatch.setenv("LHTQ_APP_DATABASE_URL", made.database.app)
    monkeypatch.setenv("LHTQ_DATA", str(tmp_path))
    refused = CliRunner().invoke(main, ["demo", "--province"])
    assert refused.exit_code == 1
    assert "the database has accounts already" in refused.output
    assert "load" in CliRunner().invoke(main, ["demo"]).output
    assert json.loads(CliRunner().invoke(main, ["demo", "accounts", "--json"]).stdout)
