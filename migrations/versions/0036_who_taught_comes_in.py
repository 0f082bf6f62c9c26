"""Who taught and who helped to run an activity is in the record of an import, and can be taken back with it."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BEFORE = (
    "household", "person", "clan", "clan_family", "organisation", "employment", "unit", "branch", "member", "fee",
    "activity", "participant", "course_participant", "post", "board_member", "centre_asset", "centre_link",
    "centre_plan", "course",
)  # fmt: skip
ADDED = ("activity_hand",)
LISTED = """
CREATE OR REPLACE FUNCTION lhtq_listed_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY[{tables}]
$$
"""


def upgrade() -> None:
    _list(BEFORE + ADDED)


def downgrade() -> None:
    _list(BEFORE)


def _list(tables: tuple[str, ...]) -> None:
    op.execute(LISTED.format(tables=", ".join(f"'{name}'" for name in tables)))
