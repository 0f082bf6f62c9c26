-- The sheets that were scored one by one.
TRUNCATE paper;
INSERT INTO paper
SELECT nextval('sheet_id_seq'), g.model, g.id, g.name, g.unit_id, g.commune_id, k.year, k.stage, 0, 0, k.n, g.scorer,
       g.chair, g.secretary
  FROM scored_plan k JOIN group_plan g ON g.model = k.model AND g.id = k.id ORDER BY k.year, k.id;
TRUNCATE scored_plan;
