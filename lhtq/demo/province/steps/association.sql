-- The Association: of the province, of districts and communes, with branches in villages and schools.
CREATE TEMP TABLE branch_plan (
    id int, unit_id int, commune_id int, kind text, name text, organisation_id int, cards text
) ON COMMIT DROP;
INSERT INTO branch_plan
SELECT nextval('branch_id_seq'), b.* FROM (
    SELECT u.id, CASE u.level WHEN 'commune' THEN u.id END, 'association', 'Hội Khuyến học ' || u.type || ' ' || u.name,
           NULL::int, u.code
      FROM unit u WHERE u.level IN ('province', 'district', 'commune')
    UNION ALL
    SELECT v.id, v.commune_id, 'village', 'Chi hội ' || v.name, NULL, c.code || '.' || v.code
      FROM village_plan v JOIN commune_plan c ON c.id = v.commune_id WHERE NOT (c.place % 7 = 3 AND v.code = '013')
    UNION ALL
    SELECT o.unit_id, o.unit_id, 'school', 'Chi hội ' || o.name, o.id, c.code || '.T' || o.id
      FROM organisation o JOIN commune_plan c ON c.id = o.unit_id WHERE o.kind = 'school' ORDER BY 3, 1, 5) b;
ANALYZE branch_plan;
INSERT INTO branch (id, unit_id, kind, name, phone, organisation_id, founded_on, version)
SELECT id, unit_id, kind, name, '', organisation_id, '2022-06-03', 1 FROM branch_plan ORDER BY id;
CREATE TEMP TABLE member_plan ON COMMIT DROP AS
SELECT nextval('member_id_seq') AS id, m.*,
       row_number() OVER (PARTITION BY m.branch_id ORDER BY m.left_on IS NOT NULL, m.from_middle, m.lot) AS in_branch,
       row_number() OVER (PARTITION BY m.commune_id ORDER BY m.left_on IS NOT NULL, m.kind <> 'village', m.from_middle, m.lot)
           AS in_commune
  FROM (
    SELECT b.id AS branch_id, b.unit_id, b.commune_id, b.kind, b.cards, p.id AS person_id, p.unit_id AS person_unit_id,
           p.full_name, p.birth_year, p.sex, p.lot, abs(a.this_year - p.birth_year - 50) AS from_middle, a.on_day,
           CASE WHEN p.other < 0.6 THEN date '2022-06-03'
                ELSE least(date '2022-06-03' + floor(random() * 1500)::int, a.on_day) END AS joined_on,
           CASE WHEN random() < 0.012 THEN a.on_day - floor(random() * 300)::int END AS left_on
      FROM (SELECT *, random() AS lot, random() AS other FROM person_plan ORDER BY id) p
      CROSS JOIN asked a
      LEFT JOIN (SELECT DISTINCT ON (e.person_id) e.person_id, b.id
                   FROM employment e JOIN branch_plan b ON b.organisation_id = e.organisation_id
                  ORDER BY e.person_id, b.id) s ON s.person_id = p.id
      LEFT JOIN branch_plan v ON v.kind = 'village' AND v.unit_id = p.unit_id AND p.lot < 0.385
      JOIN branch_plan b ON b.id = coalesce(s.id, v.id)
     WHERE p.birth_year <= a.this_year - 22 AND p.occupation IS DISTINCT FROM 'student'
     ORDER BY b.id, p.id) m;
ANALYZE member_plan;
INSERT INTO member (id, branch_id, unit_id, person_id, person_unit_id, full_name, birth_year, sex, phone, card_number,
                    card_on, joined_on, left_on, left_because, version)
SELECT id, branch_id, unit_id, person_id, person_unit_id, full_name, birth_year, sex, '',
       CASE WHEN carded THEN cards || '-' || lpad(in_branch::text, 3, '0') ELSE '' END, CASE WHEN carded THEN joined_on END,
       joined_on, CASE WHEN left_on IS NOT NULL THEN greatest(left_on, joined_on) END, CASE WHEN left_on IS NOT NULL THEN 'left' END, 1
  FROM (SELECT *, random() < 0.8 AS carded FROM member_plan) m ORDER BY id;
-- The Associations above are led by who signs in for them, who are in no register here.
WITH led AS (
    INSERT INTO member (branch_id, unit_id, full_name, birth_year, sex, phone, card_number, joined_on, version)
    SELECT b.id, b.unit_id, k.full_name, a.this_year - 54, CASE WHEN k.full_name LIKE '% Thị %' THEN 'female' ELSE 'male' END,
           '', '', '2022-06-03', 1
      FROM branch_plan b CROSS JOIN asked a
      JOIN assignment s ON s.unit_id = b.unit_id AND s.role IN ('province-officer', 'district-reviewer')
      JOIN account k ON k.id = s.account_id
    RETURNING id, branch_id, unit_id)
INSERT INTO post (branch_id, unit_id, member_id, position, from_on)
SELECT branch_id, unit_id, id, 'chair', '2023-03-15' FROM led;
-- Five lead the Association of a commune and two a branch; one whose term is over led it before.
CREATE TEMP TABLE officer_plan ON COMMIT DROP AS
SELECT m.*, b.id AS of_id, b.unit_id AS of_unit_id,
       (ARRAY['chair', 'vice-chair', 'secretary', 'officer', 'officer'])[m.in_commune] AS position
  FROM member_plan m JOIN branch_plan b ON b.unit_id = m.commune_id AND b.kind = 'association'
 WHERE m.in_commune <= 5 AND m.left_on IS NULL;
ANALYZE officer_plan;
INSERT INTO post (branch_id, unit_id, member_id, position, from_on, to_on)
SELECT of_id, of_unit_id, id, position, date '2023-03-15', NULL::date FROM officer_plan
UNION ALL
SELECT b.id, b.unit_id, m.id, 'vice-chair', '2021-03-15', '2023-03-14'
  FROM member_plan m JOIN branch_plan b ON b.unit_id = m.commune_id AND b.kind = 'association' WHERE m.in_commune = 6
UNION ALL
SELECT branch_id, unit_id, id, (ARRAY['branch-head', 'branch-deputy'])[in_branch], '2023-03-15', NULL
  FROM member_plan WHERE in_branch <= 2 AND left_on IS NULL;
INSERT INTO fee (member_id, unit_id, year, amount, paid_on)
SELECT m.id, m.unit_id, y, 24000 + 6000 * (y - a.this_year + 2),
       least(make_date(y, 1, 10) + floor(random() * 330)::int, m.on_day)
  FROM member_plan m CROSS JOIN asked a CROSS JOIN generate_series(a.this_year - 2, a.this_year) y
 WHERE extract(year FROM m.joined_on) <= y
   AND abs(hashint8(m.id * 10::bigint + y)) % 100 < CASE y - a.this_year WHEN 0 THEN 72 WHEN -1 THEN 90 ELSE 94 END
   AND coalesce(extract(year FROM m.left_on), 9999) > y
 ORDER BY y, m.id;
