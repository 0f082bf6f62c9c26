"""What was taken back of late is looked up, and not sifted out of every title that was ever given."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_title_model_revoked_on", "title", ["model", "revoked_on"], postgresql_where="revoked_on IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_title_model_revoked_on", "title")
