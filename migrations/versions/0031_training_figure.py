"""Courses held, attendances and completions by unit and year, kept by triggers as every figure of the roll-up is.

Courses count where they are held, people where they were then; the year is that of a course's first day. A change to
people reads their course under a shared lock, so that a course that is moved or cancelled at the same moment is counted
by the one who comes second, who then sees both.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
VALUES = ("courses", "attended", "completed")
NAMES = ", ".join(VALUES)
SUMS = ", ".join(f"sum({value})::int AS {value}" for value in VALUES)
YEAR = "extract(year FROM c.starts_on)::smallint"
#: A course in ``rows`` as it counts by itself and by its people; ``sign`` takes it away again.
OF_COURSE = f"""
SELECT c.unit_id, {YEAR} AS year, {{sign}}1 AS courses, 0 AS attended, 0 AS completed FROM {{rows}} c
 WHERE c.state = 'held'
UNION ALL
SELECT p.unit_id, {YEAR}, 0, {{sign}}1, {{sign}}(p.completed::int) FROM {{rows}} c
  JOIN course_participant p ON p.course_id = c.id AND p.attended WHERE c.state = 'held'
"""
OF_PEOPLE = f"""
SELECT p.unit_id, {YEAR} AS year, 0 AS courses, {{sign}}1 AS attended, {{sign}}(p.completed::int) AS completed
  FROM {{rows}} p JOIN course c ON c.id = p.course_id AND c.state = 'held' WHERE p.attended
"""
RECOUNT = (
    f"CREATE VIEW training_figure_recount AS SELECT unit_id, year, {SUMS} "
    f"FROM ({OF_COURSE.format(rows='course', sign='')}) AS one GROUP BY unit_id, year"
)
DIFFERENCE = f"""
CREATE VIEW training_figure_difference AS
SELECT unit_id, year, {", ".join(f"coalesce(f.{v}, 0) AS kept_{v}, coalesce(r.{v}, 0) AS counted_{v}" for v in VALUES)}
  FROM training_figure f FULL JOIN training_figure_recount r USING (unit_id, year)
 WHERE {" OR ".join(f"coalesce(f.{v}, 0) <> coalesce(r.{v}, 0)" for v in VALUES)}
"""
PUT = f"""
  INSERT INTO training_figure AS f (unit_id, year, {NAMES})
  SELECT unit_id, year, {SUMS} FROM ({{delta}}) AS delta GROUP BY unit_id, year
  HAVING {" OR ".join(f"sum({v}) <> 0" for v in VALUES)} ORDER BY unit_id, year
  ON CONFLICT (unit_id, year) DO UPDATE SET {", ".join(f"{v} = f.{v} + excluded.{v}" for v in VALUES)};
"""
KEEP = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  {wait}
  {put}
  RETURN NULL;
END $$
"""
#: The courses of people who attended, held still until the change is committed.
WAIT = "PERFORM FROM course WHERE id IN ({courses}) ORDER BY id FOR SHARE;"
#: Event → (transition tables, which rows were and are there).
EVENTS = {
    "INSERT": ("NEW TABLE AS new_rows", {"new_rows": ""}),
    "DELETE": ("OLD TABLE AS old_rows", {"old_rows": "-"}),
    "UPDATE": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", {"old_rows": "-", "new_rows": ""}),
}
#: What counts of a row of each table: where nothing of it changes, nothing is counted.
COUNTED = {"course": "id, unit_id, state, starts_on", "course_participant": "course_id, unit_id, attended, completed"}
SOURCES = {"course": OF_COURSE, "course_participant": OF_PEOPLE}


def upgrade() -> None:
    op.create_table(
        "training_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        *(sa.Column(value, sa.Integer(), nullable=False) for value in VALUES),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_training_figure_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_figure")),
        sa.UniqueConstraint("unit_id", "year", name=op.f("uq_training_figure_unit_id_year")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON training_figure TO lhtq_app")
    op.execute("GRANT USAGE ON SEQUENCE training_figure_id_seq TO lhtq_app")
    op.execute("ALTER TABLE training_figure ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON training_figure USING ({UNDER}) WITH CHECK ({UNDER})")
    op.execute(RECOUNT)
    op.execute(DIFFERENCE)
    for table, counted in SOURCES.items():
        for event, (transition, rows) in EVENTS.items():
            name = f"keep_training_figure_{table}_{event.lower()}"
            delta = " UNION ALL ".join(
                counted.format(rows=_told(table, one, rows), sign=sign) for one, sign in rows.items()
            )
            courses = " UNION ".join(f"SELECT course_id FROM {one} WHERE attended" for one in rows)
            wait = WAIT.format(courses=courses) if table == "course_participant" else ""
            op.execute(KEEP.format(name=name, wait=wait, put=PUT.format(delta=delta)))
            op.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {transition} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
    op.execute(f"INSERT INTO training_figure (unit_id, year, {NAMES}) SELECT unit_id, year, {NAMES} "
               "FROM training_figure_recount")  # fmt: skip


def _told(table: str, one: str, rows: dict[str, str]) -> str:
    """The rows of a change that count otherwise than before, duplicates among them."""
    others = [other for other in rows if other != one]
    if not others:
        return one
    columns = COUNTED[table]
    return f"(SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {others[0]})"


def downgrade() -> None:
    for table in SOURCES:
        for event in EVENTS:
            name = f"keep_training_figure_{table}_{event.lower()}"
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP VIEW training_figure_difference")
    op.execute("DROP VIEW training_figure_recount")
    op.drop_table("training_figure")
