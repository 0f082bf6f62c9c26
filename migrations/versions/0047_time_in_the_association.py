"""Somebody's whole time in the Association, and every fee they paid, wherever they were a member before.

A membership that goes on in another branch is a new row, and who keeps the new branch may not see the one before. Who
sees a membership is told since when it goes on and what was paid in it, and no more of the branches before.
"""

from alembic import op

revision = "0047"
down_revision = "0043"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
PERSON = "nullif(current_setting('lhtq.person', true), '')::int"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return (
        f"{column} IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) "
        f"AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
    )


#: The memberships from which one went on, the latest first, of one that is seen (0019 says by whom).
PAST = f"""
CREATE FUNCTION lhtq_member_past(given int)
RETURNS TABLE (id int, branch_id int, unit_id int, joined_on date, left_on date, step int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH RECURSIVE past AS (
    SELECT m.moved_from_id AS id, 1 AS step FROM member m
     WHERE m.id = given AND ({under("m.unit_id")} OR {under("m.person_unit_id")} OR m.person_id = {PERSON})
    UNION ALL
    SELECT m.moved_from_id, past.step + 1 FROM past JOIN member m ON m.id = past.id WHERE m.moved_from_id IS NOT NULL
  )
  SELECT m.id, m.branch_id, m.unit_id, m.joined_on, m.left_on, past.step FROM past JOIN member m ON m.id = past.id
   ORDER BY past.step
$$
"""
FEES = """
CREATE FUNCTION lhtq_fees_before(given int) RETURNS TABLE (year smallint, amount int, paid_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT f.year, f.amount, f.paid_on FROM lhtq_member_past(given) past JOIN fee f ON f.member_id = past.id
   ORDER BY f.year DESC, past.step
$$
"""
FUNCTIONS = {"lhtq_member_past(int)": PAST, "lhtq_fees_before(int)": FEES}


def upgrade() -> None:
    for signature, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO lhtq_app")


def downgrade() -> None:
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
