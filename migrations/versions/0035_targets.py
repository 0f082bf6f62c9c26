"""Targets of a unit's own, its place among its siblings, and the records behind a figure."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
#: What is set above holds below, and is seen there.
ABOVE = f"unit_id IN (SELECT id FROM unit WHERE starts_with((SELECT {SCOPE}), path))"
IN_SCOPE = f"u.path >= {SCOPE} AND u.path < rtrim({SCOPE}, '/') || '0'"

MEASURES = ", ".join(
    f"'{measure}'"
    for measure in (
        "family_rate", "clan_rate", "community_rate", "unit_rate", "worker_citizen_rate", "staff_citizen_rate",
        "digital_skill_rate", "self_update_rate", "briefed_rate", "chair_in_centre_rate", "officer_centre_it_rate",
    )
)  # fmt: skip

#: Shares of siblings are no secret, their records are: a place is all that is told.
RANKS = f"""
CREATE FUNCTION lhtq_measure_ranks(unit_id_ int, on_ date)
RETURNS TABLE (measure text, place int, siblings int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
  WITH me AS (SELECT u.id, u.parent_id, u.level FROM unit u WHERE u.id = unit_id_ AND {IN_SCOPE}),
  sibling AS (
    SELECT s.id, s.path, s.level FROM unit s JOIN me ON s.parent_id = me.parent_id AND s.level = me.level
     WHERE s.valid_from <= on_ AND (s.valid_to IS NULL OR s.valid_to >= on_)),
  asked AS (SELECT unnest(ARRAY[{MEASURES}]) AS measure),
  figure AS (
    SELECT s.id, m.measure, l.whole, l.part FROM sibling s CROSS JOIN asked m
     CROSS JOIN LATERAL (
       SELECT k.whole, k.part FROM measure_level k WHERE k.unit_id = s.id AND k.measure = m.measure AND k.since <= on_
        ORDER BY k.since DESC LIMIT 1) AS l
     WHERE s.level = 'village'
    UNION ALL
    SELECT s.id, m.measure, l.whole, l.part FROM sibling s
      JOIN unit p ON p.level <> 'village' AND p.path >= s.path AND p.path < rtrim(s.path, '/') || '0'
     CROSS JOIN asked m
     CROSS JOIN LATERAL (
       SELECT k.whole, k.part FROM measure_sum k WHERE k.unit_id = p.id AND k.measure = m.measure AND k.since <= on_
        ORDER BY k.since DESC LIMIT 1) AS l
     WHERE s.level <> 'village'),
  share AS (
    SELECT id, measure, sum(part)::numeric / sum(whole) AS share
      FROM figure GROUP BY id, measure HAVING sum(whole) > 0),
  ranked AS (
    SELECT id, measure, rank() OVER (PARTITION BY measure ORDER BY share DESC)::int AS place,
           count(*) OVER (PARTITION BY measure)::int AS siblings FROM share)
  SELECT measure, place, siblings FROM ranked WHERE id = (SELECT id FROM me)
$$
"""
#: ``below`` takes a commune's villages too. Units outside the scope have no records for anybody.
RECORDS = f"""
CREATE FUNCTION lhtq_measure_records(measure_ text, unit_id_ int, on_ date, below boolean)
RETURNS TABLE (record_id int, held boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
DECLARE
  units int[] := ARRAY(
    SELECT u.id FROM unit u
     WHERE (u.id = unit_id_ OR (below AND u.parent_id = unit_id_ AND u.level = 'village')) AND {IN_SCOPE});
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT s.record_id, s.part @> $2 FROM %I s WHERE s.unit_id = ANY ($1) AND s.whole @> $2',
    'measure_span_' || measure_) USING units, on_;
END $$
"""
FUNCTIONS = ("lhtq_measure_ranks(int, date)", "lhtq_measure_records(text, int, date, boolean)")


def upgrade() -> None:
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(30), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("percent", sa.Numeric(4, 1), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_target_percent")),
        sa.CheckConstraint("year BETWEEN 2021 AND 2030", name=op.f("ck_target_year")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_target_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("unit_id", "measure", "year", name=op.f("uq_target_unit_id_measure_year")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON target TO lhtq_app")
    op.execute("GRANT USAGE ON SEQUENCE target_id_seq TO lhtq_app")
    op.execute("ALTER TABLE target ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON target USING ({UNDER}) WITH CHECK ({UNDER})")
    op.execute(f"CREATE POLICY from_above ON target FOR SELECT USING ({ABOVE})")
    op.execute(RANKS)
    op.execute(RECORDS)
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO lhtq_app")


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("target")
