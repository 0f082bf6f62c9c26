-- What villages and communes say of each year: near what the register counts. Some have said nothing of this year yet.
CREATE TEMP TABLE village_count ON COMMIT DROP AS
SELECT p.unit_id, p.commune_id, y AS year, count(DISTINCT p.household_id) AS households, count(*) AS people,
       count(*) FILTER (WHERE birth_year <= y - 18) AS adults, count(*) FILTER (WHERE working) AS workers,
       count(*) FILTER (WHERE birth_year BETWEEN y - 17 AND y - 6) AS school_age,
       count(*) FILTER (WHERE birth_year BETWEEN y - 60 AND y - 15) AS aged_15_60
  FROM person_plan p CROSS JOIN asked a CROSS JOIN generate_series(a.first_year, a.this_year) y GROUP BY 1, 2, 3;
ANALYZE village_count;
CREATE FUNCTION pg_temp.said(figures jsonb, year int, by text, on_day date) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_object_agg(key, jsonb_build_object('value', value, 'source', 'official',
                                                    'on', least(make_date(year, 12, 10), on_day), 'by', by))
      FROM jsonb_each(figures)
$$;
INSERT INTO year_statistics (unit_id, year, figures, version)
SELECT n.unit_id, n.year, pg_temp.said(jsonb_build_object(
           'households', n.households + n.unit_id % 4, 'people', n.people + n.unit_id % 9, 'adults', n.adults + n.unit_id % 5,
           'workers', n.workers, 'school_age', n.school_age, 'literate', floor(n.aged_15_60 * 0.97),
           'illiterate', n.aged_15_60 - floor(n.aged_15_60 * 0.97)), n.year, c.recorder_name, a.on_day), 1
  FROM village_count n JOIN commune_plan p ON p.id = n.commune_id JOIN village_plan c ON c.id = n.unit_id CROSS JOIN asked a
 WHERE NOT (p.uncounted AND n.year = a.this_year) ORDER BY n.year, n.unit_id;
INSERT INTO year_statistics (unit_id, year, figures, version)
SELECT c.id, y, pg_temp.said(jsonb_build_object(
           'villages', (SELECT count(*) FROM village_plan v WHERE v.commune_id = c.id),
           'clans', (SELECT count(*) FROM clan k WHERE k.unit_id = c.id),
           'organisations', (SELECT count(*) FROM organisation k WHERE k.unit_id = c.id),
           'staff', (SELECT count(*) FROM employment e WHERE e.unit_id = c.id),
           'association_members', coalesce(m.members, 0)), y, c.approver_name, a.on_day), 1
  FROM commune_plan c CROSS JOIN asked a CROSS JOIN generate_series(a.first_year, a.this_year) y
  LEFT JOIN (SELECT commune_id, count(*) AS members FROM member_plan GROUP BY commune_id) m ON m.commune_id = c.id
 WHERE NOT (c.uncounted AND y = a.this_year) ORDER BY y, c.place;
