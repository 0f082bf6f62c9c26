"""An organisation that signs in itself holds its own review: its minutes say whose meeting they are of."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
ORGANISATION = "nullif(current_setting('lhtq.organisation', true), '')::int"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
#: The place of the minutes is the organisation's own: nobody writes them into another commune.
OWN = (
    f"(model = 'organisation' AND subject_id = {ORGANISATION} "
    f"AND unit_id IN (SELECT unit_id FROM organisation WHERE id = {ORGANISATION}))"
)


def upgrade() -> None:
    op.add_column("village_review", sa.Column("subject_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE village_review r SET subject_id = s.subject_id FROM sheet s "
        "WHERE s.village_review_id = r.id AND r.model NOT IN ('family', 'citizen')"
    )
    op.execute(f"ALTER POLICY by_place ON village_review USING ({UNDER} OR {OWN}) WITH CHECK ({UNDER} OR {OWN})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY by_place ON village_review USING ({UNDER}) WITH CHECK ({UNDER})")
    op.drop_column("village_review", "subject_id")
