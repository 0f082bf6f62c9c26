"""Reports handed up: periods, who owes one, reports with versions, words and comments; the lock of what is behind them.

Everybody reads the periods, for everybody reports in them. What an accepted report has counted is locked by triggers,
whichever page or command would change it; a lock is lifted when the report is opened again. When somebody signed in
last stands beside the account: the rows of signed-in devices go when they sign out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0036"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
#: Table → what the app's role may do. What was handed in is neither changed nor deleted.
GRANTS = {
    "report_period": "SELECT, INSERT, UPDATE",
    "report_due": "SELECT, INSERT, UPDATE",
    "report": "SELECT, INSERT, UPDATE",
    "report_version": "SELECT, INSERT",
    "report_text": "SELECT, INSERT, UPDATE",
    "report_comment": "SELECT, INSERT, UPDATE",
    "report_reopening": "SELECT, INSERT, UPDATE",
    "record_lock": "SELECT, INSERT, UPDATE",
}
BY_PLACE = ("report_due", "report", "report_version", "report_text", "report_comment", "report_reopening")

#: A change of a row that stands behind an accepted report is refused, whatever makes it: arguments are how the row says
#: when it was ("day", with the column, or "year"). With the owner's rights: a village does not see its commune's locks.
#: The error is of a class that nothing else raises, so that a page can say what it means.
REFUSE = """
CREATE FUNCTION refuse_locked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  changed jsonb;
BEGIN
  FOR changed IN
    SELECT to_jsonb(OLD) WHERE TG_OP <> 'INSERT' AND EXISTS (
      SELECT FROM record_lock WHERE unit_id = OLD.unit_id AND lifted_at IS NULL)
    UNION ALL
    SELECT to_jsonb(NEW) WHERE TG_OP <> 'DELETE' AND EXISTS (
      SELECT FROM record_lock WHERE unit_id = NEW.unit_id AND lifted_at IS NULL)
  LOOP
    IF EXISTS (
      SELECT FROM record_lock l WHERE l.unit_id = (changed ->> 'unit_id')::int AND l.lifted_at IS NULL AND
        CASE TG_ARGV[0] WHEN 'day' THEN (changed ->> TG_ARGV[1])::date BETWEEN l.from_on AND l.to_on
                        ELSE l.year = (changed ->> 'year')::int END
    ) THEN
      RAISE EXCEPTION 'locked behind an accepted report' USING ERRCODE = '0A000';
    END IF;
  END LOOP;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$
"""
#: The same for who took part in a course, by the course's first day.
REFUSE_PARTICIPANT = """
CREATE FUNCTION refuse_locked_participant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  found course_participant;
BEGIN
  IF TG_OP = 'DELETE' THEN
    found := OLD;
  ELSE
    found := NEW;
  END IF;
  IF EXISTS (
    SELECT FROM record_lock l JOIN course c ON c.id = found.course_id
     WHERE l.unit_id = found.unit_id AND l.lifted_at IS NULL AND c.starts_on BETWEEN l.from_on AND l.to_on
  ) THEN
    RAISE EXCEPTION 'locked behind an accepted report' USING ERRCODE = '0A000';
  END IF;
  RETURN found;
END $$
"""
#: The units that were merged into another one that reports for them in a period: neither of both counts them twice, and
#: the one where they lay does not see what the other owes.
MERGED = """
CREATE FUNCTION lhtq_reported_elsewhere(given int) RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT unnest(predecessors) FROM report_due WHERE period_id = given AND waived_on IS NULL
$$
"""
#: Table → (events, arguments). A title is taken back, a household ends and records are merged under a lock too: of
#: titles only new ones are refused, of sheets what was scored and decided.
LOCKED = {
    "activity": ("INSERT OR UPDATE OR DELETE", "'day', 'held_on'"),
    "course": ("INSERT OR UPDATE OR DELETE", "'day', 'starts_on'"),
    "title": ("INSERT", "'day', 'valid_from'"),
    "sheet": ("INSERT OR UPDATE OF state, answers, total", "'year'"),
    "year_statistics": ("INSERT OR UPDATE", "'year'"),
    "centre_sheet": ("INSERT OR UPDATE", "'year'"),
}
PARTICIPANTS = "INSERT OR DELETE OR UPDATE OF attended, completed, unit_id"


def upgrade() -> None:
    op.add_column("account", sa.Column("last_sign_in_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE account a SET last_sign_in_at = (SELECT max(created_at) FROM sign_in WHERE account_id = a.id)")
    _create_periods()
    _create_reports()
    _create_records()
    for table, privileges in GRANTS.items():
        op.execute(f"GRANT {privileges} ON {table} TO lhtq_app")
        op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO lhtq_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for table in BY_PLACE:
        op.execute(f"CREATE POLICY by_place ON {table} USING ({UNDER}) WITH CHECK ({UNDER})")
    op.execute("CREATE POLICY read_by_all ON report_period FOR SELECT USING (true)")
    op.execute(f"CREATE POLICY made_in_place ON report_period FOR INSERT WITH CHECK ({UNDER})")
    op.execute(f"CREATE POLICY changed_in_place ON report_period FOR UPDATE USING ({UNDER})")
    # A unit that was merged into another one may lie elsewhere: who sees the report keeps its locks.
    kept = f"{UNDER} OR report_id IN (SELECT id FROM report)"
    op.execute(
        f"CREATE POLICY by_place ON record_lock USING ({kept}) WITH CHECK (report_id IN (SELECT id FROM report))"
    )
    op.execute(MERGED)
    op.execute("REVOKE ALL ON FUNCTION lhtq_reported_elsewhere(int) FROM public")
    op.execute("GRANT EXECUTE ON FUNCTION lhtq_reported_elsewhere(int) TO lhtq_app")
    op.execute(REFUSE)
    op.execute(REFUSE_PARTICIPANT)
    for table, (events, arguments) in LOCKED.items():
        op.execute(
            f"CREATE TRIGGER locked_behind_report BEFORE {events} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION refuse_locked({arguments})"
        )
    op.execute(
        f"CREATE TRIGGER locked_behind_report BEFORE {PARTICIPANTS} ON course_participant FOR EACH ROW "
        "EXECUTE FUNCTION refuse_locked_participant()"
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _whole(name: str, *, needed: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=not needed)


def _words(name: str, most: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(most), nullable=False)


def _day(name: str, *, needed: bool = True) -> sa.Column[sa.Date]:
    return sa.Column(name, sa.Date(), nullable=not needed)


def _moment(name: str, *, made: bool = False) -> sa.Column[sa.DateTime]:
    default = sa.text("now()") if made else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not made)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _of_report(table: str) -> tuple[sa.Constraint, ...]:
    """A report with its place, and the primary key."""
    return (
        sa.ForeignKeyConstraint(
            ["report_id", "unit_id"], ["report.id", "report.unit_id"], name=op.f(f"fk_{table}_report_id")
        ),
        _key(table, "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _create_periods() -> None:
    op.create_table(
        "report_period", _id(), _whole("unit_id"), _words("kind", 12),
        sa.Column("year", sa.SmallInteger(), nullable=False), _words("name", 120), _day("from_on"), _day("as_of"),
        _words("way", 12), _words("layout", 40),
        sa.CheckConstraint("as_of >= from_on", name=op.f("ck_report_period_days_in_order")),
        _key("report_period", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_period")),
        sa.UniqueConstraint("unit_id", "year", "name", name=op.f("uq_report_period_unit_id_year_name")),
    )  # fmt: skip
    op.create_table(
        "report_due", _id(), _whole("period_id"), _whole("unit_id"), _whole("goes_to_id", needed=False), _day("due_on"),
        sa.Column("predecessors", sa.ARRAY(sa.Integer()), nullable=False), _day("waived_on", needed=False),
        _key("report_due", "period_id", "report_period"), _key("report_due", "unit_id", "unit"),
        _key("report_due", "goes_to_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_due")),
        sa.UniqueConstraint("period_id", "unit_id", name=op.f("uq_report_due_period_id_unit_id")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_report_due_id_unit_id")),
    )  # fmt: skip
    op.create_index("ix_report_due_unit_id", "report_due", ["unit_id"])


def _create_reports() -> None:
    op.create_table(
        "report", _id(), _whole("due_id"), _whole("unit_id"), _words("state", 10),
        sa.Column("number", sa.SmallInteger(), nullable=False), _moment("submitted_at"), _moment("answered_at"),
        _words("reason", 1000), _whole("version"),
        sa.ForeignKeyConstraint(
            ["due_id", "unit_id"], ["report_due.id", "report_due.unit_id"], name=op.f("fk_report_due_id")
        ),
        _key("report", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("due_id", name=op.f("uq_report_due_id")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_report_id_unit_id")),
    )  # fmt: skip
    op.create_index("ix_report_unit_id", "report", ["unit_id"])
    op.create_table(
        "report_version", _id(), _whole("report_id"), _whole("unit_id"),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("snapshot", sa.dialects.postgresql.JSONB(), nullable=False), _words("fingerprint", 64),
        _whole("made_by"), _words("made_by_name", 120), _moment("made_at", made=True), _words("note", 1000),
        _key("report_version", "made_by", "account"), *_of_report("report_version"),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_version_report_id_number")),
    )  # fmt: skip
    op.create_index("ix_report_version_report_id", "report_version", ["report_id"])


def _create_records() -> None:
    op.create_table(
        "report_text", _id(), _whole("report_id"), _whole("unit_id"), _words("part", 40), _words("words", 20_000),
        _whole("version"), *_of_report("report_text"),
        sa.UniqueConstraint("report_id", "part", name=op.f("uq_report_text_report_id_part")),
    )  # fmt: skip
    op.create_table(
        "report_comment", _id(), _whole("report_id"), _whole("unit_id"), _words("about", 40), _words("words", 1000),
        _whole("made_by"), _words("made_by_name", 120), _moment("made_at", made=True), _moment("done_at"),
        _key("report_comment", "made_by", "account"), *_of_report("report_comment"),
    )  # fmt: skip
    op.create_table(
        "report_reopening", _id(), _whole("report_id"), _whole("unit_id"), _words("reason", 1000), _whole("asked_by"),
        _words("asked_by_name", 120), _moment("asked_at", made=True), sa.Column("granted", sa.Boolean()),
        _words("answer", 1000), _words("answered_by_name", 120), _moment("answered_at"),
        sa.CheckConstraint(
            "(granted IS NULL) = (answered_at IS NULL)", name=op.f("ck_report_reopening_answered_with_an_answer")
        ),
        _key("report_reopening", "asked_by", "account"), *_of_report("report_reopening"),
    )  # fmt: skip
    op.create_index(
        "uq_report_reopening_open", "report_reopening", ["report_id"], unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "record_lock", _id(), _whole("report_id"), _whole("unit_id"), _day("from_on"), _day("to_on"),
        sa.Column("year", sa.SmallInteger()), _moment("locked_at", made=True), _moment("lifted_at"),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_record_lock_days_in_order")),
        _key("record_lock", "report_id", "report"), _key("record_lock", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_lock")),
    )  # fmt: skip
    op.create_index("ix_record_lock_unit_id", "record_lock", ["unit_id"], postgresql_where=sa.text("lifted_at IS NULL"))
    for table in ("report_text", "report_comment", "report_reopening", "record_lock"):
        op.create_index(f"ix_{table}_report_id", table, ["report_id"])


def downgrade() -> None:
    for table in (*LOCKED, "course_participant"):
        op.execute(f"DROP TRIGGER locked_behind_report ON {table}")
    op.execute("DROP FUNCTION lhtq_reported_elsewhere(int)")
    op.execute("DROP FUNCTION refuse_locked()")
    op.execute("DROP FUNCTION refuse_locked_participant()")
    for table in ("record_lock", "report_reopening", "report_comment", "report_text", "report_version", "report",
                  "report_due", "report_period"):  # fmt: skip
        op.drop_table(table)
    op.drop_column("account", "last_sign_in_at")
