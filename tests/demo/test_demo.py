"""The invented records are such as the software itself would have left them, on whatever day they are loaded."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import selectinload

from lhtq import start
from lhtq.assessment.models import Sheet
from lhtq.assessment.queries import numbers
from lhtq.assessment.rules import OPEN, State
from lhtq.criteria.models import CriteriaGroup, CriteriaSetRow
from lhtq.criteria.queries import as_rules
from lhtq.criteria.rules import BEFORE, Model, Share, outcome
from lhtq.demo import load
from lhtq.recognition.rules import UNDECIDED
from lhtq.reporting.service.verifying import verify

#: In the first days of a year everything happens within hours.
DAYS = [dt.date(2026, 1, 1), dt.date(2026, 1, 4), dt.date(2026, 11, 24)]

HOLDERS = {"person": "citizen", "household": "family", "clan": "clan", "organisation": "organisation"}
#: Those whose title is not the last of their titles that began.
OTHERWISE = """
    SELECT h.id FROM {table} h LEFT JOIN LATERAL (
        SELECT valid_from, valid_to FROM title WHERE model = '{model}' AND subject_id = h.id AND valid_to >= valid_from
         ORDER BY valid_to DESC, id DESC LIMIT 1) t ON true
     WHERE (h.title_from, h.title_to) IS DISTINCT FROM (t.valid_from, t.valid_to)
"""
#: Model → who is counted for its sheets, and the model whose titles are.
COUNTED = {
    "family": (
        "SELECT household_id AS subject, id FROM person WHERE birth_year <= {year} - 18 AND occupation <> 'student'",
        "citizen",
    ),
    "organisation": ("SELECT organisation_id AS subject, person_id AS id FROM employment", "citizen"),
    "clan": ("SELECT clan_id AS subject, household_id AS id FROM clan_family", "family"),
    "community": ("SELECT unit_id AS subject, id FROM household", "family"),
}
#: Sheets that keep other figures than the titles of the day of their meeting give.
MISCOUNTED = """
    SELECT s.id, s.figures, found.* FROM sheet s JOIN village_review r ON r.id = s.village_review_id
      JOIN LATERAL (
        SELECT count(*) AS whole, count(*) FILTER (WHERE EXISTS (
            SELECT FROM title t WHERE t.model = '{part}' AND t.subject_id = c.id
               AND r.held_on BETWEEN t.valid_from AND t.valid_to)) AS part
          FROM ({counted}) c WHERE c.subject = s.subject_id) found ON true
     WHERE s.model = '{model}' AND s.year = {year} AND s.figures IS NOT NULL
       AND NOT jsonb_path_exists(s.figures, 'strict $.* ? (@[0] {compared} $part && @[1] == $whole)',
                                 jsonb_build_object('part', part, 'whole', whole))
"""
HOLDING = "SELECT 1 FROM {table} WHERE title_to IS NOT NULL"
OF_ANOTHER_DAY = """
    SELECT 1 FROM {table} WHERE {day} > :today OR {day} <> (created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
"""

#: Records without a line in the audit trail, and figures that are not what a recount says.
UNNOTED = """
    SELECT 1 FROM {table} t
     WHERE NOT EXISTS (SELECT FROM audit_entry a WHERE a.subject_type = '{table}' AND a.subject_id = t.id)
"""
OTHERWISE_COUNTED = "SELECT 1 FROM {figure}_difference"


@pytest.fixture(scope="module", params=DAYS, ids=str)
def demo(request, server):
    """A session on the demonstration of a day."""
    database = server.copy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "today", lambda: request.param)
        assert load.load(database.owner)
    with start.owner_session(database.owner) as session:
        yield SimpleNamespace(session=session, day=request.param)


@pytest.fixture
def rows(demo):
    """``rows(query)``: what the database's owner sees."""
    return lambda query, **given: demo.session.execute(text(query), given).all()


def test_who_holds_a_title_is_what_the_titles_say(rows):
    for table, model in HOLDERS.items():
        assert rows(HOLDING.format(table=table))
        assert rows(OTHERWISE.format(table=table, model=model)) == []


def test_what_was_handed_in_earned_its_title_with_the_figures_that_are_kept(demo):
    sets = {
        row.id: as_rules(row)
        for row in demo.session.scalars(
            select(CriteriaSetRow).options(selectinload(CriteriaSetRow.groups).selectinload(CriteriaGroup.indicators))
        )
    }
    sheets = demo.session.scalars(select(Sheet).where(Sheet.state.not_in(OPEN))).all()
    assert {sheet.model for sheet in sheets} == set(Model)
    for sheet in sheets:
        shares = {code: Share(*pair) for code, pair in sheet.figures.items()}
        found = outcome(sets[sheet.set_id], numbers(sheet.answers), shares)
        assert found.earned, (sheet.model, sheet.id)
        assert found.total == Decimal(sheet.total)


def test_figures_are_those_of_the_day_of_the_meeting(demo, rows):
    # In the first days of a year a title may be given later on that very day.
    compared = "<=" if demo.day.month == 1 else "=="
    for model, (counted, part) in COUNTED.items():
        for year in (demo.day.year - 1, demo.day.year):
            given = {"model": model, "part": part, "year": year, "compared": compared}
            assert rows(MISCOUNTED.format(counted=counted.format(year=year), **given)) == []


def test_everything_happened_in_the_order_of_recognition(rows):
    states: dict[int, str] = {}
    undecided = Counter()
    decisions = Counter()
    for entry in rows(
        """
        SELECT a.subject_type, a.subject_id, a.changes -> 'state' ->> 1 AS state, coalesce(s.model, d.model) AS model,
               coalesce(s.year, d.year) AS year, left(u.path, 13) AS commune
          FROM audit_entry a JOIN unit u ON u.id = a.unit_id
          LEFT JOIN sheet s ON a.subject_type = 'sheet' AND s.id = a.subject_id
          LEFT JOIN decision d ON a.subject_type = 'decision' AND d.id = a.subject_id
         WHERE a.subject_type IN ('sheet', 'decision') ORDER BY a.id
        """
    ):
        at = (entry.commune, entry.year)
        if entry.subject_type == "decision":
            decisions[entry.model] += 1
            for before in BEFORE[Model(entry.model)]:
                assert undecided[(*at, before)] == 0, (entry.model, at)
        elif entry.state:
            undecided[(*at, entry.model)] -= states.get(entry.subject_id) in UNDECIDED
            undecided[(*at, entry.model)] += entry.state in UNDECIDED
            states[entry.subject_id] = entry.state
    assert set(decisions) == set(Model)
    assert states == dict(map(tuple, rows("SELECT id, state FROM sheet WHERE id = ANY(:ids)", ids=list(states))))


def test_nothing_is_of_the_future_and_every_list_was_signed_by_other_hands(demo, rows):
    today = {"today": demo.day}
    assert rows("SELECT 1 FROM audit_entry WHERE (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > :today", **today) == []
    for table, day in (("decision", "signed_on"), ("village_review", "held_on")):
        assert rows(OF_ANOTHER_DAY.format(table=table, day=day), **today) == []
    assert rows("SELECT 1 FROM sheet WHERE reviewed_by = ANY(scorers)") == []
    assert rows("SELECT 1 FROM sheet s JOIN title t ON t.sheet_id = s.id JOIN decision d ON d.id = t.decision_id "
                "WHERE d.made_by = ANY(s.scorers || s.reviewed_by)") == []  # fmt: skip


def test_there_is_something_at_every_stage(demo, rows):
    stages: dict[str, set[str]] = {}
    for model, state in rows("SELECT model, state FROM sheet WHERE year = :year", year=demo.day.year):
        stages.setdefault(model, set()).add(state)
    assert stages["citizen"] >= {State.DRAFT, State.SUBMITTED, State.REVIEWED, State.RECOGNISED, State.REFUSED}
    assert stages["family"] == set(State)
    assert stages["clan"] >= {State.DRAFT, State.SUBMITTED, State.REVIEWED}
    assert stages["community"] >= {State.DRAFT, State.SUBMITTED, State.REVIEWED}
    assert stages["organisation"] >= {State.DRAFT, State.SUBMITTED, State.REVIEWED, State.RECOGNISED}


def test_centres_are_kept_planned_and_counted(demo, rows):
    assert len(rows("SELECT 1 FROM centre_served WHERE left_on IS NULL")) == 4
    assert rows("SELECT 1 FROM activity WHERE state = 'done' AND held_on > :today", today=demo.day) == []
    assert {state for (state,) in rows("SELECT state FROM activity")} == {"done", "planned"}
    assert rows("SELECT 1 FROM activity_figure_difference") == []
    assert {grade for (grade,) in rows("SELECT grade FROM centre_sheet WHERE closed_on IS NOT NULL")} <= {
        "Tốt", "Khá", "Trung bình", "Yếu",
    }  # fmt: skip
    assert (
        rows(
            "SELECT 1 FROM activity a WHERE a.counted = 'people' AND (a.enrolled, a.completed) <> "
            "(SELECT count(*), count(*) FILTER (WHERE completed) FROM participant p WHERE p.activity_id = a.id)"
        )
        == []
    )


def test_clans_and_organisations_reach_into_the_next_commune(rows):
    families = "FROM clan_family l JOIN unit v ON v.id = l.household_unit_id WHERE v.parent_id <> l.unit_id"
    staff = "FROM employment l JOIN unit v ON v.id = l.person_unit_id WHERE v.parent_id <> l.unit_id"
    assert rows(f"SELECT DISTINCT l.unit_id {families}")
    assert len(rows(f"SELECT DISTINCT l.unit_id {staff}")) == 4
    per_commune = [count for (count,) in rows("SELECT count(*) FROM clan GROUP BY unit_id")]
    assert len(per_commune) == 4
    assert set(per_commune) <= {2, 3}


def test_there_are_courses_of_every_kind_and_state(demo, rows):
    assert rows("SELECT 1 FROM fee WHERE paid_on > :today", today=demo.day) == []
    courses = rows("SELECT kind, state, starts_on FROM course")
    assert {kind for kind, _, _ in courses} == {"briefing", "training", "further"}
    assert {state for _, state, _ in courses} == {"held", "planned"}
    assert all((state == "held") == (day <= demo.day) for _, state, day in courses)
    came = "SELECT DISTINCT c.state FROM course_participant p JOIN course c ON c.id = p.course_id WHERE p.attended"
    assert rows(came) == [("held",)]
    assert rows("SELECT 1 FROM course_participant WHERE certificate_number <> ''")
    assert rows("SELECT 1 FROM briefed_figure WHERE briefed > 0")
    assert rows("SELECT 1 FROM briefed_figure_difference") == []


def test_reports_of_last_year_were_handed_up_and_this_years_are_on_their_way(demo, rows):
    stages = {
        (year, state) for year, state in rows(
            "SELECT p.year, r.state FROM report r JOIN report_due d ON d.id = r.due_id "
            "JOIN report_period p ON p.id = d.period_id"
        )
    }  # fmt: skip
    now, last = demo.day.year, demo.day.year - 1
    assert stages == {(last, "accepted"), *((now, one) for one in ("draft", "submitted", "returned", "accepted"))}
    assert {one.holds for one in verify(demo.session)} == {True}
    ((households,),) = rows(
        "SELECT v.snapshot -> 'figures' -> 'plan.family_rate.whole' FROM report_version v JOIN unit u "
        "ON u.id = v.unit_id WHERE u.level = 'province'"
    )
    assert households > 0


def test_the_association_has_officers_cards_and_fees_of_two_years(demo, rows):
    levels = dict(map(tuple, rows(
        "SELECT u.level, count(*) FROM branch b JOIN unit u ON u.id = b.unit_id GROUP BY u.level"
    )))  # fmt: skip
    assert {level: levels[level] for level in ("province", "district", "commune")} == {
        "province": 1, "district": 2, "commune": 4,
    }  # fmt: skip
    assert levels["village"] == 22  # two villages have none yet
    assert {name for (name,) in rows("SELECT DISTINCT position FROM post")} >= {"chair", "vice-chair", "branch-head"}
    assert rows("SELECT 1 FROM post WHERE from_on > :today", today=demo.day) == []
    years = {year for (year,) in rows("SELECT DISTINCT year FROM fee")}
    assert years == {demo.day.year - 1, demo.day.year}
    assert rows("SELECT 1 FROM fee WHERE paid_on > :today OR extract(year FROM paid_on) <> year", today=demo.day) == []
    unpaid = "SELECT 1 FROM member m WHERE NOT EXISTS (SELECT FROM fee f WHERE f.member_id = m.id AND f.year = :year)"
    assert rows(unpaid, year=demo.day.year)
    assert rows("SELECT card_number FROM member WHERE card_number <> '' GROUP BY card_number HAVING count(*) > 1") == []
    assert rows("SELECT 1 FROM member m JOIN assignment a ON a.person_id = m.person_id")
    for table in ("branch", "member", "post", "fee"):
        assert rows(UNNOTED.format(table=table)) == []
    for figure in ("member_figure", "fee_figure"):
        assert rows(OTHERWISE_COUNTED.format(figure=figure)) == []
