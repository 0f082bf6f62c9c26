"""Where households and people were before, so that a move leaves the figures of past days alone.

``here_since`` of a household or a person is the day from which it counts where it is, and ``household_stay`` and
``person_stay`` hold where it was until then, with what it was called: the commune that let go names it in the list
behind a figure of a past day, and sees no more of it. A person's stays name the household as well, for whether they
were people of a learning family is asked of the household of that day.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
TODAY = "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"

#: Writes down the place that is left, in a BEFORE trigger on a household or a person. Records that are found to be one
#: have moved nowhere: the place is put right, with its past (0014). One who is put back on the day of the move was
#: never away; of two moves of one day the second counts. ``left_on`` is when a person was gone before they came back.
KEEP = """
CREATE FUNCTION keep_{table}_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  before {table}_stay;
  gone date;
BEGIN
  IF current_setting('lhtq.history', true) = 'on' THEN
    NEW.here_since := OLD.here_since;
    RETURN NEW;
  END IF;
  {day}
  NEW.here_since := greatest(NEW.here_since, OLD.here_since);
  SELECT * INTO before FROM {table}_stay s
   WHERE s.{table}_id = OLD.id AND s.until = NEW.here_since AND NEW.here_since = OLD.here_since AND {back};
  IF FOUND THEN
    DELETE FROM {table}_stay WHERE id = before.id;
    NEW.here_since := before.since;
    RETURN NEW;
  END IF;
  gone := {gone};
  IF OLD.here_since IS NULL OR OLD.here_since < gone THEN
    INSERT INTO {table}_stay ({table}_id, {columns}, since, until)
    VALUES (OLD.id, {values}, OLD.here_since, gone);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_stay BEFORE UPDATE OF {moved}, here_since ON {table} FOR EACH ROW
  WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION keep_{table}_stay();
"""
#: Whoever moves a record says from which day on; where nobody did, it is today. People move with their household.
DAY = f"NEW.here_since := coalesce(NEW.here_since, {TODAY});"
DAY_OF_PERSON = f"""IF NEW.household_id = OLD.household_id AND NEW.here_since IS NOT DISTINCT FROM OLD.here_since THEN
    NEW.here_since := greatest((SELECT h.here_since FROM household h WHERE h.id = NEW.household_id), OLD.here_since);
  END IF;
  {DAY}"""
KEPT = {
    "household": {
        "day": DAY,
        "back": "s.unit_id = NEW.unit_id",
        "gone": "NEW.here_since",
        "columns": "unit_id, name",
        "values": "OLD.unit_id, OLD.head_name",
        "moved": "unit_id",
        "old": "OLD.unit_id, OLD.here_since",
        "new": "NEW.unit_id, NEW.here_since",
    },
    "person": {
        "day": DAY_OF_PERSON,
        "back": "s.unit_id = NEW.unit_id AND s.household_id = NEW.household_id",
        "gone": "least(NEW.here_since, OLD.left_on)",
        "columns": "household_id, unit_id, name, birth_year",
        "values": "OLD.household_id, OLD.unit_id, OLD.full_name, OLD.birth_year",
        "moved": "household_id, unit_id",
        "old": "OLD.household_id, OLD.unit_id, OLD.here_since",
        "new": "NEW.household_id, NEW.unit_id, NEW.here_since",
    },
}

#: The statements of 0015 that take a record over, each with the day of its move.
TAKEN = {
    "SET unit_id = village, version": "SET unit_id = village, here_since = t.leaves_on, version",
    "unit_id = village, version = version + 1,": "unit_id = village, here_since = t.leaves_on, version = version + 1,",
    "unit_id = home.unit_id, left_on": "unit_id = home.unit_id, here_since = day, left_on",
}

#: The days of a record where it is, and of one where it was.
HERE = "datemultirange(daterange({0}.here_since, NULL))"
THERE = "datemultirange(daterange(s.since, s.until))"
FAMILIES = """
SELECT r.id AS record_id, {at}.unit_id, there.days AS whole, there.days * held.days AS part
  FROM {of} {held}
  CROSS JOIN LATERAL (SELECT CASE WHEN r.ended_on < {since} THEN '{{}}'
    ELSE datemultirange(daterange({since}, r.ended_on)) * {days} END AS days) AS there
 WHERE r.merged_into_id IS NULL"""
WORKERS = """
SELECT p.id AS record_id, {at}.unit_id, there.days AS whole, there.days * held.days AS part
  FROM {of} AND p.working AND p.merged_into_id IS NULL
  {held}
  CROSS JOIN LATERAL (
    SELECT learning.days * datemultirange(daterange(NULL, least(p.left_on, h.ended_on))) * {days} AS days) AS there
 WHERE h.merged_into_id IS NULL"""
CITIZENS = """
SELECT p.id AS record_id, {at}.unit_id, {whole} * there.days AS whole, {part} * there.days AS part
  FROM {of} {joined}
  CROSS JOIN LATERAL (SELECT datemultirange(daterange(NULL, p.left_on)) * {days} AS days) AS there
 WHERE p.merged_into_id IS NULL"""


def spans() -> dict[str, str]:
    """The views of 0033 that ask where a record is, of the places of today and of those before."""
    of = _earlier("0033")
    learning = of.LEARNING
    held_by = {
        model: of.HELD.format(model=model, subject=subject, name="held")
        for model, subject in (("family", "r.id"), ("citizen", "p.id"))
    }
    citizens = {
        "digital_skill_rate": {"whole": "held.days", "part": "held.skilled", "joined": of.SKILLED},
        "self_update_rate": {
            "whole": "held.skilled", "part": "held.skilled * own.days", "joined": f"{of.SKILLED} {of.UPDATED}",
        },
    }  # fmt: skip
    person = {"at": "p", "of": "person p", "days": HERE.format("p")}
    stayed = {"at": "s", "of": "person_stay s JOIN person p ON p.id = s.person_id", "days": THERE}
    families = {"held": held_by["family"], "since": of.SINCE}
    return {
        "family_rate": _both(
            FAMILIES.format(at="r", of="household r", days=HERE.format("r"), **families),
            FAMILIES.format(
                at="s", of="household_stay s JOIN household r ON r.id = s.household_id", days=THERE, **families
            ),
        ),
        "worker_citizen_rate": _both(
            WORKERS.format(
                at="h", of=f"household h {learning} JOIN person p ON p.household_id = h.id", days=HERE.format("p"),
                held=held_by["citizen"],
            ),
            WORKERS.format(
                at="s", days=THERE, held=held_by["citizen"],
                of=f"person_stay s JOIN household h ON h.id = s.household_id "
                f"{learning.replace('h.unit_id', 's.unit_id')} JOIN person p ON p.id = s.person_id",
            ),
        ),
        **{
            measure: _both(CITIZENS.format(**person, **words), CITIZENS.format(**stayed, **words))
            for measure, words in citizens.items()
        },
    }  # fmt: skip


def _both(here: str, there: str) -> str:
    return f"{here}\nUNION ALL{there}"


OF_CITIZENS = ("worker_citizen_rate", "digital_skill_rate", "self_update_rate")
#: Table → (the columns that count, which measures of which places of before a row may change), as in 0034.
DUE = {
    "household_stay": ("household_id, unit_id, since, until", ("family_rate",), "{r} r", "r"),
    "person_stay": ("person_id, household_id, unit_id, since, until", OF_CITIZENS, "{r} r", "r"),
    "household": (
        "id, unit_id, here_since, ended_on, merged_into_id, created_at",
        ("family_rate", "worker_citizen_rate"), "{r} r", "r",
        ("family_rate",), "{r} r JOIN household_stay s ON s.household_id = r.id", "s",
        ("worker_citizen_rate",), "{r} r JOIN person_stay s ON s.household_id = r.id", "s",
    ),
    "person": (
        "id, household_id, unit_id, here_since, working, left_on, merged_into_id",
        OF_CITIZENS, "{r} r", "r",
        OF_CITIZENS, "{r} r JOIN person_stay s ON s.person_id = r.id", "s",
    ),
    "title": (
        "id, model, subject_id, sheet_id, valid_from, valid_to",
        ("family_rate",), "{r} r JOIN household_stay s ON r.model = 'family' AND s.household_id = r.subject_id", "s",
        ("worker_citizen_rate",),
        "{r} r JOIN person_stay s ON r.model = 'family' AND s.household_id = r.subject_id", "s",
        ("worker_citizen_rate",),
        ("{r} r JOIN clan_family f ON r.model = 'clan' AND f.clan_id = r.subject_id "
         "JOIN person_stay s ON s.household_id = f.household_id"), "s",
        OF_CITIZENS, "{r} r JOIN person_stay s ON r.model = 'citizen' AND s.person_id = r.subject_id", "s",
    ),
    "clan_family": (
        "clan_id, household_id, left_on",
        ("worker_citizen_rate",), "{r} r JOIN person_stay s ON s.household_id = r.household_id", "s",
    ),
}  # fmt: skip
#: Households and people who are new, or taken out, were nowhere before.
ONLY_UPDATED = {"household", "person"}
NOTE_SHEET = """
CREATE OR REPLACE FUNCTION measures_due_of_sheet() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO measure_due (measure, unit_id)
  SELECT DISTINCT 'self_update_rate', found.unit_id FROM (
    SELECT id, unit_id FROM person UNION ALL SELECT person_id, unit_id FROM person_stay) AS found
   WHERE found.id IN (NEW.subject_id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.subject_id END);
  RETURN NULL;
END $$
"""

#: As in 0035, and in which unit each is counted.
RECORDS_BEFORE = "RETURNS TABLE (record_id int, held boolean)"
RECORDS_NOW = "RETURNS TABLE (record_id int, held boolean, unit_id int)"
COUNTED_BEFORE = "SELECT s.record_id, s.part @> $2 FROM"
COUNTED_NOW = "SELECT s.record_id, s.part @> $2, s.unit_id FROM"
SIGNATURE = "lhtq_measure_records(text, int, date, boolean)"
#: What refers to a household of before goes along where two are found to be one (0014).
OWNED = "SELECT 'household', 'person_stay', 'household_id', '{}'::text[], 'true', ''"

#: Moves that were written down before this are taken from what happened to each person (0015): of households, those in
#: which nobody went to somebody else's, and that are where the last of the moves led to.
PEOPLE_BEFORE = """
INSERT INTO person_stay (person_id, household_id, unit_id, name, birth_year, since, until)
SELECT person_id, household_id, unit_id, name, birth_year, since, until FROM (
  SELECT e.person_id, e.household_id, e.unit_id, e.name, p.birth_year, e.happened_on AS until,
         lag(e.happened_on) OVER (PARTITION BY e.person_id ORDER BY e.happened_on, e.id) AS since
    FROM life_event e JOIN person p ON p.id = e.person_id AND p.merged_into_id IS NULL
   WHERE e.kind IN ('moved', 'married', 'split', 'joined', 'returned') AND NOT e.taken_back
     AND e.to_unit_id IS NOT NULL
) AS found WHERE (since < until) IS NOT FALSE;
UPDATE person p SET here_since = s.until FROM (SELECT person_id, max(until) AS until FROM person_stay GROUP BY 1) AS s
 WHERE s.person_id = p.id
"""
HOUSEHOLDS_BEFORE = """
INSERT INTO household_stay (household_id, unit_id, name, since, until)
SELECT household_id, unit_id, head_name, since, until FROM (
  SELECT m.household_id, m.unit_id, h.head_name, m.happened_on AS until,
         lag(m.happened_on) OVER (PARTITION BY m.household_id ORDER BY m.happened_on, m.id) AS since,
         last_value(m.to_unit_id) OVER (PARTITION BY m.household_id ORDER BY m.happened_on, m.id
           ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) = h.unit_id AS led_here
    FROM (SELECT household_id, unit_id, to_unit_id, happened_on, max(id) AS id FROM life_event
           WHERE kind = 'moved' AND detail = '' AND NOT taken_back AND to_unit_id <> unit_id
           GROUP BY household_id, unit_id, to_unit_id, happened_on) AS m
    JOIN household h ON h.id = m.household_id AND h.merged_into_id IS NULL
) AS found WHERE led_here AND (since < until) IS NOT FALSE;
UPDATE household h SET here_since = s.until
  FROM (SELECT household_id, max(until) AS until FROM household_stay GROUP BY 1) AS s WHERE s.household_id = h.id
"""
#: Nothing waits for the end of the transaction, in which the next migration may alter what it waits for.
SETTLED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


def upgrade() -> None:
    for table in KEPT:
        op.add_column(table, sa.Column("here_since", sa.Date(), nullable=True))
    _create_stays()
    for measure, span in spans().items():
        op.execute(f"CREATE OR REPLACE VIEW measure_span_{measure} AS {span}")
    for name, table, event, transition, due in _notes():
        op.execute(_earlier("0034").NOTE.format(name=name, table=table, event=event, transition=transition, due=due))
    op.execute(NOTE_SHEET)
    op.execute(PEOPLE_BEFORE)
    op.execute(HOUSEHOLDS_BEFORE)
    op.execute(SETTLED)
    # Later than what is taken from events: that writes no stays of its own.
    for table, words in KEPT.items():
        op.execute(KEEP.format(table=table, **words))
    for function in _taken(TAKEN):
        op.execute(function)
    _recreate_records({RECORDS_BEFORE: RECORDS_NOW, COUNTED_BEFORE: COUNTED_NOW})
    op.execute(f"CREATE OR REPLACE VIEW merge_owned AS {_owned()} UNION ALL {OWNED}")


def _create_stays() -> None:
    ids = {"household_stay": ("household_id",), "person_stay": ("person_id", "household_id")}
    born = {"person_stay": [sa.Column("birth_year", sa.SmallInteger(), nullable=False)]}
    for name, keys in ids.items():
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), nullable=False),
            *(sa.Column(key, sa.Integer(), nullable=False) for key in (*keys, "unit_id")),
            sa.Column("name", sa.String(120), nullable=False),
            *born.get(name, []),
            sa.Column("since", sa.Date(), nullable=True),
            sa.Column("until", sa.Date(), nullable=False),
            sa.CheckConstraint("since < until", name=op.f(f"ck_{name}_has_days")),
            _of(name, keys[0], ondelete="CASCADE"),
            *(_of(name, key) for key in (*keys[1:], "unit_id")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
        for key in (*keys, "unit_id"):
            op.create_index(op.f(f"ix_{name}_{key}"), name, [key])
        op.execute(f"GRANT SELECT ON {name} TO lhtq_app")
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY by_place ON {name} FOR SELECT USING ({UNDER})")


def _of(table: str, key: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [key], [f"{key.removesuffix('_id')}.id"], name=op.f(f"fk_{table}_{key}"), ondelete=ondelete
    )


def _notes() -> list[tuple[str, str, str, str, str]]:
    """Of each trigger that says what is due: its name, table, event, the tables of the change and the statement."""
    earlier, notes = _earlier("0034"), []
    for table, (columns, *due) in DUE.items():
        for event in ("UPDATE",) if table in ONLY_UPDATED else earlier.EVENTS:
            transition, names = earlier.EVENTS[event]
            old, new = (f"SELECT {columns} FROM {name}" for name in ("old_rows", "new_rows"))
            rows = names if len(names) == 1 else (f"({old} EXCEPT {new})", f"({new} EXCEPT {old})")
            found = [
                earlier.each(measures, f"{of}.unit_id", source.format(r=one))
                for one in rows
                for measures, source, of in zip(due[::3], due[1::3], due[2::3], strict=True)
            ]
            name = f"stays_due_of_{table}_{event.lower()}"
            notes.append((name, table, event, transition, " UNION ".join(found)))
    return notes


def _taken(words: dict[str, str]) -> list[str]:
    """The functions of 0015 that take a record over, with other words in them."""
    words = words | {"CREATE FUNCTION": "CREATE OR REPLACE FUNCTION"}
    return [_with(words, function) for function in (_earlier("0015").TAKE, _earlier("0015").TAKE_BACK)]


def _with(words: dict[str, str], text: str) -> str:
    for before, after in words.items():
        text = text.replace(before, after)
    return text


def _recreate_records(words: dict[str, str]) -> None:
    """The function of 0035 with other words in it; what it gives cannot be altered."""
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    op.execute(_with(words, _earlier("0035").RECORDS))
    op.execute(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM public")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO lhtq_app")


def downgrade() -> None:
    op.execute(f"CREATE OR REPLACE VIEW merge_owned AS {_owned().rpartition('UNION ALL')[0]}")
    _recreate_records({})
    for function in _taken({}):
        op.execute(function)
    note = _earlier("0034").NOTE_SHEET.partition("CREATE TRIGGER")[0]
    op.execute(note.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    for name, table, *_ in _notes():
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    for measure in spans():
        op.execute(f"CREATE OR REPLACE VIEW measure_span_{measure} AS {_earlier('0033').SPANS[measure]}")
        for place in ("household_stay", "person_stay", "household", "person"):
            here = "" if place.endswith("stay") else " WHERE here_since IS NOT NULL"
            op.execute(
                f"INSERT INTO measure_due (measure, unit_id) SELECT DISTINCT '{measure}', unit_id FROM {place}{here}"
            )
    op.execute(SETTLED)
    for table in KEPT:
        op.execute(f"DROP TRIGGER keep_stay ON {table}")
        op.execute(f"DROP FUNCTION keep_{table}_stay()")
        op.drop_table(f"{table}_stay")
        op.drop_column(table, "here_since")


def _owned() -> str:
    """What the view of what records have says today."""
    found: str = op.get_bind().execute(sa.text("SELECT pg_get_viewdef('merge_owned'::regclass)")).scalar_one()
    return found.rstrip().rstrip(";")


def _earlier(revision_: str) -> Any:
    return context.script.get_revision(revision_).module
