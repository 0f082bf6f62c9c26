"""The roll-up is kept by triggers, in the transaction that changes a record, whatever code changes it.

Statement triggers with transition tables: a decision over 500 sheets changes each village's figures once.
Rows are changed in the order of their units, so that two statements cannot wait for each other. The
``_recount`` views say what every figure should be, the ``_difference`` views where one is not.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: Figure table → (source table, columns of the key, query of a row set's contribution).
FIGURES = {
    "register_figure": (
        "household",
        "unit_id",
        "households",
        "SELECT unit_id, count(*) AS n FROM {rows} GROUP BY unit_id",
    ),
    "sheet_figure": (
        "sheet",
        "unit_id, model, year, state, complete",
        "sheets",
        """
        SELECT unit_id, model, year, state, complete, count(*) AS n FROM {rows}
        GROUP BY unit_id, model, year, state, complete
        """,
    ),
    "title_figure": (
        "title",
        "unit_id, model, day",
        "change",
        """
        SELECT unit_id, model, day, sum(n) AS n FROM (
          SELECT unit_id, model, valid_from AS day, 1 AS n FROM {rows} UNION ALL
          SELECT unit_id, model, valid_to + 1, -1 FROM {rows}
        ) AS changes GROUP BY unit_id, model, day
        """,
    ),
}

FUNCTION = """
CREATE FUNCTION keep_{figure}() RETURNS trigger LANGUAGE plpgsql AS $$
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


def upgrade() -> None:
    for figure, (source, key, value, counted) in FIGURES.items():
        parts = {"figure": figure, "key": key, "value": value}
        op.execute(FUNCTION.format(new=counted.format(rows="new_rows"), old=counted.format(rows="old_rows"), **parts))
        for event, transition in {
            "INSERT": "REFERENCING NEW TABLE AS new_rows",
            "DELETE": "REFERENCING OLD TABLE AS old_rows",
            "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
        }.items():
            op.execute(
                f"CREATE TRIGGER keep_{figure}_{event.lower()} AFTER {event} ON {source} {transition} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION keep_{figure}()"
            )
        op.execute(
            f"CREATE VIEW {figure}_recount AS SELECT {key}, n AS {value} "
            f"FROM ({counted.format(rows=source)}) AS counted WHERE n <> 0"
        )
        op.execute(
            f"CREATE VIEW {figure}_difference AS SELECT {key}, coalesce(f.{value}, 0) AS kept, "
            f"coalesce(r.{value}, 0) AS counted FROM {figure} f FULL JOIN {figure}_recount r USING ({key}) "
            f"WHERE coalesce(f.{value}, 0) <> coalesce(r.{value}, 0)"
        )


def downgrade() -> None:
    for figure, (source, _key, _value, _counted) in FIGURES.items():
        op.execute(f"DROP VIEW {figure}_difference")
        op.execute(f"DROP VIEW {figure}_recount")
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER keep_{figure}_{event} ON {source}")
        op.execute(f"DROP FUNCTION keep_{figure}()")
