"""Reminders to the units that owe a report: written down before they go, each once; and an account's e-mail address.

The command line writes, sends and marks them as the owner; the app reads when a unit was reminded, and changes none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)


def upgrade() -> None:
    op.add_column("account", sa.Column("email", sa.String(120), server_default="", nullable=False))
    op.create_table(
        "report_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("address", sa.String(120), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True)),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("trouble", sa.String(300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["due_id", "unit_id"], ["report_due.id", "report_due.unit_id"], name=op.f("fk_report_reminder_due_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_reminder_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reminder")),
        sa.UniqueConstraint("due_id", "kind", "channel", name=op.f("uq_report_reminder_due_id_kind_channel")),
    )
    op.create_index("ix_report_reminder_unit_id", "report_reminder", ["unit_id"])
    op.execute("GRANT SELECT, INSERT ON report_reminder TO lhtq_app")
    op.execute("GRANT USAGE ON SEQUENCE report_reminder_id_seq TO lhtq_app")
    op.execute("ALTER TABLE report_reminder ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON report_reminder FOR SELECT USING ({UNDER})")
    op.execute(f"CREATE POLICY made_in_place ON report_reminder FOR INSERT WITH CHECK ({UNDER})")


def downgrade() -> None:
    op.drop_table("report_reminder")
    op.drop_column("account", "email")
