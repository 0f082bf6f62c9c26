"""The scope by the index of the paths, one's own role before any place, and the history of a record by an index.

Every query over records asks which units lie under the scope. ``path ^@ scope`` reads all of them for that; as a range
it is a few steps down the index, and a bound within a SELECT of its own is worked out once and not for each unit. Paths
end with a slash and stand in the order of their bytes, and ``0`` follows the slash: ``08/`` up to ``080`` is everything
under ``08/``.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
OWN = "account_id = nullif(current_setting('lhtq.account', true), '')::int"
BEFORE = f"unit_id IN (SELECT id FROM unit WHERE path ^@ {SCOPE})"
AFTER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)

BY_PLACE = (
    "audit_entry", "household", "person", "village_review", "sheet", "evidence", "title", "register_figure",
    "sheet_figure", "title_figure",
)  # fmt: skip


def upgrade() -> None:
    for table in BY_PLACE:
        op.execute(f"ALTER POLICY by_place ON {table} USING ({AFTER}) WITH CHECK ({AFTER})")
    op.execute(f"ALTER POLICY by_place ON assignment USING ({OWN} OR {AFTER}) WITH CHECK ({AFTER})")
    op.create_index("ix_audit_entry_subject_id_subject_type", "audit_entry", ["subject_id", "subject_type"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_subject_id_subject_type", "audit_entry")
    op.execute(f"ALTER POLICY by_place ON assignment USING ({BEFORE} OR {OWN}) WITH CHECK ({BEFORE})")
    for table in BY_PLACE:
        op.execute(f"ALTER POLICY by_place ON {table} USING ({BEFORE}) WITH CHECK ({BEFORE})")
