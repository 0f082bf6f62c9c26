"""Who sees a centre and what it does, the figures of it, and checking in by the code on the wall.

A centre is seen from every commune that it serves and, with whom it serves, from below; what a centre does elsewhere
its own commune sees in numbers, the people who came are seen where it was held. A person and a teacher see their own
through two views that ask for the scope themselves, as those of 0008 do. The public page of the code reads and writes
through functions alone: it finds a person by full name and year of birth, and tells nobody whether it did.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
PERSON = "nullif(current_setting('lhtq.person', true), '')::int"
ACCOUNT = "nullif(current_setting('lhtq.account', true), '')::int"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return (
        f"{column} IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) "
        f"AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
    )


def above(column: str) -> str:
    """Whether the scope lies under a unit, or is it."""
    return f"{column} IN (SELECT id FROM unit WHERE (SELECT {SCOPE}) ^@ path)"


UNDER = under("unit_id")
SERVED = f"centre_id IN (SELECT s.centre_id FROM centre_served s WHERE s.left_on IS NULL AND {under('s.unit_id')})"
CHANGED = "SELECT, INSERT, UPDATE"

#: Table → what the app may do, who sees a row, who writes one and, where it is somebody else, who changes one.
RULES: dict[str, tuple[str, str, str, str]] = {
    "centre": (
        CHANGED,
        f"{UNDER} OR {above('unit_id')} OR id IN (SELECT centre_id FROM centre_served WHERE left_on IS NULL)",
        UNDER,
        UNDER,
    ),
    # Either commune may end what the centre's one began.
    "centre_served": (
        CHANGED,
        " OR ".join((UNDER, above("unit_id"), under("centre_unit_id"), above("centre_unit_id"))),
        under("centre_unit_id"),
        f"{UNDER} OR {under('centre_unit_id')}",
    ),
    "board_member": (CHANGED, f"{UNDER} OR {SERVED}", UNDER, UNDER),
    "centre_asset": (CHANGED, f"{UNDER} OR {SERVED}", UNDER, UNDER),
    "centre_link": (CHANGED, f"{UNDER} OR {SERVED}", UNDER, UNDER),
    "centre_plan": (CHANGED, f"{UNDER} OR {SERVED}", UNDER, UNDER),
    "activity": (CHANGED, f"{UNDER} OR {under('centre_unit_id')}", UNDER, UNDER),
    "activity_session": (f"{CHANGED}, DELETE", UNDER, UNDER, UNDER),
    "activity_photo": ("SELECT, INSERT, DELETE", UNDER, UNDER, UNDER),
    "activity_hand": ("SELECT, INSERT, DELETE", UNDER, UNDER, UNDER),
    "participant": (CHANGED, UNDER, UNDER, UNDER),
    "activity_figure": (CHANGED, UNDER, UNDER, UNDER),
}
#: Counts of addresses that used the public page; belongs to no place.
OPEN_TABLE = "check_in_count"

VALUES = (
    "activities", "attendances", "women", "minority", "elderly", "disabled", "poor", "enrolled", "completed",
)  # fmt: skip
KEY = "unit_id, year, kind"
SUMS = ", ".join("count(*) AS activities" if name == "activities" else f"sum({name}) AS {name}" for name in VALUES)
COUNTED = f"SELECT {KEY}, {SUMS} FROM {{rows}} WHERE state = 'done' GROUP BY {KEY}"
NAMES = ", ".join(VALUES)
MINUS = ", ".join(f"-{name}" for name in VALUES)
ADDED = ", ".join(f"sum({name})" for name in VALUES)
NOT_NOTHING = " OR ".join(f"sum({name}) <> 0" for name in VALUES)
KEPT = ", ".join(f"{name} = f.{name} + excluded.{name}" for name in VALUES)
GAINED = f"SELECT {KEY}, {NAMES} FROM ({COUNTED.format(rows='new_rows')}) AS gained"
LOST = f"SELECT {KEY}, {MINUS} FROM ({COUNTED.format(rows='old_rows')}) AS lost"
PUT = f"INSERT INTO activity_figure AS f ({KEY}, {NAMES}) {{rows}} ON CONFLICT ({KEY}) DO UPDATE SET {KEPT}"
KEEP = f"""
CREATE FUNCTION keep_activity_figure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {PUT.format(rows=f"{GAINED} ORDER BY {KEY}")};
  ELSIF TG_OP = 'DELETE' THEN
    {PUT.format(rows=f"{LOST} ORDER BY {KEY}")};
  ELSE
    {PUT.format(
    rows=f"SELECT {KEY}, {ADDED} FROM ({GAINED} UNION ALL {LOST}) AS delta GROUP BY {KEY} HAVING {NOT_NOTHING} "
    f"ORDER BY {KEY}"
)};
  END IF;
  RETURN NULL;
END $$
"""  # fmt: skip
TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
}
RECOUNT = f"CREATE VIEW activity_figure_recount AS {COUNTED.format(rows='activity')}"
DIFFERENCE = f"""
CREATE VIEW activity_figure_difference AS
SELECT {KEY}, {", ".join(f"coalesce(f.{v}, 0) AS kept_{v}, coalesce(r.{v}, 0) AS counted_{v}" for v in VALUES)}
  FROM activity_figure f FULL JOIN activity_figure_recount r USING ({KEY})
 WHERE {" OR ".join(f"coalesce(f.{v}, 0) <> coalesce(r.{v}, 0)" for v in VALUES)}
"""

PARTICIPATIONS = f"""
CREATE VIEW participation_card WITH (security_barrier) AS
SELECT link.id, link.person_id, link.completed, cardinality(link.sessions) AS sessions,
       activity.id AS activity_id, activity.unit_id, activity.kind, activity.topic, activity.held_on,
       place.name AS place, centre.name AS centre_name
  FROM participant link
  JOIN activity ON activity.id = link.activity_id AND activity.state = 'done'
  JOIN centre ON centre.id = activity.centre_id
  JOIN unit place ON place.id = activity.unit_id
 WHERE link.person_id IS NOT NULL AND link.confirmed AND link.dropped_on IS NULL
   AND ({under("link.unit_id")} OR {under("link.person_unit_id")} OR link.person_id = {PERSON})
"""
TAUGHT = f"""
CREATE VIEW taught_card WITH (security_barrier) AS
SELECT link.id, link.person_id, link.account_id, link.role, link.full_name,
       activity.id AS activity_id, activity.unit_id, activity.kind, activity.state, activity.topic, activity.held_on,
       activity.attendances, place.name AS place, centre.name AS centre_name
  FROM activity_hand link
  JOIN activity ON activity.id = link.activity_id
  JOIN centre ON centre.id = activity.centre_id
  JOIN unit place ON place.id = activity.unit_id
 WHERE {under("link.unit_id")} OR {under("link.person_unit_id")} OR link.person_id = {PERSON}
    OR link.account_id = {ACCOUNT}
"""

#: What the public page shows of an activity: what is on its poster.
PLACE = """
CREATE FUNCTION lhtq_check_in_place(given int)
RETURNS TABLE (topic text, kind text, place text, starts_at time, ends_at time, days date[], communes int[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT a.topic, a.kind, u.name, a.starts_at, a.ends_at,
         coalesce((SELECT array_agg(s.held_on ORDER BY s.held_on) FROM activity_session s WHERE s.activity_id = a.id),
                  ARRAY[a.held_on]),
         ARRAY(SELECT s.unit_id FROM centre_served s WHERE s.centre_id = a.centre_id AND s.left_on IS NULL)
    FROM activity a JOIN unit u ON u.id = a.unit_id WHERE a.id = given AND a.state <> 'cancelled'
$$
"""
#: Not more strangers than this are kept for one activity, whoever sends them.
MOST = 1000
WHO_CAME = f"""
CREATE FUNCTION lhtq_came(given activity, who int, full_name text, born int, on_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  session int[] := ARRAY(SELECT s.id FROM activity_session s WHERE s.activity_id = given.id AND s.held_on = on_day);
  made int;
BEGIN
  IF who IS NOT NULL THEN
    INSERT INTO participant AS had (activity_id, unit_id, person_id, person_unit_id, full_name, birth_year, sex,
                                    ethnicity, elderly, disabled, poor, origin, confirmed, completed, sessions)
      SELECT given.id, given.unit_id, p.id, p.unit_id, p.full_name, p.birth_year, p.sex, p.ethnicity,
             CASE WHEN p.birth_date IS NULL THEN extract(year FROM on_day) - p.birth_year >= 60
                  ELSE p.birth_date + interval '60 years' <= on_day END,
             p.disabled, h.poor, 'scanned', true, false, session
        FROM person p JOIN household h ON h.id = p.household_id WHERE p.id = who
    ON CONFLICT (activity_id, person_id) DO UPDATE SET sessions = had.sessions || session
      WHERE NOT had.sessions @> session RETURNING id INTO made;
  ELSIF (SELECT count(*) FROM participant p WHERE p.activity_id = given.id AND p.person_id IS NULL) < {MOST} THEN
    INSERT INTO participant AS had (activity_id, unit_id, full_name, birth_year, ethnicity, elderly, disabled, poor,
                                    origin, confirmed, completed, sessions)
      VALUES (given.id, given.unit_id, full_name, born, '', extract(year FROM on_day) - born >= 60, false, false,
              'scanned', false, false, session)
    ON CONFLICT (activity_id, name_folded, birth_year) WHERE person_id IS NULL
      DO UPDATE SET sessions = had.sessions || session WHERE NOT had.sessions @> session RETURNING id INTO made;
  END IF;
  IF made IS NOT NULL THEN
    INSERT INTO audit_entry (account_id, account_name, role, action, subject_type, subject_id, unit_id, changes, note)
      VALUES ({ACCOUNT}, 'Điểm danh bằng mã', '', 'activity:check-in', 'participant', made, given.unit_id, '{{}}', '');
  END IF;
END $$
"""
CHECK_IN = """
CREATE FUNCTION lhtq_check_in(given int, given_name text, born int, village int, on_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  act activity;
  people int[];
BEGIN
  SELECT * INTO act FROM activity WHERE id = given AND state <> 'cancelled';
  IF NOT FOUND THEN RETURN; END IF;
  SELECT array_agg(p.id) INTO people FROM person p JOIN unit v ON v.id = p.unit_id
    JOIN centre_served s ON s.centre_id = act.centre_id AND s.left_on IS NULL
     AND (v.parent_id = s.unit_id OR v.id = s.unit_id)
   WHERE p.name_folded = lhtq_fold(given_name) AND p.birth_year = born AND p.left_on IS NULL
     AND (village IS NULL OR v.id = village);
  PERFORM lhtq_came(act, CASE WHEN cardinality(people) = 1 THEN people[1] END, given_name, born, on_day);
END $$
"""
CHECK_IN_SELF = f"""
CREATE FUNCTION lhtq_check_in_self(given int, on_day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE act activity;
BEGIN
  SELECT * INTO act FROM activity WHERE id = given AND state <> 'cancelled';
  IF FOUND AND {PERSON} IS NOT NULL THEN PERFORM lhtq_came(act, {PERSON}, '', 0, on_day); END IF;
END $$
"""
FUNCTIONS = {
    "lhtq_check_in_place(int)": PLACE,
    "lhtq_came(activity, int, text, int, date)": WHO_CAME,
    "lhtq_check_in(int, text, int, int, date)": CHECK_IN,
    "lhtq_check_in_self(int, date)": CHECK_IN_SELF,
}

#: What a person has besides, for when two records of one are merged (0014): table by table, as that view has it.
OF_PERSON = ("participant", "activity_hand", "board_member")
OWNED = ", ".join(
    f"('person', '{one}', 'person_id', '{{}}', 'true', 'person_unit_id = o.unit_id')" for one in OF_PERSON
)
ALSO_OWNED = f"""
DO $$ BEGIN
  EXECUTE 'CREATE OR REPLACE VIEW merge_owned AS ' || rtrim(pg_get_viewdef('merge_owned'::regclass), ';')
    || $also$ UNION ALL SELECT kind, tbl, owner, others::text[], which, follows
       FROM (VALUES {OWNED}) AS v (kind, tbl, owner, others, which, follows)$also$;
END $$
"""
OWNED_NO_MORE = f"""
DO $$ BEGIN
  EXECUTE 'CREATE OR REPLACE VIEW merge_owned AS SELECT * FROM ('
    || rtrim(pg_get_viewdef('merge_owned'::regclass), ';') || $but$) AS v
       WHERE tbl NOT IN ({", ".join(f"'{one}'" for one in OF_PERSON)})$but$;
END $$
"""


def upgrade() -> None:
    op.execute(ALSO_OWNED)
    for table, (privileges, seen, made, changed) in RULES.items():
        op.execute(f"GRANT {privileges} ON {table} TO lhtq_app")
        op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO lhtq_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY by_place ON {table} FOR SELECT USING ({seen})")
        op.execute(f"CREATE POLICY made_in_place ON {table} FOR INSERT WITH CHECK ({made})")
        op.execute(f"CREATE POLICY changed_in_place ON {table} FOR UPDATE USING ({changed})")
        op.execute(f"CREATE POLICY dropped_in_place ON {table} FOR DELETE USING ({changed})")
    op.execute(f"GRANT {CHANGED} ON {OPEN_TABLE} TO lhtq_app")
    op.execute(f"GRANT USAGE ON SEQUENCE {OPEN_TABLE}_id_seq TO lhtq_app")
    op.execute(KEEP)
    for event, rows in TRANSITIONS.items():
        op.execute(
            f"CREATE TRIGGER keep_activity_figure_{event.lower()} AFTER {event} ON activity REFERENCING {rows} "
            "FOR EACH STATEMENT EXECUTE FUNCTION keep_activity_figure()"
        )
    for view in (RECOUNT, DIFFERENCE, PARTICIPATIONS, TAUGHT):
        op.execute(view)
    op.execute("GRANT SELECT ON participation_card, taught_card TO lhtq_app")
    for signature, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM public")
        if "lhtq_check_in" in signature:
            op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO lhtq_app")


def downgrade() -> None:
    op.execute(OWNED_NO_MORE)
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
    for view in ("taught_card", "participation_card", "activity_figure_difference", "activity_figure_recount"):
        op.execute(f"DROP VIEW {view}")
    for event in TRANSITIONS:
        op.execute(f"DROP TRIGGER keep_activity_figure_{event.lower()} ON activity")
    op.execute("DROP FUNCTION keep_activity_figure()")
    for table in (*RULES, OPEN_TABLE):
        op.execute(f"REVOKE ALL ON {table} FROM lhtq_app")
        op.execute(f"REVOKE ALL ON SEQUENCE {table}_id_seq FROM lhtq_app")
    # Each names the tables of others: all of them go before any does.
    for table in RULES:
        for policy in ("by_place", "made_in_place", "changed_in_place", "dropped_in_place"):
            op.execute(f"DROP POLICY {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
