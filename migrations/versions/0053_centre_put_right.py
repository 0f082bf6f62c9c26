"""What a centre has written down can be put right, and a commune is asked before it shares a centre.

Board, rooms, equipment and partners were only ever added and ended. They count their versions now, so that two people
who change one of them are told of each other, and the app may delete what was entered by mistake. A seat on the board
that is somebody's of the Association counts in chair_in_centre_rate: where a report that was accepted has it, it is
held as the rest of that report is. A commune shares a centre when it has agreed; those that do by now count as agreed.
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

VERSIONED = ("board_member", "centre_asset", "centre_link")

#: Refuses another seat of an Association on some days that an accepted report has, unless somebody else has it too.
SEAT = """
CREATE FUNCTION refuse_locked_seat() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  unit int;
  was datemultirange;
  becomes datemultirange;
  changed datemultirange;
BEGIN
  FOR unit, was, becomes IN
    SELECT seat.unit, coalesce(range_agg(seat.days) FILTER (WHERE NOT seat.after), '{}'),
           coalesce(range_agg(seat.days) FILTER (WHERE seat.after), '{}')
      FROM (SELECT OLD.association_unit_id AS unit, daterange(OLD.term_from, OLD.term_to, '[]') AS days, false AS after
             WHERE TG_OP <> 'INSERT'
            UNION ALL
            SELECT NEW.association_unit_id, daterange(NEW.term_from, NEW.term_to, '[]'), true
             WHERE TG_OP <> 'DELETE') AS seat
     WHERE seat.unit IN (SELECT unit_id FROM record_lock WHERE lifted_at IS NULL) GROUP BY seat.unit
  LOOP
    changed := (was - becomes) + (becomes - was) - (
      SELECT coalesce(range_agg(daterange(m.term_from, m.term_to, '[]')), '{}') FROM board_member m
       WHERE m.association_unit_id = unit AND m.id <> coalesce(OLD.id, NEW.id));
    PERFORM refuse_what_is_locked(unit, ARRAY(
      SELECT lower(changed * datemultirange(daterange(l.from_on, l.to_on, '[]'))) FROM record_lock l
       WHERE l.unit_id = unit AND l.lifted_at IS NULL AND changed && daterange(l.from_on, l.to_on, '[]')), NULL);
  END LOOP;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$
"""


def _heads(under: str, served: str) -> str:
    """Who is or was chair or vice-chair of the Association of some communes.

    With the owner's rights, because a commune that shares a centre does not see another's Association: it is told what
    stands on the decision of who leads it (name, position, term) and nothing else of a member.
    """
    return f"""
CREATE FUNCTION lhtq_association_heads(communes int[])
RETURNS TABLE (unit_id int, post text, full_name text, person_id int, from_on date, to_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT p.unit_id, p.position, m.full_name, m.person_id, p.from_on, least(p.to_on, b.ended_on)
    FROM post p JOIN branch b ON b.id = p.branch_id AND b.kind = 'association' JOIN member m ON m.id = p.member_id
   WHERE p.unit_id = ANY (communes) AND p.position IN ('chair', 'vice-chair')
     AND ({under} OR p.unit_id IN (
       SELECT o.unit_id FROM centre_served o WHERE o.left_on IS NULL AND {served}))
   ORDER BY p.unit_id, p.position, p.from_on DESC, p.id
$$
"""


#: The lists that come in fill these two now (see 0020); those that others have brought stay named.
SHARED = ("centre_served", "centre_invitation")
LISTED = """
DO $$ BEGIN
  EXECUTE format(
    'CREATE OR REPLACE FUNCTION lhtq_listed_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS %L',
    format('SELECT %L::text[]', {tables}));
END $$
"""


def upgrade() -> None:
    _count_versions()
    op.execute(LISTED.format(tables=" || ".join(("lhtq_listed_tables()", *(f"'{table}'::text" for table in SHARED)))))
    op.execute(SEAT)
    op.execute(
        "CREATE TRIGGER locked_behind_report BEFORE INSERT OR DELETE OR UPDATE OF association_unit_id, term_from, "
        "term_to ON board_member FOR EACH ROW EXECUTE FUNCTION refuse_locked_seat()"
    )
    _invite()
    before = context.script.get_revision("0024").module
    either = f"(o.{before.SERVED} OR {before.under('o.centre_unit_id')})"
    op.execute(_heads(before.under("p.unit_id"), either))
    op.execute("REVOKE ALL ON FUNCTION lhtq_association_heads(int[]) FROM public")
    op.execute("GRANT EXECUTE ON FUNCTION lhtq_association_heads(int[]) TO lhtq_app")


def _count_versions() -> None:
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        op.execute(f"GRANT DELETE ON {table} TO lhtq_app")
    # What an import changed is known by its version from now on, so that it can still be taken back.
    names = ", ".join(f"'{table}'" for table in VERSIONED)
    op.execute(f"UPDATE import_row SET version = 1 WHERE subject_type IN ({names})")


def _invite() -> None:
    before = context.script.get_revision("0024").module
    here, theirs = before.under("unit_id"), before.under("centre_unit_id")
    op.create_table(
        "centre_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("centre_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "unit_id"], ["centre.id", "centre.unit_id"], name=op.f("fk_centre_invitation_centre_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_centre_invitation_unit_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_centre_invitation_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_invitation")),
    )
    op.create_index(op.f("ix_centre_invitation_unit_id"), "centre_invitation", ["unit_id"])
    op.create_index(op.f("ix_centre_invitation_to_unit_id"), "centre_invitation", ["to_unit_id"])
    op.create_index(
        "uq_centre_invitation_centre_id", "centre_invitation", ["centre_id", "to_unit_id"], unique=True,
        postgresql_where="state = 'offered'",
    )  # fmt: skip
    both = f"{here} OR {before.under('to_unit_id')}"
    op.execute("GRANT SELECT, INSERT, UPDATE ON centre_invitation TO lhtq_app")
    op.execute("GRANT USAGE ON SEQUENCE centre_invitation_id_seq TO lhtq_app")
    op.execute("ALTER TABLE centre_invitation ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON centre_invitation FOR SELECT USING ({both})")
    op.execute(f"CREATE POLICY made_in_place ON centre_invitation FOR INSERT WITH CHECK ({here})")
    op.execute(f"CREATE POLICY answered_in_place ON centre_invitation FOR UPDATE USING ({both})")
    op.add_column("centre_served", sa.Column("left_because", sa.String(300), server_default="", nullable=False))
    # Nobody puts a commune under a centre but who keeps both, or the commune that was invited; who keeps one of the
    # two may end it, and not begin it again.
    asked = "SELECT i.centre_id, i.to_unit_id FROM centre_invitation i WHERE i.state = 'offered'"
    invited = f"(centre_id, unit_id) IN ({asked})"
    _policies(f"{here} AND ({theirs} OR {invited})", f"left_on IS NOT NULL OR ({here} AND {theirs})")


def _policies(made: str, changed: str) -> None:
    """Who puts a commune under a centre, and as what a row may stand that one of the two has changed."""
    before = context.script.get_revision("0024").module
    either = f"{before.under('unit_id')} OR {before.under('centre_unit_id')}"
    for policy in ("made_in_place", "changed_in_place"):
        op.execute(f"DROP POLICY {policy} ON centre_served")
    op.execute(f"CREATE POLICY made_in_place ON centre_served FOR INSERT WITH CHECK ({made})")
    op.execute(
        f"CREATE POLICY changed_in_place ON centre_served FOR UPDATE USING ({either}) "
        f"WITH CHECK (({either}) AND ({changed}))"
    )


def downgrade() -> None:
    """Who was invited is known no more; who agreed stays."""
    without = "lhtq_listed_tables()"
    for table in SHARED:
        without = f"array_remove({without}, '{table}')"
    op.execute(LISTED.format(tables=without))
    op.execute("DROP FUNCTION lhtq_association_heads(int[])")
    before = context.script.get_revision("0024").module
    _policies(before.under("centre_unit_id"), "true")
    op.drop_column("centre_served", "left_because")
    op.drop_table("centre_invitation")
    op.execute("DROP TRIGGER locked_behind_report ON board_member")
    op.execute("DROP FUNCTION refuse_locked_seat()")
    names = ", ".join(f"'{table}'" for table in VERSIONED)
    op.execute(f"UPDATE import_row SET version = NULL WHERE subject_type IN ({names})")
    for table in VERSIONED:
        op.execute(f"REVOKE DELETE ON {table} FROM lhtq_app")
        op.drop_column(table, "version")
