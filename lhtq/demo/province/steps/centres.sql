-- A learning centre in every commune: its board, what it has, its plans, and what it did by month.
INSERT INTO centre (unit_id, name, decision_number, decision_on, address, phone, version)
SELECT p.id, 'Trung tâm học tập cộng đồng ' || p.kind || ' ' || p.name, 300 + p.place * 3 || '/QĐ-UBND',
       make_date(2008, 3 + p.place % 9, 1 + p.place % 28), 'Trụ sở UBND ' || p.kind || ' ' || p.name, '', 1
  FROM commune_plan p ORDER BY p.place;
INSERT INTO centre_served (centre_id, centre_unit_id, unit_id) SELECT id, unit_id, unit_id FROM centre ORDER BY id;
INSERT INTO board_member (centre_id, unit_id, full_name, position, term_from, association, association_unit_id, person_id,
                          person_unit_id)
SELECT t.id, t.unit_id, p.approver_name, 'director', date '2021-07-01', NULL, NULL::int, NULL::int, NULL::int
  FROM centre t JOIN commune_plan p ON p.id = t.unit_id
UNION ALL
SELECT t.id, t.unit_id, o.full_name, 'deputy', '2023-07-01', o.position, t.unit_id, o.person_id, o.person_unit_id
  FROM centre t JOIN commune_plan p ON p.id = t.unit_id
  JOIN officer_plan o ON o.commune_id = p.id AND o.in_commune = CASE WHEN p.place % 9 = 4 THEN 2 ELSE 1 END
 WHERE p.place % 17 <> 11;
INSERT INTO centre_asset (centre_id, unit_id, kind, name, quantity, state)
SELECT e.id, e.unit_id, t.kind, t.name, t.quantity, t.state FROM centre e CROSS JOIN (VALUES
    ('room', 'Phòng học', 2, 'usable'), ('equipment', 'Máy chiếu', 1, 'good'), ('equipment', 'Máy tính', 5, 'usable')
  ) t(kind, name, quantity, state);
INSERT INTO centre_link (centre_id, unit_id, kind, name, village_id)
SELECT t.id, t.unit_id, 'culture-house', 'Nhà văn hóa ' || v.name, v.id
  FROM centre t JOIN village_plan v ON v.commune_id = t.unit_id WHERE v.code <= '003';
CREATE TEMP TABLE topic (kind text, in_year int, topics text[], is_class boolean) ON COMMIT DROP;
INSERT INTO topic VALUES
    ('talk', 6, '{Phòng chống dịch bệnh mùa đông,Nuôi dạy con ở tuổi dậy thì,Xây dựng góc học tập trong gia đình}', false),
    ('technology', 4, '{Kỹ thuật trồng ngô lai trên đất dốc,Chăm sóc chè theo hướng hữu cơ,Phòng bệnh cho trâu bò}', false),
    ('legal', 3, '{Luật Hôn nhân và gia đình,Phòng chống bạo lực gia đình,Thủ tục đất đai cần biết}', false),
    ('arts', 3, '{Giao lưu hát then đàn tính,Giải bóng chuyền các thôn,Đêm đọc sách cùng con}', false),
    ('digital', 2, '{Dùng dịch vụ công trực tuyến,Bán nông sản trên mạng an toàn}', true),
    ('vocational', 2, '{Nghề đan lát mây tre,Nghề sửa chữa máy nông nghiệp}', true),
    ('literacy', 1, '{Lớp xóa mù chữ buổi tối}', true),
    ('week', 1, '{Tuần lễ hưởng ứng học tập suốt đời}', false);
CREATE TEMP TABLE item ON COMMIT DROP AS
SELECT t.id AS centre_id, t.unit_id AS commune_id, y AS year, k.kind, k.topics, k.is_class, true AS planned, random() < 0.87 AS done,
       CASE k.kind WHEN 'week' THEN 10 ELSE 1 + floor(random() * 12)::int END AS month, 3 + floor(random() * 24)::int AS day,
       1 + floor(random() * 13)::int AS village
  FROM centre t CROSS JOIN asked a CROSS JOIN generate_series(a.first_year, a.this_year) y
  CROSS JOIN topic k CROSS JOIN generate_series(1, k.in_year)
UNION ALL
SELECT t.id, t.unit_id, y, 'talk', k.topics, false, false, random() < 0.75, 1 + floor(random() * 12)::int,
       3 + floor(random() * 24)::int, v.code::int
  FROM centre t JOIN village_plan v ON v.commune_id = t.unit_id CROSS JOIN asked a
  CROSS JOIN generate_series(a.first_year, a.this_year) y JOIN topic k ON k.kind = 'talk' CROSS JOIN generate_series(1, 2)
UNION ALL
SELECT t.id, t.unit_id, extract(year FROM a.on_day + 7)::int, 'talk', k.topics, false, false, true,
       extract(month FROM a.on_day + 7)::int, extract(day FROM a.on_day + 7)::int, 1
  FROM centre t CROSS JOIN asked a JOIN topic k ON k.kind = 'talk';
ANALYZE item;
INSERT INTO centre_plan (centre_id, year, month, kind, planned, unit_id)
SELECT centre_id, year, month, kind, count(*), commune_id FROM item WHERE planned GROUP BY centre_id, year, month, kind, commune_id;
CREATE TEMP TABLE activity_plan ON COMMIT DROP AS
SELECT nextval('activity_id_seq') AS id, i.*, CASE WHEN held_on > on_day THEN 0 ELSE 12 + floor(random() * 32)::int END AS came,
       CASE WHEN is_class AND held_on + 14 <= on_day THEN 3 ELSE 1 END AS sessions,
       random() AS women, random() AS minority, random() AS elderly, random() AS poor, random() AS lot
  FROM (SELECT i.*, make_date(i.year, i.month, i.day) AS held_on, a.on_day, a.this_year, v.id AS unit_id, v.name AS village_name,
               v.recorder, c.name AS commune, c.kind AS commune_kind, c.quiet
          FROM item i CROSS JOIN asked a JOIN commune_plan c ON c.id = i.commune_id
          JOIN village_plan v ON v.commune_id = i.commune_id AND v.code::int = i.village
         WHERE i.done) i
 WHERE held_on <= on_day + 7 AND (held_on <= on_day OR NOT planned) AND NOT (quiet AND held_on > on_day - 120)
 ORDER BY held_on, centre_id;
ANALYZE activity_plan;
-- Of the classes of this year and the last there are lists: neighbours of the village in a row.
CREATE TEMP TABLE neighbour ON COMMIT DROP AS
SELECT id, unit_id, full_name, birth_year, sex, ethnicity, row_number() OVER (PARTITION BY unit_id ORDER BY id) AS rank,
       count(*) OVER (PARTITION BY unit_id) AS of
  FROM person_plan CROSS JOIN asked a WHERE birth_year <= a.this_year - 17;
CREATE INDEX ON neighbour (unit_id, rank);
ANALYZE neighbour;
CREATE TEMP TABLE pupil ON COMMIT DROP AS
SELECT t.id AS activity_id, t.held_on, t.sessions, n.*, extract(year FROM t.held_on) - n.birth_year >= 60 AS elderly,
       t.sessions = 3 AND random() < 0.9 AS completed
  FROM activity_plan t
  JOIN (SELECT unit_id, max(of) AS of FROM neighbour GROUP BY unit_id) s ON s.unit_id = t.unit_id
  JOIN neighbour n ON n.unit_id = t.unit_id
       AND n.rank BETWEEN 1 + floor(t.lot * greatest(s.of - t.came, 0)) AND floor(t.lot * greatest(s.of - t.came, 0)) + t.came
 WHERE t.is_class AND t.year >= t.this_year - 1 AND t.held_on <= t.on_day ORDER BY t.id, n.rank;
ANALYZE pupil;
INSERT INTO activity (id, unit_id, centre_id, centre_unit_id, kind, state, held_on, ends_on, starts_at, topic, outside, place,
                      venue, organiser, partners, stage, counted, attendances, women, minority, elderly, disabled, poor,
                      enrolled, completed, cost, money, result, made_by, made_at, version)
SELECT t.id, t.unit_id, t.centre_id, t.commune_id, t.kind, CASE WHEN t.held_on > t.on_day THEN 'planned' ELSE 'done' END,
       t.held_on, t.held_on + CASE t.sessions WHEN 3 THEN 14 ELSE 0 END, '19:30', t.topics[1 + t.id % cardinality(t.topics)],
       false, 'Nhà văn hóa ' || t.village_name, 'culture-house', 'Trung tâm học tập cộng đồng ' || t.commune_kind || ' ' || t.commune,
       CASE t.id % 3 WHEN 0 THEN 'Hội Nông dân' WHEN 1 THEN 'Chi hội Khuyến học' ELSE '' END,
       CASE WHEN t.kind = 'literacy' THEN 1 END, CASE WHEN p.n IS NULL THEN 'typed' ELSE 'people' END,
       coalesce(p.n, t.came) * t.sessions, coalesce(p.women, floor(t.came * (0.35 + 0.3 * t.women))) * t.sessions,
       coalesce(p.minority, floor(t.came * (0.3 + 0.6 * t.minority))) * t.sessions,
       coalesce(p.elderly, floor(t.came * 0.25 * t.elderly)) * t.sessions, floor(t.came * 0.03 * t.poor) * CASE WHEN p.n IS NULL THEN 1 ELSE 0 END,
       floor(t.came * 0.16 * t.poor) * CASE WHEN p.n IS NULL THEN 1 ELSE 0 END,
       CASE WHEN t.is_class THEN coalesce(p.n, t.came) ELSE 0 END,
       CASE WHEN t.is_class THEN coalesce(p.completed, floor(t.came * 0.9)) ELSE 0 END,
       500000 * (t.id % 4), CASE WHEN t.id % 4 > 0 THEN 'budget' END, '', t.recorder,
       (least(t.held_on, t.on_day) + time '21:30') AT TIME ZONE 'Asia/Ho_Chi_Minh', 1
  FROM activity_plan t
  LEFT JOIN (SELECT activity_id, count(*) AS n, count(*) FILTER (WHERE sex = 'female') AS women,
                    count(*) FILTER (WHERE ethnicity <> 'Kinh') AS minority, count(*) FILTER (WHERE elderly) AS elderly,
                    count(*) FILTER (WHERE completed) AS completed
               FROM pupil GROUP BY activity_id) p ON p.activity_id = t.id
 ORDER BY t.id;
INSERT INTO activity_session (activity_id, unit_id, held_on, topic)
SELECT t.id, t.unit_id, t.held_on + 7 * n, ''
  FROM activity_plan t CROSS JOIN generate_series(0, t.sessions - 1) n WHERE t.id IN (SELECT activity_id FROM pupil) ORDER BY t.id, n;
INSERT INTO participant (activity_id, unit_id, person_id, person_unit_id, full_name, birth_year, sex, ethnicity, elderly,
                         disabled, poor, origin, confirmed, completed, sessions)
SELECT p.activity_id, p.unit_id, p.id, p.unit_id, p.full_name, p.birth_year, p.sex, p.ethnicity, p.elderly, false, false, 'ticked',
       true, p.completed, s.ids
  FROM pupil p
  JOIN (SELECT activity_id, array_agg(id ORDER BY held_on, id) AS ids FROM activity_session GROUP BY activity_id) s
    ON s.activity_id = p.activity_id
 ORDER BY p.activity_id, p.rank;
-- An officer of the commune's Association teaches two of three, and the village's recorder sees to all of them.
INSERT INTO activity_hand (activity_id, unit_id, role, full_name, person_id, person_unit_id, account_id)
SELECT t.id, t.unit_id, 'teacher', o.full_name, o.person_id, o.person_unit_id, NULL::int
  FROM activity_plan t JOIN officer_plan o ON o.commune_id = t.commune_id AND o.in_commune = 1 + t.id % 5
 WHERE t.id % 3 < 2 AND t.held_on <= t.on_day
UNION ALL
SELECT t.id, t.unit_id, 'organiser', k.full_name, NULL, NULL, k.id
  FROM activity_plan t JOIN account k ON k.id = t.recorder WHERE t.held_on <= t.on_day;
