"""In what a unit owes: which unit reports for its records, where it was merged into that one.

Its own report would count the same records beside the other's. Kept with what it owes, for its page is read by people
who do not see what the other owes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_due", sa.Column("reported_by_id", sa.Integer()))
    op.create_foreign_key(op.f("fk_report_due_reported_by_id"), "report_due", "unit", ["reported_by_id"], ["id"])


def downgrade() -> None:
    op.drop_column("report_due", "reported_by_id")
