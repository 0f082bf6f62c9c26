"""Who asks for somebody, or for a household, by name finds the record that a merged one went into.

An old file names the record that is no more. One that is there under the name itself comes before.
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

#: As in 0008.
PERSON = """
CREATE OR REPLACE FUNCTION lhtq_find_person(given text, born int, commune int) RETURNS TABLE (id int, unit_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.unit_id FROM person p JOIN unit v ON v.id = p.unit_id
   WHERE (v.parent_id = commune OR v.id = commune) AND p.birth_year = born AND p.left_on IS NULL
     AND p.name_folded = lhtq_fold(given)
$$
"""
#: As in 0016.
HOUSEHOLD = """
CREATE OR REPLACE FUNCTION lhtq_find_household(given text, commune int) RETURNS TABLE (id int, unit_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT h.id, h.unit_id FROM household h JOIN unit v ON v.id = h.unit_id
   WHERE (v.parent_id = commune OR v.id = commune) AND h.head_folded = lhtq_fold(given) AND h.ended_on IS NULL
$$
"""
WITH_MERGED = """
CREATE OR REPLACE FUNCTION {signature} RETURNS TABLE (id int, unit_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH RECURSIVE named AS (
    SELECT r.id, r.unit_id, r.merged_into_id, r.{gone} FROM {table} r JOIN unit v ON v.id = r.unit_id
     WHERE (v.parent_id = commune OR v.id = commune) AND {so_called}
       AND (r.{gone} IS NULL OR r.merged_into_id IS NOT NULL)
  ), here AS (
    SELECT n.id, n.unit_id FROM named n WHERE n.{gone} IS NULL
  ), went AS (
    SELECT n.id, n.unit_id, n.merged_into_id, n.{gone} FROM named n
     WHERE n.merged_into_id IS NOT NULL AND NOT EXISTS (SELECT FROM here)
    UNION
    SELECT r.id, r.unit_id, r.merged_into_id, r.{gone} FROM went w JOIN {table} r ON r.id = w.merged_into_id
  )
  SELECT h.id, h.unit_id FROM here h
  UNION
  SELECT w.id, w.unit_id FROM went w WHERE w.{gone} IS NULL
$$
"""


def upgrade() -> None:
    op.execute(
        WITH_MERGED.format(
            signature="lhtq_find_person(given text, born int, commune int)", table="person", gone="left_on",
            so_called="r.birth_year = born AND r.name_folded = lhtq_fold(given)",
        )
    )  # fmt: skip
    op.execute(
        WITH_MERGED.format(
            signature="lhtq_find_household(given text, commune int)", table="household", gone="ended_on",
            so_called="r.head_folded = lhtq_fold(given)",
        )
    )  # fmt: skip


def downgrade() -> None:
    op.execute(PERSON)
    op.execute(HOUSEHOLD)
