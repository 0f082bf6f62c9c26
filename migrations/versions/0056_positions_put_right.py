"""The app may delete a position that was entered by mistake.

Until now one could only be ended, so whoever was taken for an officer by a slip stayed one for the days that are past.
Days of an accepted report are held by the trigger of 0044, and what was counted follows by those of 0034.
"""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT DELETE ON post TO lhtq_app")


def downgrade() -> None:
    op.execute("REVOKE DELETE ON post FROM lhtq_app")
