-- The families of the same year: their share counts the citizens that were just recognised.
TRUNCATE paper;
INSERT INTO paper
SELECT nextval('sheet_id_seq'), 'family', w.id, w.head_name, w.unit_id, w.commune_id, w.year,
       CASE WHEN w.stage IN ('registered', 'half') OR (w.part, w.whole) IN (
                     SELECT part, whole FROM pool WHERE model = 'family' AND kind = 'earned')
            THEN w.stage ELSE 'failing' END,
       w.part, w.whole, w.n, v.recorder, v.recorder_name, NULL
  FROM (
    SELECT d.*, pg_temp.stage(d.wants, d.drawn, d.s, d.on_day) AS stage
      FROM (
        SELECT h.*, a.year, a.on_day, s, least(g.whole, 6) AS whole, least(g.part, 6) AS part, random() AS drawn,
               floor(random() * 24)::int + 1 AS n
          FROM home_year h
          JOIN home_adults g ON g.household_id = h.id
          CROSS JOIN asked a
          JOIN season s ON s.commune_id = h.commune_id AND s.model = 'family' AND s.year = a.year
         ORDER BY h.id) d) w
  JOIN village_plan v ON v.id = w.unit_id
 WHERE w.stage IS NOT NULL;
