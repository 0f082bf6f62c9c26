"""Somebody's whole time in the Association, and every fee they paid; which of its members taught or helped.

A membership that goes on in another branch is a new row, and who keeps the new branch may not see the one before. Who
sees a membership is told since when it goes on and what was paid in it, and no more of the branches before.

Who taught at an activity or helped to run it may be a member who is in no register, or in another commune's: the link
to the member counts for officer_centre_it_rate as that to a person does.
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0047"
down_revision = "0046"
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
#: Members of today at or under a place by any part of the name, or the one; of those that the caller sees.
NAMED = """
CREATE FUNCTION lhtq_members_named(typed text, place text, one int, most int)
RETURNS TABLE (id int, unit_path text, person_id int, person_unit_id int, full_name text, birth_year int, branch text)
LANGUAGE sql STABLE SET search_path = public AS $$
  SELECT m.id, u.path, m.person_id, m.person_unit_id, m.full_name, m.birth_year, b.name
    FROM member m JOIN unit u ON u.id = m.unit_id JOIN branch b ON b.id = m.branch_id
   WHERE u.path >= place AND u.path < rtrim(place, '/') || '0' AND m.left_on IS NULL
     AND (one IS NULL OR m.id = one) AND strpos(m.name_folded, lhtq_fold(typed)) > 0
   ORDER BY m.sort, m.id LIMIT most
$$
"""
FUNCTIONS = {
    "lhtq_member_past(int)": PAST,
    "lhtq_fees_before(int)": FEES,
    "lhtq_members_named(text, text, int, int)": NAMED,
}

#: By whom an activity was run in officer_centre_it_rate (0033), and by whom it may be besides.
BY_PERSON = "d.person_id = o.person_id"
BY_MEMBER = "d.member_id = o.member_id"
#: A membership that goes on in another branch takes along what was taught, as it does what was learned (0026).
FOLLOW = """
CREATE FUNCTION follow_hand() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE activity_hand SET member_id = NEW.id WHERE member_id = NEW.moved_from_id;
  RETURN NULL;
END $$
"""
#: What is due in officer_centre_it_rate by the link to a member, beside what is by the person (0034).
DUE = {
    "activity": ("id, state, held_on", "JOIN activity_hand d ON d.activity_id = r.id "),
    "activity_hand": ("id, activity_id, member_id", ""),
}
EVENTS = {
    "INSERT": ("NEW TABLE AS new_rows", ("new_rows",)),
    "DELETE": ("OLD TABLE AS old_rows", ("old_rows",)),
    "UPDATE": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", ("old_rows", "new_rows")),
}


def _note(table: str, event: str) -> str:
    """The trigger that says what is due after an event of a table."""
    columns, join = DUE[table]
    transition, names = EVENTS[event]
    old, new = (f"SELECT {columns} FROM {name}" for name in ("old_rows", "new_rows"))
    rows = names if len(names) == 1 else (f"({old} EXCEPT {new})", f"({new} EXCEPT {old})")
    member = "d" if join else "r"
    due = " UNION ".join(
        f"SELECT 'officer_centre_it_rate', o.unit_id FROM {one} r {join}JOIN post o ON o.member_id = {member}.member_id"
        for one in rows
    )
    name = f"member_due_of_{table}_{event.lower()}"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO measure_due (measure, unit_id) {due};
  RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


def upgrade() -> None:
    op.add_column("activity_hand", sa.Column("member_id", sa.Integer()))
    op.create_foreign_key(op.f("fk_activity_hand_member_id"), "activity_hand", "member", ["member_id"], ["id"])
    op.create_index(op.f("ix_activity_hand_member_id"), "activity_hand", ["member_id"])
    op.execute(_officers().replace(BY_PERSON, f"{BY_PERSON} OR {BY_MEMBER}"))
    op.execute(FOLLOW)
    op.execute(
        "CREATE TRIGGER follow_hand AFTER INSERT ON member FOR EACH ROW WHEN (NEW.moved_from_id IS NOT NULL) "
        "EXECUTE FUNCTION follow_hand()"
    )
    for table in DUE:
        for event in EVENTS:
            op.execute(_note(table, event))
    for signature, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO lhtq_app")


def downgrade() -> None:
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
    for table in DUE:
        for event in EVENTS:
            op.execute(f"DROP TRIGGER member_due_of_{table}_{event.lower()} ON {table}")
            op.execute(f"DROP FUNCTION member_due_of_{table}_{event.lower()}()")
    op.execute("DROP TRIGGER follow_hand ON member")
    op.execute("DROP FUNCTION follow_hand()")
    op.execute(_officers())
    op.drop_column("activity_hand", "member_id")


def _officers() -> str:
    """The view of the measure, as in 0033."""
    span: str = context.script.get_revision("0033").module.SPANS["officer_centre_it_rate"]
    return f"CREATE OR REPLACE VIEW measure_span_officer_centre_it_rate AS {span}"
