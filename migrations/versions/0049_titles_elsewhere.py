"""The titles that somebody was given where they lived before.

Title and decision stay where they were given, and the commune that took them in said that they had none.
"""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return (
        f"{column} IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) "
        f"AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
    )


#: Of a household or person under the scope: which commune recognised them, for which year, from when to when. Nothing
#: of the decision, of the sheet behind it, or of why a title was taken back.
ELSEWHERE = f"""
CREATE FUNCTION lhtq_titles_elsewhere(model_ text, subject int)
RETURNS TABLE (commune text, year int, valid_from date, valid_to date, revoked_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT u.name, t.year, t.valid_from, t.valid_to, t.revoked_on
    FROM title t JOIN decision d ON d.id = t.decision_id JOIN unit u ON u.id = d.unit_id
   WHERE t.model = model_ AND t.subject_id = subject AND NOT {under("t.unit_id")}
     AND CASE model_
       WHEN 'family' THEN EXISTS (SELECT FROM household h WHERE h.id = subject AND {under("h.unit_id")})
       WHEN 'citizen' THEN EXISTS (SELECT FROM person p WHERE p.id = subject AND {under("p.unit_id")})
     END
   ORDER BY t.valid_from DESC, t.id DESC
$$
"""


def upgrade() -> None:
    op.execute(ELSEWHERE)
    op.execute("REVOKE ALL ON FUNCTION lhtq_titles_elsewhere(text, int) FROM public")
    op.execute("GRANT EXECUTE ON FUNCTION lhtq_titles_elsewhere(text, int) TO lhtq_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION lhtq_titles_elsewhere(text, int)")
