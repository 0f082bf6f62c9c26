"""Imports from spreadsheets: files, what was found in them, what was written, and how it is taken back.

What an import has made is taken back by the database alone, which deletes nothing else: records that an import row
names as made, of a table that lists may fill, that nothing depends on and that nobody has changed since.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
#: A village sees that its commune has imported a file, as it sees the commune's decisions: its own records came by it.
SEEN_BELOW = f"unit_id IN (SELECT id FROM unit WHERE (SELECT {SCOPE}) ^@ path)"
GRANTS = {
    "import_batch": "SELECT, INSERT, UPDATE",
    "import_finding": "SELECT, INSERT, DELETE",
    "import_row": "SELECT, INSERT",
    "column_mapping": "SELECT, INSERT, UPDATE",
}

#: The tables that lists may fill. A part that brings another list makes this function anew with its own tables.
LISTED = """
CREATE FUNCTION lhtq_listed_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['household', 'person', 'clan', 'clan_family', 'organisation', 'employment', 'unit']
$$
"""
#: What stands in the way of taking a batch back: the record, and the table of what depends on it; 'audit_entry' for a
#: later change by hand, 'import_row' for one by a later import. What refers to a record by a key is found by itself.
IN_THE_WAY = f"""
CREATE FUNCTION lhtq_import_in_the_way(batch int)
RETURNS TABLE (subject_type text, subject_id int, number int, what text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
  kind text;
  ref record;
BEGIN
  IF NOT EXISTS (SELECT FROM import_batch WHERE id = batch AND {UNDER}) THEN
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
    LOOP
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
#: Deletes what a batch has made; gives how many. The caller sees nothing in the way, and a key would refuse the rest.
TAKE_BACK = f"""
CREATE FUNCTION lhtq_take_import_back(batch int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  kind text;
  gone int;
  total int := 0;
BEGIN
  IF NOT EXISTS (SELECT FROM import_batch WHERE id = batch AND state = 'done' AND {UNDER})
     OR EXISTS (SELECT FROM lhtq_import_in_the_way(batch)) THEN
    RAISE EXCEPTION 'import % cannot be taken back', batch;
  END IF;
  -- The later record depends on the earlier one.
  FOR kind IN SELECT r.subject_type FROM import_row r WHERE r.batch_id = batch AND r.before IS NULL
               AND r.subject_type = ANY (lhtq_listed_tables()) GROUP BY 1 ORDER BY max(r.id) DESC
  LOOP
    EXECUTE format(
      'DELETE FROM %I t USING import_row r WHERE r.batch_id = $1 AND r.subject_type = $2 AND r.before IS NULL '
      'AND t.id = r.subject_id AND %s', kind,
      CASE kind WHEN 'unit' THEN 't.parent_id = r.unit_id' ELSE 't.unit_id = r.unit_id' END) USING batch, kind;
    GET DIAGNOSTICS gone = ROW_COUNT;
    total := total + gone;
  END LOOP;
  RETURN total;
END $$
"""
#: What is older than it may be kept, wherever it lies: what was found in the files is deleted, the files are named.
FORGET = """
CREATE FUNCTION lhtq_forget_imports(older_than timestamptz) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF older_than > now() - interval '30 days' THEN
    RAISE EXCEPTION 'what was uploaded of late is kept';
  END IF;
  DELETE FROM import_finding f USING import_batch b WHERE b.id = f.batch_id AND b.kept AND b.made_at < older_than;
  RETURN QUERY
    WITH gone AS (UPDATE import_batch b SET kept = false WHERE kept AND made_at < older_than RETURNING b.digest)
    SELECT DISTINCT gone.digest::text FROM gone
     WHERE NOT EXISTS (SELECT FROM import_batch b WHERE b.digest = gone.digest AND b.kept AND b.made_at >= older_than);
END $$
"""
#: Whether a household of any commune is in a clan: the link's unique index tells the same to who tries it.
IN_A_CLAN = """
CREATE FUNCTION lhtq_in_a_clan(household int) RETURNS bool
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (SELECT FROM clan_family f WHERE f.household_id = household AND f.left_on IS NULL)
$$
"""
#: Two communes may have sent the same file: it is kept as long as one of them needs it.
NEEDED = """
CREATE FUNCTION lhtq_upload_needed(given text) RETURNS bool
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (SELECT FROM import_batch b WHERE b.digest = given AND b.kept)
$$
"""
FUNCTIONS = (
    "lhtq_listed_tables()", "lhtq_import_in_the_way(int)", "lhtq_take_import_back(int)",
    "lhtq_forget_imports(timestamptz)", "lhtq_in_a_clan(int)", "lhtq_upload_needed(text)",
)  # fmt: skip


def upgrade() -> None:
    _create_batch()
    _create_found_and_written()
    op.create_table(
        "column_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("headings", sa.String(64), nullable=False),
        sa.Column("mapping", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_column_mapping_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mapping")),
        sa.UniqueConstraint("unit_id", "slug", "headings", name=op.f("uq_column_mapping_unit_id_slug_headings")),
    )
    for table, privileges in GRANTS.items():
        op.execute(f"GRANT {privileges} ON {table} TO lhtq_app")
        op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO lhtq_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY by_place ON {table} USING ({UNDER}) WITH CHECK ({UNDER})")
    op.execute(f"CREATE POLICY seen_below ON import_batch FOR SELECT USING ({SEEN_BELOW})")
    for function in (LISTED, IN_THE_WAY, TAKE_BACK, FORGET, IN_A_CLAN, NEEDED):
        op.execute(function)
    for signature in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO lhtq_app")


def _create_batch() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("sheet", sa.String(200), nullable=False),
        sa.Column("sheets", JSONB(), nullable=False),
        sa.Column("headings", JSONB(), nullable=False),
        sa.Column("mapping", JSONB(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("rows_all", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(36), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(500), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("notes", JSONB(), nullable=False),
        sa.Column("chosen", JSONB(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("written", JSONB(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_by_name", sa.String(120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_import_batch_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["unit.id"], name=op.f("fk_import_batch_village_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_import_batch_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(op.f("ix_import_batch_unit_id"), "import_batch", ["unit_id"])


def _create_found_and_written() -> None:
    for table, columns in {
        "import_finding": (
            sa.Column("outcome", sa.String(10), nullable=False),
            sa.Column("label", sa.String(200), nullable=False),
            sa.Column("reasons", JSONB(), nullable=False),
            sa.Column("asks", sa.Boolean(), nullable=False),
        ),
        "import_row": (
            sa.Column("subject_type", sa.String(40), nullable=False),
            sa.Column("subject_id", sa.Integer(), nullable=False),
            sa.Column("before", JSONB(), nullable=True),
            sa.Column("after", JSONB(), nullable=True),
            sa.Column("version", sa.Integer(), nullable=True),
        ),
    }.items():
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("batch_id", sa.Integer(), nullable=False),
            sa.Column("unit_id", sa.Integer(), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            *columns,
            sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f(f"fk_{table}_batch_id")),
            sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f(f"fk_{table}_unit_id")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
    op.create_index(
        op.f("ix_import_finding_batch_id_outcome_number"), "import_finding", ["batch_id", "outcome", "number"]
    )
    op.create_index(op.f("ix_import_row_subject_id_subject_type"), "import_row", ["subject_id", "subject_type"])
    op.create_index(op.f("ix_import_row_batch_id"), "import_row", ["batch_id"])


def downgrade() -> None:
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
    for table in ("column_mapping", "import_row", "import_finding", "import_batch"):
        op.drop_table(table)
