-- People come last: by now their titles are known, and what they carry is written once.
INSERT INTO person (id, household_id, unit_id, full_name, birth_year, sex, ethnicity, relation, working, version,
                    occupation, birth_date, disabled, literate, title_from, title_to)
SELECT p.id, p.household_id, p.unit_id, p.full_name, p.birth_year, p.sex, p.ethnicity, p.relation, p.working, 1,
       p.occupation, least(make_date(p.birth_year, 1 + (random() * 10)::int, 1 + (random() * 27)::int), a.on_day),
       random() < 0.018,
       CASE WHEN p.birth_year > a.this_year - 15 THEN NULL WHEN p.birth_year > a.this_year - 45 THEN random() < 0.99
            ELSE random() < 0.94 END,
       t.valid_from, t.valid_to
  FROM person_plan p CROSS JOIN asked a
  LEFT JOIN (SELECT DISTINCT ON (subject_id) subject_id, valid_from, valid_to FROM title WHERE model = 'citizen'
              ORDER BY subject_id, valid_to DESC, id DESC) t ON t.subject_id = p.id
 ORDER BY p.id;
UPDATE household h SET title_from = t.valid_from, title_to = t.valid_to
  FROM (SELECT DISTINCT ON (subject_id) subject_id, valid_from, valid_to FROM title WHERE model = 'family'
         ORDER BY subject_id, valid_to DESC, id DESC) t
 WHERE t.subject_id = h.id;
