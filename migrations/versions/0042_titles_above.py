"""The titles held in communes and above them, kept by day; the sheets of a year counted by one function.

As the measures above the communes (0041): what changes in ``title_figure`` waits in ``title_move`` until the
transaction ends. Sheets change at every tap, and are still added up from the villages when somebody asks: a row of the
province's own would be waited for by everybody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
KEYS = "unit_id, model, day"
PLACES = """
JOIN unit u ON u.id = m.unit_id
JOIN unit a ON a.level <> 'village' AND u.path >= a.path AND u.path < rtrim(a.path, '/') || '0'
"""
RECOUNT = f"""
CREATE VIEW title_above_recount AS
SELECT a.id AS unit_id, m.model, m.day, sum(m.change)::int AS change FROM title_figure m {PLACES}
 GROUP BY a.id, m.model, m.day HAVING sum(m.change) <> 0;
CREATE VIEW title_above_difference AS
SELECT model, unit_id, day, k.change AS kept, c.change AS counted
  FROM (SELECT {KEYS}, change FROM title_above WHERE change <> 0) AS k FULL JOIN title_above_recount c USING ({KEYS})
 WHERE k.change IS DISTINCT FROM c.change
"""
#: Event → its transition tables, and by how much the changed rows change a day.
EVENTS = {
    "insert": ("NEW TABLE AS new_rows", f"SELECT {KEYS}, change FROM new_rows"),
    "delete": ("OLD TABLE AS old_rows", f"SELECT {KEYS}, -change FROM old_rows"),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        f"SELECT {KEYS}, -change FROM old_rows UNION ALL SELECT {KEYS}, change FROM new_rows",
    ),
}
NOTE = f"""
CREATE FUNCTION title_moves_{{event}}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO title_move (moves)
  SELECT jsonb_agg(m) FROM (
    SELECT {KEYS}, sum(change)::int AS change FROM ({{moves}}) AS m ({KEYS}, change)
     GROUP BY {KEYS} HAVING sum(change) <> 0) AS m
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER title_moves_{{event}} AFTER {{event}} ON title_figure REFERENCING {{transition}}
  FOR EACH STATEMENT EXECUTE FUNCTION title_moves_{{event}}();
"""
SETTLE = f"""
CREATE FUNCTION settle_titles_above() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET jit = off AS $$
BEGIN
  LOCK TABLE title_above IN ROW EXCLUSIVE MODE;
  WITH gone AS (DELETE FROM title_move RETURNING moves)
  INSERT INTO title_above AS k ({KEYS}, change)
  SELECT a.id, m.model, m.day, sum(m.change)::int
    FROM gone CROSS JOIN LATERAL jsonb_to_recordset(gone.moves) AS m (unit_id int, model text, day date, change int)
    {PLACES}
   GROUP BY a.id, m.model, m.day HAVING sum(m.change) <> 0
   ORDER BY a.id, m.model, m.day
  ON CONFLICT ({KEYS}) DO UPDATE SET change = k.change + excluded.change;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settle_measures AFTER INSERT ON title_move DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION settle_titles_above();
"""
#: Both kinds of sums above are counted anew where a place goes elsewhere: of titles, where a village does too.
ANEW = f"""
CREATE FUNCTION count_titles_above() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET jit = off AS $$
BEGIN
  LOCK TABLE title_above IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM title_above;
  INSERT INTO title_above ({KEYS}, change) SELECT {KEYS}, change FROM title_above_recount;
END $$;
CREATE FUNCTION titles_of_other_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id
              WHERE (n.path, n.level) IS DISTINCT FROM (o.path, o.level)) THEN
    PERFORM count_titles_above();
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER titles_of_other_places AFTER UPDATE ON unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION titles_of_other_places();
CREATE FUNCTION titles_of_new_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (SELECT FROM new_rows n JOIN unit u ON u.path >= n.path AND u.path < rtrim(n.path, '/') || '0'
              JOIN title_figure s ON s.unit_id = u.id WHERE n.level <> 'village') THEN
    PERFORM count_titles_above();
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER titles_of_new_places AFTER INSERT ON unit REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION titles_of_new_places();
"""
#: Row security asks each of twenty thousand rows for its place; here the places are found once. How many sheets there
#: are at or under a unit of the scope is for everybody there, and no row is told.
SHEETS = f"""
CREATE FUNCTION lhtq_sheets_counted(unit_ int, year_ int)
RETURNS TABLE (step text, model text, state text, complete boolean, sheets int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
  WITH place AS (SELECT path FROM unit WHERE id = unit_ AND starts_with(path, {SCOPE})),
  below AS MATERIALIZED (
    SELECT u.id, split_part(substr(u.path, length(place.path) + 1), '/', 1) AS step
      FROM unit u, place WHERE u.path >= place.path AND u.path < rtrim(place.path, '/') || '0')
  SELECT b.step, f.model, f.state, f.complete, sum(f.sheets)::int
    FROM below b JOIN sheet_figure f ON f.unit_id = b.id AND f.year = year_
   GROUP BY b.step, f.model, f.state, f.complete
$$
"""
TRIGGERS = {
    "unit": ("titles_of_other_places", "titles_of_new_places"),
    "title_figure": tuple(f"title_moves_{event}" for event in EVENTS),
}


def upgrade() -> None:
    op.create_table(
        "title_above",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_title_above_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_above")),
        sa.UniqueConstraint("unit_id", "model", "day", name=op.f("uq_title_above_unit_id_model_day")),
    )
    op.execute("GRANT SELECT ON title_above TO lhtq_app")
    op.execute("ALTER TABLE title_above ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON title_above USING ({UNDER}) WITH CHECK ({UNDER})")
    op.create_table(
        "title_move",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("moves", sa.dialects.postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_move")),
    )
    op.execute(RECOUNT)
    op.execute(ANEW)
    op.execute("REVOKE ALL ON FUNCTION count_titles_above() FROM public")
    op.execute("SELECT count_titles_above()")
    op.execute(SETTLE)
    for event, (transition, moves) in EVENTS.items():
        op.execute(NOTE.format(event=event, transition=transition, moves=moves))
    op.execute(SHEETS)
    op.execute("REVOKE ALL ON FUNCTION lhtq_sheets_counted(int, int) FROM public")
    op.execute("GRANT EXECUTE ON FUNCTION lhtq_sheets_counted(int, int) TO lhtq_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION lhtq_sheets_counted(int, int)")
    for table, names in TRIGGERS.items():
        for name in names:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION count_titles_above()")
    op.drop_table("title_move")
    op.execute("DROP FUNCTION settle_titles_above()")
    op.execute("DROP VIEW title_above_difference")
    op.execute("DROP VIEW title_above_recount")
    op.drop_table("title_above")
