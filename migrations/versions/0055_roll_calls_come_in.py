"""Sessions of classes come in from files, and who was at them; both can be taken back with the import.

The sessions of somebody are an array, and their being ticked is written down of the activity: what refers to a session
and what changed since are asked for here, where a key and the trail tell the rest.
"""

from typing import Any

from alembic import context, op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

#: What is put into the function of 0020 before it follows the keys.
KEYS = "  FOR kind IN SELECT DISTINCT"
SESSIONS = """\
  -- Whoever was at a session that the import has made.
  RETURN QUERY SELECT DISTINCT r.subject_type::text, r.subject_id, r.number, 'participant'
    FROM import_row r JOIN activity_session s ON s.id = r.subject_id
    JOIN participant p ON p.activity_id = s.activity_id AND s.id = ANY (p.sessions)
   WHERE r.batch_id = batch AND r.subject_type = 'activity_session' AND r.before IS NULL;
  -- Whoever is at other sessions now than before the import and after it; their order says nothing. Those of before
  -- are given back already, where it is asked for the second time.
  RETURN QUERY SELECT DISTINCT r.subject_type::text, r.subject_id, r.number, 'audit_entry'
    FROM import_row r JOIN participant p ON p.id = r.subject_id
   WHERE r.batch_id = batch AND r.subject_type = 'participant' AND (r.before IS NULL OR r.before ? 'sessions')
     AND NOT EXISTS (
       SELECT FROM (VALUES (coalesce(r.before -> 'sessions', '[]')), (r.after -> 'sessions')) AS known (sessions)
        WHERE known.sessions @> to_jsonb(p.sessions) AND known.sessions <@ to_jsonb(p.sessions));
"""


def upgrade() -> None:
    _list("lhtq_listed_tables() || 'activity_session'::text")
    op.execute(_in_the_way().replace(KEYS, SESSIONS + KEYS))


def downgrade() -> None:
    op.execute(_in_the_way())
    _list("array_remove(lhtq_listed_tables(), 'activity_session')")


def _list(tables: str) -> None:
    op.execute(_before("0053").LISTED.format(tables=tables))


def _in_the_way() -> str:
    """As 0048 left it."""
    later = _before("0048")
    before: str = _before("0020").IN_THE_WAY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    return before.replace(later.OTHERS, later.OTHERS + later.UNCOUNTED)


def _before(revision_: str) -> Any:
    return context.script.get_revision(revision_).module
