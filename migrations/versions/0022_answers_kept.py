"""What a submission key was used for and what it was answered with; old ones may be forgotten."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns; keys from before have neither."""
    op.add_column("submission_key", sa.Column("content", sa.String(64), nullable=True))
    op.add_column("submission_key", sa.Column("answer", JSONB(), nullable=True))
    op.execute("GRANT DELETE ON submission_key TO lhtq_app")


def downgrade() -> None:
    """Keys stay; what they were answered with goes."""
    op.execute("REVOKE DELETE ON submission_key FROM lhtq_app")
    op.drop_column("submission_key", "answer")
    op.drop_column("submission_key", "content")
