-- Clans: the commonest family names of each commune, and six in ten of the families that bear one.
CREATE TEMP TABLE group_plan (
    model text, id int, unit_id int, commune_id int, name text, scorer int, chair text, secretary text, lean float
) ON COMMIT DROP;
INSERT INTO group_plan
SELECT 'clan', nextval('clan_id_seq'), n.commune_id, n.commune_id, 'Dòng họ ' || n.family_name, c.recorder, n.eldest,
       n.youngest, random()
  FROM (SELECT h.commune_id, h.family_name, count(*) AS families,
               (array_agg(p.full_name ORDER BY p.birth_year, p.id))[1] AS eldest,
               (array_agg(p.full_name ORDER BY p.birth_year DESC, p.id))[1] AS youngest,
               row_number() OVER (PARTITION BY h.commune_id ORDER BY count(*) DESC, h.family_name) AS place
          FROM home_plan h JOIN person_plan p ON p.household_id = h.id AND p.relation = 'head'
         GROUP BY h.commune_id, h.family_name) n
  JOIN commune_plan c ON c.id = n.commune_id
 WHERE n.place <= 9 AND n.families >= 3 ORDER BY n.commune_id, n.place;
ANALYZE group_plan;
INSERT INTO clan (id, unit_id, name, head_name, phone, version)
SELECT id, unit_id, name, chair, '', 1 FROM group_plan ORDER BY id;
INSERT INTO clan_family (clan_id, unit_id, household_id, household_unit_id)
SELECT g.id, g.unit_id, h.id, h.unit_id
  FROM home_plan h JOIN group_plan g ON g.commune_id = h.commune_id AND g.name = 'Dòng họ ' || h.family_name
 WHERE h.id % 10 < 6 ORDER BY g.id, h.id;
INSERT INTO clan_committee_member (clan_id, unit_id, full_name, position)
SELECT id, unit_id, who, what FROM group_plan CROSS JOIN LATERAL (
    VALUES (chair, 'Trưởng ban'), (secretary, 'Ủy viên')) t(who, what) WHERE chair <> secretary OR what = 'Trưởng ban';
