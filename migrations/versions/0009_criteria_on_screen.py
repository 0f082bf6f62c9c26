"""The province's administrator makes new versions of criteria on screen: drafts are open, published sets stay closed.

Everybody reads the criteria; they are written where the scope is a unit at the top. The triggers of 0003 looked only at
where a line had been: now also at where it is put, so that nothing is moved into a published set.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("criteria_set", "criteria_group", "indicator")
AT_TOP = "(SELECT nullif(current_setting('lhtq.scope', true), '')) ~ '^[^/]+/$'"

CLOSED_GROUP = """
CREATE OR REPLACE FUNCTION refuse_published_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM criteria_set s WHERE s.id IN (OLD.set_id, NEW.set_id) AND s.published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the criteria set of group % is published', coalesce(OLD.code, NEW.code);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
CLOSED_INDICATOR = """
CREATE OR REPLACE FUNCTION refuse_published_indicator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM criteria_group g JOIN criteria_set s ON s.id = g.set_id
             WHERE g.id IN (OLD.group_id, NEW.group_id) AND s.published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the criteria set of indicator % is published', coalesce(OLD.code, NEW.code);
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
#: As 0003 made them.
CLOSED_GROUP_BEFORE = """
CREATE OR REPLACE FUNCTION refuse_published_group() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line criteria_group := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
BEGIN
  IF EXISTS (SELECT FROM criteria_set s WHERE s.id = line.set_id AND s.published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the criteria set of group % is published', line.code;
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
CLOSED_INDICATOR_BEFORE = """
CREATE OR REPLACE FUNCTION refuse_published_indicator() RETURNS trigger LANGUAGE plpgsql AS $$
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
    op.execute(CLOSED_GROUP)
    op.execute(CLOSED_INDICATOR)
    # A set that was made on screen, not loaded from a file.
    op.add_column("criteria_set", sa.Column("made_by", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_criteria_set_made_by"), "criteria_set", "account", ["made_by"], ["id"])
    for table in TABLES:
        op.execute(f"GRANT INSERT, UPDATE, DELETE ON {table} TO lhtq_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY public_criteria ON {table} FOR SELECT USING (true)")
        op.execute(f"CREATE POLICY made_at_top ON {table} FOR INSERT WITH CHECK ({AT_TOP})")
        op.execute(f"CREATE POLICY changed_at_top ON {table} FOR UPDATE USING ({AT_TOP})")
        op.execute(f"CREATE POLICY dropped_at_top ON {table} FOR DELETE USING ({AT_TOP})")


def downgrade() -> None:
    for table in TABLES:
        for policy in ("public_criteria", "made_at_top", "changed_at_top", "dropped_at_top"):
            op.execute(f"DROP POLICY {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM lhtq_app")
    op.drop_constraint(op.f("fk_criteria_set_made_by"), "criteria_set")
    op.drop_column("criteria_set", "made_by")
    op.execute(CLOSED_GROUP_BEFORE)
    op.execute(CLOSED_INDICATOR_BEFORE)
