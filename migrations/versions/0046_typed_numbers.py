"""The numbers that were typed of an activity are kept while those of its list stand in their place."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("activity", sa.Column("typed", postgresql.JSONB()))


def downgrade() -> None:
    op.drop_column("activity", "typed")
