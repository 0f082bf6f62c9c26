-- Organisations of every commune, each with the next so many people of its kind who work.
CREATE TEMP TABLE organisation_plan (
    place int, kind text, name text, occupation text, first_rank int, last_rank int, head text, others text[]
) ON COMMIT DROP;
INSERT INTO organisation_plan VALUES
    (1, 'school', 'Trường Tiểu học %s', 'staff', 1, 22, 'Hiệu trưởng', '{Giáo viên,Giáo viên,Giáo viên,Nhân viên}'),
    (2, 'agency', 'Ủy ban nhân dân %s', 'staff', 23, 40, 'Phó Chủ tịch', '{Công chức,Cán bộ không chuyên trách}'),
    (3, 'school', 'Trường Mầm non %s', 'staff', 41, 58, 'Hiệu trưởng', '{Giáo viên,Giáo viên,Nhân viên}'),
    (4, 'school', 'Trường Trung học cơ sở %s', 'staff', 59, 82, 'Hiệu trưởng', '{Giáo viên,Giáo viên,Nhân viên}'),
    (5, 'agency', 'Trạm Y tế %s', 'staff', 83, 88, 'Trạm trưởng', '{Y sĩ,Điều dưỡng}'),
    (6, 'cooperative', 'Hợp tác xã nông lâm nghiệp %s', 'rural', 1, 14, 'Giám đốc', '{Thành viên,Kế toán}'),
    (7, 'enterprise', 'Công ty TNHH Chè %s', 'worker', 1, 24, 'Giám đốc', '{Công nhân,Công nhân,Kế toán}'),
    (8, 'facility', 'Cơ sở mộc, xây dựng %s', 'worker', 25, 33, 'Chủ cơ sở', '{Thợ}');
CREATE TEMP TABLE worker_plan ON COMMIT DROP AS
SELECT p.id, p.unit_id, p.commune_id, p.full_name, p.occupation,
       row_number() OVER (PARTITION BY p.commune_id, p.occupation ORDER BY p.full_name <> 'Ma Văn Khánh', p.lot) AS rank
  FROM (SELECT *, random() AS lot FROM person_plan
         WHERE working AND occupation IN ('staff', 'rural', 'worker')
           AND birth_year BETWEEN (SELECT this_year FROM asked) - 60 AND (SELECT this_year FROM asked) - 24
         ORDER BY id) p;
ANALYZE worker_plan;
INSERT INTO group_plan
SELECT 'organisation', nextval('organisation_id_seq'), c.id, c.id, format(o.name, c.name), c.recorder, h.full_name,
       coalesce(second.full_name, h.full_name), random()
  FROM commune_plan c CROSS JOIN organisation_plan o
  JOIN worker_plan h ON h.commune_id = c.id AND h.occupation = o.occupation AND h.rank = o.first_rank
  LEFT JOIN worker_plan second ON second.commune_id = c.id AND second.occupation = o.occupation
       AND second.rank = o.first_rank + 1
 ORDER BY c.place, o.place;
INSERT INTO organisation (id, unit_id, kind, name, head_name, phone, address, version)
SELECT g.id, g.unit_id, o.kind, g.name, g.chair, '', '', 1
  FROM group_plan g JOIN commune_plan c ON c.id = g.commune_id
  JOIN organisation_plan o ON format(o.name, c.name) = g.name WHERE g.model = 'organisation' ORDER BY g.id;
ANALYZE group_plan;
INSERT INTO employment (organisation_id, unit_id, person_id, person_unit_id, position)
SELECT g.id, g.unit_id, w.id, w.unit_id,
       CASE WHEN w.rank = o.first_rank THEN o.head ELSE o.others[1 + w.rank % cardinality(o.others)] END
  FROM group_plan g JOIN commune_plan c ON c.id = g.commune_id
  JOIN organisation_plan o ON format(o.name, c.name) = g.name
  JOIN worker_plan w ON w.commune_id = g.commune_id AND w.occupation = o.occupation
       AND w.rank BETWEEN o.first_rank AND o.last_rank
 WHERE g.model = 'organisation' ORDER BY g.id, w.rank;
-- Villages stand as communities of their own.
INSERT INTO group_plan
SELECT 'community', v.id, v.id, v.commune_id, v.name, c.recorder, v.recorder_name, c.approver_name, random()
  FROM village_plan v JOIN commune_plan c ON c.id = v.commune_id ORDER BY v.id;
