"""The Word templates that a province puts in the place of those that come with the software.

Everybody reads them, for everybody's documents go through them and they hold nothing of anybody; who is at the
province's own unit alone makes and ends them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
#: Whether the row's unit lies under the scope: that of a province does for its own people alone.
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)


def upgrade() -> None:
    op.create_table(
        "document_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_by_name", sa.String(120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at >= added_at", name=op.f("ck_document_template_period")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_document_template_unit_id")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_document_template_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
    )
    op.create_index(
        "uq_document_template_in_use", "document_template", ["unit_id", "kind"], unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.execute("GRANT SELECT, INSERT, UPDATE ON document_template TO lhtq_app")
    op.execute("GRANT USAGE ON SEQUENCE document_template_id_seq TO lhtq_app")
    op.execute("ALTER TABLE document_template ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY read_by_all ON document_template FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY made_at_the_top ON document_template FOR INSERT WITH CHECK ({UNDER})")
    op.execute(f"CREATE POLICY changed_at_the_top ON document_template FOR UPDATE USING ({UNDER})")


def downgrade() -> None:
    op.drop_table("document_template")
