"""Courses and briefings: seen by who holds them and by the units of those on their lists; who has been briefed.

A unit sees of a course that another holds its facts and its own people, nobody else's. Who holds it keeps the list.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
PERSON = "nullif(current_setting('lhtq.person', true), '')::int"
UNITS = f"SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0')"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return f"{column} IN ({UNITS})"


#: The courses with somebody of the scope, or the one who signs in for themself, on their lists. With the owner's
#: rights and by the indexes: as a part of the policy below it would look at every participant.
COURSES_SEEN = f"""
CREATE FUNCTION lhtq_courses_seen() RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT course_id FROM course_participant WHERE {under("unit_id")}
  UNION SELECT course_id FROM course_participant WHERE member_id IN (
    SELECT id FROM member WHERE {under("unit_id")}
    UNION SELECT id FROM member WHERE {under("person_unit_id")}
    UNION SELECT id FROM member WHERE person_id = {PERSON})
  UNION SELECT course_id FROM course_participant WHERE person_id IN (
    SELECT id FROM person WHERE {under("unit_id")}
    UNION SELECT id FROM person WHERE id = {PERSON})
$$
"""
#: Whose member or person somebody sees, of them they see what they learned: the other tables say so.
OWN_PEOPLE = (
    f"{under('unit_id')} OR EXISTS (SELECT FROM member m WHERE m.id = member_id) "
    "OR EXISTS (SELECT FROM person p WHERE p.id = person_id)"
)
#: Table → (who reads, who writes; what is granted).
SECURITY = {
    "course": (
        f"{under('unit_id')} OR id IN (SELECT lhtq_courses_seen())", under("unit_id"), "SELECT, INSERT, UPDATE",
    ),
    "course_participant": (OWN_PEOPLE, under("holder_unit_id"), "SELECT, INSERT, UPDATE, DELETE"),
    "course_file": ("course_id IN (SELECT id FROM course)", under("unit_id"), "SELECT, INSERT, DELETE"),
    "briefed_figure": (under("unit_id"), under("unit_id"), "SELECT, INSERT, UPDATE"),
}  # fmt: skip

#: A membership that goes on in another branch takes along what was learned.
FOLLOW_MEMBER = """
CREATE FUNCTION follow_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE course_participant SET member_id = NEW.id WHERE member_id = NEW.moved_from_id;
  RETURN NULL;
END $$
"""
RECOUNT = """
CREATE VIEW briefed_figure_recount AS
SELECT m.unit_id, c.phase, count(DISTINCT m.id)::int AS briefed
  FROM member m JOIN course_participant p ON p.member_id = m.id AND p.attended
  JOIN course c ON c.id = p.course_id AND c.kind = 'briefing' AND c.state = 'held'
 WHERE m.left_on IS NULL GROUP BY m.unit_id, c.phase
"""
#: Somebody briefed twice counts once, so a unit is counted anew instead of added to. One at a time: whoever comes
#: second waits, and then sees what the first has written. A change that touches many units, as to a course of the whole
#: province, waits for everybody instead of taking a lock for each.
COUNT_AGAIN = """
CREATE FUNCTION count_briefed(given int[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  units int[] := ARRAY(SELECT DISTINCT u FROM unnest(given) AS u WHERE u IS NOT NULL ORDER BY u);
  everybody bigint := hashtext('briefed_figure');
BEGIN
  IF cardinality(units) = 0 THEN
    RETURN;
  ELSIF cardinality(units) > 100 THEN
    PERFORM pg_advisory_xact_lock(everybody);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(everybody);
    PERFORM pg_advisory_xact_lock(everybody::int, u) FROM unnest(units) AS u;
  END IF;
  INSERT INTO briefed_figure AS f (unit_id, phase, briefed)
  WITH counted AS MATERIALIZED (SELECT * FROM briefed_figure_recount WHERE unit_id = ANY (units))
  SELECT unit_id, phase, briefed FROM counted
  UNION ALL
  SELECT unit_id, phase, 0 FROM briefed_figure b
   WHERE unit_id = ANY (units) AND briefed <> 0
     AND NOT EXISTS (SELECT FROM counted c WHERE c.unit_id = b.unit_id AND c.phase = b.phase)
  ORDER BY unit_id, phase
  ON CONFLICT (unit_id, phase) DO UPDATE SET briefed = excluded.briefed WHERE f.briefed <> excluded.briefed;
END $$
"""
KEEP = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM count_briefed(ARRAY({units}));
  RETURN NULL;
END $$
"""
NEW, OLD = "REFERENCING NEW TABLE AS new_rows", "REFERENCING OLD TABLE AS old_rows"
BOTH = f"{OLD} NEW TABLE AS new_rows"
CHANGED = (
    "SELECT {columns} FROM ((SELECT {columns} FROM old_rows EXCEPT SELECT {columns} FROM new_rows) "
    "UNION (SELECT {columns} FROM new_rows EXCEPT SELECT {columns} FROM old_rows)) AS changed"
)
OF_PARTICIPANTS = (
    "SELECT m.unit_id FROM ({rows}) p JOIN course c ON c.id = p.course_id AND c.kind = 'briefing' "
    "JOIN member m ON m.id = p.member_id WHERE p.attended"
)
_ATTENDED = "id, course_id, member_id, attended"
OF_COURSES = (
    f"SELECT m.unit_id FROM ({CHANGED.format(columns='id, kind, state, phase')}) c "
    "JOIN course_participant p ON p.course_id = c.id AND p.attended JOIN member m ON m.id = p.member_id"
)
OF_MEMBERS = (
    f"SELECT unit_id FROM ({CHANGED.format(columns='id, unit_id, left_on')}) m "
    "WHERE EXISTS (SELECT FROM course_participant p WHERE p.member_id = m.id AND p.attended)"
)
#: Name → (table, event, transition tables, the units that are counted anew).
TRIGGERS = {
    "briefed_by_new_participants": ("course_participant", "INSERT", NEW, OF_PARTICIPANTS.format(rows="TABLE new_rows")),
    "briefed_by_old_participants": ("course_participant", "DELETE", OLD, OF_PARTICIPANTS.format(rows="TABLE old_rows")),
    "briefed_by_participants": (
        "course_participant", "UPDATE", BOTH, OF_PARTICIPANTS.format(rows=CHANGED.format(columns=_ATTENDED)),
    ),
    "briefed_by_courses": ("course", "UPDATE", BOTH, OF_COURSES),
    "briefed_by_members": ("member", "UPDATE", BOTH, OF_MEMBERS),
}  # fmt: skip

#: Merging two records of one person: what they have taken part in passes to the one that stays (see 0014).
OWNED = "SELECT 'person', 'course_participant', 'person_id', '{}'::text[], 'true', ''"


def _owned() -> str:
    """What the view of what records have says today."""
    found: str = op.get_bind().execute(sa.text("SELECT pg_get_viewdef('merge_owned'::regclass)")).scalar_one()
    return found.rstrip().rstrip(";")


def upgrade() -> None:
    _create_course()
    _create_participant()
    _create_file_and_figure()
    op.execute(COURSES_SEEN)
    op.execute("REVOKE ALL ON FUNCTION lhtq_courses_seen() FROM public")
    op.execute("GRANT EXECUTE ON FUNCTION lhtq_courses_seen() TO lhtq_app")
    for table, (seen, kept, privileges) in SECURITY.items():
        op.execute(f"GRANT {privileges} ON {table} TO lhtq_app")
        op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO lhtq_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY by_place ON {table} FOR SELECT USING ({seen})")
        op.execute(f"CREATE POLICY made_in_place ON {table} FOR INSERT WITH CHECK ({kept})")
        if "UPDATE" in privileges:
            op.execute(f"CREATE POLICY changed_in_place ON {table} FOR UPDATE USING ({kept})")
        if "DELETE" in privileges:
            op.execute(f"CREATE POLICY taken_back_in_place ON {table} FOR DELETE USING ({kept})")
    op.execute(FOLLOW_MEMBER)
    op.execute(
        "CREATE TRIGGER follow_member AFTER INSERT ON member FOR EACH ROW WHEN (NEW.moved_from_id IS NOT NULL) "
        "EXECUTE FUNCTION follow_member()"
    )
    _keep_figure()
    op.execute(f"CREATE OR REPLACE VIEW merge_owned AS {_owned()} UNION ALL {OWNED}")


def _keep_figure() -> None:
    op.execute(RECOUNT)
    op.execute(COUNT_AGAIN)
    op.execute("REVOKE ALL ON FUNCTION count_briefed(int[]) FROM public")
    for name, (table, event, transition, units) in TRIGGERS.items():
        op.execute(KEEP.format(name=name, units=units))
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} {transition} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    op.execute(
        "CREATE VIEW briefed_figure_difference AS SELECT unit_id, phase, coalesce(f.briefed, 0) AS kept, "
        "coalesce(r.briefed, 0) AS counted FROM briefed_figure f FULL JOIN briefed_figure_recount r "
        "USING (unit_id, phase) WHERE coalesce(f.briefed, 0) <> coalesce(r.briefed, 0)"
    )


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _of_course(table: str, place: str) -> sa.ForeignKeyConstraint:
    """A course together with the unit that holds it."""
    return sa.ForeignKeyConstraint(
        ["course_id", place], ["course.id", "course.unit_id"], name=op.f(f"fk_{table}_course_id")
    )


def _create_course() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("topics", sa.ARRAY(sa.String(20)), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "phase", sa.SmallInteger(),
            sa.Computed("CASE WHEN starts_on <= DATE '2025-12-31' THEN 2021 ELSE 2026 END", persisted=True),
            nullable=False,
        ),
        sa.Column("sessions", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("trainers", sa.String(500), nullable=False),
        sa.Column("result", sa.String(2000), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("course", "unit_id", "unit"),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_course_days_in_order")),
        sa.CheckConstraint(
            "starts_on >= '2021-01-01' AND ends_on <= '2030-12-31'", name=op.f("ck_course_within_plan")
        ),
        sa.CheckConstraint("cardinality(topics) > 0", name=op.f("ck_course_has_a_topic")),
        sa.CheckConstraint("sessions > 0", name=op.f("ck_course_has_a_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_course_id_unit_id")),
    )  # fmt: skip
    op.create_index("ix_course_unit_id_starts_on", "course", ["unit_id", "starts_on"])


def _create_participant() -> None:
    op.create_table(
        "course_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("holder_unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer()),
        sa.Column("person_id", sa.Integer()),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column("birth_year", sa.SmallInteger()),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("completed", sa.Boolean(), nullable=False),
        sa.Column("certificate_number", sa.String(30), nullable=False),
        sa.Column("certificate_on", sa.Date()),
        sa.Column(
            "sort", sa.String(120, collation="C"), sa.Computed("lhtq_sort_name(full_name)", persisted=True),
            nullable=False,
        ),
        _of_course("course_participant", "holder_unit_id"),
        _key("course_participant", "unit_id", "unit"),
        _key("course_participant", "member_id", "member"),
        _key("course_participant", "person_id", "person"),
        sa.CheckConstraint("invited OR attended", name=op.f("ck_course_participant_invited_or_came")),
        sa.CheckConstraint("attended OR NOT completed", name=op.f("ck_course_participant_completed_by_attending")),
        sa.CheckConstraint(
            "(certificate_number = '') = (certificate_on IS NULL)",
            name=op.f("ck_course_participant_certificate_with_a_day"),
        ),
        sa.CheckConstraint(
            "completed OR certificate_number = ''", name=op.f("ck_course_participant_certificate_for_completing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_participant")),
        sa.UniqueConstraint("course_id", "member_id", name=op.f("uq_course_participant_course_id_member_id")),
        sa.UniqueConstraint("course_id", "person_id", name=op.f("uq_course_participant_course_id_person_id")),
    )  # fmt: skip
    for column in ("unit_id", "member_id", "person_id"):
        op.create_index(f"ix_course_participant_{column}", "course_participant", [column])
    op.create_index(
        "uq_course_participant_certificate", "course_participant", ["course_id", "certificate_number"], unique=True,
        postgresql_where=sa.text("certificate_number <> ''"),
    )  # fmt: skip


def _create_file_and_figure() -> None:
    op.create_table(
        "course_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("thumbnail_digest", sa.String(64)),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        _of_course("course_file", "unit_id"),
        _key("course_file", "unit_id", "unit"),
        _key("course_file", "added_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_file")),
        sa.UniqueConstraint("course_id", "digest", name=op.f("uq_course_file_course_id_digest")),
    )
    op.create_index("ix_course_file_unit_id", "course_file", ["unit_id"])
    op.create_table(
        "briefed_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.SmallInteger(), nullable=False),
        sa.Column("briefed", sa.Integer(), nullable=False),
        _key("briefed_figure", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefed_figure")),
        sa.UniqueConstraint("unit_id", "phase", name=op.f("uq_briefed_figure_unit_id_phase")),
    )


def downgrade() -> None:
    op.execute(f"CREATE OR REPLACE VIEW merge_owned AS {_owned().rpartition('UNION ALL')[0]}")
    op.execute("DROP VIEW briefed_figure_difference")
    op.execute("DROP TRIGGER briefed_by_members ON member")
    op.execute("DROP TRIGGER follow_member ON member")
    op.execute("DROP FUNCTION follow_member()")
    op.drop_table("course_file")
    op.execute("DROP POLICY by_place ON course")
    op.execute("DROP FUNCTION lhtq_courses_seen()")
    op.execute("DROP VIEW briefed_figure_recount")
    for table in ("course_participant", "course", "briefed_figure"):
        op.drop_table(table)
    for name in TRIGGERS:
        op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION count_briefed(int[])")
