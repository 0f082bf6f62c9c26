"""Sums above the places that records are counted in, kept by day, so that a page of the province adds up no communes.

``measure_above`` has, for each day on which something changes, by how much: all runs of ``measure_sum`` at and under a
district, a cluster or the province, added up; ``title_above`` the same of ``title_figure``, for communes too. What a
statement changes waits until the transaction ends (``measure_move``, ``title_move``), and is added then in one
statement and one order: rows of the province are held for as long as a commit takes, and nobody waits for each other in
a circle. Where a place goes under another one, all sums are counted anew.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from alembic import context, op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
IN_SCOPE = f"u.path >= {SCOPE} AND u.path < rtrim({SCOPE}, '/') || '0'"


@dataclass(frozen=True)
class Kept:
    """A roll-up of which sums are kept above: ``kind`` is the column beside the unit, ``figures`` are added up."""

    name: str
    source: str
    kind: str
    length: int
    figures: tuple[str, ...]
    #: Which units ``a`` have sums, by whose rows ``u`` they are; of which moved units, ``o`` before and ``n`` after.
    above: str
    below: str
    moved: str
    #: Rows of the source are runs of days, else what changes on a day.
    runs: bool

    @property
    def words(self) -> dict[str, str]:
        """What stands for the names in the statements."""
        keys = f"unit_id, {self.kind}, day"
        listed = ", ".join(self.figures)
        return {
            "name": self.name,
            "source": self.source,
            "kind": self.kind,
            "keys": keys,
            "listed": listed,
            "columns": f"{keys}, {listed}",
            "sums": ", ".join(f"sum(m.{name})::int AS {name}" for name in self.figures),
            "changed": " OR ".join(f"sum(m.{name}) <> 0" for name in self.figures),
            "nothing": " AND ".join(f"{name} = 0" for name in self.figures),
            "kept": ", ".join(f"k.{name}" for name in self.figures),
            "counted": ", ".join(f"c.{name}" for name in self.figures),
            "types": ", ".join(f"{name} int" for name in self.figures),
            "added": ", ".join(f"{name} = k.{name} + excluded.{name}" for name in self.figures),
            "above_new": self.above.replace("a.level", "n.level"),
            "moved": self.moved,
            "moves": self.moves(self.source),
            "places": (
                f"JOIN unit u ON u.id = m.unit_id AND {self.below} "
                f"JOIN unit a ON {self.above} AND u.path >= a.path AND u.path < rtrim(a.path, '/') || '0'"
            ),
        }

    def moves(self, rows: str, sign: str = "") -> str:
        """By how much rows change a day; a run as much as it holds when it begins, and the opposite when it ends."""
        other = "" if sign else "-"
        begin, end = (", ".join(f"{mark}{name}" for name in self.figures) for mark in (sign, other))
        if not self.runs:
            return f"SELECT unit_id, {self.kind}, day, {begin} FROM {rows}"
        return (
            f"SELECT unit_id, {self.kind}, since, {begin} FROM {rows} "
            f"UNION ALL SELECT unit_id, {self.kind}, until, {end} FROM {rows} WHERE until < 'infinity'"
        )

    @property
    def events(self) -> dict[str, tuple[str, str]]:
        """By event its transition tables, and what the changed rows move."""
        before, after = self.moves("old_rows", "-"), self.moves("new_rows")
        return {
            "insert": ("NEW TABLE AS new_rows", after),
            "delete": ("OLD TABLE AS old_rows", before),
            "update": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", f"{before} UNION ALL {after}"),
        }


MEASURE = Kept(
    "measure", "measure_sum", "measure", 30, ("whole", "part", "registered", "official"),
    above="a.level NOT IN ('village', 'commune')", below="u.level <> 'village'",
    moved="o.level <> 'village' OR n.level <> 'village'", runs=True,
)  # fmt: skip
TITLE = Kept(
    "title", "title_figure", "model", 20, ("change",),
    above="a.level <> 'village'", below="true", moved="true", runs=False,
)  # fmt: skip
BOTH = (MEASURE, TITLE)

RECOUNT = """
CREATE VIEW {name}_above_recount AS
SELECT a.id AS unit_id, m.{kind}, m.day, {sums} FROM ({moves}) AS m ({columns}) {places}
 GROUP BY a.id, m.{kind}, m.day HAVING {changed};
CREATE VIEW {name}_above_difference AS
SELECT {kind}, unit_id, day::text AS day, row({kept})::text AS kept, row({counted})::text AS counted
  FROM (SELECT {columns} FROM {name}_above WHERE NOT ({nothing})) AS k
  FULL JOIN {name}_above_recount c USING ({keys})
 WHERE row({kept}) IS DISTINCT FROM row({counted})
"""
#: One row for each statement, whatever it changes.
NOTE = """
CREATE FUNCTION {name}_moves_{event}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO {name}_move (moves)
  SELECT jsonb_agg(m) FROM (
    SELECT {keys}, {sums} FROM ({of_event}) AS m ({columns}) GROUP BY {keys} HAVING {changed}) AS m
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER {name}_moves_{event} AFTER {event} ON {source} REFERENCING {transition}
  FOR EACH STATEMENT EXECUTE FUNCTION {name}_moves_{event}();
"""
#: The lock is taken first, so that what follows sees what somebody who moved a place has committed meanwhile.
#: The name is that of the trigger by which the communes are counted: who asks for one asks for all.
SETTLE = """
CREATE FUNCTION settle_{name}s_above() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET jit = off AS $$
BEGIN
  LOCK TABLE {name}_above IN ROW EXCLUSIVE MODE;
  WITH gone AS (DELETE FROM {name}_move RETURNING moves)
  INSERT INTO {name}_above AS k ({columns})
  SELECT a.id, m.{kind}, m.day, {sums}
    FROM gone CROSS JOIN LATERAL jsonb_to_recordset(gone.moves) AS m (unit_id int, {kind} text, day date, {types})
    {places}
   GROUP BY a.id, m.{kind}, m.day HAVING {changed}
   ORDER BY a.id, m.{kind}, m.day
  ON CONFLICT ({keys}) DO UPDATE SET {added};
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settle_measures AFTER INSERT ON {name}_move DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION settle_{name}s_above();
"""
#: A new place is put above others that are there already, or has nothing under it.
ANEW = """
CREATE FUNCTION count_{name}s_above() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET jit = off AS $$
BEGIN
  LOCK TABLE {name}_above IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM {name}_above;
  INSERT INTO {name}_above ({columns}) SELECT {columns} FROM {name}_above_recount;
END $$;
REVOKE ALL ON FUNCTION count_{name}s_above() FROM public;
CREATE FUNCTION {name}s_of_other_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id
              WHERE (n.path, n.level) IS DISTINCT FROM (o.path, o.level) AND ({moved})) THEN
    PERFORM count_{name}s_above();
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER {name}s_of_other_places AFTER UPDATE ON unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION {name}s_of_other_places();
CREATE FUNCTION {name}s_of_new_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (SELECT FROM new_rows n JOIN unit u ON u.path >= n.path AND u.path < rtrim(n.path, '/') || '0'
              JOIN {source} s ON s.unit_id = u.id WHERE {above_new}) THEN
    PERFORM count_{name}s_above();
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER {name}s_of_new_places AFTER INSERT ON unit REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION {name}s_of_new_places();
"""

MEASURES = ", ".join(
    f"'{measure}'"
    for measure in (
        "family_rate", "clan_rate", "community_rate", "unit_rate", "worker_citizen_rate", "staff_citizen_rate",
        "digital_skill_rate", "self_update_rate", "briefed_rate", "chair_in_centre_rate", "officer_centre_it_rate",
    )
)  # fmt: skip
#: As it was (0035), but each sibling's sums are looked up where they are kept.
RUN = """
SELECT s.id, m.measure, l.whole, l.part FROM sibling s CROSS JOIN asked m
 CROSS JOIN LATERAL (
   SELECT k.whole, k.part FROM {table} k WHERE k.unit_id = s.id AND k.measure = m.measure AND k.since <= on_
    ORDER BY k.since DESC LIMIT 1) AS l
 WHERE s.level = '{level}'
"""
RANKS = f"""
CREATE OR REPLACE FUNCTION lhtq_measure_ranks(unit_id_ int, on_ date)
RETURNS TABLE (measure text, place int, siblings int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
  WITH me AS (SELECT u.id, u.parent_id, u.level FROM unit u WHERE u.id = unit_id_ AND {IN_SCOPE}),
  sibling AS (
    SELECT s.id, s.level FROM unit s JOIN me ON s.parent_id = me.parent_id AND s.level = me.level
     WHERE s.valid_from <= on_ AND (s.valid_to IS NULL OR s.valid_to >= on_)),
  asked AS (SELECT unnest(ARRAY[{MEASURES}]) AS measure),
  figure AS (
    {RUN.format(table="measure_level", level="village")}
    UNION ALL {RUN.format(table="measure_sum", level="commune")}
    UNION ALL
    SELECT s.id, k.measure, sum(k.whole), sum(k.part) FROM sibling s JOIN measure_above k ON k.unit_id = s.id
     WHERE k.day <= on_ GROUP BY s.id, k.measure),
  share AS (SELECT id, measure, part::numeric / whole AS share FROM figure WHERE whole > 0),
  ranked AS (
    SELECT id, measure, rank() OVER (PARTITION BY measure ORDER BY share DESC)::int AS place,
           count(*) OVER (PARTITION BY measure)::int AS siblings FROM share)
  SELECT measure, place, siblings FROM ranked WHERE id = (SELECT id FROM me)
$$
"""


def upgrade() -> None:
    for kept in BOTH:
        _create_tables(kept)
        op.execute(RECOUNT.format(**kept.words))
        op.execute(ANEW.format(**kept.words))
        op.execute(f"SELECT count_{kept.name}s_above()")
        op.execute(SETTLE.format(**kept.words))
        for event, (transition, moves) in kept.events.items():
            op.execute(NOTE.format(**kept.words, event=event, transition=transition, of_event=moves))
    op.execute(RANKS)


def _create_tables(kept: Kept) -> None:
    above, move = f"{kept.name}_above", f"{kept.name}_move"
    op.create_table(
        above,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(kept.kind, sa.String(kept.length), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in kept.figures),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f(f"fk_{above}_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{above}")),
        sa.UniqueConstraint("unit_id", kept.kind, "day", name=op.f(f"uq_{above}_unit_id_{kept.kind}_day")),
    )
    op.execute(f"GRANT SELECT ON {above} TO lhtq_app")
    op.execute(f"ALTER TABLE {above} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON {above} USING ({UNDER}) WITH CHECK ({UNDER})")
    op.create_table(
        move,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("moves", sa.dialects.postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{move}")),
    )


def downgrade() -> None:
    before: str = context.script.get_revision("0035").module.RANKS
    op.execute(before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    for kept in BOTH:
        of_units = (f"{kept.name}s_of_other_places", f"{kept.name}s_of_new_places")
        of_source = (f"{kept.name}_moves_{event}" for event in kept.events)
        for table, names in (("unit", of_units), (kept.source, of_source)):
            for name in names:
                op.execute(f"DROP TRIGGER {name} ON {table}")
                op.execute(f"DROP FUNCTION {name}()")
        op.execute(f"DROP FUNCTION count_{kept.name}s_above()")
        op.drop_table(f"{kept.name}_move")
        op.execute(f"DROP FUNCTION settle_{kept.name}s_above()")
        op.execute(f"DROP VIEW {kept.name}_above_difference")
        op.execute(f"DROP VIEW {kept.name}_above_recount")
        op.drop_table(f"{kept.name}_above")
