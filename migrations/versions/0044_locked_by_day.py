"""What is locked behind an accepted report is what it counted: by the day of a record, by the year what has no day.

All sheets of the year were locked, so that nothing more was scored or recognised in it, not even by a decision of a
later day. And what the report counts of the Association, and titles taken back, were not locked. A refusal says now
whose report it is, and of which period.
"""

from typing import Any

from alembic import context, op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

#: Refuses a change of what a unit had on some days, or has for a year, where that is behind an accepted report. With
#: the owner's rights: a village does not see its commune's locks. The error is of a class that nothing else raises, and
#: its detail is unit and period of the report, as its address has them, and the days that are locked.
HELD = """
CREATE FUNCTION refuse_what_is_locked(unit int, days date[], of_year int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  report_of text;
BEGIN
  SELECT concat_ws(' ', d.unit_id, d.period_id, l.from_on, l.to_on) INTO report_of
    FROM record_lock l JOIN report r ON r.id = l.report_id JOIN report_due d ON d.id = r.due_id
   WHERE l.unit_id = unit AND l.lifted_at IS NULL
     AND (l.year = of_year OR EXISTS (SELECT FROM unnest(days) AS day WHERE day BETWEEN l.from_on AND l.to_on))
   ORDER BY l.report_id LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'locked behind an accepted report' USING ERRCODE = '0A000', DETAIL = report_of;
  END IF;
END $$
"""
#: A row as it was and as it becomes, where its unit has any lock; the arguments name the columns of its days.
CHANGED = """
    SELECT to_jsonb(OLD) WHERE TG_OP <> 'INSERT' AND EXISTS (
      SELECT FROM record_lock WHERE unit_id = OLD.unit_id AND lifted_at IS NULL)
    UNION ALL
    SELECT to_jsonb(NEW) WHERE TG_OP <> 'DELETE' AND EXISTS (
      SELECT FROM record_lock WHERE unit_id = NEW.unit_id AND lifted_at IS NULL)
"""
BEGIN = (
    "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$\nDECLARE\n  changed jsonb;\nBEGIN"
)
END = "  IF TG_OP = 'DELETE' THEN\n    RETURN OLD;\n  END IF;\n  RETURN NEW;\nEND $$"
BY_DAY = f"""
CREATE OR REPLACE FUNCTION refuse_locked() {BEGIN}
  FOR changed IN {CHANGED}
  LOOP
    PERFORM refuse_what_is_locked(
      (changed ->> 'unit_id')::int, ARRAY(SELECT (changed ->> name)::date FROM unnest(TG_ARGV) AS name), NULL);
  END LOOP;
{END}
"""
BY_YEAR = f"""
CREATE FUNCTION refuse_locked_year() {BEGIN}
  FOR changed IN {CHANGED}
  LOOP
    PERFORM refuse_what_is_locked((changed ->> 'unit_id')::int, '{{}}', (changed ->> 'year')::int);
  END LOOP;
{END}
"""
#: A sheet has the day of the decision that recognised it, or that on which it was refused; none while it is open.
BY_DECISION = f"""
CREATE FUNCTION refuse_locked_sheet() {BEGIN}
  FOR changed IN {CHANGED}
  LOOP
    PERFORM refuse_what_is_locked((changed ->> 'unit_id')::int, ARRAY(
      SELECT t.valid_from FROM title t WHERE t.sheet_id = (changed ->> 'id')::int
      UNION ALL SELECT (changed ->> 'state_since')::date WHERE changed ->> 'state' = 'refused'), NULL);
  END LOOP;
  RETURN NULL;
END $$
"""
BY_COURSE = """
CREATE OR REPLACE FUNCTION refuse_locked_participant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  found course_participant;
BEGIN
  IF TG_OP = 'DELETE' THEN
    found := OLD;
  ELSE
    found := NEW;
  END IF;
  PERFORM refuse_what_is_locked(
    found.unit_id, ARRAY(SELECT c.starts_on FROM course c WHERE c.id = found.course_id), NULL);
  RETURN found;
END $$
"""


def _other(column: str) -> str:
    return f"OLD.{column} IS DISTINCT FROM NEW.{column}"


#: What ends with a death or a merge is not the Association's to time: the register goes on under a lock.
BY_REGISTER = "IN ('died', 'merged')"
NOT_BY_REGISTER = f"(OLD.left_because {BY_REGISTER} OR NEW.left_because {BY_REGISTER}) IS NOT TRUE"
#: A term that ended with the membership is held by the lock of the membership, where that holds.
NOT_CUT = "NOT OLD.cut AND NOT NEW.cut"
#: Table → each trigger: name, when it fires, its condition, what it calls. Of what lasts, only the days on which it
#: begins and ends are locked: a phone number may change.
LOCKED = {
    "title": (
        ("behind_report", "BEFORE INSERT OR DELETE", "", "refuse_locked('valid_from', 'revoked_on')"),
        ("behind_report_revoked", "BEFORE UPDATE OF revoked_on", _other("revoked_on"), "refuse_locked('revoked_on')"),
    ),
    "activity": (("behind_report", "BEFORE INSERT OR UPDATE OR DELETE", "", "refuse_locked('held_on')"),),
    "course": (("behind_report", "BEFORE INSERT OR UPDATE OR DELETE", "", "refuse_locked('starts_on')"),),
    "fee": (("behind_report", "BEFORE INSERT OR UPDATE OR DELETE", "", "refuse_locked('paid_on')"),),
    "centre_sheet": (("behind_report", "BEFORE INSERT OR UPDATE", "", "refuse_locked('closed_on')"),),
    "year_statistics": (("behind_report", "BEFORE INSERT OR UPDATE", "", "refuse_locked_year()"),),
    # Afterwards, when the day since which it is in its state is written down (0037).
    "sheet": (("behind_report", "AFTER INSERT OR UPDATE OF state, answers, total", "", "refuse_locked_sheet()"),),
    "branch": (
        ("behind_report", "BEFORE INSERT OR DELETE", "", "refuse_locked('founded_on', 'ended_on')"),
        ("behind_report_begun", "BEFORE UPDATE OF founded_on", _other("founded_on"), "refuse_locked('founded_on')"),
        ("behind_report_ended", "BEFORE UPDATE OF ended_on", _other("ended_on"), "refuse_locked('ended_on')"),
    ),
    "member": (
        ("behind_report", "BEFORE INSERT OR DELETE", "", "refuse_locked('joined_on', 'left_on')"),
        ("behind_report_begun", "BEFORE UPDATE OF joined_on", _other("joined_on"), "refuse_locked('joined_on')"),
        (
            "behind_report_ended", "BEFORE UPDATE OF left_on", f"{_other('left_on')} AND {NOT_BY_REGISTER}",
            "refuse_locked('left_on')",
        ),
    ),
    "post": (
        ("behind_report", "BEFORE INSERT OR DELETE", "", "refuse_locked('from_on', 'to_on')"),
        ("behind_report_begun", "BEFORE UPDATE OF from_on", _other("from_on"), "refuse_locked('from_on')"),
        ("behind_report_ended", "BEFORE UPDATE OF to_on", f"{_other('to_on')} AND {NOT_CUT}", "refuse_locked('to_on')"),
    ),
}  # fmt: skip


def upgrade() -> None:
    for table in _before().LOCKED:
        op.execute(f"DROP TRIGGER locked_behind_report ON {table}")
    for function in (HELD, BY_DAY, BY_YEAR, BY_DECISION, BY_COURSE):
        op.execute(function)
    op.execute("REVOKE ALL ON FUNCTION refuse_what_is_locked(int, date[], int) FROM public")
    for table, triggers in LOCKED.items():
        for name, events, condition, calls in triggers:
            when = f"WHEN ({condition}) " if condition else ""
            op.execute(f"CREATE TRIGGER locked_{name} {events} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {calls}")


def downgrade() -> None:
    for table, triggers in LOCKED.items():
        for name, *_ in triggers:
            op.execute(f"DROP TRIGGER locked_{name} ON {table}")
    before = _before()
    for function in (before.REFUSE, before.REFUSE_PARTICIPANT):
        op.execute(function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    for function in ("refuse_locked_year()", "refuse_locked_sheet()", "refuse_what_is_locked(int, date[], int)"):
        op.execute(f"DROP FUNCTION {function}")
    for table, (events, arguments) in before.LOCKED.items():
        op.execute(
            f"CREATE TRIGGER locked_behind_report BEFORE {events} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION refuse_locked({arguments})"
        )


def _before() -> Any:
    """What 0038 locked."""
    return context.script.get_revision("0038").module
