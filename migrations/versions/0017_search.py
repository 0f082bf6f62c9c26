"""Finding people, households and phones by the words of a name, a number or a code, within the scope, at once.

Row security keeps LIKE and the like away from every index, because they might tell of rows that are not seen. So the
reading is done by functions with their owner's rights, which ask for the scope themselves and read no row outside it
where they walk villages: the indexes begin with the village. The one index that they all share, of the words of names,
is read for districts and above alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

#: A name's words without marks, and as they are written. Not STRICT: so it is put into a query as the expression it is.
WORDS = """
CREATE FUNCTION lhtq_words(folded text, name text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(array_remove(string_to_array(folded || ' ' || lower(name), ' '), ''))
$$
"""
#: A phone as its digits alone; +84 912 and 0912 are the same.
DIGITS = r"""
CREATE FUNCTION lhtq_digits(phone text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(phone, '\D', '', 'g'), '^84(?=\d{9}$)', '0')
$$
"""
#: Every word of a name, or its beginning.
QUERY = r"""
CREATE FUNCTION lhtq_all_words(words text[], ending text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT string_agg('''' || replace(replace(word, '\', '\\'), '''', '''''') || '''' || ending, ' & ')::tsquery
    FROM unnest(words) word
$$
"""
#: Where the functions may look: under a place that is asked for, if that lies within the scope; else NULL.
WITHIN = """
CREATE FUNCTION lhtq_within(place text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN place ^@ scope THEN place WHEN scope ^@ place THEN scope END
    FROM nullif(current_setting('lhtq.scope', true), '') AS scope
$$
"""
#: Whose whole name it is, in the order of the villages; those who write it with the same marks first.
EXACT = """
CREATE FUNCTION lhtq_search_exact(exact text, written text, place text, gone boolean, most int) RETURNS int[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off SET jit = off
SET plan_cache_mode = force_custom_plan AS $$
  SELECT ARRAY(
    SELECT p.id
      FROM (SELECT id, path FROM unit WHERE path >= place AND path < rtrim(place, '/') || '0' ORDER BY path OFFSET 0) u
     CROSS JOIN LATERAL (SELECT o.id, o.full_name FROM person o
       WHERE o.unit_id = u.id AND o.name_folded = exact AND {o} OFFSET 0) p
     ORDER BY (lower(p.full_name) = written) DESC, u.path, p.id
     LIMIT most)
$$
"""
#: One way in which names match, in the order of the villages. ``needle`` is matched in the words, ``patterns`` in the
#: name without marks, which lies in the index of the villages; ``earlier`` and ``but`` are what an earlier step found
#: by, as is a name that is typed as a whole. A word that is common is met within the first villages; one that is not
#: is soon read from the index of words.
STEP = """
CREATE FUNCTION lhtq_search_step(
  needle tsquery, patterns text[], earlier tsquery, but text[], exact text, place text, gone boolean, most int
) RETURNS int[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  beyond text := rtrim(place, '/') || '0';
  found int[];
BEGIN
  found := ARRAY(
    SELECT p.id
      FROM (SELECT id, path FROM unit WHERE path >= place AND path < beyond ORDER BY path LIMIT {nearby}) u
     CROSS JOIN LATERAL (SELECT o.id, o.name_folded FROM person o
       WHERE o.unit_id = u.id AND {o} AND o.name_folded <> exact
         AND ' ' || o.name_folded || ' ' LIKE ALL (patterns)
         AND (but IS NULL OR NOT ' ' || o.name_folded || ' ' LIKE ALL (but))
       ORDER BY o.name_folded, o.id OFFSET 0) near
      JOIN person p ON p.id = near.id
     WHERE lhtq_words(p.name_folded, p.full_name) @@ needle
       AND (earlier IS NULL OR NOT lhtq_words(p.name_folded, p.full_name) @@ earlier)
     ORDER BY u.path, near.name_folded, near.id
     LIMIT most);
  IF cardinality(found) >= most OR NOT EXISTS (
    SELECT FROM unit WHERE path >= place AND path < beyond ORDER BY path OFFSET {nearby} LIMIT 1
  ) THEN
    RETURN found;
  END IF;
  RETURN ARRAY(
    WITH matching AS MATERIALIZED (
      SELECT id, unit_id, name_folded FROM person
       WHERE lhtq_words(name_folded, full_name) @@ needle
         AND (earlier IS NULL OR NOT lhtq_words(name_folded, full_name) @@ earlier)
         AND {person} AND name_folded <> exact
         AND ' ' || name_folded || ' ' LIKE ALL (patterns)
         AND (but IS NULL OR NOT ' ' || name_folded || ' ' LIKE ALL (but))
    )
    SELECT m.id FROM matching m JOIN unit u ON u.id = m.unit_id
     WHERE u.path >= place AND u.path < beyond ORDER BY u.path, m.name_folded, m.id LIMIT most);
END $$
"""
#: First the whole name, then its words as they are written, then without marks, then beginnings of words.
SEARCH = r"""
CREATE FUNCTION lhtq_search_people(typed text, place text, gone boolean, most int) RETURNS int[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
  here text := lhtq_within(place);
  written text := lower(typed);
  folded text := lhtq_fold(typed);
  words text[] := array_remove(string_to_array(folded, ' '), '');
  -- One letter begins too many words to look them all up.
  longer text[] := ARRAY(SELECT word FROM unnest(words) word WHERE length(word) > 1);
  safe text[] := ARRAY(SELECT regexp_replace(word, '([\\%_])', '\\\1', 'g') FROM unnest(words) word);
  wholes text[] := ARRAY(SELECT '% ' || word || ' %' FROM unnest(safe) word);
  parts text[] := ARRAY(SELECT '% ' || word || '%' FROM unnest(safe) word);
  whole tsquery := lhtq_all_words(words, '');
  marked tsquery := CASE WHEN written <> folded
    THEN lhtq_all_words(array_remove(string_to_array(written, ' '), ''), '') END;
  found int[];
BEGIN
  IF here IS NULL OR cardinality(longer) = 0 OR most <= 0 THEN
    RETURN '{}';
  END IF;
  found := lhtq_search_exact(folded, written, here, gone, most);
  IF marked IS NOT NULL AND cardinality(found) < most THEN
    found := found || lhtq_search_step(
      marked, wholes, NULL, NULL, folded, here, gone, most - cardinality(found));
  END IF;
  IF cardinality(found) < most THEN
    found := found || lhtq_search_step(
      whole, wholes, marked, NULL, folded, here, gone, most - cardinality(found));
  END IF;
  IF cardinality(found) < most THEN
    found := found || lhtq_search_step(
      lhtq_all_words(longer, ':*'), parts, NULL, wholes, folded, here, gone, most - cardinality(found));
  END IF;
  RETURN found;
END $$
"""

#: Households and people by a phone or the beginning of one, households by their number; the whole number first. Each
#: index begins with the village.
NUMBERS = """
CREATE FUNCTION lhtq_search_numbers(typed text, place text, gone boolean, most int)
RETURNS TABLE (kind text, id int) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public
SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  here text := lhtq_within(place);
  beyond text := rtrim(here, '/') || '0';
  number text := lower(typed) COLLATE "C";
  digits text := lhtq_digits(typed) COLLATE "C";
  -- The last character there is: what begins with a text sorts before the text and it.
  last constant text := chr(1114111);
BEGIN
  IF here IS NULL THEN
    RETURN;
  END IF;
  IF number <> '' THEN
    RETURN QUERY
      SELECT 'household', found.id
        FROM (SELECT u.id, u.path FROM unit u WHERE u.path >= here AND u.path < beyond OFFSET 0) u
       CROSS JOIN LATERAL (SELECT h.id, lower(h.code) <> number AS part FROM household h
         WHERE h.unit_id = u.id AND h.code <> '' AND {h}
           AND lower(h.code) COLLATE "C" >= number
           AND lower(h.code) COLLATE "C" <= CASE WHEN length(number) < {code} THEN number ELSE number || last END
         ORDER BY lower(h.code) COLLATE "C" LIMIT most) found
       ORDER BY found.part, u.path, found.id LIMIT most;
  END IF;
  IF length(digits) >= {phone} THEN
    RETURN QUERY
      SELECT 'household', found.id
        FROM (SELECT u.id, u.path FROM unit u WHERE u.path >= here AND u.path < beyond OFFSET 0) u
       CROSS JOIN LATERAL (SELECT h.id FROM household h
         WHERE h.unit_id = u.id AND h.phone <> '' AND {h}
           AND lhtq_digits(h.phone) COLLATE "C" >= digits AND lhtq_digits(h.phone) COLLATE "C" < digits || last
         LIMIT most) found
       ORDER BY u.path, found.id LIMIT most;
    RETURN QUERY
      SELECT 'person', found.id
        FROM (SELECT u.id, u.path FROM unit u WHERE u.path >= here AND u.path < beyond OFFSET 0) u
       CROSS JOIN LATERAL (SELECT p.id FROM person p
         WHERE p.unit_id = u.id AND p.phone <> '' AND {p}
           AND lhtq_digits(p.phone) COLLATE "C" >= digits AND lhtq_digits(p.phone) COLLATE "C" < digits || last
         LIMIT most) found
       ORDER BY u.path, found.id LIMIT most;
  END IF;
END $$
"""
#: How many villages are walked before the index of words is asked; how much of a household's number and of a phone
#: must be typed for its beginning to be enough.
BOUNDS = {"{nearby}": "40", "{code}": "3", "{phone}": "6"}
#: Who is found: those who are there, with ``gone`` those who left as well. A record that was found to be another is
#: hidden by row security (0014), which these functions stand above: they leave it out themselves.
THERE = {
    "{person}": "(left_on IS NULL OR gone AND merged_into_id IS NULL)",
    "{o}": "(o.left_on IS NULL OR gone AND o.merged_into_id IS NULL)",
    "{p}": "(p.left_on IS NULL OR gone AND p.merged_into_id IS NULL)",
    "{h}": "(h.ended_on IS NULL OR gone AND h.merged_into_id IS NULL)",
}
#: What the app may call; the others take the place that they are told, and only these call them.
OPEN = ("lhtq_search_people(text, text, boolean, int)", "lhtq_search_numbers(text, text, boolean, int)")
INNER = (
    "lhtq_search_step(tsquery, text[], tsquery, text[], text, text, boolean, int)",
    "lhtq_search_exact(text, text, text, boolean, int)",
)
HELPERS = ("lhtq_within(text)", "lhtq_all_words(text[], text)", "lhtq_digits(text)", "lhtq_words(text, text)")
INDEXES = {
    "ix_person_words": "person USING gin (lhtq_words(name_folded, full_name))",
    "ix_person_unit_id_name_folded": "person (unit_id, name_folded) INCLUDE (id, left_on, merged_into_id)",
    "ix_person_unit_id_phone": "person (unit_id, (lhtq_digits(phone) COLLATE \"C\")) WHERE phone <> ''",
    "ix_household_unit_id_phone": "household (unit_id, (lhtq_digits(phone) COLLATE \"C\")) WHERE phone <> ''",
    "ix_household_unit_id_code": "household (unit_id, (lower(code) COLLATE \"C\")) WHERE code <> ''",
}


def upgrade() -> None:
    for function in (WORDS, DIGITS, QUERY, WITHIN, EXACT, STEP, SEARCH, NUMBERS):
        for name, bound in (BOUNDS | THERE).items():
            function = function.replace(name, bound)  # noqa: PLW2901
        op.execute(function)
    for signature in (*OPEN, *INNER):
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM public")
    for signature in OPEN:
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO lhtq_app")
    for name, on in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {on}")
    # The new one begins with the village too.
    op.drop_index("ix_person_unit_id", "person")
    op.add_column(
        "unit",
        sa.Column(
            "name_folded", sa.String(160), sa.Computed("lhtq_fold(type || ' ' || name)", persisted=True), nullable=False
        ),
    )


def downgrade() -> None:
    op.drop_column("unit", "name_folded")
    op.create_index("ix_person_unit_id", "person", ["unit_id"])
    for name in INDEXES:
        op.execute(f"DROP INDEX {name}")
    for signature in (*OPEN, *INNER, *HELPERS):
        op.execute(f"DROP FUNCTION {signature}")
