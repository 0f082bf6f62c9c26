-- What a clan, organisation or village counts at its meeting of each year: [part, whole] by the source of the share.
-- A title that was replaced by then has a later one that counts: whoever is counted is counted once.
CREATE TEMP TABLE counted (model text, id int, year int, source text, part int, whole int) ON COMMIT DROP;
CREATE TEMP TABLE counted_link ON COMMIT DROP AS
SELECT 'clan' AS model, clan_id AS id, unit_id AS commune_id, 'families' AS source, 'family' AS of, household_id AS one
  FROM clan_family
UNION ALL SELECT 'organisation', organisation_id, unit_id, 'staff', 'citizen', person_id FROM employment
UNION ALL SELECT 'community', unit_id, commune_id, 'families', 'family', id FROM home_plan;
CREATE INDEX ON title_plan (model, subject_id);
ANALYZE title_plan;
ANALYZE counted_link;
INSERT INTO counted
SELECT l.model, l.id, s.year, l.source, count(DISTINCT t.subject_id), count(DISTINCT l.one)
  FROM counted_link l
  JOIN season s ON s.commune_id = l.commune_id AND s.model = l.model
  LEFT JOIN title_plan t ON t.model = l.of AND t.subject_id = l.one AND s.met BETWEEN t.valid_from AND t.valid_to
 GROUP BY l.model, l.id, s.year, l.source;
