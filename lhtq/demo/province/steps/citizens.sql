-- One year of the citizens. Every adult has a sheet; the head of a household that strives for its title strives as well.
DROP TABLE IF EXISTS home_year;
CREATE TEMP TABLE home_year ON COMMIT DROP AS
SELECT h.id, h.unit_id, h.commune_id, h.head_name,
       CASE WHEN random() < 0.8 THEN h.lean ELSE random() END < s.share AS wants
  FROM home_plan h CROSS JOIN asked a
  JOIN season s ON s.commune_id = h.commune_id AND s.model = 'family' AND s.year = a.year
 ORDER BY h.id;
ANALYZE home_year;
TRUNCATE paper;
INSERT INTO paper
SELECT nextval('sheet_id_seq'), 'citizen', w.id, w.full_name, w.unit_id, w.commune_id, w.year, w.stage, 0, 0, w.n,
       coalesce(o.account_id, v.recorder), v.recorder_name, NULL
  FROM (
    SELECT d.*, pg_temp.stage(d.wants, d.drawn, d.s, d.on_day) AS stage
      FROM (
        SELECT p.id, p.unit_id, p.commune_id, p.full_name, a.year, a.on_day, s, floor(random() * 24)::int + 1 AS n,
               h.wants AND p.relation = 'head'
               OR random() < s.share * CASE WHEN h.wants THEN 1.0 ELSE 0.45 END
                             + CASE p.occupation WHEN 'staff' THEN 0.38 WHEN 'worker' THEN 0.18 ELSE 0 END AS wants,
               random() AS drawn
          FROM person_plan p
          JOIN home_year h ON h.id = p.household_id
          CROSS JOIN asked a
          JOIN season s ON s.commune_id = p.commune_id AND s.model = 'citizen' AND s.year = a.year
          JOIN criteria z ON z.model = 'citizen'
         WHERE p.birth_year <= a.year - z.from_age AND p.occupation IS DISTINCT FROM 'student'
         ORDER BY p.id) d) w
  JOIN village_plan v ON v.id = w.unit_id
  LEFT JOIN own_account o ON o.person_id = w.id
 WHERE w.stage IS NOT NULL;
-- What the households of the year will count.
DROP TABLE IF EXISTS home_adults;
CREATE TEMP TABLE home_adults ON COMMIT DROP AS
SELECT p.household_id, count(*) AS whole, count(*) FILTER (WHERE c.stage = 'recognised') AS part
  FROM paper c JOIN person_plan p ON p.id = c.subject_id GROUP BY p.household_id;
ANALYZE home_adults;
