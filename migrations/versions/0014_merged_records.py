"""Two records of one person or household become one, both histories are kept, and it can be undone.

The record that goes keeps its row and points to the one that stays. Row security hides it, so that no list, count or
search has to remember to leave it out; so is a sheet hidden beside which another of the same year counts. What the
record had is handed over by a function, because some of it may lie in communes where the person lived before.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return (
        f"{column} IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) "
        f"AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
    )


HISTORY = "current_setting('lhtq.history', true) = 'on'"
#: Table → what of it is seen only where history is asked for.
HIDDEN = {"person": "merged_into_id", "household": "merged_into_id", "sheet": "aside_by"}

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
    "sheet_figure": ("sheet", "unit_id, model, year, state, complete", "sheets", "aside_by IS NULL"),
}

HOLDERS = {"household": "family", "clan": "clan", "organisation": "organisation", "person": "citizen"}
#: As in 0008; a title that passes from one subject to another leaves the one without it.
FOLLOW_TITLE = """
CREATE FUNCTION follow_title_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
{updates}
  RETURN NULL;
END $$
"""
UPDATE_HOLDER = """
  UPDATE {table} h SET title_from = t.valid_from, title_to = t.valid_to
    FROM (SELECT subject_id FROM new_rows WHERE model = '{model}' UNION
          SELECT subject_id FROM old_rows WHERE model = '{model}') s
    LEFT JOIN LATERAL (SELECT valid_from, valid_to FROM title WHERE model = '{model}' AND subject_id = s.subject_id
      AND valid_to >= valid_from ORDER BY valid_to DESC, id DESC LIMIT 1) t ON true
   WHERE h.id = s.subject_id;
"""

#: An open sheet is where its subject is, and is called as its subject is.
WITH_SUBJECT = (
    "unit_id = CASE WHEN t.state IN ('draft', 'returned') THEN o.unit_id ELSE t.unit_id END, "
    "name = CASE WHEN t.state IN ('draft', 'returned') THEN o.name ELSE t.name END, version = t.version + 1"
)
#: What a person and a household have, one line a table: kind, table, the column that says whose it is, what else of a
#: row changes with a merge, which rows are meant, what follows the owner. Whoever adds a table that refers to a person
#: or a household adds its line here (``CREATE OR REPLACE VIEW``) and its words in ``merging/rules/plan.py``.
OWNED = (
    ("household", "sheet", "subject_id", "{aside_by}", "t.model = 'family'", WITH_SUBJECT),
    ("household", "title", "subject_id", "{valid_to}", "t.model = 'family'", ""),
    ("household", "clan_family", "household_id", "{left_on}", "true", "household_unit_id = o.unit_id"),
    ("person", "sheet", "subject_id", "{aside_by}", "t.model = 'citizen'", WITH_SUBJECT),
    ("person", "title", "subject_id", "{valid_to}", "t.model = 'citizen'", ""),
    ("person", "employment", "person_id", "{}", "true", "person_unit_id = o.unit_id"),
    ("person", "assignment", "person_id", "{active}", "true", "unit_id = o.unit_id"),
)


def _owned() -> str:
    lines = ", ".join("(" + ", ".join("'" + part.replace("'", "''") + "'" for part in row) + ")" for row in OWNED)
    return (
        "CREATE VIEW merge_owned AS SELECT kind, tbl, owner, others::text[] AS others, which, follows "
        f"FROM (VALUES {lines}) AS v (kind, tbl, owner, others, which, follows)"
    )


BOTH_SEEN = (
    "(CASE kind_ WHEN 'person' THEN (SELECT count(*) FROM person WHERE id IN (kept, gone) AND {person}) "
    "ELSE (SELECT count(*) FROM household WHERE id IN (kept, gone) AND {household}) END = 2)"
).format(person=under("person.unit_id"), household=under("household.unit_id"))

#: What two records have, wherever it lies, for one who sees both records; locked, so that the plan that is made of it
#: still holds when it is carried out. Of a sheet no answers.
ROWS_OF = f"""
CREATE FUNCTION lhtq_owned_rows(kind_ text, kept int, gone int, locked boolean)
RETURNS TABLE (tbl text, owner text, of int, content jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  one merge_owned;
BEGIN
  IF NOT {BOTH_SEEN} THEN RETURN; END IF;
  FOR one IN SELECT * FROM merge_owned m WHERE m.kind = kind_ ORDER BY m.tbl LOOP
    RETURN QUERY EXECUTE format(
      'SELECT %L::text, %L::text, t.%I, to_jsonb(t) - ''answers'' - ''figures'' - ''scorers'' FROM %I t '
      'WHERE t.%I IN ($1, $2) AND %s ORDER BY t.id %s',
      one.tbl, one.owner, one.owner, one.tbl, one.owner, one.which,
      CASE WHEN locked THEN 'FOR NO KEY UPDATE OF t' ELSE '' END
    ) USING kept, gone;
  END LOOP;
END $$
"""
#: Each change names a table, a row, a column, what it was and what it shall be. Gives how many were made: a row that is
#: not what it was is left alone. Nothing but rows of the two records is touched, and none goes to a third.
HAND_OVER = f"""
CREATE FUNCTION lhtq_hand_over(kind_ text, kept int, gone int, changes jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  change jsonb;
  one merge_owned;
  made int;
  total int := 0;
BEGIN
  IF NOT {BOTH_SEEN} THEN RETURN 0; END IF;
  FOR change IN SELECT * FROM jsonb_array_elements(changes) LOOP
    SELECT * INTO one FROM merge_owned m WHERE m.kind = kind_ AND m.tbl = change ->> 'table';
    IF change ->> 'column' = one.owner AND (change ->> 'after')::int IN (kept, gone) THEN
      EXECUTE format(
        'UPDATE %I t SET %I = o.id %s FROM (SELECT id, unit_id, %s AS name FROM %I) o '
        'WHERE t.id = ($1 ->> ''id'')::int AND t.%I IN ($2, $3) AND %s AND to_jsonb(t) -> %L = $1 -> ''before'' '
        'AND o.id = ($1 ->> ''after'')::int',
        one.tbl, one.owner, CASE WHEN one.follows <> '' THEN ', ' || one.follows ELSE '' END,
        CASE kind_ WHEN 'person' THEN 'full_name' ELSE 'head_name' END, kind_, one.owner, one.which, one.owner
      ) USING change, kept, gone;
    ELSIF change ->> 'column' = ANY (one.others) THEN
      EXECUTE format(
        'UPDATE %I t SET %I = (jsonb_populate_record(NULL::%I, jsonb_build_object(%L, $1 -> ''after''))).%I '
        'WHERE t.id = ($1 ->> ''id'')::int AND t.%I IN ($2, $3) AND %s AND to_jsonb(t) -> %L = $1 -> ''before''',
        one.tbl, change ->> 'column', one.tbl, change ->> 'column', change ->> 'column', one.owner, one.which,
        change ->> 'column'
      ) USING change, kept, gone;
    ELSE
      RETURN -1;
    END IF;
    GET DIAGNOSTICS made = ROW_COUNT;
    total := total + made;
  END LOOP;
  RETURN total;
END $$
"""
FUNCTIONS = {
    "lhtq_owned_rows(text, int, int, boolean)": ROWS_OF,
    "lhtq_hand_over(text, int, int, jsonb)": HAND_OVER,
}
#: What was said of two records is seen where they are now.
FOLLOW_PAIR = """
CREATE FUNCTION follow_pair() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE kept_apart SET unit_id = NEW.unit_id WHERE kind = TG_TABLE_NAME AND first_id = NEW.id;
  UPDATE kept_apart SET other_unit_id = NEW.unit_id WHERE kind = TG_TABLE_NAME AND second_id = NEW.id;
  UPDATE record_merge SET unit_id = NEW.unit_id WHERE kind = TG_TABLE_NAME AND kept_id = NEW.id;
  UPDATE record_merge SET other_unit_id = NEW.unit_id WHERE kind = TG_TABLE_NAME AND gone_id = NEW.id;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    _pairs()
    for table in ("person", "household"):
        op.add_column(table, sa.Column("merged_into_id", sa.Integer))
        op.create_foreign_key(op.f(f"fk_{table}_merged_into_id"), table, table, ["merged_into_id"], ["id"])
        op.execute(
            f"CREATE TRIGGER follow_pair AFTER UPDATE OF unit_id ON {table} FOR EACH ROW "
            "WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id) EXECUTE FUNCTION follow_pair()"
        )
    op.create_check_constraint(
        op.f("ck_person_merged_is_gone"), "person", "merged_into_id IS NULL OR coalesce(left_because, '') = 'merged'"
    )
    op.create_check_constraint(
        op.f("ck_household_merged_is_gone"), "household", "merged_into_id IS NULL OR ended_on IS NOT NULL"
    )
    op.add_column("sheet", sa.Column("aside_by", sa.Integer))
    op.create_foreign_key(op.f("fk_sheet_aside_by"), "sheet", "record_merge", ["aside_by"], ["id"])
    op.drop_constraint("uq_sheet_model_subject_id_year", "sheet")
    op.create_unique_constraint(
        op.f("uq_sheet_model_subject_id_year_aside_by"), "sheet", ["model", "subject_id", "year", "aside_by"],
        postgresql_nulls_not_distinct=True,
    )  # fmt: skip
    for table, column in HIDDEN.items():
        op.execute(f"CREATE POLICY without_history ON {table} AS RESTRICTIVE USING ({column} IS NULL OR {HISTORY})")
    for figure in FIGURES:
        _count(figure, counting=True)
    updates = "".join(UPDATE_HOLDER.format(table=table, model=model) for table, model in HOLDERS.items())
    op.execute(FOLLOW_TITLE.format(updates=updates))
    op.execute("DROP TRIGGER follow_title_update ON title")
    op.execute(
        "CREATE TRIGGER follow_title_update AFTER UPDATE ON title REFERENCING OLD TABLE AS old_rows NEW TABLE AS "
        "new_rows FOR EACH STATEMENT EXECUTE FUNCTION follow_title_update()"
    )
    op.execute(_owned())
    for signature, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM public")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO lhtq_app")


def _pairs() -> None:
    """What was merged, and what is known to be two."""
    op.create_table(
        "record_merge",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("other_unit_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("kept_id", sa.Integer, nullable=False),
        sa.Column("gone_id", sa.Integer, nullable=False),
        sa.Column("gone_name", sa.String(120), nullable=False),
        sa.Column("parent_id", sa.Integer),
        sa.Column("changes", JSONB, nullable=False),
        sa.Column("merged_by", sa.Integer, nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("undone_by", sa.Integer),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_record_merge_unit_id")),
        sa.ForeignKeyConstraint(["other_unit_id"], ["unit.id"], name=op.f("fk_record_merge_other_unit_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["record_merge.id"], name=op.f("fk_record_merge_parent_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["account.id"], name=op.f("fk_record_merge_merged_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_record_merge_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_merge")),
    )
    op.create_table(
        "kept_apart",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("other_unit_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("first_id", sa.Integer, nullable=False),
        sa.Column("second_id", sa.Integer, nullable=False),
        sa.Column("apart", sa.Boolean, nullable=False),
        sa.Column("decided_by", sa.Integer, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_kept_apart_in_order")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_kept_apart_unit_id")),
        sa.ForeignKeyConstraint(["other_unit_id"], ["unit.id"], name=op.f("fk_kept_apart_other_unit_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_kept_apart_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_apart")),
        sa.UniqueConstraint("kind", "first_id", "second_id", name=op.f("uq_kept_apart_kind_first_id_second_id")),
    )
    for table, columns in {
        "record_merge": ("unit_id", "other_unit_id", "kept_id", "gone_id"),
        "kept_apart": ("unit_id", "other_unit_id", "second_id"),
    }.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO lhtq_app")
        op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO lhtq_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # Seen from the place of either record, said by one who sees both.
        either = f"{under('unit_id')} OR {under('other_unit_id')}"
        both = f"{under('unit_id')} AND {under('other_unit_id')}"
        op.execute(f"CREATE POLICY by_place ON {table} FOR SELECT USING ({either})")
        op.execute(f"CREATE POLICY made_in_place ON {table} FOR INSERT WITH CHECK ({both})")
        op.execute(f"CREATE POLICY changed_in_place ON {table} FOR UPDATE USING ({both})")
    op.execute(FOLLOW_PAIR)


def _count(figure: str, *, counting: bool) -> None:
    """Count in a figure only what still is, or everything again as before."""
    source, key, value, there = FIGURES[figure]
    where = f" WHERE {there}" if counting else ""
    counted = f"SELECT {key}, count(*) AS n FROM {{rows}}{where} GROUP BY {key}"
    parts = {"figure": figure, "key": key, "value": value}
    op.execute(KEEP.format(new=counted.format(rows="new_rows"), old=counted.format(rows="old_rows"), **parts))
    op.execute(
        f"CREATE OR REPLACE VIEW {figure}_recount AS SELECT {key}, n AS {value} "
        f"FROM ({counted.format(rows=source)}) AS counted WHERE n <> 0"
    )
    op.execute(f"DELETE FROM {figure}")
    op.execute(f"INSERT INTO {figure} ({key}, {value}) SELECT {key}, {value} FROM {figure}_recount")


def downgrade() -> None:
    """Merged records are records of their own again, with nothing; who wants them back undoes the merges before."""
    for signature in FUNCTIONS:
        op.execute(f"DROP FUNCTION {signature}")
    op.execute("DROP VIEW merge_owned")
    op.execute("DROP TRIGGER follow_title_update ON title")
    op.execute("DROP FUNCTION follow_title_update()")
    op.execute(
        "CREATE TRIGGER follow_title_update AFTER UPDATE ON title REFERENCING NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION follow_title()"
    )
    for table in HIDDEN:
        op.execute(f"DROP POLICY without_history ON {table}")
    # Two of a year cannot be: those beside which another counts have no place in the tables before.
    op.execute("DELETE FROM evidence e USING sheet s WHERE s.id = e.sheet_id AND s.aside_by IS NOT NULL")
    op.execute("DELETE FROM claim c USING sheet s WHERE s.id = c.sheet_id AND s.aside_by IS NOT NULL")
    op.execute("DELETE FROM title t USING sheet s WHERE s.id = t.sheet_id AND s.aside_by IS NOT NULL")
    op.execute("DELETE FROM sheet WHERE aside_by IS NOT NULL")
    for figure in FIGURES:
        _count(figure, counting=False)
    op.drop_constraint("uq_sheet_model_subject_id_year_aside_by", "sheet")
    op.drop_column("sheet", "aside_by")
    op.create_unique_constraint(op.f("uq_sheet_model_subject_id_year"), "sheet", ["model", "subject_id", "year"])
    op.execute("UPDATE person SET left_because = NULL WHERE left_because = 'merged'")
    for table in ("person", "household"):
        op.execute(f"DROP TRIGGER follow_pair ON {table}")
        op.drop_constraint(f"ck_{table}_merged_is_gone", table)
        op.drop_column(table, "merged_into_id")
    op.execute("DROP FUNCTION follow_pair()")
    op.drop_table("kept_apart")
    op.drop_table("record_merge")
