"""The sheets of a year counted by one function.

Sheets change at every tap, and are added up from the villages when somebody asks: a row of the province's own would be
waited for by everybody.
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
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


def upgrade() -> None:
    op.execute(SHEETS)
    op.execute("REVOKE ALL ON FUNCTION lhtq_sheets_counted(int, int) FROM public")
    op.execute("GRANT EXECUTE ON FUNCTION lhtq_sheets_counted(int, int) TO lhtq_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION lhtq_sheets_counted(int, int)")
