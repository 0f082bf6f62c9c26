"""Which row of a list holds its headings may be said; and villages that an import has made can be taken back.

Triggers write the sums of a unit, some as soon as it is there. They stood in the way as if somebody had used it: what
is counted of a unit is made with it, and goes with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
#: The tables that triggers alone keep, a row or more for a unit. Who brings another makes this function anew.
COUNTED = """
CREATE FUNCTION lhtq_counted_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['register_figure', 'sheet_figure', 'title_figure', 'activity_figure', 'member_figure', 'fee_figure',
    'training_figure', 'briefed_figure', 'measure_level', 'measure_sum', 'measure_above', 'title_above']
$$
"""
#: As in 0020, but for what is left out.
IN_THE_WAY = """
CREATE OR REPLACE FUNCTION lhtq_import_in_the_way(batch int)
RETURNS TABLE (subject_type text, subject_id int, number int, what text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
  kind text;
  ref record;
BEGIN
  IF NOT EXISTS (SELECT FROM import_batch WHERE id = batch AND {under}) THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT DISTINCT r.subject_type::text, r.subject_id, r.number, 'audit_entry'
    FROM import_row r JOIN import_batch b ON b.id = r.batch_id
    JOIN audit_entry a ON a.subject_type = r.subject_type AND a.subject_id = r.subject_id AND a.at > b.done_at
   WHERE r.batch_id = batch;
  RETURN QUERY SELECT DISTINCT r.subject_type::text, r.subject_id, r.number, 'import_row'
    FROM import_row r JOIN import_row later ON later.subject_type = r.subject_type
     AND later.subject_id = r.subject_id AND later.batch_id > r.batch_id
    JOIN import_batch l ON l.id = later.batch_id AND l.state = 'done'
   WHERE r.batch_id = batch;
  FOR kind IN SELECT DISTINCT r.subject_type FROM import_row r
               WHERE r.batch_id = batch AND r.before IS NULL AND r.subject_type = ANY (lhtq_listed_tables())
  LOOP
    FOR ref IN
      SELECT DISTINCT c.conrelid::regclass::text AS child, a.attname AS col
        FROM pg_constraint c
        JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attname = 'id'
        JOIN LATERAL generate_subscripts(c.confkey, 1) AS n ON c.confkey[n] = k.attnum
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[n]
       WHERE c.contype = 'f' AND c.confrelid = kind::regclass
         AND c.conrelid::regclass::text NOT IN ('import_row', 'import_finding', 'import_batch')
{uncounted}    LOOP
      RETURN QUERY EXECUTE format(
        'SELECT DISTINCT r.subject_type::text, r.subject_id, r.number, %L FROM import_row r '
        'JOIN %I t ON t.%I = r.subject_id WHERE r.batch_id = $1 AND r.subject_type = $2 AND r.before IS NULL '
        'AND NOT EXISTS (SELECT FROM import_row o WHERE o.batch_id = $1 AND o.subject_type = %L '
        'AND o.subject_id = t.id AND o.before IS NULL)',
        ref.child, ref.child, ref.col, ref.child) USING batch, kind;
    END LOOP;
  END LOOP;
  -- Sheets and titles name their subject by its model.
  RETURN QUERY SELECT DISTINCT r.subject_type::text, r.subject_id, r.number, held.what
    FROM import_row r
    JOIN (VALUES ('household', 'family'), ('person', 'citizen'), ('clan', 'clan'), ('organisation', 'organisation'),
                 ('unit', 'community')) AS m (subject_type, model) ON m.subject_type = r.subject_type
    JOIN (SELECT 'sheet' AS what, s.model, s.subject_id FROM sheet s
          UNION ALL SELECT 'title', t.model, t.subject_id FROM title t) AS held
      ON held.model = m.model AND held.subject_id = r.subject_id
   WHERE r.batch_id = batch AND r.before IS NULL;
END $$
"""
#: As in 0020, but for what goes first.
TAKE_BACK = """
CREATE OR REPLACE FUNCTION lhtq_take_import_back(batch int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  kind text;
{declared}  gone int;
  total int := 0;
BEGIN
  IF NOT EXISTS (SELECT FROM import_batch WHERE id = batch AND state = 'done' AND {under})
     OR EXISTS (SELECT FROM lhtq_import_in_the_way(batch)) THEN
    RAISE EXCEPTION 'import % cannot be taken back', batch;
  END IF;
  -- The later record depends on the earlier one.
  FOR kind IN SELECT r.subject_type FROM import_row r WHERE r.batch_id = batch AND r.before IS NULL
               AND r.subject_type = ANY (lhtq_listed_tables()) GROUP BY 1 ORDER BY max(r.id) DESC
  LOOP
{counted}    EXECUTE format(
      'DELETE FROM %I t USING import_row r WHERE r.batch_id = $1 AND r.subject_type = $2 AND r.before IS NULL '
      'AND t.id = r.subject_id AND %s', kind,
      CASE kind WHEN 'unit' THEN 't.parent_id = r.unit_id' ELSE 't.unit_id = r.unit_id' END) USING batch, kind;
    GET DIAGNOSTICS gone = ROW_COUNT;
    total := total + gone;
  END LOOP;
  RETURN total;
END $$
"""
UNCOUNTED = "         AND c.conrelid::regclass::text <> ALL (lhtq_counted_tables())\n"
DECLARED = "  sums text;\n"
SUMS_GO = """\
    IF kind = 'unit' THEN
      FOREACH sums IN ARRAY lhtq_counted_tables() LOOP
        EXECUTE format(
          'DELETE FROM %I t USING import_row r WHERE r.batch_id = $1 AND r.subject_type = $2 AND r.before IS NULL '
          'AND t.unit_id = r.subject_id', sums) USING batch, kind;
      END LOOP;
    END IF;
"""


def upgrade() -> None:
    op.add_column("import_batch", sa.Column("heading_row", sa.Integer()))
    op.execute(COUNTED)
    op.execute("REVOKE ALL ON FUNCTION lhtq_counted_tables() FROM public")
    op.execute("GRANT EXECUTE ON FUNCTION lhtq_counted_tables() TO lhtq_app")
    op.execute(IN_THE_WAY.format(under=UNDER, uncounted=UNCOUNTED))
    op.execute(TAKE_BACK.format(under=UNDER, declared=DECLARED, counted=SUMS_GO))


def downgrade() -> None:
    op.execute(IN_THE_WAY.format(under=UNDER, uncounted=""))
    op.execute(TAKE_BACK.format(under=UNDER, declared="", counted=""))
    op.execute("DROP FUNCTION lhtq_counted_tables()")
    op.drop_column("import_batch", "heading_row")
