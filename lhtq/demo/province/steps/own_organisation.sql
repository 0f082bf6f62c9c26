-- The school whose head signs in for it.
INSERT INTO assignment (account_id, unit_id, role, active, organisation_id)
SELECT k.id, o.unit_id, 'organisation', true, o.id
  FROM account k JOIN organisation o ON o.unit_id = k.unit_id AND o.head_name = k.full_name
 WHERE k.username = 'truong-02248' ORDER BY o.id LIMIT 1;
