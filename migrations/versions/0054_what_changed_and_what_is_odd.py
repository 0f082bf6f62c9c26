"""The sheets that a review would find odd, counted above; and who is in office at several places, counted once."""

from alembic import context, op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
IN_SCOPE = f"u.path >= {SCOPE} AND u.path < rtrim({SCOPE}, '/') || '0'"

#: How many sheets of some communes that wait for a review are odd, by kind: what ``assessment/queries/review_list.py``
#: finds of one commune, with the marks of ``assessment/rules.py``, which are handed in. The index of those that wait
#: says in which villages to look; of a village the sheets are compared with all that it handed in.
ODD = f"""
CREATE FUNCTION lhtq_sheets_odd(
  places int[], near int, jump_ int, others int, alike_part float, votes_part float
) RETURNS TABLE (place_id int, year int, model text, alike int, at_the_mark int, few_votes int, jump int,
                 no_evidence int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
  WITH place AS MATERIALIZED (
    SELECT u.id, CASE u.level WHEN 'village' THEN coalesce(u.parent_id, u.id) ELSE u.id END AS place_id FROM unit u
     WHERE (u.id = ANY (places) OR (u.level = 'village' AND u.parent_id = ANY (places)))
       AND {IN_SCOPE}),
  waiting AS MATERIALIZED (
    SELECT DISTINCT s.unit_id, s.model, s.year FROM sheet s
     WHERE s.state = 'submitted' AND s.aside_by IS NULL AND s.withdrawn_on IS NULL
       AND s.unit_id = ANY (ARRAY(SELECT id FROM place))),
  handed_in AS MATERIALIZED (
    SELECT s.id, s.state, s.unit_id, s.model, s.year, s.subject_id, s.set_id, s.total, s.answers, s.votes_for,
           s.village_review_id,
           count(*) OVER (PARTITION BY s.unit_id, s.model, s.year, jsonb_hash_extended(s.answers, 0)) - 1 AS alike,
           count(*) OVER (PARTITION BY s.unit_id, s.model, s.year) AS of_unit
      FROM waiting w JOIN sheet s ON s.unit_id = w.unit_id AND s.model = w.model AND s.year = w.year
     WHERE s.state NOT IN ('draft', 'returned') AND s.aside_by IS NULL AND s.withdrawn_on IS NULL),
  asking AS MATERIALIZED (
    SELECT g.set_id, array_agg(i.code) AS codes FROM criteria_group g JOIN indicator i ON i.group_id = g.id
     WHERE i.evidence <> '' AND i.kind <> 'gate' GROUP BY g.set_id),
  looked AS MATERIALIZED (
    SELECT s.unit_id, s.model, s.year,
           s.alike >= others AND s.alike + 1 >= alike_part * s.of_unit AS alike,
           s.total BETWEEN c.pass_mark AND c.pass_mark + near AS at_the_mark,
           s.votes_for < votes_part * r.present AS few_votes,
           s.total - l.total >= jump_ AS jump,
           EXISTS (
             SELECT FROM jsonb_each_text(s.answers) AS a (code, given)
              WHERE a.given <> '0' AND a.code = ANY (k.codes) AND (e.codes IS NULL OR a.code <> ALL (e.codes))
           ) AS no_evidence
      FROM handed_in s JOIN criteria_set c ON c.id = s.set_id LEFT JOIN asking k ON k.set_id = s.set_id
      LEFT JOIN village_review r ON r.id = s.village_review_id
      LEFT JOIN sheet l
        ON l.model = s.model AND l.subject_id = s.subject_id AND l.year = s.year - 1 AND l.aside_by IS NULL
      CROSS JOIN LATERAL (SELECT array_agg(e.indicator_code) AS codes FROM evidence e WHERE e.sheet_id = s.id) AS e
     WHERE s.state = 'submitted')
  SELECT p.place_id, f.year::int, f.model,
         count(*) FILTER (WHERE f.alike)::int, count(*) FILTER (WHERE f.at_the_mark)::int,
         count(*) FILTER (WHERE f.few_votes)::int, count(*) FILTER (WHERE f.jump)::int,
         count(*) FILTER (WHERE f.no_evidence)::int
    FROM looked f JOIN place p ON p.id = f.unit_id GROUP BY p.place_id, f.year, f.model
$$
"""
#: Who is in office at several places under a unit is one; what has no step is all of them together.
BY_STEP, TOGETHER = "(p.to_on IS NULL OR p.to_on >= on_) GROUP BY u.step)", "GROUP BY GROUPING SETS ((u.step), ()))"
FUNCTION = "lhtq_sheets_odd(int[], int, int, int, float, float)"


def upgrade() -> None:
    op.execute(ODD)
    op.execute(_branches_counted().replace(BY_STEP, BY_STEP.replace("GROUP BY u.step)", TOGETHER)))
    op.execute(f"REVOKE ALL ON FUNCTION {FUNCTION} FROM public")
    op.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTION} TO lhtq_app")


def _branches_counted() -> str:
    """As in 0040."""
    before: str = context.script.get_revision("0040").module.COUNTED
    return before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def downgrade() -> None:
    op.execute(_branches_counted())
    op.execute(f"DROP FUNCTION {FUNCTION}")
