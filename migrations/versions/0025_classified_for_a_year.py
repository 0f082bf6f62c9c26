"""A centre is classified for each year under a criteria set that has grades, as every other set is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return (
        f"{column} IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) "
        f"AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
    )


UNDER = under("unit_id")
SERVED = f"centre_id IN (SELECT s.centre_id FROM centre_served s WHERE s.left_on IS NULL AND {under('s.unit_id')})"


def upgrade() -> None:
    op.add_column("criteria_set", sa.Column("grades", postgresql.JSONB(), server_default="[]", nullable=False))
    op.create_table(
        "centre_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=True),
        sa.Column("total", sa.Numeric(5, 1), nullable=True),
        sa.Column("grade", sa.String(40), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(closed_on IS NULL) = (grade IS NULL)", name=op.f("ck_centre_sheet_closed_with_its_grade")),
        sa.ForeignKeyConstraint(
            ["centre_id", "unit_id"], ["centre.id", "centre.unit_id"], name=op.f("fk_centre_sheet_centre_id")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_centre_sheet_changed_by")),
        sa.ForeignKeyConstraint(["set_id"], ["criteria_set.id"], name=op.f("fk_centre_sheet_set_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_centre_sheet_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_sheet")),
        sa.UniqueConstraint("centre_id", "year", name=op.f("uq_centre_sheet_centre_id_year")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON centre_sheet TO lhtq_app")
    op.execute("GRANT USAGE ON SEQUENCE centre_sheet_id_seq TO lhtq_app")
    op.execute("ALTER TABLE centre_sheet ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON centre_sheet FOR SELECT USING ({UNDER} OR {SERVED})")
    op.execute(f"CREATE POLICY made_in_place ON centre_sheet FOR INSERT WITH CHECK ({UNDER})")
    op.execute(f"CREATE POLICY changed_in_place ON centre_sheet FOR UPDATE USING ({UNDER})")


def downgrade() -> None:
    """A criteria set with grades says nothing to the tables before; one that was loaded or made stays readable."""
    op.drop_table("centre_sheet")
    op.drop_column("criteria_set", "grades")
