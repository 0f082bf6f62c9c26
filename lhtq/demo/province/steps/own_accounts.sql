-- One adult of eight signs in and scores for themselves.
INSERT INTO own_account
SELECT p.id, coalesce(k.id, nextval('account_id_seq'))
  FROM (SELECT *, random() AS lot FROM person_plan ORDER BY id) p
  CROSS JOIN asked a
  LEFT JOIN (SELECT k.id, min(o.id) AS person_id FROM account k
               JOIN person_plan o ON o.full_name = k.full_name AND o.unit_id = k.unit_id
              WHERE k.username = 'congdan-02248' GROUP BY k.id) k ON k.person_id = p.id
 WHERE p.occupation IS DISTINCT FROM 'student' AND p.birth_year <= a.this_year - 18 AND (p.lot < 0.125 OR k.id IS NOT NULL);
INSERT INTO account (id, unit_id, username, full_name, phone, password_hash, must_change_password, active)
SELECT o.account_id, p.unit_id, 'cd-' || p.id, p.full_name, '',
       (SELECT password_hash FROM account WHERE username = 'tinh'), false, true
  FROM own_account o JOIN person_plan p ON p.id = o.person_id
 WHERE NOT EXISTS (SELECT FROM account k WHERE k.id = o.account_id) ORDER BY o.account_id;
INSERT INTO assignment (account_id, unit_id, role, active, person_id)
SELECT o.account_id, p.unit_id, 'citizen', true, p.id FROM own_account o JOIN person_plan p ON p.id = o.person_id ORDER BY 1;
ANALYZE own_account;
