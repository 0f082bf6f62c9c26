-- What the province is made from, until the transaction ends.
CREATE TEMP TABLE asked (on_day date, this_year int, first_year int, year int) ON COMMIT DROP;
CREATE TEMP TABLE commune_plan (
    id int, path text, code text, name text, kind text, place int, district_id int, recorder int, reviewer int,
    approver int, approver_name text, quiet boolean, uncounted boolean
) ON COMMIT DROP;
CREATE TEMP TABLE village_plan (
    id int, commune_id int, code text, name text, recorder int, recorder_name text
) ON COMMIT DROP;
CREATE TEMP TABLE season (
    commune_id int, model text, year int, registered date, scored date, met date, reviewed date, signed date, share float,
    decision_id int
) ON COMMIT DROP;
CREATE TEMP TABLE person_plan (
    id int, household_id int, unit_id int, commune_id int, full_name text, birth_year int, sex text, ethnicity text,
    relation text, working boolean, occupation text, family_name text, address text
) ON COMMIT DROP;
CREATE TEMP TABLE pool (
    model text, part int, whole int, kind text, n int, answers jsonb, complete boolean, figures jsonb, total numeric
) ON COMMIT DROP;
CREATE TEMP TABLE criteria (model text, set_id int, title_years int, from_age int) ON COMMIT DROP;
-- The sheets of one year and model: how far each is, and which of the pool's answers it has.
CREATE TEMP TABLE paper (
    sheet_id int, model text, subject_id int, name text, unit_id int, commune_id int, year int, stage text, part int,
    whole int, n int, scorer int, chair text, secretary text
) ON COMMIT DROP;
CREATE TEMP TABLE title_plan (
    sheet_id int, unit_id int, commune_id int, model text, subject_id int, name text, decision_id int, year int,
    valid_from date, valid_to date, cultural_family boolean
) ON COMMIT DROP;
-- Those who sign in for themselves.
CREATE TEMP TABLE own_account (person_id int, account_id int) ON COMMIT DROP;
CREATE TEMP TABLE return_reason (n int, reason text) ON COMMIT DROP;
INSERT INTO return_reason VALUES
    (1, 'Tiêu chí 3.1: đề nghị bổ sung ảnh góc học tập của hộ.'),
    (2, 'Tiêu chí 3.2: đề nghị ghi rõ hộ dùng phương tiện học nào.'),
    (3, 'Biên bản bình xét chưa ghi ý kiến, đề nghị bổ sung.');
CREATE TEMP TABLE refusal_reason (n int, reason text) ON COMMIT DROP;
INSERT INTO refusal_reason VALUES
    (1, 'Xác minh sau bình xét: chưa có minh chứng học tập trong năm.'),
    (2, 'Có vi phạm bị xử lý trong năm, đề nghị xét lại năm sau.'),
    (3, 'Vắng mặt ở địa phương phần lớn thời gian trong năm.');
-- Where a sheet stands on the day of the load: what was striven for, and the days of the commune's season.
CREATE FUNCTION pg_temp.stage(wants boolean, drawn float, s season, on_day date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN s.registered > on_day THEN NULL
        WHEN s.scored > on_day OR (NOT wants AND drawn < 0.05) THEN 'registered'
        WHEN s.met > on_day OR s.met IS NULL THEN CASE WHEN drawn < 0.6 THEN 'scored' ELSE 'half' END
        WHEN NOT wants AND drawn < 0.5 THEN 'failing'
        WHEN NOT wants AND drawn < 0.85 THEN 'half'
        WHEN s.reviewed > on_day OR s.reviewed IS NULL THEN 'submitted'
        WHEN wants AND drawn < 0.008 THEN 'returned'
        WHEN s.signed > on_day OR s.signed IS NULL THEN 'reviewed'
        WHEN NOT wants OR drawn < 0.02 THEN 'refused'
        ELSE 'recognised'
    END
$$;
-- What Python scored one by one: how far a clan, organisation or village is in a year, and which answers are its own.
CREATE TEMP TABLE scored_plan (model text, id int, year int, stage text, n int) ON COMMIT DROP;
