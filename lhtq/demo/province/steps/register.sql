-- Households and people. The plan's rows of heads tell of the households.
CREATE TEMP TABLE home_plan ON COMMIT DROP AS
SELECT household_id AS id, unit_id, commune_id, full_name AS head_name, family_name, address, random() AS lean,
       random() < 0.11 AS poor
  FROM person_plan WHERE relation = 'head' ORDER BY household_id;
INSERT INTO household (id, unit_id, head_name, address, created_at, version, poor, code)
SELECT h.id, h.unit_id, h.head_name, h.address, make_date(a.first_year, 1, 4) + time '08:00', 1, h.poor,
       c.code || '-' || lpad((row_number() OVER (PARTITION BY h.commune_id ORDER BY h.id))::text, 5, '0')
  FROM home_plan h JOIN commune_plan c ON c.id = h.commune_id CROSS JOIN asked a ORDER BY h.id;
ANALYZE person_plan;
ANALYZE home_plan;
