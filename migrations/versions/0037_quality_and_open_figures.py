"""Since when a sheet is in its state, the indexes that find what is doubtful, and the figures that everybody may read.

``lhtq_open_figures`` is asked by people who are not signed in, and so see no row. It has no arguments and gives counts
alone, the small ones hidden in here: whatever the app does with it, a count that is hidden is not told.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

ZONE = "Asia/Ho_Chi_Minh"
TODAY = f"(now() AT TIME ZONE '{ZONE}')::date"

#: Kept by the database, whichever code moves the sheet.
SINCE = f"""
CREATE FUNCTION remember_state() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
  NEW.state_since := {TODAY};
  RETURN NEW;
END $$;
CREATE TRIGGER remember_state BEFORE UPDATE OF state ON sheet FOR EACH ROW
  WHEN (NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION remember_state();
"""
#: Of the sheets that wait today, the trail knows the day; it is not needed of the rest.
SINCE_BEFORE = f"""
UPDATE sheet s SET state_since = (coalesce(
    (SELECT max(a.at) FROM audit_entry a
      WHERE a.subject_type = 'sheet' AND a.subject_id = s.id AND a.changes -> 'state' ->> 1 = s.state),
    s.changed_at) AT TIME ZONE '{ZONE}')::date
 WHERE s.state IN ('submitted', 'reviewed', 'returned')
"""
WAITING = "state IN ('submitted', 'reviewed', 'returned') AND aside_by IS NULL AND withdrawn_on IS NULL"
SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
#: How many wait, by unit and step, how many of them for long, and what their totals lie between. Row security asks four
#: things of each sheet, which is most of the time where a hundred thousand wait; here it is asked of the units.
WAITING_SHEETS = f"""
CREATE FUNCTION lhtq_sheets_waiting(under_ text, stuck_by date)
RETURNS TABLE (unit_id int, year int, model text, state text, sheets int, stuck int, since date, lowest numeric,
               highest numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
  SELECT s.unit_id, s.year::int, s.model, s.state, count(*)::int,
         count(*) FILTER (WHERE s.state_since <= stuck_by)::int, min(s.state_since), min(s.total), max(s.total)
    FROM sheet s
   WHERE s.state IN ('submitted', 'reviewed', 'returned') AND s.aside_by IS NULL AND s.withdrawn_on IS NULL
     AND s.unit_id = ANY (ARRAY(
       SELECT u.id FROM unit u WHERE u.path >= under_ AND u.path < rtrim(under_, '/') || '0'
          AND u.path >= (SELECT {SCOPE}) AND u.path < (SELECT rtrim({SCOPE}, '/') || '0')))
   GROUP BY s.unit_id, s.year, s.model, s.state
$$
"""
DOUBTFUL = "part > whole OR whole <> registered"

MEASURES = (
    "family_rate", "clan_rate", "community_rate", "unit_rate", "worker_citizen_rate", "staff_citizen_rate",
    "digital_skill_rate", "self_update_rate", "briefed_rate", "chair_in_centre_rate", "officer_centre_it_rate",
)  # fmt: skip
MODELS = ("family", "clan", "community", "organisation", "citizen")
#: A count that is the same as another, or as good as the same, is hidden with it: (it, of it; the other, of the other).
SAME = (
    ("family", "part", "family_rate", "part"),
    ("clan", "part", "clan_rate", "part"),
    ("community", "part", "community_rate", "part"),
    ("organisation", "part", "unit_rate", "part"),
    ("citizen", "part", "digital_skill_rate", "whole"),
    ("self_update_rate", "whole", "digital_skill_rate", "part"),
)
#: Counts under it are hidden.
FEW = 5


def values(*rows: tuple[str, ...]) -> str:
    """Rows of words as SQL."""
    return ", ".join(f"({', '.join(repr(word) for word in row)})" for row in rows)


#: ``part`` of a title is how many sheets of the year were recognised, and it has no ``whole``; those of a measure are
#: of the year's last day, or of today. NULL is hidden. A commune has a row for each, whatever it counts;
#: the first units that are known stand for the years before them.
OPEN_FIGURES = f"""
CREATE FUNCTION lhtq_open_figures() RETURNS TABLE (year int, unit_id int, key text, part int, whole int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
  WITH ends AS (
    SELECT y AS year, least(make_date(y, 12, 31), {TODAY}) AS day
      FROM generate_series(2021, extract(year FROM {TODAY})::int) AS y),
  commune AS MATERIALIZED (
    SELECT e.year, e.day, u.id FROM ends e
      JOIN unit u ON u.level = 'commune' AND u.valid_from <= greatest(e.day, (SELECT min(valid_from) FROM unit))
       AND (u.valid_to IS NULL OR u.valid_to >= make_date(e.year, 1, 1))),
  recognised AS MATERIALIZED (
    SELECT f.year, CASE u.level WHEN 'village' THEN u.parent_id ELSE u.id END AS id, f.model, sum(f.sheets) AS sheets
      FROM sheet_figure f JOIN unit u ON u.id = f.unit_id WHERE f.state = 'recognised' GROUP BY 1, 2, 3),
  counted AS (
    SELECT c.year, c.id, m.key, coalesce(l.part, 0) AS part, coalesce(l.whole, 0) AS whole
      FROM commune c CROSS JOIN (VALUES {values(*((one,) for one in MEASURES))}) AS m (key)
      LEFT JOIN LATERAL (
        SELECT s.part, s.whole, s.until FROM measure_sum s
         WHERE s.unit_id = c.id AND s.measure = m.key AND s.since <= c.day ORDER BY s.since DESC LIMIT 1
      ) AS l ON l.until > c.day
    UNION ALL
    SELECT c.year, c.id, m.key, coalesce(r.sheets, 0), NULL
      FROM commune c CROSS JOIN (VALUES {values(*((one,) for one in MODELS))}) AS m (key)
      LEFT JOIN recognised r ON r.year = c.year AND r.id = c.id AND r.model = m.key),
  few AS MATERIALIZED (
    SELECT f.year, f.id, f.key, f.part, f.whole,
           f.part < {FEW} OR coalesce(f.whole < {FEW} OR f.whole - f.part BETWEEN 1 AND {FEW - 1}, false) AS of_part,
           coalesce(f.whole < {FEW}, false) AS of_whole
      FROM counted f),
  same AS (
    SELECT o.year, o.id, s.key, s.of FROM (VALUES {values(*SAME)}) AS s (key, of, other, of_other)
      JOIN few o ON o.key = s.other AND CASE s.of_other WHEN 'part' THEN o.of_part ELSE o.of_whole END),
  hidden AS (
    SELECT s.year, s.id, s.key, bool_or(s.of = 'whole') AS of_whole FROM same s GROUP BY s.year, s.id, s.key)
  SELECT f.year::int, f.id, f.key,
         CASE WHEN NOT f.of_part AND h.key IS NULL THEN f.part END::int,
         CASE WHEN NOT f.of_whole AND h.of_whole IS NOT TRUE THEN f.whole END::int
    FROM few f LEFT JOIN hidden h ON h.year = f.year AND h.id = f.id AND h.key = f.key
$$
"""
FUNCTIONS = ("lhtq_open_figures()", "lhtq_sheets_waiting(text, date)")


def upgrade() -> None:
    op.add_column("sheet", sa.Column("state_since", sa.Date(), server_default=sa.text(TODAY), nullable=False))
    op.execute(SINCE_BEFORE)
    op.execute(SINCE)
    op.create_index(
        "ix_sheet_waiting", "sheet", ["unit_id", "year", "model", "state", "state_since"],
        postgresql_where=WAITING, postgresql_include=["total"],
    )  # fmt: skip
    op.execute(WAITING_SHEETS)
    op.create_index("ix_measure_sum_doubtful", "measure_sum", ["unit_id", "since"], postgresql_where=DOUBTFUL)
    op.create_index("ix_activity_held_on", "activity", ["held_on"])
    op.execute(OPEN_FIGURES)
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO lhtq_app")


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.drop_index("ix_activity_held_on", "activity")
    op.drop_index("ix_measure_sum_doubtful", "measure_sum")
    op.drop_index("ix_sheet_waiting", "sheet")
    op.execute("DROP TRIGGER remember_state ON sheet")
    op.execute("DROP FUNCTION remember_state()")
    op.drop_column("sheet", "state_since")
