-- How far each of them is in each year, and what it counts.
SELECT w.id, w.year, pg_temp.stage(w.wants, w.drawn, w.s, w.on_day) AS stage, k.shares
  FROM (SELECT g.id, s.year, a.on_day, s, random() AS drawn,
               CASE WHEN random() < 0.8 THEN g.lean ELSE random() END < s.share AS wants
          FROM group_plan g JOIN season s ON s.commune_id = g.commune_id AND s.model = g.model CROSS JOIN asked a
         WHERE g.model = %(model)s
         ORDER BY g.id, s.year) w
  LEFT JOIN (SELECT id, year, jsonb_object_agg(source, jsonb_build_array(part, whole)) AS shares FROM counted
              WHERE model = %(model)s GROUP BY id, year) k ON k.id = w.id AND k.year = w.year
 WHERE pg_temp.stage(w.wants, w.drawn, w.s, w.on_day) IS NOT NULL ORDER BY w.year, w.id
