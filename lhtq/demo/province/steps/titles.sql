-- An earlier title ends on the day before the one that takes its place.
INSERT INTO decision (id, unit_id, model, year, number, signed_on, signed_year, signer, signer_position, made_by, created_at)
SELECT s.decision_id, s.commune_id, s.model, s.year,
       extract(doy FROM s.signed)::int / 2 + 12
           + row_number() OVER (PARTITION BY s.commune_id, extract(year FROM s.signed) ORDER BY s.signed, s.decision_id)
           || '/QĐ-UBND',
       s.signed, extract(year FROM s.signed), c.approver_name, 'Chủ tịch UBND', c.approver,
       (s.signed + time '15:00') AT TIME ZONE 'Asia/Ho_Chi_Minh'
  FROM season s JOIN commune_plan c ON c.id = s.commune_id
 WHERE s.decision_id IN (SELECT decision_id FROM title_plan);
INSERT INTO title (unit_id, model, sheet_id, decision_id, year, valid_from, valid_to, subject_id, name, cultural_family,
                   revoked_because)
SELECT unit_id, model, sheet_id, decision_id, year, valid_from,
       least(valid_to, lead(valid_from) OVER (PARTITION BY model, subject_id ORDER BY valid_from) - 1),
       subject_id, name, cultural_family, ''
  FROM title_plan ORDER BY sheet_id;
INSERT INTO audit_entry (at, account_id, account_name, role, unit_id, action, subject_type, subject_id, changes, note)
SELECT d.created_at, d.made_by, d.signer, 'commune-approver', d.unit_id, 'sheet:recognise', 'decision', d.id,
       jsonb_build_object('number', jsonb_build_array(NULL, d.number)), ''
  FROM decision d ORDER BY d.id;
