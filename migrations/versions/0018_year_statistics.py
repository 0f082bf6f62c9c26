"""What villages and communes say of a year: the denominators that the register cannot count yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)


def upgrade() -> None:
    op.create_table(
        "year_statistics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_year_statistics_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_statistics")),
        sa.UniqueConstraint("unit_id", "year", name=op.f("uq_year_statistics_unit_id_year")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON year_statistics TO lhtq_app")
    op.execute("GRANT USAGE ON SEQUENCE year_statistics_id_seq TO lhtq_app")
    op.execute("ALTER TABLE year_statistics ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON year_statistics USING ({UNDER}) WITH CHECK ({UNDER})")


def downgrade() -> None:
    op.drop_table("year_statistics")
