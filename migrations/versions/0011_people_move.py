"""A citizen who moves takes the sheet that is still open, and the account, along; what was handed in stays.

The register stands below the sheets and does not know them: the database moves them. Evidence and claims follow
their sheet by their foreign keys. A person has one account of their own; where they work is looked up by the person.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FOLLOW_PERSON = """
CREATE FUNCTION follow_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE sheet SET unit_id = NEW.unit_id
   WHERE model = 'citizen' AND subject_id = NEW.id AND state IN ('draft', 'returned');
  UPDATE assignment SET unit_id = NEW.unit_id WHERE person_id = NEW.id;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(FOLLOW_PERSON)
    op.execute(
        "CREATE TRIGGER follow_person AFTER UPDATE OF unit_id ON person FOR EACH ROW "
        "WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id) EXECUTE FUNCTION follow_person()"
    )
    op.create_index("uq_assignment_person_id", "assignment", ["person_id"], unique=True)
    op.create_index("ix_employment_person_id", "employment", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_employment_person_id", "employment")
    op.drop_index("uq_assignment_person_id", "assignment")
    op.execute("DROP TRIGGER follow_person ON person")
    op.execute("DROP FUNCTION follow_person()")
