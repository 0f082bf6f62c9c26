"""What a commune's own register holds besides: a number of the household, phones, full dates, groups of people.

A person born on a known day has it; most have a year alone, which stays the one column that rules count by.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NO = sa.text("false")


def upgrade() -> None:
    op.add_column("household", sa.Column("code", sa.String(30), nullable=False, server_default=""))
    op.add_column("household", sa.Column("phone", sa.String(30), nullable=False, server_default=""))
    op.add_column("household", sa.Column("poor", sa.Boolean, nullable=False, server_default=NO))
    op.add_column("household", sa.Column("ended_on", sa.Date))
    op.add_column("person", sa.Column("birth_date", sa.Date))
    op.add_column("person", sa.Column("phone", sa.String(30), nullable=False, server_default=""))
    op.add_column("person", sa.Column("disabled", sa.Boolean, nullable=False, server_default=NO))
    op.add_column("person", sa.Column("literate", sa.Boolean))
    op.create_check_constraint(
        "birth_date_in_birth_year", "person", "birth_date IS NULL OR extract(year FROM birth_date) = birth_year"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_person_birth_date_in_birth_year"), "person")
    for column in ("literate", "disabled", "phone", "birth_date"):
        op.drop_column("person", column)
    for column in ("ended_on", "poor", "phone", "code"):
        op.drop_column("household", column)
