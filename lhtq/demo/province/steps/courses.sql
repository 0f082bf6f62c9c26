-- Briefings of every commune's members and of all officers each year; information technology for officers by district.
CREATE TEMP TABLE course_plan (
    id int, unit_id int, kind text, topics text[], title text, day date, sessions int, place text, state text, whom text,
    invites float, year int
) ON COMMIT DROP;
INSERT INTO course_plan
SELECT nextval('course_id_seq'), t.*, extract(year FROM t.day) FROM (
    SELECT u.id, 'briefing', ARRAY['policy'], 'Quán triệt nhiệm vụ khuyến học năm ' || y, make_date(y, 3, 18), 1,
           'Hội trường tỉnh', 'held', 'officers', 0.95
      FROM unit u CROSS JOIN asked a CROSS JOIN generate_series(a.first_year, a.this_year) y WHERE u.level = 'province'
    UNION ALL
    SELECT u.id, 'further', ARRAY['it-finding', 'it-writing', 'it-information', 'it-equipment'],
           'Bồi dưỡng công nghệ thông tin cho cán bộ khuyến học ' || u.name, make_date(y, 6, 20), 4,
           'Phòng máy Trường Trung học phổ thông', 'held', 'district', 0.16
      FROM unit u CROSS JOIN asked a CROSS JOIN generate_series(a.first_year, a.this_year) y WHERE u.level = 'district'
    UNION ALL
    SELECT c.id, 'briefing', ARRAY['policy', 'criteria'], 'Quán triệt bộ tiêu chí cho hội viên ' || c.kind || ' ' || c.name,
           make_date(y, 4, 2 + c.place % 26), 1, 'Nhà văn hóa', 'held', 'commune', 0.55
      FROM commune_plan c CROSS JOIN asked a CROSS JOIN generate_series(a.first_year, a.this_year) y
    UNION ALL
    SELECT u.id, 'training', ARRAY['criteria'], 'Tập huấn chấm điểm, bình xét cho chi hội ' || u.name, a.on_day + 16, 1,
           'Hội trường huyện', 'planned', 'district', 1
      FROM unit u CROSS JOIN asked a WHERE u.level = 'district'
    ) t(unit_id, kind, topics, title, day, sessions, place, state, whom, invites), asked a
 WHERE t.day >= date '2021-01-01' AND t.day <= date '2030-12-31' AND (t.state = 'planned') = (t.day > a.on_day);
ANALYZE course_plan;
INSERT INTO course (id, unit_id, kind, topics, title, starts_on, ends_on, sessions, place, trainers, result, state, version)
SELECT id, unit_id, kind, topics, title, day, day, sessions, place, '', '', state, 1 FROM course_plan ORDER BY id;
INSERT INTO course_participant (course_id, holder_unit_id, unit_id, member_id, person_id, full_name, birth_year, invited,
                                attended, completed, certificate_number, certificate_on)
SELECT k.id, k.unit_id, k.member_unit_id, k.member_id, k.person_id, k.full_name, k.birth_year, true, k.came,
       k.came AND k.drawn < 0.9,
       CASE WHEN k.came AND k.drawn < 0.9 AND k.kind = 'further' THEN k.member_id || '/CN' ELSE '' END,
       CASE WHEN k.came AND k.drawn < 0.9 AND k.kind = 'further' THEN k.day END
  FROM (
    SELECT c.*, m.unit_id AS member_unit_id, m.id AS member_id, m.person_id, m.full_name, m.birth_year,
           c.state = 'held' AND random() < 0.87 AS came, random() AS drawn
      FROM course_plan c
      JOIN (SELECT 'commune' AS whom, commune_id AS place, id FROM member_plan
            UNION ALL SELECT 'officers', (SELECT id FROM unit WHERE level = 'province'), id FROM officer_plan
            UNION ALL SELECT 'district', p.district_id, o.id FROM officer_plan o JOIN commune_plan p ON p.id = o.commune_id
           ) l ON l.whom = c.whom AND l.place = c.unit_id
      JOIN member_plan m ON m.id = l.id
     WHERE m.left_on IS NULL AND m.joined_on <= c.day AND abs(hashint8(c.id * 1000003::bigint + m.id)) % 100 < c.invites * 100
     ORDER BY c.id, m.id) k;
