"""The measures kept true in the transaction that changes a record.

Each statement writes down which measures of which units it may have changed; before the transaction ends, those units
are counted anew, once, however many records were touched. Whoever changes the same commune at the same moment waits,
and then counts what the first has written too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

MEASURES = (
    "family_rate", "clan_rate", "community_rate", "unit_rate", "worker_citizen_rate", "staff_citizen_rate",
    "digital_skill_rate", "self_update_rate", "briefed_rate", "chair_in_centre_rate", "officer_centre_it_rate",
)  # fmt: skip
OF_CITIZENS = ("worker_citizen_rate", "digital_skill_rate", "self_update_rate")


def each(measures: tuple[str, ...], unit: str, source: str) -> str:
    """Some measures of the units of some rows."""
    values = ", ".join(f"('{measure}')" for measure in measures)
    return f"SELECT m.measure, {unit} FROM {source} CROSS JOIN (VALUES {values}) AS m (measure)"


OF_OFFICERS = "JOIN post o ON o.member_id = p.member_id"
#: Table → (the columns that count, which measures of which units a row may change; ``{r}`` is the changed rows).
DUE = {
    "household": (
        "id, unit_id, ended_on, merged_into_id, created_at",
        each(("family_rate", "worker_citizen_rate"), "r.unit_id", "{r} r"),
    ),
    "person": (
        "id, unit_id, household_id, working, left_on, merged_into_id",
        each(OF_CITIZENS, "r.unit_id", "{r} r"),
        "SELECT 'staff_citizen_rate', e.unit_id FROM {r} r JOIN employment e ON e.person_id = r.id",
    ),
    "title": (
        "id, model, subject_id, sheet_id, valid_from, valid_to",
        each(
            ("family_rate", "worker_citizen_rate"), "h.unit_id",
            "{r} r JOIN household h ON r.model = 'family' AND h.id = r.subject_id",
        ),
        each(("community_rate", "worker_citizen_rate"), "u.id",
             "{r} r JOIN unit u ON r.model = 'community' AND u.id = r.subject_id"),
        "SELECT 'clan_rate', c.unit_id FROM {r} r JOIN clan c ON r.model = 'clan' AND c.id = r.subject_id",
        ("SELECT 'worker_citizen_rate', f.household_unit_id FROM {r} r "
        "JOIN clan_family f ON r.model = 'clan' AND f.clan_id = r.subject_id"),
        each(("unit_rate", "staff_citizen_rate"), "o.unit_id",
             "{r} r JOIN organisation o ON r.model = 'organisation' AND o.id = r.subject_id"),
        each(OF_CITIZENS, "p.unit_id", "{r} r JOIN person p ON r.model = 'citizen' AND p.id = r.subject_id"),
        ("SELECT 'staff_citizen_rate', e.unit_id FROM {r} r "
        "JOIN employment e ON r.model = 'citizen' AND e.person_id = r.subject_id"),
    ),
    "clan": ("id, unit_id, ended_on, created_at", "SELECT 'clan_rate', r.unit_id FROM {r} r"),
    "clan_family": (
        "clan_id, household_id, household_unit_id, left_on",
        "SELECT 'worker_citizen_rate', r.household_unit_id FROM {r} r",
    ),
    "organisation": (
        "id, unit_id, ended_on, created_at", each(("unit_rate", "staff_citizen_rate"), "r.unit_id", "{r} r"),
    ),
    "employment": (
        "id, organisation_id, unit_id, person_id, left_on", "SELECT 'staff_citizen_rate', r.unit_id FROM {r} r",
    ),
    "member": (
        "id, unit_id, joined_on, left_on, person_id",
        "SELECT 'briefed_rate', r.unit_id FROM {r} r",
        "SELECT 'officer_centre_it_rate', o.unit_id FROM {r} r JOIN post o ON o.member_id = r.id",
    ),
    "course": (
        "id, kind, topics, starts_on, ends_on, state",
        ("SELECT 'briefed_rate', m.unit_id FROM {r} r JOIN course_participant p ON p.course_id = r.id "
        "JOIN member m ON m.id = p.member_id"),
        (f"SELECT 'officer_centre_it_rate', o.unit_id FROM {{r}} r JOIN course_participant p ON p.course_id = r.id "
        f"{OF_OFFICERS}"),
    ),
    "course_participant": (
        "id, course_id, member_id, attended, completed",
        "SELECT 'briefed_rate', m.unit_id FROM {r} p JOIN member m ON m.id = p.member_id",
        f"SELECT 'officer_centre_it_rate', o.unit_id FROM {{r}} p {OF_OFFICERS}",
    ),
    "branch": (
        "id, unit_id, kind, founded_on, ended_on",
        each(("chair_in_centre_rate", "officer_centre_it_rate"), "r.unit_id", "{r} r"),
    ),
    "post": (
        "id, branch_id, unit_id, member_id, from_on, to_on", "SELECT 'officer_centre_it_rate', r.unit_id FROM {r} r",
    ),
    "board_member": (
        "id, association_unit_id, term_from, term_to",
        "SELECT 'chair_in_centre_rate', r.association_unit_id FROM {r} r WHERE r.association_unit_id IS NOT NULL",
    ),
    "activity": (
        "id, state, held_on",
        ("SELECT 'officer_centre_it_rate', o.unit_id FROM {r} r JOIN activity_hand d ON d.activity_id = r.id "
        "JOIN member m ON m.person_id = d.person_id JOIN post o ON o.member_id = m.id"),
    ),
    "activity_hand": (
        "id, activity_id, person_id",
        ("SELECT 'officer_centre_it_rate', o.unit_id FROM {r} r JOIN member m ON m.person_id = r.person_id "
        "JOIN post o ON o.member_id = m.id"),
    ),
    "year_statistics": ("unit_id, year, figures", each(MEASURES, "r.unit_id", "{r} r")),
    "unit": (
        "id, parent_id, level, valid_from, valid_to",
        each(MEASURES, "r.id", "{r} r"),
        each(MEASURES, "r.parent_id", "{r} r") + " WHERE r.parent_id IS NOT NULL",
    ),
}  # fmt: skip
EVENTS = {
    "INSERT": ("NEW TABLE AS new_rows", ("new_rows",)),
    "DELETE": ("OLD TABLE AS old_rows", ("old_rows",)),
    "UPDATE": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", ("old_rows", "new_rows")),
}
#: A new unit has no records yet; that it is there is all that counts.
OF_NEW_UNITS = (each(("community_rate", "chair_in_centre_rate"), "r.id", "{r} r"),)
NOTE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO measure_due (measure, unit_id) {due};
  RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
#: Sheets are written at every tap: only one whose citizen's own update changed is looked at.
NOTE_SHEET = """
CREATE FUNCTION measures_due_of_sheet() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO measure_due (measure, unit_id)
  SELECT 'self_update_rate', unit_id FROM person WHERE id = NEW.subject_id
  UNION SELECT 'self_update_rate', unit_id FROM person WHERE TG_OP = 'UPDATE' AND id = OLD.subject_id;
  RETURN NULL;
END $$;
CREATE TRIGGER measures_due_of_sheet_update AFTER UPDATE ON sheet FOR EACH ROW
  WHEN (NEW.model = 'citizen' AND (NEW.self_updated_on IS DISTINCT FROM OLD.self_updated_on
    OR (NEW.self_updated_on IS NOT NULL AND NEW.subject_id <> OLD.subject_id)))
  EXECUTE FUNCTION measures_due_of_sheet();
CREATE TRIGGER measures_due_of_sheet_insert AFTER INSERT ON sheet FOR EACH ROW
  WHEN (NEW.model = 'citizen' AND NEW.self_updated_on IS NOT NULL)
  EXECUTE FUNCTION measures_due_of_sheet();
"""
COLUMNS = "unit_id, since, until, whole, part, registered, official"
VALUES = "until, whole, part, registered, official"
#: Rows that are right already are not written again.
PUT = f"""
    WITH counted AS MATERIALIZED (SELECT * FROM {{function}}(one.measure, {{units}})),
    gone AS (
      DELETE FROM {{table}} k WHERE k.measure = one.measure AND k.unit_id = ANY ({{units}})
         AND NOT EXISTS (SELECT FROM counted c WHERE c.unit_id = k.unit_id AND c.since = k.since))
    INSERT INTO {{table}} AS k (measure, {COLUMNS})
    SELECT one.measure, {COLUMNS} FROM counted
    ON CONFLICT (unit_id, measure, since) DO UPDATE SET
      ({VALUES}) = (excluded.until, excluded.whole, excluded.part, excluded.registered, excluded.official)
      WHERE (k.until, k.whole, k.part, k.registered, k.official) IS DISTINCT FROM
            (excluded.until, excluded.whole, excluded.part, excluded.registered, excluded.official);
"""
#: A change to so many communes takes one lock for everybody instead of one for each.
MANY = 100
SETTLE = f"""
CREATE FUNCTION settle_measures() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET jit = off AS $$
#variable_conflict use_column
DECLARE
  due jsonb;
  everybody bigint := hashtext('measures');
  places int[];
  one record;
BEGIN
  WITH gone AS (DELETE FROM measure_due RETURNING measure, unit_id),
  units AS (SELECT DISTINCT measure, unit_id FROM gone)
  SELECT jsonb_object_agg(measure, ids) INTO due
    FROM (SELECT measure, jsonb_agg(unit_id) AS ids FROM units GROUP BY measure) AS found;
  IF due IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT array_agg(DISTINCT CASE u.level WHEN 'village' THEN coalesce(u.parent_id, u.id) ELSE u.id END) INTO places
    FROM unit u WHERE u.id IN (SELECT jsonb_array_elements(value)::int FROM jsonb_each(due));
  IF cardinality(places) > {MANY} THEN
    PERFORM pg_advisory_xact_lock(everybody);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(everybody);
    PERFORM pg_advisory_xact_lock(everybody::int, p) FROM (SELECT unnest(places) AS p ORDER BY p) AS sorted;
  END IF;
  FOR one IN
    SELECT key AS measure, ARRAY(SELECT jsonb_array_elements(value)::int) AS units FROM jsonb_each(due) ORDER BY key
  LOOP
    {PUT.format(function="measure_recount", table="measure_level", units="one.units")}
    places := ARRAY(SELECT DISTINCT CASE u.level WHEN 'village' THEN coalesce(u.parent_id, u.id) ELSE u.id END
                      FROM unit u WHERE u.id = ANY (one.units));
    {PUT.format(function="measure_sum_recount", table="measure_sum", units="places")}
  END LOOP;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settle_measures AFTER INSERT ON measure_due DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION settle_measures();
"""


def _due(table: str, event: str) -> tuple[str, str]:
    """The tables of a change and the statement that says what is due."""
    transition, names = EVENTS[event]
    columns, *due = DUE[table]
    if table == "unit" and event == "INSERT":
        due = list(OF_NEW_UNITS)
    rows = names if len(names) == 1 else _changed(columns)
    return transition, " UNION ".join(one.format(r=found) for one in due for found in rows)


def _changed(columns: str) -> tuple[str, str]:
    """The rows before and after that differ in what counts."""
    old, new = (f"SELECT {columns} FROM {name}" for name in ("old_rows", "new_rows"))
    return f"({old} EXCEPT {new})", f"({new} EXCEPT {old})"


def upgrade() -> None:
    op.create_table(
        "measure_due",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.String(30), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_due")),
    )
    op.execute(SETTLE)
    for table in DUE:
        for event in EVENTS:
            transition, due = _due(table, event)
            name = f"measures_due_of_{table}_{event.lower()}"
            op.execute(NOTE.format(name=name, table=table, event=event, transition=transition, due=due))
    op.execute(NOTE_SHEET)


def downgrade() -> None:
    for name in ("insert", "update"):
        op.execute(f"DROP TRIGGER measures_due_of_sheet_{name} ON sheet")
    op.execute("DROP FUNCTION measures_due_of_sheet()")
    for table in DUE:
        for event in EVENTS:
            name = f"measures_due_of_{table}_{event.lower()}"
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("measure_due")
    op.execute("DROP FUNCTION settle_measures()")
