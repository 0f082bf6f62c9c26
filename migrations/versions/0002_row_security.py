"""The app's role, what it may do to each table, and which rows it sees.

The role owns nothing and cannot bypass row security. A row is admitted when its unit lies under the path
in ``lhtq.scope``; with no scope nothing is. ``nullif`` matters: a transaction-local setting falls back to
the empty string, and every path begins with the empty string.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lhtq_app') THEN
    CREATE ROLE lhtq_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    EXECUTE format('GRANT lhtq_app TO %I', current_user);
  ELSIF NOT pg_has_role(current_user, 'lhtq_app', 'MEMBER') THEN
    EXECUTE format('GRANT lhtq_app TO %I', current_user);
  END IF;
END $$
"""

#: Table → what the app's role may do. Decisions, titles and the trail are never deleted; the trail, the
#: decisions and the minutes are never changed; criteria are loaded by the owner.
GRANTS = {
    "unit": "SELECT, INSERT, UPDATE",
    "account": "SELECT, INSERT, UPDATE",
    "assignment": "SELECT, INSERT, UPDATE",
    "sign_in": "SELECT, INSERT, UPDATE, DELETE",
    "sign_in_failure": "SELECT, INSERT, UPDATE, DELETE",
    "submission_key": "SELECT, INSERT, UPDATE",
    "audit_entry": "SELECT, INSERT",
    "household": "SELECT, INSERT, UPDATE",
    "person": "SELECT, INSERT, UPDATE",
    "criteria_set": "SELECT",
    "criteria_group": "SELECT",
    "indicator": "SELECT",
    "village_review": "SELECT, INSERT",
    "sheet": "SELECT, INSERT, UPDATE",
    "evidence": "SELECT, INSERT, DELETE",
    "decision": "SELECT, INSERT",
    "title": "SELECT, INSERT, UPDATE",
    "register_figure": "SELECT, INSERT, UPDATE",
    "sheet_figure": "SELECT, INSERT, UPDATE",
    "title_figure": "SELECT, INSERT, UPDATE",
}

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = f"unit_id IN (SELECT id FROM unit WHERE path ^@ {SCOPE})"

#: Tables whose rows are seen and written under the actor's unit.
BY_PLACE = (
    "audit_entry",
    "household",
    "person",
    "village_review",
    "sheet",
    "evidence",
    "title",
    "register_figure",
    "sheet_figure",
    "title_figure",
)


def upgrade() -> None:
    op.execute(ROLE)
    op.execute("GRANT USAGE ON SCHEMA public TO lhtq_app")
    for table, privileges in GRANTS.items():
        op.execute(f"GRANT {privileges} ON {table} TO lhtq_app")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO lhtq_app")
    for table in BY_PLACE:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY by_place ON {table} USING ({UNDER}) WITH CHECK ({UNDER})")
    # A decision is a commune's: the villages under it see the decision behind their titles.
    op.execute("ALTER TABLE decision ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY by_place ON decision FOR SELECT USING (unit_id IN "
        f"(SELECT id FROM unit WHERE path ^@ {SCOPE} OR {SCOPE} ^@ path))"
    )
    op.execute(f"CREATE POLICY made_in_place ON decision FOR INSERT WITH CHECK ({UNDER})")
    # One's own roles are read before a scope is known.
    op.execute("ALTER TABLE assignment ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY by_place ON assignment USING ({UNDER} OR account_id = "
        f"nullif(current_setting('lhtq.account', true), '')::int) WITH CHECK ({UNDER})"
    )
    # The names of places are public; making and changing them is not.
    op.execute("ALTER TABLE unit ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY public_names ON unit FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY made_in_place ON unit FOR INSERT WITH CHECK (path ^@ {SCOPE})")
    op.execute(f"CREATE POLICY changed_in_place ON unit FOR UPDATE USING (path ^@ {SCOPE})")


def downgrade() -> None:
    for table in BY_PLACE:
        op.execute(f"DROP POLICY by_place ON {table}")
    for table, policies in {
        "decision": ("by_place", "made_in_place"),
        "assignment": ("by_place",),
        "unit": ("public_names", "made_in_place", "changed_in_place"),
    }.items():
        for policy in policies:
            op.execute(f"DROP POLICY {policy} ON {table}")
    for table in (*BY_PLACE, "decision", "assignment", "unit"):
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table in GRANTS:
        op.execute(f"REVOKE ALL ON {table} FROM lhtq_app")
    op.execute("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM lhtq_app")
    # The role stays: other databases of the server may use it.
