"""A household that is no more leaves the lists, the counts and the shares; its record stays.

One whom everybody has left is ended by the database, whichever code let the last one go, and is there again when
somebody is back. Its sheet that is still open is withdrawn with it, and moves with a household that moves as a whole.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return (
        f"{column} IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) "
        f"AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
    )


#: As in 0004, with SECURITY DEFINER from 0008.
KEEP = """
CREATE OR REPLACE FUNCTION keep_{figure}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO {figure} AS f ({key}, {value})
    SELECT {key}, n FROM ({new}) AS delta WHERE n <> 0 ORDER BY {key}
    ON CONFLICT ({key}) DO UPDATE SET {value} = f.{value} + excluded.{value};
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO {figure} AS f ({key}, {value})
    SELECT {key}, -n FROM ({old}) AS delta WHERE n <> 0 ORDER BY {key}
    ON CONFLICT ({key}) DO UPDATE SET {value} = f.{value} + excluded.{value};
  ELSE
    INSERT INTO {figure} AS f ({key}, {value})
    SELECT {key}, sum(n) FROM (
      SELECT {key}, n FROM ({new}) AS gained UNION ALL SELECT {key}, -n FROM ({old}) AS lost
    ) AS delta GROUP BY {key} HAVING sum(n) <> 0 ORDER BY {key}
    ON CONFLICT ({key}) DO UPDATE SET {value} = f.{value} + excluded.{value};
  END IF;
  RETURN NULL;
END $$
"""
#: Figure → (source, columns of the key, value, what of the source counts from now on).
FIGURES = {
    "register_figure": ("household", "unit_id", "households", "ended_on IS NULL"),
    "sheet_figure": ("sheet", "unit_id, model, year, state, complete", "sheets", "withdrawn_on IS NULL"),
}

EMPTY = """
CREATE FUNCTION end_empty_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  -- Who was found to be somebody else's record has not left: what becomes of the household is said with the merge.
  IF NEW.left_because = 'merged' THEN RETURN NULL; END IF;
  IF OLD.left_on IS NULL AND (NEW.left_on IS NOT NULL OR NEW.household_id <> OLD.household_id) THEN
    -- Two who leave at the same moment: the second waits, and then counts who is left.
    PERFORM FROM household WHERE id = OLD.household_id FOR NO KEY UPDATE;
    UPDATE household h SET ended_on = coalesce(NEW.left_on, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
     WHERE h.id = OLD.household_id AND h.ended_on IS NULL
       AND NOT EXISTS (SELECT FROM person p WHERE p.household_id = h.id AND p.left_on IS NULL);
  END IF;
  IF NEW.left_on IS NULL AND (OLD.left_on IS NOT NULL OR NEW.household_id <> OLD.household_id) THEN
    UPDATE household SET ended_on = NULL WHERE id = NEW.household_id AND ended_on IS NOT NULL;
  END IF;
  RETURN NULL;
END $$
"""
FOLLOW = """
CREATE FUNCTION follow_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  -- A household that was found to be another hands its sheets over: they are not withdrawn.
  UPDATE sheet SET unit_id = NEW.unit_id,
    withdrawn_on = CASE WHEN to_jsonb(NEW) ->> 'merged_into_id' IS NULL THEN NEW.ended_on END
   WHERE model = 'family' AND subject_id = NEW.id AND state IN ('draft', 'returned');
  RETURN NULL;
END $$
"""
#: As in 0008; from now on without households that are no more.
CARD = """
CREATE OR REPLACE VIEW clan_family_card WITH (security_barrier) AS
SELECT link.id, link.left_on,
       clan.id AS clan_id, clan.name AS clan_name, clan.head_name AS clan_head_name, home.name AS clan_commune,
       clan.unit_id AS clan_unit_id, clan.title_from AS clan_title_from, clan.title_to AS clan_title_to,
       household.id AS household_id, household.head_name, village.name AS village, commune.name AS commune,
       household.unit_id AS household_unit_id, household.title_from, household.title_to
  FROM clan_family link
  JOIN clan ON clan.id = link.clan_id AND clan.ended_on IS NULL
  JOIN unit home ON home.id = clan.unit_id
  JOIN household ON household.id = link.household_id{there}
  JOIN unit village ON village.id = household.unit_id
  LEFT JOIN unit commune ON commune.id = village.parent_id
 WHERE {place} OR {other}
"""
FIND_HOUSEHOLD = """
CREATE OR REPLACE FUNCTION lhtq_find_household(given text, commune int) RETURNS TABLE (id int, unit_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT h.id, h.unit_id FROM household h JOIN unit v ON v.id = h.unit_id
   WHERE (v.parent_id = commune OR v.id = commune) AND h.head_folded = lhtq_fold(given){there}
$$
"""


def upgrade() -> None:
    op.add_column("sheet", sa.Column("withdrawn_on", sa.Date))
    _see("ended")
    op.execute(EMPTY)
    op.execute(
        "CREATE TRIGGER end_empty_household AFTER UPDATE OF household_id, left_on ON person FOR EACH ROW "
        "EXECUTE FUNCTION end_empty_household()"
    )
    op.execute(FOLLOW)
    op.execute(
        "CREATE TRIGGER follow_household AFTER UPDATE OF unit_id, ended_on ON household FOR EACH ROW "
        "WHEN ((OLD.unit_id, OLD.ended_on) IS DISTINCT FROM (NEW.unit_id, NEW.ended_on)) "
        "EXECUTE FUNCTION follow_household()"
    )
    # Those that everybody has left already, since the last one left.
    op.execute(
        "UPDATE household h SET ended_on = coalesce((SELECT max(left_on) FROM person p WHERE p.household_id = h.id), "
        "(now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) WHERE h.ended_on IS NULL AND EXISTS (SELECT FROM person p "
        "WHERE p.household_id = h.id) AND NOT EXISTS (SELECT FROM person p WHERE p.household_id = h.id "
        "AND p.left_on IS NULL)"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER follow_household ON household")
    op.execute("DROP FUNCTION follow_household()")
    op.execute("DROP TRIGGER end_empty_household ON person")
    op.execute("DROP FUNCTION end_empty_household()")
    _see("")
    for figure, (_source, key, value, _there) in FIGURES.items():
        # Those that were left out are counted again.
        op.execute(f"DELETE FROM {figure}")
        op.execute(f"INSERT INTO {figure} ({key}, {value}) SELECT {key}, {value} FROM {figure}_recount")
    op.drop_column("sheet", "withdrawn_on")


def _left_out_before() -> dict[str, str]:
    """What the revisions before leave out already: a sheet beside which another counts, where there are such."""
    columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("sheet")}
    if "aside_by" not in columns:
        return {}
    return {"register_figure": "ended_on IS NULL", "sheet_figure": "aside_by IS NULL"}


def _see(what: str) -> None:
    """Let the counts, the card and the search leave out what has ended, or count it again."""
    before = _left_out_before()
    for figure, (source, key, value, there) in FIGURES.items():
        conditions = dict.fromkeys([before.get(figure, ""), there if what else ""])
        left = " AND ".join(condition for condition in conditions if condition)
        where = f" WHERE {left}" if left else ""
        counted = f"SELECT {key}, count(*) AS n FROM {{rows}}{where} GROUP BY {key}"
        parts = {"figure": figure, "key": key, "value": value}
        op.execute(KEEP.format(new=counted.format(rows="new_rows"), old=counted.format(rows="old_rows"), **parts))
        op.execute(
            f"CREATE OR REPLACE VIEW {figure}_recount AS SELECT {key}, n AS {value} "
            f"FROM ({counted.format(rows=source)}) AS counted WHERE n <> 0"
        )
    there = " AND household.ended_on IS NULL" if what else ""
    op.execute(CARD.format(there=there, place=under("link.unit_id"), other=under("link.household_unit_id")))
    op.execute(FIND_HOUSEHOLD.format(there=" AND h.ended_on IS NULL" if what else ""))
