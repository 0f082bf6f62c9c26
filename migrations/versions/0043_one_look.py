"""People found by one walk, and seldom more than one look into the index of words.

Each way in which names match was looked for by itself: two words in a district were walked for twice and looked up
twice. One walk through the first villages now tells of all ways, and by what it found of each which words are looked
up, if any.
"""

from alembic import context, op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

#: Ways in which a name matches, best first: all words as they are written, all words without marks, beginnings of them.
WAYS = {"{marked}": "1", "{whole}": "2", "{begun}": "3"}
#: Who matches in the first villages, or under a place by the index of words; by ways, in the order of the villages.
#: ``parts`` and ``wholes`` are patterns of the beginnings of words and of whole words in the name without marks;
#: ``marks`` of whole words in the name either way, NULL where no marks were typed. ``exact`` is the whole name, which
#: was found before.
NEAR = """
CREATE FUNCTION lhtq_search_near(
  parts text[], wholes text[], marks text[], exact text, place text, gone boolean, most int
) RETURNS TABLE (id int, way int) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off SET plan_cache_mode = force_custom_plan AS $$
  SELECT near.id, CASE WHEN p.id IS NOT NULL THEN {marked} WHEN near.whole THEN {whole} ELSE {begun} END AS way
    FROM (SELECT u.id, u.path FROM unit u
      WHERE u.path >= place AND u.path < rtrim(place, '/') || '0' ORDER BY u.path LIMIT {nearby}) u
   CROSS JOIN LATERAL (SELECT o.id, o.name_folded, ' ' || o.name_folded || ' ' LIKE ALL (wholes) AS whole FROM person o
     WHERE o.unit_id = u.id AND {o} AND o.name_folded <> exact AND ' ' || o.name_folded || ' ' LIKE ALL (parts)
     OFFSET 0) near
    LEFT JOIN LATERAL (SELECT w.id FROM person w
     WHERE marks IS NOT NULL AND near.whole AND w.id = near.id
       AND ' ' || w.name_folded || ' ' || lower(w.full_name) || ' ' LIKE ALL (marks) OFFSET 0) p ON true
   ORDER BY way, u.path, near.name_folded, near.id
   LIMIT most
$$
"""
FAR = """
CREATE FUNCTION lhtq_search_far(
  needle tsquery, parts text[], wholes text[], marks text[], exact text, place text, gone boolean, most int
) RETURNS TABLE (id int, way int) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off SET plan_cache_mode = force_custom_plan AS $$
  WITH matching AS MATERIALIZED (
    SELECT o.id, o.unit_id, o.name_folded, o.full_name FROM person o
     WHERE lhtq_words(o.name_folded, o.full_name) @@ needle
       AND {o} AND o.name_folded <> exact AND ' ' || o.name_folded || ' ' LIKE ALL (parts))
  SELECT m.id, CASE WHEN ' ' || m.name_folded || ' ' || lower(m.full_name) || ' ' LIKE ALL (marks) THEN {marked}
                    WHEN ' ' || m.name_folded || ' ' LIKE ALL (wholes) THEN {whole} ELSE {begun} END AS way
    FROM matching m JOIN unit u ON u.id = m.unit_id
   WHERE u.path >= place AND u.path < rtrim(place, '/') || '0'
   ORDER BY way, u.path, m.name_folded, m.id
   LIMIT most
$$
"""
#: First the whole name, then its words as they are written, then without marks, then beginnings of words.
#: A way that fills the first villages is common: nobody looks up its words. One that does not is rare enough to be
#: looked up in the whole place, and the better ones with it.
SEARCH = r"""
CREATE OR REPLACE FUNCTION lhtq_search_people(typed text, place text, gone boolean, most int) RETURNS int[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
  here text := lhtq_within(place);
  written text := lower(typed);
  folded text := lhtq_fold(typed);
  words text[] := array_remove(string_to_array(folded, ' '), '');
  written_words text[] := array_remove(string_to_array(written, ' '), '');
  -- One letter begins too many words to look them all up; so does the middle of most names, where two are left.
  longer text[] := ARRAY(SELECT word FROM unnest(words) word WHERE length(word) > 1);
  rarer text[] := ARRAY(SELECT word FROM unnest(longer) word WHERE NOT ('thi' ^@ word OR 'van' ^@ word));
  begun tsquery := lhtq_all_words(CASE WHEN cardinality(rarer) > 1 THEN rarer ELSE longer END, ':*');
  parts text[] := ARRAY(SELECT '% ' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%' FROM unnest(words) word);
  wholes text[] := ARRAY(SELECT '% ' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || ' %' FROM unnest(words) word);
  marks text[] := CASE WHEN written <> folded THEN ARRAY(
    SELECT '% ' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || ' %' FROM unnest(written_words) word) END;
  found int[];
  best int := CASE WHEN marks IS NULL THEN {whole} ELSE {marked} END;
  near int[];
  ways int[];
  everywhere int[];
  far int;
  needle tsquery;
BEGIN
  IF here IS NULL OR cardinality(longer) = 0 OR most <= 0 THEN
    RETURN '{}';
  END IF;
  found := lhtq_search_exact(folded, written, here, gone, most);
  most := most - cardinality(found);
  IF most = 0 THEN
    RETURN found;
  END IF;
  SELECT coalesce(array_agg(n.id ORDER BY n.at), '{}'), coalesce(array_agg(n.way ORDER BY n.at), '{}') INTO near, ways
    FROM lhtq_search_near(parts, wholes, marks, folded, here, gone, most) WITH ORDINALITY AS n (id, way, at);
  -- The last way that has to be looked for in the whole place. Beginnings cost four times what whole words do.
  far := CASE WHEN cardinality(near) = most THEN ways[most] - 1 WHEN ways[1] < {begun} THEN {whole} ELSE {begun} END;
  IF far < best OR NOT EXISTS (
    SELECT FROM unit WHERE path >= here AND path < rtrim(here, '/') || '0' ORDER BY path OFFSET {nearby} LIMIT 1
  ) THEN
    RETURN found || near;
  END IF;
  LOOP
    needle := CASE far WHEN {marked} THEN lhtq_all_words(written_words, '')
                       WHEN {whole} THEN lhtq_all_words(words, '') ELSE begun END;
    -- What the first villages have of the ways after that comes before what others have.
    everywhere := ARRAY(
      SELECT one.id FROM (
        SELECT f.id, f.at FROM lhtq_search_far(needle, parts, wholes, marks, folded, here, gone, most)
          WITH ORDINALITY AS f (id, way, at)
        UNION ALL
        SELECT n.id, most + n.at FROM unnest(near, ways) WITH ORDINALITY AS n (id, way, at) WHERE n.way > far
      ) one ORDER BY one.at LIMIT most);
    EXIT WHEN cardinality(everywhere) = most OR far = {begun};
    far := {begun};
  END LOOP;
  RETURN found || everywhere;
END $$
"""
INNER = (
    "lhtq_search_near(text[], text[], text[], text, text, boolean, int)",
    "lhtq_search_far(tsquery, text[], text[], text[], text, text, boolean, int)",
)


def upgrade() -> None:
    before = context.script.get_revision("0017").module
    for function in (NEAR, FAR, SEARCH):
        _create(function, WAYS | before.BOUNDS | before.THERE)
    op.execute(f"DROP FUNCTION {before.INNER[0]}")
    for signature in INNER:
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM public")


def downgrade() -> None:
    before = context.script.get_revision("0017").module
    for function in (before.STEP, before.SEARCH.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")):
        _create(function, before.BOUNDS | before.THERE)
    op.execute(f"REVOKE ALL ON FUNCTION {before.INNER[0]} FROM public")
    for signature in INNER:
        op.execute(f"DROP FUNCTION {signature}")


def _create(function: str, given: dict[str, str]) -> None:
    for name, value in given.items():
        function = function.replace(name, value)
    op.execute(function)
