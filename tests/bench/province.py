"""The invented province, and in it what the bench measures on: some villages, a commune and a clan as it wants them."""

from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from lhtq.demo import province
from lhtq.indicators import service as rollup
from lhtq.web.filters import today
from tests.bench.records import Found

#: In this commune the first village is the one that is scored, the second the one whose whole year is run through, the
#: third the one that is scored as citizens.
COMMUNE = "08/072/02248/"
SCORED, RUN_THROUGH, CITIZENS = 120, 100, 135
#: In this one every family's sheet is handed in.
HANDED_IN, SUBMITTED = "08/072/02260/", 1_500
#: Families of the clan: of the first commune and of the other.
CLAN = (40, 20)

#: This year's sheets of a village and model begin anew: half of them complete, as they stand; nothing is decided.
_OPEN_AGAIN = """
    DELETE FROM title t USING sheet s WHERE s.id = t.sheet_id AND s.model = %(model)s AND s.year = %(year)s
       AND s.unit_id = ANY(%(units)s);
    UPDATE sheet SET state = 'draft', complete = subject_id %% 2 = 1, figures = NULL, total = NULL, reviewed_by = NULL,
           village_review_id = NULL, votes_for = NULL, reason = '', cultural_family = false
     WHERE model = %(model)s AND year = %(year)s AND unit_id = ANY(%(units)s)
"""
#: Handed in with the answers, points and minutes of families that earned the title.
_HAND_IN = """
    UPDATE sheet s SET state = 'submitted', answers = d.answers, figures = d.figures, total = d.total, complete = true,
           village_review_id = d.village_review_id, votes_for = d.votes_for
      FROM (SELECT *, row_number() OVER () - 1 AS n, count(*) OVER () AS of FROM sheet
             WHERE model = 'family' AND year = %(year)s - 1 AND state = 'recognised' AND unit_id = ANY(%(units)s)) d
     WHERE s.model = 'family' AND s.year = %(year)s AND s.unit_id = ANY(%(units)s) AND d.n = s.id %% d.of
"""
_NO_SHEETS = "DELETE FROM sheet WHERE model = 'family' AND year = %(year)s AND unit_id = ANY(%(units)s)"
_CLAN = """
    WITH founded AS (
        INSERT INTO clan (unit_id, name, head_name, phone, version)
        VALUES (%(at)s, 'Dòng họ Ma Doãn', 'Ma Văn Thọ', '', 1) RETURNING id),
    gathered AS (
        INSERT INTO clan_family (clan_id, unit_id, household_id, household_unit_id)
        SELECT f.id, %(at)s, h.id, h.unit_id FROM founded f CROSS JOIN (
            SELECT h.id, h.unit_id, row_number() OVER (PARTITION BY v.parent_id ORDER BY h.id) AS n, v.parent_id
              FROM household h JOIN unit v ON v.id = h.unit_id
             WHERE v.parent_id = ANY(%(communes)s)
               AND NOT EXISTS (SELECT FROM clan_family c WHERE c.household_id = h.id)) h
         WHERE h.n <= CASE h.parent_id WHEN %(at)s THEN %(here)s ELSE %(there)s END)
    INSERT INTO sheet (unit_id, model, subject_id, name, year, set_id, state, answers, complete, cultural_family,
                       scorers, reason, version)
    SELECT %(at)s, 'clan', f.id, 'Dòng họ Ma Doãn', %(year)s, s.set_id, 'draft', s.answers, s.complete, false,
           s.scorers, '', 1
      FROM founded f CROSS JOIN (SELECT * FROM sheet WHERE model = 'clan' AND unit_id = %(at)s LIMIT 1) s
    RETURNING subject_id
"""


def fill(owner: str, conninfo: str, households: int, say: Callable[[str], object]) -> Found:
    """Fill a prepared database as its owner; gives what there is now."""
    villages = [f"{HANDED_IN}{number:03}/" for number in range(1, province.VILLAGES + 1)]
    sizes = dict(zip((f"{COMMUNE}{n:03}/" for n in (1, 2, 3)), (SCORED, RUN_THROUGH, CITIZENS), strict=True))
    sizes |= {
        path: SUBMITTED // len(villages) + (number < SUBMITTED % len(villages)) for number, path in enumerate(villages)
    }
    found = Found(today().year)
    found.seconds = province.load(owner, extent=province.Extent(households, sizes), say=say)
    with psycopg.connect(conninfo, cursor_factory=psycopg.ClientCursor) as connection:
        _arrange(connection, found)
    with Session(create_engine(owner, poolclass=NullPool)) as session:
        rollup.rebuild(session)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return found


def _arrange(connection: psycopg.Connection[Any], found: Found) -> None:
    ids = dict(connection.execute("SELECT path, id FROM unit").fetchall())
    found.province_id, found.district_id = ids["08/"], ids["08/072/"]
    found.commune_id, found.handed_in_id = ids[COMMUNE], ids[HANDED_IN]
    found.village_id, found.other_village_id, found.citizens_id = (ids[f"{COMMUNE}{n:03}/"] for n in (1, 2, 3))
    handed_in = [id_ for path, id_ in ids.items() if path.startswith(HANDED_IN)]
    year = {"year": found.year}
    for model, units in (
        ("family", [found.village_id, found.other_village_id, *handed_in]),
        ("citizen", [found.citizens_id]),
    ):
        connection.execute(_OPEN_AGAIN, year | {"model": model, "units": units})
    connection.execute(_HAND_IN, year | {"units": handed_in})
    connection.execute(_NO_SHEETS, year | {"units": [found.other_village_id]})
    communes = {"at": found.commune_id, "communes": [found.commune_id, found.handed_in_id]}
    (found.clan_id,) = connection.execute(_CLAN, year | communes | {"here": CLAN[0], "there": CLAN[1]}).fetchone() or (
        0,
    )
    _look_around(connection, found)


def _look_around(connection: psycopg.Connection[Any], found: Found) -> None:
    def ids(query: str, *given: object) -> tuple[int, ...]:
        return tuple(id_ for (id_,) in connection.execute(query, given).fetchall())  # type: ignore[arg-type]

    of = "SELECT id FROM household WHERE unit_id = %s ORDER BY id"
    found.household_ids, found.other_household_ids = ids(of, found.village_id), ids(of, found.other_village_id)
    listed = "SELECT id FROM sheet WHERE model = 'citizen' AND year = %s AND unit_id = %s"
    found.citizens = len(ids(listed, found.year, found.citizens_id))
    found.villages = len(ids("SELECT id FROM unit WHERE level = 'village'"))
    for name, table in (
        ("households", "household"), ("people", "person"), ("sheets", "sheet"), ("titles", "title"),
        ("entries", "audit_entry"),
    ):  # fmt: skip
        setattr(found, name, *ids(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own names
