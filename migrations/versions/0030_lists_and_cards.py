"""The last lists that only went out come in too; a card's number is one member's in the whole Association.

Who belongs to another commune is not seen, and numbers are the province's: what asks has the owner's rights and tells
only which numbers are taken. Lists from before may hold a number twice, so it is no unique index: what is there stays,
and what is new is refused by a trigger, one writer after the other.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BEFORE = (
    "household", "person", "clan", "clan_family", "organisation", "employment", "unit", "branch", "member", "fee",
    "activity", "participant", "course_participant",
)  # fmt: skip
ADDED = ("post", "board_member", "centre_asset", "centre_link", "centre_plan", "course")
LISTED = """
CREATE OR REPLACE FUNCTION lhtq_listed_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY[{tables}]
$$
"""
#: Asked before a number is written, so that the answer can be told beside its field.
TAKEN = """
CREATE FUNCTION lhtq_cards_taken(numbers text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT DISTINCT m.card_number::text FROM member m
   WHERE m.card_number = ANY (numbers) AND m.card_number <> '' AND m.left_on IS NULL
     AND nullif(current_setting('lhtq.scope', true), '') IS NOT NULL
$$
"""
#: What two write at the same moment, neither sees of the other: the second waits here for the first.
ONE_HOLDER = """
CREATE FUNCTION one_card_holder() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('member.card_number'));
  IF EXISTS (SELECT FROM member m
              WHERE m.card_number = NEW.card_number AND m.card_number <> '' AND m.left_on IS NULL
                AND m.id <> NEW.id) THEN
    RAISE unique_violation USING CONSTRAINT = 'one_card_holder', MESSAGE = 'this card belongs to another member';
  END IF;
  RETURN NULL;
END $$
"""
TRIGGERS = {
    "new_card": "INSERT ON member FOR EACH ROW WHEN (NEW.card_number <> '' AND NEW.left_on IS NULL)",
    "other_card": (
        "UPDATE OF card_number ON member FOR EACH ROW "
        "WHEN (NEW.card_number <> '' AND NEW.left_on IS NULL AND NEW.card_number <> OLD.card_number)"
    ),
}


def upgrade() -> None:
    _list(BEFORE + ADDED)
    op.create_index(
        "ix_member_card_number", "member", ["card_number"],
        postgresql_where=sa.text("card_number <> '' AND left_on IS NULL"),
    )  # fmt: skip
    op.execute(TAKEN)
    op.execute("REVOKE ALL ON FUNCTION lhtq_cards_taken(text[]) FROM public")
    op.execute("GRANT EXECUTE ON FUNCTION lhtq_cards_taken(text[]) TO lhtq_app")
    op.execute(ONE_HOLDER)
    for name, event in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} AFTER {event} EXECUTE FUNCTION one_card_holder()")
    # Counts of half an hour are let go when the next ones come.
    op.execute("GRANT DELETE ON check_in_count TO lhtq_app")


def downgrade() -> None:
    op.execute("REVOKE DELETE ON check_in_count FROM lhtq_app")
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON member")
    op.execute("DROP FUNCTION one_card_holder()")
    op.execute("DROP FUNCTION lhtq_cards_taken(text[])")
    op.drop_index("ix_member_card_number", "member")
    _list(BEFORE)


def _list(tables: tuple[str, ...]) -> None:
    op.execute(LISTED.format(tables=", ".join(f"'{table}'" for table in tables)))
