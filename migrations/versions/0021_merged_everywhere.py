"""What a merge takes along also of what came after it: events, moves, posts in clans, memberships.

And what lies between merging and life: a household that a merge empties ends like any other; who sees a member sees
the positions that the member holds.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PERSON = "nullif(current_setting('lhtq.person', true), '')::int"

WITH_SUBJECT = (
    "unit_id = CASE WHEN t.state IN ('draft', 'returned') THEN o.unit_id ELSE t.unit_id END, "
    "name = CASE WHEN t.state IN ('draft', 'returned') THEN o.name ELSE t.name END, version = t.version + 1"
)
#: As in 0014, where the columns are explained.
BEFORE = (
    ("household", "sheet", "subject_id", "{aside_by}", "t.model = 'family'", WITH_SUBJECT),
    ("household", "title", "subject_id", "{valid_to}", "t.model = 'family'", ""),
    ("household", "clan_family", "household_id", "{left_on}", "true", "household_unit_id = o.unit_id"),
    ("person", "sheet", "subject_id", "{aside_by}", "t.model = 'citizen'", WITH_SUBJECT),
    ("person", "title", "subject_id", "{valid_to}", "t.model = 'citizen'", ""),
    ("person", "employment", "person_id", "{}", "true", "person_unit_id = o.unit_id"),
)
ACCOUNT_BEFORE = ("person", "assignment", "person_id", "{active}", "true", "unit_id = o.unit_id")
#: An account ends with the record that it is of, as it does with a death: nobody can start it again by mistake.
ACCOUNT = ("person", "assignment", "person_id", "{ended_on}", "true", "unit_id = o.unit_id")
ADDED = (
    ("household", "life_event", "household_id", "{}", "true", ""),
    ("household", "transfer", "household_id", "{}", "true", ""),
    ("person", "life_event", "person_id", "{}", "true", ""),
    ("person", "clan_committee_member", "person_id", "{}", "true", ""),
    ("person", "member", "person_id", "{left_on, left_because}", "true", "person_unit_id = o.unit_id"),
)

#: As in 0016; there one who was merged left their household as it was.
EMPTY = """
CREATE OR REPLACE FUNCTION end_empty_household() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  {merged}IF OLD.left_on IS NULL AND (NEW.left_on IS NOT NULL OR NEW.household_id <> OLD.household_id) THEN
    -- Two who leave at the same moment: the second waits, and then counts who is left.
    PERFORM FROM household WHERE id = OLD.household_id FOR NO KEY UPDATE;
    UPDATE household h SET ended_on = coalesce(NEW.left_on, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
     WHERE h.id = OLD.household_id AND h.ended_on IS NULL
       AND NOT EXISTS (SELECT FROM person p WHERE p.household_id = h.id AND p.left_on IS NULL);
  END IF;
  IF NEW.left_on IS NULL AND (OLD.left_on IS NOT NULL OR NEW.household_id <> OLD.household_id) THEN
    UPDATE household SET ended_on = NULL WHERE id = NEW.household_id AND ended_on IS NOT NULL;
  END IF;
  RETURN NULL;
END $$
"""
AS_BEFORE = "IF NEW.left_because = 'merged' THEN RETURN NULL; END IF;\n  "


def upgrade() -> None:
    _own(*BEFORE, ACCOUNT, *ADDED)
    op.execute(EMPTY.format(merged=""))
    # The members themselves are read under their own policies.
    op.execute("ALTER POLICY own ON post USING (EXISTS (SELECT FROM member m WHERE m.id = post.member_id))")


def downgrade() -> None:
    op.execute(f"ALTER POLICY own ON post USING (member_id IN (SELECT id FROM member WHERE person_id = {PERSON}))")
    op.execute(EMPTY.format(merged=AS_BEFORE))
    _own(*BEFORE, ACCOUNT_BEFORE)


def _own(*lines: tuple[str, ...]) -> None:
    values = ", ".join("(" + ", ".join("'" + part.replace("'", "''") + "'" for part in row) + ")" for row in lines)
    op.execute(
        "CREATE OR REPLACE VIEW merge_owned AS SELECT kind, tbl, owner, others::text[] AS others, which, follows "
        f"FROM (VALUES {values}) AS v (kind, tbl, owner, others, which, follows)"
    )
