-- The sheets of the plan, the minutes of their meetings and the titles that follow.
ANALYZE paper;
DROP TABLE IF EXISTS minutes;
CREATE TEMP TABLE minutes ON COMMIT DROP AS
SELECT nextval('village_review_id_seq') AS id, m.* FROM (
    SELECT unit_id, model, year, own, min(commune_id) AS commune_id, min(chair) AS chair,
           coalesce(min(secretary), min(name)) AS secretary, 18 + floor(random() * 60)::int AS present
      FROM (SELECT *, CASE WHEN model IN ('citizen', 'family') THEN NULL ELSE subject_id END AS own FROM paper
             WHERE stage IN ('submitted', 'returned', 'reviewed', 'recognised', 'refused')) p
     GROUP BY unit_id, model, year, own ORDER BY unit_id, year, own) m;
ANALYZE minutes;
INSERT INTO village_review (id, unit_id, model, year, held_on, present, chair, secretary, notes, created_at, subject_id)
SELECT m.id, m.unit_id, m.model, m.year, s.met, m.present, m.chair, m.secretary,
       CASE m.id % 3 WHEN 0 THEN 'Nhất trí với điểm đã chấm.' ELSE '' END,
       (s.met + time '16:00') AT TIME ZONE 'Asia/Ho_Chi_Minh', m.own
  FROM minutes m JOIN season s ON s.commune_id = m.commune_id AND s.model = m.model AND s.year = m.year;
INSERT INTO sheet (id, unit_id, model, subject_id, name, year, set_id, state, answers, complete, figures, total,
                   cultural_family, scorers, changed_by, changed_at, village_review_id, votes_for, reviewed_by, reason,
                   version)
SELECT p.sheet_id, p.unit_id, p.model, p.subject_id, p.name, p.year, z.set_id,
       CASE WHEN p.open THEN 'draft' ELSE p.stage END, coalesce(o.answers, '{}'), coalesce(o.complete, false),
       CASE WHEN p.frozen THEN o.figures END, CASE WHEN p.frozen THEN o.total END,
       p.model = 'family' AND m.id IS NOT NULL AND p.sheet_id % 5 < 2,
       CASE WHEN p.stage = 'registered' THEN '{}' ELSE ARRAY[p.scorer] END,
       CASE WHEN p.stage <> 'registered' THEN p.scorer END,
       (least(CASE WHEN p.stage = 'registered' THEN s.registered WHEN p.open THEN s.scored + p.sheet_id % 25 ELSE s.met END,
              a.on_day) + time '07:30' + p.sheet_id % 540 * interval '1 minute') AT TIME ZONE 'Asia/Ho_Chi_Minh',
       m.id, m.present - least(p.sheet_id % 7, 3), CASE WHEN p.stage IN ('reviewed', 'recognised', 'refused') THEN c.reviewer END,
       coalesce(b.reason, r.reason, ''),
       CASE WHEN p.stage = 'registered' THEN 1 WHEN p.open THEN 2 WHEN p.stage = 'submitted' THEN 3
            WHEN p.stage IN ('reviewed', 'returned') THEN 4 ELSE 5 END
  FROM (SELECT *, stage IN ('registered', 'scored', 'half', 'failing') AS open,
               stage IN ('submitted', 'reviewed', 'recognised', 'refused') AS frozen,
               CASE WHEN stage = 'registered' THEN '' WHEN stage IN ('half', 'failing') THEN stage ELSE 'earned' END AS kind
          FROM paper) p
  CROSS JOIN asked a
  JOIN criteria z ON z.model = p.model
  JOIN commune_plan c ON c.id = p.commune_id
  JOIN season s ON s.commune_id = p.commune_id AND s.model = p.model AND s.year = p.year
  LEFT JOIN pool o ON o.model = p.model AND o.part = p.part AND o.whole = p.whole AND o.kind = p.kind AND o.n = p.n
  LEFT JOIN minutes m ON NOT p.open AND m.unit_id = p.unit_id AND m.model = p.model AND m.year = p.year
                     AND m.own IS NOT DISTINCT FROM CASE WHEN p.model IN ('citizen', 'family') THEN NULL ELSE p.subject_id END
  LEFT JOIN return_reason b ON p.stage = 'returned' AND b.n = 1 + p.sheet_id % 3
  LEFT JOIN refusal_reason r ON p.stage = 'refused' AND r.n = 1 + p.sheet_id % 3
 ORDER BY p.sheet_id;
INSERT INTO title_plan
SELECT p.sheet_id, p.unit_id, p.commune_id, p.model, p.subject_id, p.name, s.decision_id, p.year, s.signed,
       (s.signed + z.title_years * interval '1 year' - interval '1 day')::date, p.model = 'family' AND p.sheet_id % 5 < 2
  FROM paper p
  JOIN season s ON s.commune_id = p.commune_id AND s.model = p.model AND s.year = p.year
  JOIN criteria z ON z.model = p.model
 WHERE p.stage = 'recognised' ORDER BY p.sheet_id;
-- The trail of this year and the last, but for citizens: of whoever is looked up there is enough to read.
INSERT INTO audit_entry (at, account_id, account_name, role, unit_id, action, subject_type, subject_id, changes, note)
SELECT (t.day + time '07:45' + (p.sheet_id % 480 + t.n) * interval '1 minute') AT TIME ZONE 'Asia/Ho_Chi_Minh', k.id,
       k.full_name, t.role, p.unit_id, t.action, 'sheet', p.sheet_id, t.changes, ''
  FROM paper p
  CROSS JOIN asked a
  JOIN commune_plan c ON c.id = p.commune_id
  JOIN season s ON s.commune_id = p.commune_id AND s.model = p.model AND s.year = p.year
  LEFT JOIN pool o ON o.model = p.model AND o.part = p.part AND o.whole = p.whole AND o.n = p.n
                  AND o.kind = CASE WHEN p.stage IN ('half', 'failing') THEN p.stage ELSE 'earned' END
  CROSS JOIN LATERAL (VALUES
    (1, s.registered, p.scorer, 'village-recorder', 'sheet:register', '{}'::jsonb, true),
    (2, s.scored, p.scorer, 'village-recorder', 'sheet:score',
        jsonb_build_object('answers', jsonb_build_array('{}'::jsonb, o.answers)), p.stage <> 'registered'),
    (3, s.met, p.scorer, 'village-recorder', 'sheet:submit', '{"state": ["draft", "submitted"]}'::jsonb,
        p.stage IN ('submitted', 'returned', 'reviewed', 'recognised', 'refused')),
    (4, s.reviewed, c.reviewer, 'commune-reviewer', 'sheet:return', '{"state": ["submitted", "returned"]}'::jsonb,
        p.stage = 'returned'),
    (4, s.reviewed, c.reviewer, 'commune-reviewer', 'sheet:review', '{"state": ["submitted", "reviewed"]}'::jsonb,
        p.stage IN ('reviewed', 'recognised', 'refused')),
    (5, s.signed, c.approver, 'commune-approver', 'sheet:' || CASE p.stage WHEN 'refused' THEN 'refuse' ELSE 'recognise' END,
        jsonb_build_object('state', jsonb_build_array('reviewed', p.stage)), p.stage IN ('recognised', 'refused'))
  ) t(n, day, hand, role, action, changes, there)
  JOIN account k ON k.id = t.hand
 WHERE t.there AND p.model <> 'citizen' AND p.year >= a.this_year - 1
 ORDER BY p.sheet_id, t.n;
