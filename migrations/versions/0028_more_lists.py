"""Lists of the Association, of learning centres and of training come in too, and can be taken back.

Whether a person of any commune is a member today is asked before a row is written: the unique index tells the same.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BEFORE = ("household", "person", "clan", "clan_family", "organisation", "employment", "unit")
ADDED = ("branch", "member", "fee", "activity", "participant", "course_participant")
LISTED = """
CREATE OR REPLACE FUNCTION lhtq_listed_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY[{tables}]
$$
"""
IS_MEMBER = """
CREATE FUNCTION lhtq_is_member(person int) RETURNS bool
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (SELECT FROM member m WHERE m.person_id = person AND m.left_on IS NULL)
$$
"""


def upgrade() -> None:
    _list(BEFORE + ADDED)
    op.execute(IS_MEMBER)
    op.execute("REVOKE ALL ON FUNCTION lhtq_is_member(int) FROM public")
    op.execute("GRANT EXECUTE ON FUNCTION lhtq_is_member(int) TO lhtq_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION lhtq_is_member(int)")
    _list(BEFORE)


def _list(tables: tuple[str, ...]) -> None:
    op.execute(LISTED.format(tables=", ".join(f"'{table}'" for table in tables)))
