-- How far each of them is in each year, and what it counts.
SELECT w.id, w.year, w.stage,
       (SELECT jsonb_object_agg(k.source, jsonb_build_array(k.part, k.whole)) FROM counted k
         WHERE k.model = w.model AND k.id = w.id AND k.year = w.year)
  FROM (
    SELECT d.*, pg_temp.stage(d.wants, d.drawn, d.s, d.on_day) AS stage
      FROM (SELECT g.model, g.id, s.year, a.on_day, s, random() AS drawn,
                   CASE WHEN random() < 0.8 THEN g.lean ELSE random() END < s.share AS wants
              FROM group_plan g JOIN season s ON s.commune_id = g.commune_id AND s.model = g.model CROSS JOIN asked a
             ORDER BY g.id, s.year) d) w
 WHERE w.model = %(model)s AND w.stage IS NOT NULL ORDER BY w.year, w.id
