# ruff: noqa: E501, S608 - statements of our own names, one happening a line
"""What may happen to the records of the small world: each a statement over one or a few of them."""

import datetime as dt

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.indicators.world import START

#: ``:n`` chooses the record, ``:m`` another, ``:day`` the day, ``:long`` a number of days.
NTH = "(SELECT id FROM {0} ORDER BY id OFFSET :{1} % greatest((SELECT count(*) FROM {0}), 1) LIMIT 1)"


def nth(table: str, which: str = "n") -> str:
    return NTH.format(table, which)


_TITLED = {"family": "household", "clan": "clan", "organisation": "organisation", "citizen": "person"}


def _grant(model: str) -> str:
    """A title out of a sheet of some year that has none yet."""
    table = _TITLED.get(model)
    subject = (
        f"SELECT id, unit_id FROM {table} WHERE id = {nth(table)}"
        if table
        else "SELECT id, id AS unit_id FROM unit WHERE level = 'village' ORDER BY id OFFSET :n % 4 LIMIT 1"
    )
    return f"""
      WITH made AS (
        INSERT INTO sheet (unit_id, model, subject_id, name, year, set_id, state, answers, complete, scorers, reason,
                           version, cultural_family)
        SELECT s.unit_id, '{model}', s.id, 'X', 2021 + :m % 10, c.id, 'recognised',
               jsonb_build_object('2.1', :m % 11), true, '{{}}', '', 1, false
          FROM ({subject}) AS s, criteria_set c WHERE c.model = '{model}' AND c.version = 1
        ON CONFLICT DO NOTHING RETURNING id, unit_id, subject_id, year),
      decided AS (
        INSERT INTO decision (unit_id, model, year, number, signed_on, signed_year, signer, signer_position, made_by)
        SELECT m.unit_id, '{model}', m.year, '{model}' || m.id, :day, 2024, 'H', 'CT', a.id FROM made m, account a
        RETURNING id)
      INSERT INTO title (unit_id, model, subject_id, name, sheet_id, decision_id, year, valid_from, valid_to,
                         cultural_family, revoked_because)
      SELECT m.unit_id, '{model}', m.subject_id, 'X', m.id, d.id, m.year, :day, CAST(:day AS date) + :long, false, ''
        FROM made m, decided d"""


HAPPENINGS = {
    **{f"grant {model}": _grant(model) for model in (*_TITLED, "community")},
    "revoke": f"UPDATE title SET valid_to = greatest(valid_from - 1, CAST(:day AS date)), revoked_on = :day "
    f"WHERE id = {nth('title')}",
    "household ends": f"UPDATE household SET ended_on = :day WHERE id = {nth('household')}",
    "household comes back": f"UPDATE household SET ended_on = NULL, merged_into_id = NULL WHERE id = {nth('household')}",
    "household moves": f"UPDATE household SET unit_id = (SELECT id FROM unit WHERE level = 'village' ORDER BY id "
    f"OFFSET :m % 4 LIMIT 1) WHERE id = {nth('household')}",
    "household moved then": f"UPDATE household SET here_since = :day, unit_id = (SELECT id FROM unit "
    f"WHERE level = 'village' ORDER BY id OFFSET :m % 4 LIMIT 1) WHERE id = {nth('household')}",
    "household merged": f"UPDATE household SET ended_on = :day, merged_into_id = {nth('household', 'm')} "
    f"WHERE id = {nth('household')} AND id <> {nth('household', 'm')}",
    "new household": "INSERT INTO household (unit_id, head_name, address, version, created_at) SELECT id, 'Mới', '', 1,"
    " CAST(:day AS timestamptz) FROM unit WHERE level = 'village' ORDER BY id OFFSET :n % 4 LIMIT 1",
    "person leaves": f"UPDATE person SET left_on = :day WHERE id = {nth('person')}",
    "person stays": f"UPDATE person SET left_on = NULL, left_because = NULL WHERE id = {nth('person')}",
    "person stops working": f"UPDATE person SET working = NOT working WHERE id = {nth('person')}",
    "person changes household": f"UPDATE person p SET household_id = h.id, unit_id = h.unit_id, relation = 'other' "
    f"FROM household h WHERE p.id = {nth('person')} AND h.id = {nth('household', 'm')} "
    f"AND h.merged_into_id IS NULL",
    "person changed household then": f"UPDATE person p SET household_id = h.id, unit_id = h.unit_id, relation = 'other', "
    f"here_since = :day FROM household h WHERE p.id = {nth('person')} AND h.id = {nth('household', 'm')} "
    f"AND h.merged_into_id IS NULL",
    "person is back": f"UPDATE person SET left_on = NULL, left_because = NULL, here_since = CAST(:day AS date) + :long "
    f"WHERE id = {nth('person')}",
    "clan ends": f"UPDATE clan SET ended_on = :day WHERE id = {nth('clan')}",
    "family leaves clan": f"UPDATE clan_family SET left_on = :day WHERE id = {nth('clan_family')}",
    "organisation ends": f"UPDATE organisation SET ended_on = :day WHERE id = {nth('organisation')}",
    "staff leave": f"UPDATE employment SET left_on = :day WHERE id = {nth('employment')}",
    "member leaves": f"UPDATE member SET left_on = :day WHERE id = {nth('member')} AND joined_on <= :day",
    "member is no person": f"UPDATE member SET person_id = NULL, person_unit_id = NULL WHERE id = {nth('member')}",
    "takes part": f"""
      INSERT INTO course_participant (course_id, holder_unit_id, unit_id, member_id, full_name, invited, attended,
                                      completed, certificate_number)
      SELECT c.id, c.unit_id, m.unit_id, m.id, 'X', true, :long > 100, :long > 150, '' FROM course c, member m
       WHERE m.id = {nth("member")} AND c.id = {nth("course", "m")} ON CONFLICT DO NOTHING""",
    "taken off": f"DELETE FROM course_participant WHERE id = {nth('course_participant')}",
    "course called off": f"UPDATE course SET state = CASE state WHEN 'held' THEN 'cancelled' ELSE 'held' END "
    f"WHERE id = {nth('course')}",
    "course postponed": f"UPDATE course SET starts_on = :day, ends_on = CAST(:day AS date) + 2 WHERE id = {nth('course')}",
    "takes office": f"""
      INSERT INTO post (branch_id, unit_id, member_id, position, from_on, to_on)
      SELECT b.id, b.unit_id, {nth("member")}, 'committee', :day, CASE WHEN :long > 60 THEN CAST(:day AS date) + :long END
        FROM branch b WHERE b.id = {nth("branch", "m")}""",
    "leaves office": f"DELETE FROM post WHERE id = {nth('post')}",
    "branch ends": f"UPDATE branch SET ended_on = :day WHERE id = {nth('branch')}",
    "joins board": f"""
      INSERT INTO board_member (centre_id, unit_id, full_name, position, term_from, term_to, association,
                                association_unit_id)
      SELECT id, unit_id, 'X', 'deputy', :day, CAST(:day AS date) + :long, 'chair', unit_id FROM centre
       WHERE id = {nth("centre")}""",
    "leaves board": f"UPDATE board_member SET term_to = greatest(term_from, CAST(:day AS date)) "
    f"WHERE id = {nth('board_member')}",
    "seat put right": f"""
      UPDATE board_member SET term_from = :day, term_to = CAST(:day AS date) + :long, association_unit_id =
             (SELECT id FROM unit WHERE path IN ('08/072/02248/', '08/072/02260/') ORDER BY id OFFSET :m % 2 LIMIT 1)
       WHERE id = {nth("board_member")}""",
    "seat taken out": f"DELETE FROM board_member WHERE id = {nth('board_member')}",
    "runs activity": f"""
      INSERT INTO activity_hand (activity_id, unit_id, role, full_name, person_id, person_unit_id)
      SELECT a.id, a.unit_id, 'teacher', 'X', p.id, p.unit_id FROM activity a, person p
       WHERE a.id = {nth("activity")} AND p.id = (SELECT person_id FROM member WHERE person_id IS NOT NULL
             ORDER BY id OFFSET :m % 6 LIMIT 1)""",
    "did not run it": f"DELETE FROM activity_hand WHERE id = {nth('activity_hand')}",
    "activity called off": f"UPDATE activity SET state = CASE state WHEN 'done' THEN 'cancelled' ELSE 'done' END "
    f"WHERE id = {nth('activity')}",
    "updates own sheet": "UPDATE sheet SET self_updated_on = :day WHERE model = 'citizen' AND subject_id = "
    "(SELECT subject_id FROM sheet WHERE model = 'citizen' ORDER BY id OFFSET :n % 5 LIMIT 1)",
    "official count": """
      INSERT INTO year_statistics (unit_id, year, figures, version)
      SELECT id, 2024 + :m % 2, jsonb_build_object(
        CASE level WHEN 'village' THEN 'households' ELSE (ARRAY['clans', 'villages', 'organisations',
             'association_members'])[1 + :m % 4] END, jsonb_build_object('value', :long, 'source', 'official',
             'on', '2024-12-01', 'by', 'A')), 1
        FROM unit WHERE path LIKE '08/072/022_8/%' OR path = '08/072/02260/' ORDER BY id OFFSET :n % 4 LIMIT 1
      ON CONFLICT (unit_id, year) DO UPDATE SET figures = excluded.figures""",
    "village goes to another commune": """
      UPDATE unit v SET parent_id = c.id, path = c.path || v.id || '/' FROM unit c WHERE c.path = CASE :m % 2 WHEN 0 THEN '08/072/02248/'
        ELSE '08/072/02260/' END AND v.id = (SELECT id FROM unit WHERE level = 'village' ORDER BY id OFFSET :n % 4 LIMIT 1)""",
    "village ends": "UPDATE unit SET valid_to = :day WHERE id = "
    "(SELECT id FROM unit WHERE level = 'village' ORDER BY id OFFSET :n % 4 LIMIT 1)",
}


def happen(session: Session, what: str, n: int, m: int, day: int, long: int) -> None:
    """Let something happen to the n-th record, on a day counted from the beginning."""
    session.execute(text(HAPPENINGS[what]), {"n": n, "m": m, "day": START + dt.timedelta(days=day), "long": long})
