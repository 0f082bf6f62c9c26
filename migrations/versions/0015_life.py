"""What happens to people in their lives: who moved, died, came back; and a record that goes to another commune.

A record goes on when two communes agree: one offers it in ``transfer``, the other takes it or sends it back. Each sees
the row, and in it just the names, years of birth and the head's name that are needed to know whom it is about. Where a
record crosses from one scope to another a function does it that asks for the scope and for the offer itself.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
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


#: A village of a commune that lies under the scope: where somebody may be taken in.
OWN_VILLAGE = (
    "EXISTS (SELECT FROM unit v WHERE v.id = {village} AND (v.parent_id = {commune} OR v.id = {commune}) AND "
    + under("v.id")
    + ")"
)

#: Death ends work, the posts in clans and the account, and what it ended comes back when it is taken back.
FOLLOW_DEATH = """
CREATE FUNCTION follow_death() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF OLD.left_because = 'died' THEN
    UPDATE assignment SET ended_on = NULL WHERE person_id = NEW.id;
    UPDATE employment SET left_on = NULL WHERE id IN (SELECT max(id) FROM employment
      WHERE person_id = NEW.id AND left_on = OLD.left_on GROUP BY organisation_id);
    UPDATE clan_committee_member SET left_on = NULL WHERE person_id = NEW.id AND left_on = OLD.left_on;
  END IF;
  IF NEW.left_because = 'died' THEN
    UPDATE assignment SET ended_on = NEW.left_on WHERE person_id = NEW.id;
    DELETE FROM sign_in WHERE assignment_id IN (SELECT id FROM assignment WHERE person_id = NEW.id);
    UPDATE employment SET left_on = NEW.left_on WHERE person_id = NEW.id AND left_on IS NULL;
    UPDATE clan_committee_member SET left_on = NEW.left_on WHERE person_id = NEW.id AND left_on IS NULL;
  END IF;
  RETURN NULL;
END $$
"""

#: Gives 'taken', or why not: 'closed' (not offered any more), 'changed' (somebody of it is not there any more), 'head'
#: (those who stay would have no head), 'place' (no village, or household of it, of the receiving commune).
TAKE = f"""
CREATE FUNCTION lhtq_take_transfer(given int, village int, into_household int, relations jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  t transfer;
  ids int[];
  whole boolean;
BEGIN
  SELECT * INTO t FROM transfer WHERE id = given FOR UPDATE;
  IF NOT FOUND OR NOT {OWN_VILLAGE.format(village="village", commune="t.to_unit_id")} THEN RETURN 'place'; END IF;
  IF t.state <> 'offered' THEN RETURN 'closed'; END IF;
  IF into_household IS NOT NULL AND NOT EXISTS (SELECT FROM household h
    WHERE h.id = into_household AND h.unit_id = village AND h.ended_on IS NULL) THEN RETURN 'place'; END IF;
  PERFORM FROM household WHERE id = t.household_id FOR NO KEY UPDATE;
  ids := ARRAY(SELECT p.id FROM person p JOIN jsonb_array_elements(t.people) one ON (one ->> 'id')::int = p.id
    WHERE p.household_id = t.household_id AND p.left_on IS NULL ORDER BY p.id FOR NO KEY UPDATE OF p);
  IF cardinality(ids) = 0 OR cardinality(ids) <> jsonb_array_length(t.people) THEN RETURN 'changed'; END IF;
  whole := NOT EXISTS (SELECT FROM person WHERE household_id = t.household_id AND left_on IS NULL AND id <> ALL (ids));
  IF NOT whole AND EXISTS (SELECT FROM person WHERE id = ANY (ids) AND relation = 'head') THEN RETURN 'head'; END IF;
  IF NOT whole AND into_household IS NULL THEN RETURN 'changed'; END IF;
  INSERT INTO life_event (person_id, unit_id, to_unit_id, household_id, kind, happened_on, name, detail, taken_back)
  SELECT p.id, h.unit_id, village, h.id, 'moved', t.leaves_on, p.full_name, '', false
    FROM person p JOIN household h ON h.id = p.household_id WHERE p.id = ANY (ids);
  IF into_household IS NULL THEN
    UPDATE household SET unit_id = village, version = version + 1 WHERE id = t.household_id;
  ELSE
    UPDATE person SET household_id = into_household, unit_id = village, version = version + 1,
      relation = coalesce(relations ->> id::text, 'other') WHERE id = ANY (ids);
    UPDATE household SET ended_on = t.leaves_on WHERE id = t.household_id AND whole;
  END IF;
  RETURN 'taken';
END $$
"""

#: Those who left the province from a commune, by exact name and year of birth, as ``lhtq_find_person`` finds others.
FIND_DEPARTED = """
CREATE FUNCTION lhtq_find_departed(given text, born int, commune int) RETURNS TABLE (id int, unit_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.id, p.unit_id FROM person p JOIN unit v ON v.id = p.unit_id
   WHERE (v.parent_id = commune OR v.id = commune) AND p.birth_year = born AND p.left_because = 'moved'
     AND p.name_folded = lhtq_fold(given)
$$
"""

#: The one who is found so is taken up again into a household under the scope. Gives whether it was done.
TAKE_BACK = f"""
CREATE FUNCTION lhtq_take_back(given text, born int, commune int, into_household int, relation_ text, day date)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  home household;
  found_id int;
BEGIN
  SELECT * INTO home FROM household h WHERE h.id = into_household AND {under("h.unit_id")} AND h.ended_on IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  BEGIN
    SELECT id INTO STRICT found_id FROM lhtq_find_departed(given, born, commune);
  EXCEPTION WHEN no_data_found OR too_many_rows THEN RETURN false;
  END;
  INSERT INTO life_event (person_id, unit_id, to_unit_id, household_id, kind, happened_on, name, detail, taken_back)
  SELECT id, unit_id, home.unit_id, household_id, 'returned', day, full_name, '', false FROM person WHERE id = found_id;
  UPDATE person SET household_id = home.id, unit_id = home.unit_id, left_on = NULL, left_because = NULL,
    relation = relation_, version = version + 1 WHERE id = found_id;
  RETURN true;
END $$
"""
FUNCTIONS = {
    "lhtq_take_transfer(int, int, int, jsonb)": TAKE,
    "lhtq_find_departed(text, int, int)": FIND_DEPARTED,
    "lhtq_take_back(text, int, int, int, text, date)": TAKE_BACK,
}


def upgrade() -> None:
    op.create_table(
        "life_event",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("to_unit_id", sa.Integer),
        sa.Column("household_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.Column("taken_back", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_life_event_person_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_life_event_household_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_life_event_unit_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_life_event_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_life_event")),
    )
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("to_unit_id", sa.Integer, nullable=False),
        sa.Column("household_id", sa.Integer, nullable=False),
        sa.Column("head_name", sa.String(120), nullable=False),
        sa.Column("people", JSONB, nullable=False),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("leaves_on", sa.Date, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answered_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_transfer_household_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_transfer_unit_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_transfer_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    for table, columns in {"life_event": ("person_id", "unit_id", "to_unit_id", "household_id"),
                           "transfer": ("unit_id", "to_unit_id")}.items():  # fmt: skip
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO lhtq_app")
        op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO lhtq_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    # A household waits for one answer at a time.
    op.create_index(
        "uq_transfer_household_id", "transfer", ["household_id"], unique=True, postgresql_where="state = 'offered'"
    )
    both = f"{under('unit_id')} OR {under('to_unit_id')}"
    # Who sees a person sees what happened to them, also where it happened elsewhere.
    theirs = f"person_id = {PERSON} OR EXISTS (SELECT FROM person p WHERE p.id = life_event.person_id)"
    op.execute(f"CREATE POLICY by_place ON life_event FOR SELECT USING ({both} OR {theirs})")
    op.execute(f"CREATE POLICY made_in_place ON life_event FOR INSERT WITH CHECK ({both})")
    op.execute(f"CREATE POLICY taken_back_in_place ON life_event FOR UPDATE USING ({both})")
    op.execute(f"CREATE POLICY by_place ON transfer FOR SELECT USING ({both})")
    op.execute(f"CREATE POLICY made_in_place ON transfer FOR INSERT WITH CHECK ({under('unit_id')})")
    op.execute(f"CREATE POLICY answered_in_place ON transfer FOR UPDATE USING ({both})")
    op.add_column("assignment", sa.Column("ended_on", sa.Date))
    _posts()
    op.execute(FOLLOW_DEATH)
    op.execute(
        "CREATE TRIGGER follow_death AFTER UPDATE OF left_on, left_because ON person FOR EACH ROW "
        "WHEN ((OLD.left_on, OLD.left_because) IS DISTINCT FROM (NEW.left_on, NEW.left_because)) "
        "EXECUTE FUNCTION follow_death()"
    )
    for signature, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO lhtq_app")
    # An account that was open for somebody who had died before.
    op.execute(
        "UPDATE assignment a SET ended_on = p.left_on FROM person p "
        "WHERE p.id = a.person_id AND p.left_because = 'died'"
    )


def _posts() -> None:
    """Who sits on a clan's committee, where it is known which person that is; that person sees their own posts."""
    op.add_column("clan_committee_member", sa.Column("person_id", sa.Integer))
    op.create_foreign_key(
        op.f("fk_clan_committee_member_person_id"), "clan_committee_member", "person", ["person_id"], ["id"]
    )
    op.create_index("ix_clan_committee_member_person_id", "clan_committee_member", ["person_id"])
    op.execute(
        f"CREATE POLICY own_post ON clan_committee_member FOR SELECT USING (person_id = {PERSON} "
        "OR EXISTS (SELECT FROM person p WHERE p.id = clan_committee_member.person_id))"
    )


def downgrade() -> None:
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DROP TRIGGER follow_death ON person")
    op.execute("DROP FUNCTION follow_death()")
    op.execute("DROP POLICY own_post ON clan_committee_member")
    op.drop_column("clan_committee_member", "person_id")
    op.drop_column("assignment", "ended_on")
    op.drop_table("transfer")
    op.drop_table("life_event")
