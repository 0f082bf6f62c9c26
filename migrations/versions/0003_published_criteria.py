"""A published criteria set is closed to every role, the owner included: a change is a new version."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CLOSED_SET = """
CREATE FUNCTION refuse_published_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'criteria set % version % is published', OLD.code, OLD.version;
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
CLOSED_GROUP = """
CREATE FUNCTION refuse_published_group() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line criteria_group := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
BEGIN
  IF EXISTS (SELECT FROM criteria_set s WHERE s.id = line.set_id AND s.published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the criteria set of group % is published', line.code;
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
CLOSED_INDICATOR = """
CREATE FUNCTION refuse_published_indicator() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line indicator := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
BEGIN
  IF EXISTS (SELECT FROM criteria_group g JOIN criteria_set s ON s.id = g.set_id
             WHERE g.id = line.group_id AND s.published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the criteria set of indicator % is published', line.code;
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""


def upgrade() -> None:
    op.execute(CLOSED_SET)
    op.execute(CLOSED_GROUP)
    op.execute(CLOSED_INDICATOR)
    op.execute(
        "CREATE TRIGGER closed BEFORE UPDATE OR DELETE ON criteria_set "
        "FOR EACH ROW EXECUTE FUNCTION refuse_published_set()"
    )
    op.execute(
        "CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE ON criteria_group "
        "FOR EACH ROW EXECUTE FUNCTION refuse_published_group()"
    )
    op.execute(
        "CREATE TRIGGER closed BEFORE INSERT OR UPDATE OR DELETE ON indicator "
        "FOR EACH ROW EXECUTE FUNCTION refuse_published_indicator()"
    )


def downgrade() -> None:
    for table, function in {
        "criteria_set": "refuse_published_set",
        "criteria_group": "refuse_published_group",
        "indicator": "refuse_published_indicator",
    }.items():
        op.execute(f"DROP TRIGGER closed ON {table}")
        op.execute(f"DROP FUNCTION {function}()")
