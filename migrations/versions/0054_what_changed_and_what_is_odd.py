"""The records that changed in a measure between two days, and the sheets that a review would find odd, counted above.

A figure of a month, "+3 hộ", is led down to the records that came in and went out by ``lhtq_measure_changes``. Only
places in which something changed are looked at: ``measure_level`` has a row for each day on which anything did, also
where its sums stayed the same.
"""

from alembic import context, op

revision = "0054"
down_revision = "0050"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
IN_SCOPE = f"u.path >= {SCOPE} AND u.path < rtrim({SCOPE}, '/') || '0'"
UNDER = "u.path >= under_ AND u.path < rtrim(under_, '/') || '0'"

#: Of a place with its villages, at or under ``under_``: the records that belong to whole or part on one of the days and
#: not on the other. One that went to another place under ``under_`` meanwhile changed nothing there by going: it is
#: told, if at all, where it is counted on the later day.
CHANGES = f"""
CREATE FUNCTION lhtq_measure_changes(measure_ text, place_ int, under_ text, before_ date, on_ date)
RETURNS TABLE (record_id int, counted_before boolean, counted boolean, held_before boolean, held boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
DECLARE
  units int[] := ARRAY(
    SELECT u.id FROM unit u
     WHERE (u.id = place_ OR (u.parent_id = place_ AND u.level = 'village')) AND {UNDER} AND {IN_SCOPE}
       AND EXISTS (SELECT FROM measure_level l
                    WHERE l.unit_id = u.id AND l.measure = measure_ AND l.since > before_ AND l.since <= on_));
BEGIN
  IF cardinality(units) = 0 THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format($q$
    WITH here AS (
      SELECT s.record_id, bool_or(s.whole @> $2) AS counted_before, bool_or(s.whole @> $3) AS counted,
             bool_or(s.part @> $2) AS held_before, bool_or(s.part @> $3) AS held
        FROM %1$I s WHERE s.unit_id = ANY ($1) GROUP BY s.record_id),
    changed AS MATERIALIZED (
      SELECT * FROM here h WHERE (h.counted_before, h.held_before) <> (h.counted, h.held)),
    told AS (
      SELECT c.record_id, c.counted AS is_here, c.counted_before OR o.counted_before AS counted_before,
             c.counted OR o.counted AS counted, c.held_before OR o.held_before AS held_before, c.held OR o.held AS held
        FROM changed c CROSS JOIN LATERAL (
          SELECT coalesce(bool_or(s.whole @> $2), false) AS counted_before,
                 coalesce(bool_or(s.whole @> $3), false) AS counted,
                 coalesce(bool_or(s.part @> $2), false) AS held_before, coalesce(bool_or(s.part @> $3), false) AS held
            FROM %1$I s JOIN unit u ON u.id = s.unit_id
           WHERE c.counted_before <> c.counted AND s.record_id = c.record_id AND s.unit_id <> ALL ($1)
             AND u.path >= $4 AND u.path < rtrim($4, '/') || '0') AS o)
    SELECT t.record_id, t.counted_before, t.counted, t.held_before, t.held FROM told t
     WHERE (t.counted_before, t.held_before) <> (t.counted, t.held) AND (t.is_here OR NOT t.counted)
  $q$, 'measure_span_' || measure_) USING units, before_, on_, under_;
END $$
"""
#: Who is in office at several places under a unit is one; what has no step is all of them together.
BY_STEP, TOGETHER = "(p.to_on IS NULL OR p.to_on >= on_) GROUP BY u.step)", "GROUP BY GROUPING SETS ((u.step), ()))"
FUNCTIONS = ("lhtq_measure_changes(text, int, text, date, date)",)


def upgrade() -> None:
    op.execute(CHANGES)
    op.execute(_branches_counted().replace(BY_STEP, BY_STEP.replace("GROUP BY u.step)", TOGETHER)))
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO lhtq_app")


def _branches_counted() -> str:
    """As in 0040."""
    before: str = context.script.get_revision("0040").module.COUNTED
    return before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def downgrade() -> None:
    op.execute(_branches_counted())
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
