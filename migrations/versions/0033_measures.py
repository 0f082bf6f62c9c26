"""The plan's eleven measures: what each counts of a record and when, and how many that makes in a unit on any day.

Of a measure ``m`` the view ``measure_span_m`` says for each record in which unit it counts, on which days it belongs to
the whole, and on which to the part (Kế hoạch 108/KH-UBND, mục I.2). ``measure_level`` has the sums of a village, or of
what a unit above keeps itself; ``measure_sum`` those of a commune with its villages, and of a district's and province's
own records. Both hold one row for each run of days on which nothing changes, so that any day is read as fast as today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
UNDER = (
    f"unit_id IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
)
ZONE = "Asia/Ho_Chi_Minh"

#: The days of a title; one that was revoked on its first day has none.
DAYS = "daterange(t.valid_from, t.valid_to + 1)"
#: The days on which a subject holds its title, and the first of them.
HELD = f"""LEFT JOIN LATERAL (
  SELECT coalesce(range_agg({DAYS}), '{{{{}}}}'::datemultirange) AS days, min(t.valid_from) AS first FROM title t
   WHERE t.model = '{{model}}' AND t.subject_id = {{subject}}) AS {{name}} ON true"""
#: A record counts from the day on which it was written down, or on which it was given a title if that is earlier.
SINCE = f"least((r.created_at AT TIME ZONE '{ZONE}')::date, held.first)"


def titled(table: str, model: str, which: str) -> str:
    """The records of a table that hold their model's title, of all that there are."""
    return f"""
SELECT r.id AS record_id, r.unit_id, there.days AS whole, there.days * held.days AS part
  FROM {table} r {HELD.format(model=model, subject="r.id", name="held")}
  CROSS JOIN LATERAL (SELECT CASE WHEN r.ended_on < {SINCE} THEN '{{}}'
    ELSE datemultirange(daterange({SINCE}, r.ended_on)) END AS days) AS there
 WHERE {which}"""


#: The days on which a household's people are people of a learning family, clan or community.
LEARNING = f"""
CROSS JOIN LATERAL (SELECT coalesce(range_agg(one.days), '{{}}'::datemultirange) AS days FROM (
  SELECT {DAYS} AS days FROM title t WHERE t.model = 'family' AND t.subject_id = h.id
  UNION ALL
  SELECT {DAYS} FROM title t WHERE t.model = 'community' AND t.subject_id = h.unit_id
  UNION ALL
  SELECT {DAYS} * daterange(NULL, f.left_on) FROM clan_family f
    JOIN title t ON t.model = 'clan' AND t.subject_id = f.clan_id WHERE f.household_id = h.id
) AS one) AS learning"""

#: Of each citizen title whether digital skills meet the work's needs: the line of the set that ``measure_feed`` names.
SKILLED = f"""
JOIN LATERAL (
  SELECT range_agg({DAYS}) AS days,
         coalesce(range_agg({DAYS}) FILTER (WHERE (s.answers ->> f.line_code)::numeric >= f.points), '{{}}') AS skilled
    FROM title t JOIN sheet s ON s.id = t.sheet_id JOIN criteria_set c ON c.id = s.set_id
    LEFT JOIN measure_feed f ON f.measure = 'digital_skill_rate' AND f.set_code = c.code
   WHERE t.model = 'citizen' AND t.subject_id = p.id) AS held ON held.days IS NOT NULL"""
#: A year's own update counts from its day to the end of that year.
UPDATED = """
LEFT JOIN LATERAL (
  SELECT coalesce(range_agg(daterange(s.self_updated_on,
           make_date(extract(year FROM s.self_updated_on)::int + 1, 1, 1))), '{}') AS days
    FROM sheet s WHERE s.model = 'citizen' AND s.subject_id = p.id AND s.self_updated_on IS NOT NULL) AS own ON true"""

#: The phases of the plan end with 2025 and 2030.
BRIEFED = """
LEFT JOIN LATERAL (
  SELECT coalesce(range_agg(daterange(c.starts_on, make_date(c.phase + 5, 1, 1))), '{}') AS days
    FROM course_participant p JOIN course c ON c.id = p.course_id AND c.kind = 'briefing' AND c.state = 'held'
   WHERE p.member_id = r.id AND p.attended) AS briefed ON true"""

#: The four subjects of the plan's IT training, from however many courses: the day on which the last was completed.
TRAINED = """
LEFT JOIN LATERAL (
  SELECT CASE WHEN count(*) = 4 THEN max(one.first) END AS first FROM (
    SELECT min(c.ends_on) AS first FROM course_participant p JOIN course c ON c.id = p.course_id AND c.state = 'held'
      CROSS JOIN unnest(c.topics) AS topic
     WHERE p.member_id = o.member_id AND p.completed
       AND topic IN ('it-finding', 'it-writing', 'it-information', 'it-equipment')
     GROUP BY topic) AS one) AS trained ON true"""
RAN = """
LEFT JOIN LATERAL (
  SELECT min(a.held_on) AS first FROM activity_hand d JOIN activity a ON a.id = d.activity_id AND a.state = 'done'
   WHERE d.person_id = o.person_id) AS ran ON true"""

SPANS = {
    "family_rate": titled("household", "family", "r.merged_into_id IS NULL"),
    "clan_rate": titled("clan", "clan", "true"),
    "community_rate": f"""
SELECT r.id AS record_id, r.id AS unit_id, there.days AS whole, there.days * held.days AS part
  FROM unit r {HELD.format(model="community", subject="r.id", name="held")}
  CROSS JOIN LATERAL (SELECT datemultirange(daterange(r.valid_from, r.valid_to + 1)) AS days) AS there
 WHERE r.level = 'village'""",
    "unit_rate": titled("organisation", "organisation", "true"),
    "worker_citizen_rate": f"""
SELECT p.id AS record_id, h.unit_id, there.days AS whole, there.days * held.days AS part
  FROM household h {LEARNING}
  JOIN person p ON p.household_id = h.id AND p.working AND p.merged_into_id IS NULL
  {HELD.format(model="citizen", subject="p.id", name="held")}
  CROSS JOIN LATERAL (SELECT learning.days * datemultirange(daterange(NULL, least(p.left_on, h.ended_on))) AS days)
    AS there
 WHERE h.merged_into_id IS NULL""",
    "staff_citizen_rate": f"""
SELECT e.id AS record_id, e.unit_id, there.days AS whole, there.days * held.days AS part
  FROM employment e JOIN organisation o ON o.id = e.organisation_id
  JOIN person p ON p.id = e.person_id AND p.merged_into_id IS NULL
  {HELD.format(model="organisation", subject="o.id", name="learning")}
  {HELD.format(model="citizen", subject="p.id", name="held")}
  CROSS JOIN LATERAL (
    SELECT learning.days * datemultirange(daterange(NULL, least(e.left_on, p.left_on, o.ended_on))) AS days
  ) AS there""",
    "digital_skill_rate": f"""
SELECT p.id AS record_id, p.unit_id, held.days * there.days AS whole, held.skilled * there.days AS part
  FROM person p {SKILLED}
  CROSS JOIN LATERAL (SELECT datemultirange(daterange(NULL, p.left_on)) AS days) AS there
 WHERE p.merged_into_id IS NULL""",
    "self_update_rate": f"""
SELECT p.id AS record_id, p.unit_id, held.skilled * there.days AS whole, held.skilled * there.days * own.days AS part
  FROM person p {SKILLED} {UPDATED}
  CROSS JOIN LATERAL (SELECT datemultirange(daterange(NULL, p.left_on)) AS days) AS there
 WHERE p.merged_into_id IS NULL""",
    "briefed_rate": f"""
SELECT r.id AS record_id, r.unit_id, there.days AS whole, there.days * briefed.days AS part
  FROM member r {BRIEFED}
  CROSS JOIN LATERAL (SELECT CASE WHEN r.left_on < r.joined_on THEN '{{}}'
    ELSE datemultirange(daterange(r.joined_on, r.left_on)) END AS days) AS there""",
    "chair_in_centre_rate": """
SELECT u.id AS record_id, u.id AS unit_id, there.days AS whole, there.days * seated.days AS part
  FROM unit u
  CROSS JOIN LATERAL (
    SELECT coalesce(range_agg(daterange(b.founded_on, b.ended_on)), '{}')
           * datemultirange(daterange(u.valid_from, u.valid_to + 1)) AS days
      FROM branch b WHERE b.unit_id = u.id AND b.kind = 'association'
       AND (b.ended_on >= b.founded_on) IS NOT FALSE) AS there
  CROSS JOIN LATERAL (
    SELECT coalesce(range_agg(daterange(m.term_from, m.term_to + 1)), '{}') AS days
      FROM board_member m WHERE m.association_unit_id = u.id) AS seated
 WHERE u.level = 'commune'""",
    "officer_centre_it_rate": f"""
SELECT o.member_id AS record_id, o.unit_id, o.days AS whole,
       o.days * CASE WHEN ran.first IS NULL OR trained.first IS NULL THEN '{{}}'
         ELSE datemultirange(daterange(greatest(ran.first, trained.first), NULL)) END AS part
  FROM (
    SELECT p.unit_id, p.member_id, m.person_id,
           range_agg(daterange(p.from_on, p.to_on + 1) * daterange(NULL, b.ended_on)) AS days
      FROM post p JOIN branch b ON b.id = p.branch_id AND b.kind = 'association'
      JOIN unit u ON u.id = p.unit_id AND u.level = 'commune' JOIN member m ON m.id = p.member_id
     GROUP BY p.unit_id, p.member_id, m.person_id) AS o {TRAINED} {RAN}""",
}

#: Measure → the figure of a year that stands for its whole where a unit keeps an official one (``statistics.toml``).
OFFICIAL = {
    "family_rate": "households",
    "clan_rate": "clans",
    "community_rate": "villages",
    "unit_rate": "organisations",
    "briefed_rate": "association_members",
}
OFFICIALS = "VALUES " + ", ".join(f"('{measure}', '{key}')" for measure, key in OFFICIAL.items())
OFFICIAL_VIEW = f"""
CREATE VIEW measure_official AS
SELECT o.measure, y.unit_id, y.year, (y.figures -> o.key ->> 'value')::int AS whole
  FROM year_statistics y CROSS JOIN ({OFFICIALS}) AS o (measure, key)
 WHERE y.figures -> o.key ->> 'source' = 'official'
"""
#: Where the sums of a unit are kept: a village's in its commune.
PLACE = "CASE u.level WHEN 'village' THEN coalesce(u.parent_id, u.id) ELSE u.id END"

#: Runs of days out of days on which something changes; ``moves`` has how much each figure changes on a day.
RUNS = """
SELECT n.unit_id, n.since, n.until, coalesce(o.whole, n.whole)::int AS whole, n.part::int,
       n.registered::int, {official}::int AS official
  FROM (
    SELECT unit_id, day AS since, lead(day, 1, 'infinity') OVER days AS until, sum(sum(whole)) OVER days AS whole,
           sum(sum(part)) OVER days AS part, sum(sum(registered)) OVER days AS registered,
           sum(sum(official)) OVER days AS official
      FROM moves GROUP BY unit_id, day WINDOW days AS (PARTITION BY unit_id ORDER BY day)
  ) AS n
  LEFT JOIN official o ON o.unit_id = n.unit_id AND o.year = extract(year FROM n.since)
"""
#: The days on which an official count begins and ends to hold change something too.
YEARS = """
SELECT unit_id, make_date(y, 1, 1), 0, 0, 0, 0 FROM official CROSS JOIN LATERAL (VALUES (year), (year + 1)) AS given (y)
"""
ROWS = "TABLE (unit_id int, since date, until date, whole int, part int, registered int, official int)"
RECOUNT = f"""
CREATE FUNCTION measure_recount(measure_ text, units int[]) RETURNS {ROWS}
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
BEGIN
  RETURN QUERY EXECUTE format($q$
    WITH span AS (SELECT s.unit_id, s.whole, s.part FROM %I s WHERE $1 IS NULL OR s.unit_id = ANY ($1)),
    official AS (
      SELECT o.unit_id, o.year, o.whole FROM measure_official o JOIN unit u ON u.id = o.unit_id AND u.level = 'village'
       WHERE o.measure = $2 AND ($1 IS NULL OR o.unit_id = ANY ($1))),
    moves (unit_id, day, whole, part, registered, official) AS (
      SELECT unit_id, coalesce(lower(d), '-infinity'), 1, 0, 1, 0 FROM span CROSS JOIN unnest(whole) AS d
      UNION ALL SELECT unit_id, upper(d), -1, 0, -1, 0 FROM span CROSS JOIN unnest(whole) AS d WHERE NOT upper_inf(d)
      UNION ALL SELECT unit_id, coalesce(lower(d), '-infinity'), 0, 1, 0, 0 FROM span CROSS JOIN unnest(part) AS d
      UNION ALL SELECT unit_id, upper(d), 0, -1, 0, 0 FROM span CROSS JOIN unnest(part) AS d WHERE NOT upper_inf(d)
      UNION ALL {YEARS})
    {RUNS.format(official="(o.whole IS NOT NULL)")}
  $q$, 'measure_span_' || measure_) USING units, measure_;
END $$
"""
SUM_RECOUNT = f"""
CREATE FUNCTION measure_sum_recount(measure_ text, places int[]) RETURNS {ROWS}
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    WITH found AS (
      SELECT {PLACE} AS unit_id, l.since, l.until, l.whole, l.part, l.registered, l.official
        FROM measure_level l JOIN unit u ON u.id = l.unit_id
       WHERE l.measure = measure_
         AND (places IS NULL OR (u.level = 'village' AND u.parent_id = ANY (places))
          OR (u.id = ANY (places) AND (u.level <> 'village' OR u.parent_id IS NULL)))),
    official AS (
      SELECT o.unit_id, o.year, o.whole FROM measure_official o JOIN unit u ON u.id = o.unit_id AND u.level <> 'village'
       WHERE o.measure = measure_ AND (places IS NULL OR o.unit_id = ANY (places))),
    moves (unit_id, day, whole, part, registered, official) AS (
      SELECT f.unit_id, f.since, f.whole, f.part, f.registered, f.official FROM found f
      UNION ALL SELECT f.unit_id, f.until, -f.whole, -f.part, -f.registered, -f.official
                  FROM found f WHERE f.until < 'infinity'
      UNION ALL {YEARS.replace("unit_id", "official.unit_id")})
    {RUNS.format(official="CASE WHEN o.whole IS NULL THEN n.official ELSE 1 END")};
END $$
"""
COLUMNS = "unit_id, since, until, whole, part, registered, official"
TABLES = {"measure_level": "measure_recount", "measure_sum": "measure_sum_recount"}


def recount(measures: str, table: str, function: str) -> str:
    """The view of what a table should hold, and that of where it does not."""
    return f"""
CREATE VIEW {table}_recount AS
SELECT m.measure, r.* FROM unnest(ARRAY[{measures}]) AS m (measure) CROSS JOIN LATERAL {function}(m.measure, NULL) AS r;
CREATE VIEW {table}_difference AS
SELECT measure, unit_id, since::text AS since, row(k.until, k.whole, k.part, k.registered, k.official)::text AS kept,
       row(c.until, c.whole, c.part, c.registered, c.official)::text AS counted
  FROM {table} k FULL JOIN {table}_recount c USING (measure, unit_id, since)
 WHERE (k.until, k.whole, k.part, k.registered, k.official)
       IS DISTINCT FROM (c.until, c.whole, c.part, c.registered, c.official);
"""


#: A citizen's own work on the own sheet is remembered with its day (self_update_rate).
SELF_UPDATED = f"""
CREATE FUNCTION remember_self_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (SELECT FROM assignment WHERE account_id = NEW.changed_by AND person_id = NEW.subject_id) THEN
    NEW.self_updated_on := (NEW.changed_at AT TIME ZONE '{ZONE}')::date;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER remember_self_update BEFORE UPDATE ON sheet FOR EACH ROW
  WHEN (NEW.model = 'citizen' AND NEW.answers IS DISTINCT FROM OLD.answers)
  EXECUTE FUNCTION remember_self_update();
CREATE TRIGGER remember_first_self_update BEFORE INSERT ON sheet FOR EACH ROW
  WHEN (NEW.model = 'citizen' AND NEW.answers <> '{{}}')
  EXECUTE FUNCTION remember_self_update();
"""


#: By which the records of a household's clans and of a person's memberships are found, ended ones too.
INDEXES = (
    ("ix_clan_family_household_id", "clan_family", "household_id"),
    ("ix_member_person_id", "member", "person_id"),
)


def upgrade() -> None:
    _add_columns()
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])
    _create_feed()
    op.execute(OFFICIAL_VIEW)
    for measure, span in SPANS.items():
        op.execute(f"CREATE VIEW measure_span_{measure} AS {span}")
    for table in TABLES:
        _create_figures(table)
    op.execute(RECOUNT)
    op.execute(SUM_RECOUNT)
    measures = ", ".join(f"'{measure}'" for measure in SPANS)
    for table, function in TABLES.items():
        op.execute(f"REVOKE ALL ON FUNCTION {function}(text, int[]) FROM public")
        op.execute(recount(measures, table, function))
        op.execute(f"INSERT INTO {table} (measure, {COLUMNS}) SELECT measure, {COLUMNS} FROM {table}_recount")


def _add_columns() -> None:
    for table in ("clan", "organisation"):
        op.add_column(
            table, sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
        )
    op.add_column("sheet", sa.Column("self_updated_on", sa.Date(), nullable=True))
    op.execute(SELF_UPDATED)


def _create_feed() -> None:
    feed = op.create_table(
        "measure_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(30), nullable=False),
        sa.Column("set_code", sa.String(60), nullable=False),
        sa.Column("line_code", sa.String(12), nullable=False),
        sa.Column("points", sa.Numeric(5, 1), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_feed")),
        sa.UniqueConstraint("measure", "set_code", name=op.f("uq_measure_feed_measure_set_code")),
    )
    op.execute("GRANT SELECT ON measure_feed TO lhtq_app")
    op.execute("ALTER TABLE measure_feed ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY read_by_all ON measure_feed FOR SELECT USING (true)")
    # What the guidance of the line says: from five points on, digital skills meet the work's needs.
    op.bulk_insert(feed, [{"measure": "digital_skill_rate", "set_code": "citizen", "line_code": "2.1", "points": 5}])


def _create_figures(table: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.String(30), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("whole", "part", "registered", "official")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f(f"fk_{table}_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("unit_id", "measure", "since", name=op.f(f"uq_{table}_unit_id_measure_since")),
    )
    op.execute(f"GRANT SELECT ON {table} TO lhtq_app")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_place ON {table} USING ({UNDER}) WITH CHECK ({UNDER})")


def downgrade() -> None:
    for table, function in reversed(TABLES.items()):
        op.execute(f"DROP VIEW {table}_difference")
        op.execute(f"DROP VIEW {table}_recount")
        op.execute(f"DROP FUNCTION {function}(text, int[])")
        op.drop_table(table)
    for measure in reversed(SPANS):
        op.execute(f"DROP VIEW measure_span_{measure}")
    op.execute("DROP VIEW measure_official")
    op.drop_table("measure_feed")
    op.execute("DROP TRIGGER remember_self_update ON sheet")
    op.execute("DROP TRIGGER remember_first_self_update ON sheet")
    op.execute("DROP FUNCTION remember_self_update()")
    op.drop_column("sheet", "self_updated_on")
    for name, table, _column in INDEXES:
        op.drop_index(name, table)
    for table in ("organisation", "clan"):
        op.drop_column(table, "created_at")
