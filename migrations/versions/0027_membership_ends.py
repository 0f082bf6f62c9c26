"""A membership ends with a death, and the positions with a membership; both are back when that was a mistake.

Positions may be in the Association above, which who keeps the branch does not reach: so the database ends them,
whichever code ends the membership. And who sees a member, or a position, reads of which branch it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

PERSON = "nullif(current_setting('lhtq.person', true), '')::int"

#: A term that would go on ends with the membership; what was planned is kept for the day that this is taken back.
END_POSTS = """
CREATE FUNCTION end_posts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF NEW.left_on IS NULL THEN
    UPDATE post SET to_on = planned_to, planned_to = NULL, cut = false WHERE member_id = NEW.id AND cut;
  ELSE
    UPDATE post SET planned_to = to_on, to_on = greatest(from_on, NEW.left_on), cut = true
     WHERE member_id = NEW.id AND NOT cut AND (to_on IS NULL OR to_on > NEW.left_on);
  END IF;
  RETURN NULL;
END $$
"""
#: Beside ``follow_death`` (0015), which ends what else hangs on a person.
END_MEMBERSHIP = """
CREATE FUNCTION end_membership() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF OLD.left_because = 'died' THEN
    -- Only the last of those that ended on that day: who is a member again by now is so once.
    UPDATE member SET left_on = NULL, left_because = NULL, version = version + 1
     WHERE id = (SELECT max(m.id) FROM member m
       WHERE m.person_id = NEW.id AND m.left_because = 'died' AND m.left_on = OLD.left_on)
       AND NOT EXISTS (SELECT FROM member m WHERE m.person_id = NEW.id AND m.left_on IS NULL);
  END IF;
  IF NEW.left_because = 'died' THEN
    UPDATE member SET left_on = NEW.left_on, left_because = 'died', version = version + 1
     WHERE person_id = NEW.id AND left_on IS NULL;
  END IF;
  RETURN NULL;
END $$
"""
CHANGED = "WHEN ((OLD.left_on, OLD.left_because) IS DISTINCT FROM (NEW.left_on, NEW.left_because))"


def upgrade() -> None:
    op.add_column("post", sa.Column("planned_to", sa.Date()))
    op.add_column("post", sa.Column("cut", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_check_constraint(op.f("ck_post_planned_when_cut"), "post", "planned_to IS NULL OR cut")
    op.execute(END_POSTS)
    op.execute(
        "CREATE TRIGGER end_posts AFTER UPDATE OF left_on ON member FOR EACH ROW "
        "WHEN (OLD.left_on IS DISTINCT FROM NEW.left_on) EXECUTE FUNCTION end_posts()"
    )
    op.execute(END_MEMBERSHIP)
    op.execute(
        "CREATE TRIGGER end_membership AFTER UPDATE OF left_on, left_because ON person FOR EACH ROW "
        f"{CHANGED} EXECUTE FUNCTION end_membership()"
    )
    # Those who had died before, and the positions of those who had left.
    op.execute(
        "UPDATE member m SET left_on = p.left_on, left_because = 'died', version = m.version + 1 FROM person p "
        "WHERE p.id = m.person_id AND p.left_because = 'died' AND m.left_on IS NULL"
    )
    op.execute(
        "UPDATE post t SET planned_to = t.to_on, to_on = greatest(t.from_on, m.left_on), cut = true FROM member m "
        "WHERE m.id = t.member_id AND m.left_on IS NOT NULL AND (t.to_on IS NULL OR t.to_on > m.left_on)"
    )
    # Members and positions are read here under their own policies.
    op.execute(
        "ALTER POLICY own ON branch USING (id IN (SELECT branch_id FROM member UNION SELECT branch_id FROM post))"
    )


def downgrade() -> None:
    op.execute(f"ALTER POLICY own ON branch USING (id IN (SELECT branch_id FROM member WHERE person_id = {PERSON}))")
    for table, name in (("person", "end_membership"), ("member", "end_posts")):
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    op.drop_column("post", "cut")
    op.drop_column("post", "planned_to")
