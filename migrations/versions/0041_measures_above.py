"""The sums of districts, clusters and the province, kept by day, so that a page of theirs adds up no communes.

``measure_above`` has, for each day on which something changes, by how much: all runs of ``measure_sum`` at and under a
unit, added up. What a statement changes in ``measure_sum`` waits in ``measure_move`` until the transaction ends, and is
added then in one statement and one order: rows of the province are held for as long as a commit takes, and nobody waits
for each other in a circle. Where a place goes under another one, all sums are counted anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
IN_SCOPE = f"u.path >= {SCOPE} AND u.path < rtrim({SCOPE}, '/') || '0'"
FIGURES = ("whole", "part", "registered", "official")
KEYS = "unit_id, measure, day"
COLUMNS = f"{KEYS}, {', '.join(FIGURES)}"
SUMS = ", ".join(f"sum({name})::int AS {name}" for name in FIGURES)
CHANGED = f"({', '.join(f'sum({name})' for name in FIGURES)}) <> (0, 0, 0, 0)"
#: The units above the communes with what lies at and under them; villages have their sums in their commune.
PLACES = """
JOIN unit u ON u.id = m.unit_id AND u.level <> 'village'
JOIN unit a ON a.level NOT IN ('village', 'commune') AND u.path >= a.path AND u.path < rtrim(a.path, '/') || '0'
"""


def moves(rows: str, sign: str = "") -> str:
    """The days on which runs change something: as much as they hold when they begin, the opposite when they end."""
    begin, end = (", ".join(f"{mark}{name}" for name in FIGURES) for mark in (sign, "" if sign else "-"))
    return (
        f"SELECT unit_id, measure, since AS day, {begin} FROM {rows} "
        f"UNION ALL SELECT unit_id, measure, until, {end} FROM {rows} WHERE until < 'infinity'"
    )


RECOUNT = f"""
CREATE VIEW measure_above_recount AS
SELECT a.id AS unit_id, m.measure, m.day, {SUMS}
  FROM ({moves("measure_sum")}) AS m (unit_id, measure, day, {", ".join(FIGURES)}) {PLACES}
 GROUP BY a.id, m.measure, m.day HAVING {CHANGED};
CREATE VIEW measure_above_difference AS
SELECT measure, unit_id, day::text AS day, row(k.whole, k.part, k.registered, k.official)::text AS kept,
       row(c.whole, c.part, c.registered, c.official)::text AS counted
  FROM (SELECT {COLUMNS} FROM measure_above WHERE (whole, part, registered, official) <> (0, 0, 0, 0)) AS k
  FULL JOIN measure_above_recount c USING ({KEYS})
 WHERE (k.whole, k.part, k.registered, k.official) IS DISTINCT FROM (c.whole, c.part, c.registered, c.official)
"""
#: Event → its transition tables, and what the changed rows move.
EVENTS = {
    "insert": ("NEW TABLE AS new_rows", moves("new_rows")),
    "delete": ("OLD TABLE AS old_rows", moves("old_rows", "-")),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        f"{moves('old_rows', '-')} UNION ALL {moves('new_rows')}",
    ),
}
#: One row for each statement, whatever it changes.
NOTE = f"""
CREATE FUNCTION measure_moves_{{event}}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO measure_move (moves)
  SELECT jsonb_agg(m) FROM (
    SELECT {KEYS}, {SUMS} FROM ({{moves}}) AS m ({COLUMNS}) GROUP BY {KEYS} HAVING {CHANGED}) AS m
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER measure_moves_{{event}} AFTER {{event}} ON measure_sum REFERENCING {{transition}}
  FOR EACH STATEMENT EXECUTE FUNCTION measure_moves_{{event}}();
"""
#: The lock is taken first, so that what follows sees what somebody who moved a place has committed meanwhile.
#: The name is that of the trigger by which the communes are counted: who asks for one asks for both.
SETTLE = f"""
CREATE FUNCTION settle_measures_above() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET jit = off AS $$
BEGIN
  LOCK TABLE measure_above IN ROW EXCLUSIVE MODE;
  WITH gone AS (DELETE FROM measure_move RETURNING moves)
  INSERT INTO measure_above AS k ({COLUMNS})
  SELECT a.id, m.measure, m.day, {SUMS}
    FROM gone CROSS JOIN LATERAL jsonb_to_recordset(gone.moves)
      AS m (unit_id int, measure text, day date, whole int, part int, registered int, official int) {PLACES}
   GROUP BY a.id, m.measure, m.day HAVING {CHANGED}
   ORDER BY a.id, m.measure, m.day
  ON CONFLICT ({KEYS}) DO UPDATE SET
    {", ".join(f"{name} = k.{name} + excluded.{name}" for name in FIGURES)};
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settle_measures AFTER INSERT ON measure_move DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION settle_measures_above();
"""
ANEW = f"""
CREATE FUNCTION count_measures_above() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET jit = off AS $$
BEGIN
  LOCK TABLE measure_above IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM measure_above;
  INSERT INTO measure_above ({COLUMNS}) SELECT {COLUMNS} FROM measure_above_recount;
END $$;
CREATE FUNCTION measures_of_other_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id
              WHERE (n.path, n.level) IS DISTINCT FROM (o.path, o.level)
                AND (o.level <> 'village' OR n.level <> 'village')) THEN
    PERFORM count_measures_above();
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER measures_of_other_places AFTER UPDATE ON unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION measures_of_other_places();
CREATE FUNCTION measures_of_new_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  -- One that is put above places that are there already.
  IF EXISTS (SELECT FROM new_rows n JOIN unit u ON u.path >= n.path AND u.path < rtrim(n.path, '/') || '0'
              JOIN measure_sum s ON s.unit_id = u.id WHERE n.level NOT IN ('village', 'commune')) THEN
    PERFORM count_measures_above();
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER measures_of_new_places AFTER INSERT ON unit REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION measures_of_new_places();
"""
TRIGGERS = {
    "unit": ("measures_of_other_places", "measures_of_new_places"),
    "measure_sum": tuple(f"measure_moves_{event}" for event in EVENTS),
}

MEASURES = ", ".join(
    f"'{measure}'"
    for measure in (
        "family_rate", "clan_rate", "community_rate", "unit_rate", "worker_citizen_rate", "staff_citizen_rate",
        "digital_skill_rate", "self_update_rate", "briefed_rate", "chair_in_centre_rate", "officer_centre_it_rate",
    )
)  # fmt: skip
#: As it was (0035), but each sibling's sums are looked up where they are kept.
RUN = """
SELECT s.id, m.measure, l.whole, l.part FROM sibling s CROSS JOIN asked m
 CROSS JOIN LATERAL (
   SELECT k.whole, k.part FROM {table} k WHERE k.unit_id = s.id AND k.measure = m.measure AND k.since <= on_
    ORDER BY k.since DESC LIMIT 1) AS l
 WHERE s.level = '{level}'
"""
RANKS = f"""
CREATE OR REPLACE FUNCTION lhtq_measure_ranks(unit_id_ int, on_ date)
RETURNS TABLE (measure text, place int, siblings int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
  WITH me AS (SELECT u.id, u.parent_id, u.level FROM unit u WHERE u.id = unit_id_ AND {IN_SCOPE}),
  sibling AS (
    SELECT s.id, s.level FROM unit s JOIN me ON s.parent_id = me.parent_id AND s.level = me.level
     WHERE s.valid_from <= on_ AND (s.valid_to IS NULL OR s.valid_to >= on_)),
  asked AS (SELECT unnest(ARRAY[{MEASURES}]) AS measure),
  figure AS (
    {RUN.format(table="measure_level", level="village")}
    UNION ALL {RUN.format(table="measure_sum", level="commune")}
    UNION ALL
    SELECT s.id, k.measure, sum(k.whole), sum(k.part) FROM sibling s JOIN measure_above k ON k.unit_id = s.id
     WHERE k.day <= on_ GROUP BY s.id, k.measure),
  share AS (SELECT id, measure, part::numeric / whole AS share FROM figure WHERE whole > 0),
  ranked AS (
    SELECT id, measure, rank() OVER (PARTITION BY measure ORDER BY share DESC)::int AS place,
           count(*) OVER (PARTITION BY measure)::int AS siblings FROM share)
  SELECT measure, place, siblings FROM ranked WHERE id = (SELECT id FROM me)
$$
"""
RANKS_BEFORE = f"""
CREATE OR REPLACE FUNCTION lhtq_measure_ranks(unit_id_ int, on_ date)
RETURNS TABLE (measure text, place int, siblings int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
  WITH me AS (SELECT u.id, u.parent_id, u.level FROM unit u WHERE u.id = unit_id_ AND {IN_SCOPE}),
  sibling AS (
    SELECT s.id, s.path, s.level FROM unit s JOIN me ON s.parent_id = me.parent_id AND s.level = me.level
     WHERE s.valid_from <= on_ AND (s.valid_to IS NULL OR s.valid_to >= on_)),
  asked AS (SELECT unnest(ARRAY[{MEASURES}]) AS measure),
  figure AS (
    {RUN.format(table="measure_level", level="village")}
    UNION ALL
    SELECT s.id, m.measure, l.whole, l.part FROM sibling s
      JOIN unit p ON p.level <> 'village' AND p.path >= s.path AND p.path < rtrim(s.path, '/') || '0'
     CROSS JOIN asked m
     CROSS JOIN LATERAL (
       SELECT k.whole, k.part FROM measure_sum k WHERE k.unit_id = p.id AND k.measure = m.measure AND k.since <= on_
        ORDER BY k.since DESC LIMIT 1) AS l
     WHERE s.level <> 'village'),
  share AS (
    SELECT id, measure, sum(part)::numeric / sum(whole) AS share
      FROM figure GROUP BY id, measure HAVING sum(whole) > 0),
  ranked AS (
    SELECT id, measure, rank() OVER (PARTITION BY measure ORDER BY share DESC)::int AS place,
           count(*) OVER (PARTITION BY measure)::int AS siblings FROM share)
  SELECT measure, place, siblings FROM ranked WHERE id = (SELECT id FROM me)
$$
"""


def upgrade() -> None:
    op.create_table(
        "measure_above",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in FIGURES),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_measure_above_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_above")),
        sa.UniqueConstraint("unit_id", "measure", "day", name=op.f("uq_measure_above_unit_id_measure_day")),
    )
    op.execute("GRANT SELECT ON measure_above TO lhtq_app")
    op.execute("ALTER TABLE measure_above ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON measure_above USING ({UNDER}) WITH CHECK ({UNDER})")
    op.create_table(
        "measure_move",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("moves", sa.dialects.postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_move")),
    )
    op.execute(RECOUNT)
    op.execute(ANEW)
    op.execute("REVOKE ALL ON FUNCTION count_measures_above() FROM public")
    op.execute("SELECT count_measures_above()")
    op.execute(SETTLE)
    for event, (transition, moved) in EVENTS.items():
        op.execute(NOTE.format(event=event, transition=transition, moves=moved))
    op.execute(RANKS)


def downgrade() -> None:
    op.execute(RANKS_BEFORE)
    for table, names in TRIGGERS.items():
        for name in names:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION count_measures_above()")
    op.drop_table("measure_move")
    op.execute("DROP FUNCTION settle_measures_above()")
    op.execute("DROP VIEW measure_above_difference")
    op.execute("DROP VIEW measure_above_recount")
    op.drop_table("measure_above")
