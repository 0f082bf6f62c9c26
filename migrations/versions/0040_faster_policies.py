"""Who sees a branch, a position or a place on a list: the rows of the own place are told by the place alone.

As they stood, the policies of branches and positions read every member that somebody sees, for whatever row was asked
for: a third of a second in a province of 216,000 members. What lies elsewhere is looked up by the indexes of members
and positions, with the owner's rights and the same conditions as theirs.
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
PERSON = "nullif(current_setting('lhtq.person', true), '')::int"
UNITS = f"SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0')"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return f"{column} IN ({UNITS})"


#: A scalar subquery, so that each position looks its member up: as a join, all members would be read.
POSTS = f"""
CREATE FUNCTION lhtq_posts_seen() RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET max_parallel_workers_per_gather = 0 AS $$
  SELECT p.id FROM post p WHERE NOT {under("p.unit_id")} AND (
    SELECT {under("m.unit_id")} OR {under("m.person_unit_id")} OR m.person_id = {PERSON}
      FROM member m WHERE m.id = p.member_id)
$$
"""
BRANCHES = f"""
CREATE FUNCTION lhtq_branches_seen() RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET max_parallel_workers_per_gather = 0 AS $$
  SELECT branch_id FROM member WHERE {under("person_unit_id")}
  UNION SELECT branch_id FROM member WHERE person_id = {PERSON}
  UNION SELECT branch_id FROM post WHERE id IN (SELECT lhtq_posts_seen())
$$
"""
#: Courses still to come that a unit of the scope holds or has people invited to: the lists are not read row by row
#: under their policy, only whether somebody of the unit is on them.
COMING = f"""
CREATE FUNCTION lhtq_courses_coming(unit_ int, on_ date) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET max_parallel_workers_per_gather = 0 AS $$
  WITH place AS (SELECT path FROM unit WHERE id = unit_ AND starts_with(path, {SCOPE})),
  below AS (SELECT u.id FROM unit u, place WHERE u.path >= place.path AND u.path < rtrim(place.path, '/') || '0')
  SELECT count(*)::int FROM course c
   WHERE c.state = 'planned' AND c.ends_on >= on_ AND EXISTS (SELECT FROM place)
     AND (c.unit_id = unit_ OR EXISTS (
       SELECT FROM course_participant p WHERE p.course_id = c.id AND p.unit_id IN (SELECT id FROM below)))
$$
"""
#: Branches and who holds a position in them, counted by the next code in the path: how many there are at or under a
#: unit of the scope is for everybody there, and no row is told.
COUNTED = f"""
CREATE FUNCTION lhtq_branches_counted(unit_ int, on_ date) RETURNS TABLE (step text, branches int, officers int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  WITH place AS (SELECT path FROM unit WHERE id = unit_ AND starts_with(path, {SCOPE})),
  below AS (
    SELECT u.id, split_part(substr(u.path, length(place.path) + 1), '/', 1) AS step
      FROM unit u, place WHERE u.path >= place.path AND u.path < rtrim(place.path, '/') || '0'),
  found AS (
    SELECT u.step, count(*) AS branches, 0 AS officers FROM branch b JOIN below u ON u.id = b.unit_id
     WHERE b.ended_on IS NULL AND b.kind <> 'association' GROUP BY u.step
    UNION ALL
    SELECT u.step, 0, count(DISTINCT p.member_id) FROM post p JOIN below u ON u.id = p.unit_id
      JOIN branch b ON b.id = p.branch_id AND b.ended_on IS NULL
     WHERE p.from_on <= on_ AND (p.to_on IS NULL OR p.to_on >= on_) GROUP BY u.step)
  SELECT step, sum(branches)::int, sum(officers)::int FROM found GROUP BY step
$$
"""
FUNCTIONS = (
    "lhtq_posts_seen()",
    "lhtq_branches_seen()",
    "lhtq_courses_coming(int, date)",
    "lhtq_branches_counted(int, date)",
)
#: Table → its policy ``own``, now and before. What the other policy lets through anyway is not looked up.
OWN = {
    "branch": (
        f"CASE WHEN {under('unit_id')} THEN false ELSE id IN (SELECT lhtq_branches_seen()) END",
        "id IN (SELECT branch_id FROM member UNION SELECT branch_id FROM post)",
    ),
    "post": (
        f"CASE WHEN {under('unit_id')} THEN false ELSE id IN (SELECT lhtq_posts_seen()) END",
        "EXISTS (SELECT FROM member m WHERE m.id = member_id)",
    ),
}


def upgrade() -> None:
    op.execute(POSTS)
    op.execute(BRANCHES)
    op.execute(COMING)
    op.execute(COUNTED)
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO lhtq_app")
    op.create_index("ix_sheet_figure_year", "sheet_figure", ["year", "unit_id"])
    for table, (now, _before) in OWN.items():
        op.execute(f"ALTER POLICY own ON {table} USING ({now})")


def downgrade() -> None:
    for table, (_now, before) in OWN.items():
        op.execute(f"ALTER POLICY own ON {table} USING ({before})")
    op.drop_index("ix_sheet_figure_year", "sheet_figure")
    for function in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {function}")
