"""The records that changed in a measure between two days, place by place.

A figure of a month, "+3 hộ", is led down to the records that came in and went out by ``lhtq_measure_changes``. Only
places in which something changed are looked at: ``measure_level`` has a row for each day on which anything did, also
where its sums stayed the same. With ``below_`` false it looks at what a place keeps itself, so that a page of 25 need
not wait for a whole commune. Who left the part is told where they were in it, also where they went to another place
under the same unit meanwhile: then a place that had nobody in the part before, and has nobody now, tells of nobody, and
need not be looked at.

``employment_card`` (0008) has no staff of organisations that have ended, who are counted in the figures of the days
before: ``employment_counted_card`` has all.
"""

from alembic import context, op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
IN_SCOPE = f"u.path >= {SCOPE} AND u.path < rtrim({SCOPE}, '/') || '0'"
UNDER = "u.path >= under_ AND u.path < rtrim(under_, '/') || '0'"

#: Of a place, with its villages if ``below_``, at or under ``under_``: the records that belong to whole or part on one
#: of the days and not on the other. One that went to another place under ``under_`` meanwhile changed nothing there by
#: going. Each is told in one place: where it is counted on the later day, else where it was; who went out of the part,
#: where they were in it. ``unit_id`` is where it is counted then, else where it was.
CHANGES = f"""
CREATE FUNCTION lhtq_measure_changes(
  measure_ text, place_ int, under_ text, before_ date, on_ date, below_ boolean
) RETURNS TABLE (record_id int, counted_before boolean, counted boolean, held_before boolean, held boolean, unit_id int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
DECLARE
  units int[] := ARRAY(
    SELECT u.id FROM unit u
     WHERE (u.id = place_ OR (below_ AND u.parent_id = place_ AND u.level = 'village')) AND {UNDER} AND {IN_SCOPE}
       AND EXISTS (SELECT FROM measure_level l
                    WHERE l.unit_id = u.id AND l.measure = measure_ AND l.since > before_ AND l.since <= on_));
BEGIN
  IF cardinality(units) = 0 THEN
    RETURN;
  END IF;
  RETURN QUERY EXECUTE format($q$
    WITH here AS (
      SELECT s.record_id, bool_or(s.whole @> $2) AS counted_before, bool_or(s.whole @> $3) AS counted,
             bool_or(s.part @> $2) AS held_before, bool_or(s.part @> $3) AS held,
             coalesce(max(s.unit_id) FILTER (WHERE s.whole @> $3),
                      max(s.unit_id) FILTER (WHERE s.whole @> $2)) AS unit_id
        FROM %1$I s WHERE s.unit_id = ANY ($1) GROUP BY s.record_id),
    changed AS MATERIALIZED (
      SELECT * FROM here h WHERE (h.counted_before, h.held_before) <> (h.counted, h.held)),
    elsewhere AS MATERIALIZED (
      SELECT s.record_id, bool_or(s.whole @> $2) AS counted_before, bool_or(s.whole @> $3) AS counted,
             bool_or(s.part @> $2) AS held_before, bool_or(s.part @> $3) AS held
        FROM %1$I s JOIN unit u ON u.id = s.unit_id
       WHERE s.record_id = ANY (ARRAY(SELECT c.record_id FROM changed c WHERE c.counted_before <> c.counted))
         AND s.unit_id <> ALL ($1) AND u.path >= $4 AND u.path < rtrim($4, '/') || '0'
       GROUP BY s.record_id),
    told AS (
      SELECT c.record_id, c.unit_id, c.counted AS is_here, c.held_before AS was_here,
             c.counted_before OR coalesce(o.counted_before, false) AS counted_before,
             c.counted OR coalesce(o.counted, false) AS counted,
             c.held_before OR coalesce(o.held_before, false) AS held_before,
             c.held OR coalesce(o.held, false) AS held
        FROM changed c LEFT JOIN elsewhere o ON o.record_id = c.record_id)
    SELECT t.record_id, t.counted_before, t.counted, t.held_before, t.held, t.unit_id FROM told t
     WHERE (t.counted_before, t.held_before) <> (t.counted, t.held)
       AND CASE WHEN t.held_before AND NOT t.held THEN t.was_here ELSE t.is_here OR NOT t.counted END
  $q$, 'measure_span_' || measure_) USING units, before_, on_, under_;
END $$
"""
FUNCTION = "lhtq_measure_changes(text, int, text, date, date, boolean)"


#: In 0008 → here.
STAFF_OF_ALL = {
    "VIEW employment_card ": "VIEW employment_counted_card ",
    " AND organisation.ended_on IS NULL": "",
}


def upgrade() -> None:
    op.execute(CHANGES)
    op.execute(f"REVOKE ALL ON FUNCTION {FUNCTION} FROM public")
    op.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTION} TO lhtq_app")
    staff: str = context.script.get_revision("0008").module.STAFF
    for before, now in STAFF_OF_ALL.items():
        staff = staff.replace(before, now)
    op.execute(staff)
    op.execute("GRANT SELECT ON employment_counted_card TO lhtq_app")


def downgrade() -> None:
    op.execute("DROP VIEW employment_counted_card")
    op.execute(f"DROP FUNCTION {FUNCTION}")
