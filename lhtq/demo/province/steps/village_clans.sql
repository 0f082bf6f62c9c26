-- The clans that have a family in a village, once the clans' own titles are known.
INSERT INTO counted
SELECT 'community', f.household_unit_id, s.year, 'clans', count(DISTINCT t.subject_id), count(DISTINCT f.clan_id)
  FROM clan_family f
  JOIN season s ON s.commune_id = f.unit_id AND s.model = 'community'
  LEFT JOIN title_plan t ON t.model = 'clan' AND t.subject_id = f.clan_id AND s.met BETWEEN t.valid_from AND t.valid_to
 GROUP BY f.household_unit_id, s.year;
