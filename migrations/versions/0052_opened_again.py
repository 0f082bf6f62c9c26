"""Opening an accepted report again takes two: who asks and who answers are kept by their accounts, with their units.

What was granted is a state of its own: it was told as a report that was returned for its faults. Who answered was kept
by name alone; of earlier rows neither account nor unit is known for certain, and nothing is invented for them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

TABLE = "report_reopening"
UNITS = ("asked_from", "answered_from")
#: Name → what holds of every row. Nobody has asked where the level above opened the report by itself.
CHECKS = {
    "ck_report_reopening_asked_or_opened": "asked_by IS NOT NULL OR granted IS TRUE",
    "ck_report_reopening_answered_by_another": "answered_by <> asked_by",
}
#: Reports that were opened again and not handed in since: the last word on them was that they may be put right.
REOPENED = """
UPDATE report r SET state = 'reopened'
 WHERE r.state = 'returned' AND EXISTS (
   SELECT FROM report_reopening o WHERE o.report_id = r.id AND o.granted AND o.answered_at >= r.answered_at)
"""


def upgrade() -> None:
    for column in UNITS:
        op.add_column(TABLE, sa.Column(column, sa.String(120), server_default="", nullable=False))
        op.alter_column(TABLE, column, server_default=None)
    op.add_column(TABLE, sa.Column("answered_by", sa.Integer()))
    op.create_foreign_key(op.f("fk_report_reopening_answered_by"), TABLE, "account", ["answered_by"], ["id"])
    op.alter_column(TABLE, "asked_by", nullable=True)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(name), TABLE, condition)
    op.execute(REOPENED)


def downgrade() -> None:
    op.execute("UPDATE report SET state = 'returned' WHERE state = 'reopened'")
    for name in CHECKS:
        op.drop_constraint(op.f(name), TABLE)
    op.execute(
        "UPDATE report_reopening SET asked_by = answered_by, asked_by_name = answered_by_name WHERE asked_by IS NULL"
    )
    op.alter_column(TABLE, "asked_by", nullable=False)
    op.drop_column(TABLE, "answered_by")
    for column in UNITS:
        op.drop_column(TABLE, column)
