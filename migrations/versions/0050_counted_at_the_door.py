"""Who checks in by the code is counted at once, where the numbers of an activity are taken from its list.

They were counted when somebody opened the roll the next time; until then the page and the year's figures lacked them.
"""

from alembic import context, op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

#: Kinds of activities in which people enrol (``centre/rules/activity.py``).
CLASSES = "'series', 'literacy', 'vocational', 'digital'"
#: What the list of an activity comes to, as ``count_of_list`` reckons it (``centre/queries/participant.py``): with
#: sessions one attendance for each at which somebody was, without them one each; of those who are known for certain.
COUNT = f"""
CREATE FUNCTION lhtq_count_list(given int) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE activity a
     SET attendances = c.attendances, women = c.women, minority = c.minority, elderly = c.elderly,
         disabled = c.disabled, poor = c.poor,
         enrolled = CASE WHEN a.kind IN ({CLASSES}) THEN c.people ELSE 0 END,
         completed = CASE WHEN a.kind IN ({CLASSES}) THEN c.completed ELSE 0 END
    FROM (
      SELECT count(*) AS people, coalesce(sum(p.completed::int), 0) AS completed,
             coalesce(sum(p.times), 0) AS attendances,
             coalesce(sum(p.times) FILTER (WHERE p.sex = 'female'), 0) AS women,
             coalesce(sum(p.times) FILTER (WHERE p.ethnicity <> '' AND lower(p.ethnicity) <> 'kinh'), 0) AS minority,
             coalesce(sum(p.times) FILTER (WHERE p.elderly), 0) AS elderly,
             coalesce(sum(p.times) FILTER (WHERE p.disabled), 0) AS disabled,
             coalesce(sum(p.times) FILTER (WHERE p.poor), 0) AS poor
        FROM (SELECT o.*, CASE WHEN EXISTS (SELECT FROM activity_session s WHERE s.activity_id = given)
                               THEN cardinality(o.sessions) ELSE 1 END AS times
                FROM participant o WHERE o.activity_id = given AND o.confirmed AND o.dropped_on IS NULL) AS p
    ) AS c
   WHERE a.id = given AND a.counted = 'people'
$$
"""
NOTED = "    INSERT INTO audit_entry"


def upgrade() -> None:
    op.execute(COUNT)
    op.execute("REVOKE ALL ON FUNCTION lhtq_count_list(int) FROM public")
    op.execute(_who_came().replace(NOTED, f"    PERFORM lhtq_count_list(given.id);\n{NOTED}"))


def downgrade() -> None:
    op.execute(_who_came())
    op.execute("DROP FUNCTION lhtq_count_list(int)")


def _who_came() -> str:
    """As in 0024."""
    before: str = context.script.get_revision("0024").module.WHO_CAME
    return before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
