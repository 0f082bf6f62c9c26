"""In what a unit owes: which unit reports for its records, where it was merged into that one; and periods withdrawn.

Its own report would count the same records beside the other's. Kept with what it owes, for its page is read by people
who do not see what the other owes. A period that was set by mistake goes with what is owed in it and the reminders of
that; the key of a report keeps one in which something was begun.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
REMINDED = "fk_report_reminder_due_id"
WITHDRAWN = ("report_period", "report_due")


def upgrade() -> None:
    op.add_column("report_due", sa.Column("reported_by_id", sa.Integer()))
    op.create_foreign_key(op.f("fk_report_due_reported_by_id"), "report_due", "unit", ["reported_by_id"], ["id"])
    _remind(ondelete="CASCADE")
    op.execute(f"CREATE POLICY withdrawn_in_place ON report_period FOR DELETE USING ({UNDER})")
    for table in WITHDRAWN:
        op.execute(f"GRANT DELETE ON {table} TO lhtq_app")


def _remind(ondelete: str | None) -> None:
    op.drop_constraint(op.f(REMINDED), "report_reminder")
    op.create_foreign_key(
        op.f(REMINDED), "report_reminder", "report_due", ["due_id", "unit_id"], ["id", "unit_id"], ondelete=ondelete
    )


def downgrade() -> None:
    for table in WITHDRAWN:
        op.execute(f"REVOKE DELETE ON {table} FROM lhtq_app")
    op.execute("DROP POLICY withdrawn_in_place ON report_period")
    _remind(ondelete=None)
    op.drop_column("report_due", "reported_by_id")
