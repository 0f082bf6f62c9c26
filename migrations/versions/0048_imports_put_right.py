"""Which row of a list holds its headings may be said; and villages that an import has made can be taken back.

Triggers write the sums of a unit, some as soon as it is there. They stood in the way as if somebody had used it: what
is counted of a unit is made with it, and goes with it.
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

#: The tables that triggers alone keep, a row or more for a unit. Who brings another makes this function anew.
COUNTED = """
CREATE FUNCTION lhtq_counted_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['register_figure', 'sheet_figure', 'title_figure', 'activity_figure', 'member_figure', 'fee_figure',
    'training_figure', 'briefed_figure', 'measure_level', 'measure_sum', 'measure_above', 'title_above']
$$
"""
#: What is put into the functions of 0020, each behind a line of theirs: what is left out, and what goes first.
OTHERS = "('import_row', 'import_finding', 'import_batch')\n"
UNCOUNTED = "         AND c.conrelid::regclass::text <> ALL (lhtq_counted_tables())\n"
KIND = "  kind text;\n"
DECLARED = "  sums text;\n"
EACH = "GROUP BY 1 ORDER BY max(r.id) DESC\n  LOOP\n"
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
    in_the_way, take_back = _before()
    op.execute(in_the_way.replace(OTHERS, OTHERS + UNCOUNTED))
    op.execute(take_back.replace(KIND, KIND + DECLARED).replace(EACH, EACH + SUMS_GO))


def downgrade() -> None:
    for function in _before():
        op.execute(function)
    op.execute("DROP FUNCTION lhtq_counted_tables()")
    op.drop_column("import_batch", "heading_row")


def _before() -> list[str]:
    """What tells what is in the way, and what takes back, as in 0020."""
    before = context.script.get_revision("0020").module
    return [
        one.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") for one in (before.IN_THE_WAY, before.TAKE_BACK)
    ]
