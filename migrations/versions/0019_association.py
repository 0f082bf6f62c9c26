"""The Association: branches, members, positions and fees, seen by place, and how many members there are.

A member who is a person of the register is also seen from that person's village, and by the person.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SCOPE = "nullif(current_setting('lhtq.scope', true), '')"
PERSON = "nullif(current_setting('lhtq.person', true), '')::int"


def under(column: str) -> str:
    """Whether a unit lies under the scope, by the index of the paths (see 0005)."""
    return (
        f"{column} IN (SELECT id FROM unit WHERE path >= (SELECT {SCOPE}) "
        f"AND path < (SELECT rtrim({SCOPE}, '/') || '0'))"
    )


UNDER = under("unit_id")
OWN_MEMBER = f"member_id IN (SELECT id FROM member WHERE person_id = {PERSON})"
#: Table → who sees a row besides those whose unit lies above it. A person's own branch is read for its name.
SEEN = {
    "branch": f"id IN (SELECT branch_id FROM member WHERE person_id = {PERSON})",
    "member": f"{under('person_unit_id')} OR person_id = {PERSON}",
    "post": OWN_MEMBER,
    "fee": OWN_MEMBER,
}
GRANTS = {
    "branch": "SELECT, INSERT, UPDATE",
    "member": "SELECT, INSERT, UPDATE",
    "post": "SELECT, INSERT, UPDATE",
    "fee": "SELECT, INSERT, DELETE",
    "member_figure": "SELECT, INSERT, UPDATE",
    "fee_figure": "SELECT, INSERT, UPDATE",
}
FIGURES = {
    "member_figure": (
        "member", "unit_id", "members",
        "SELECT unit_id, count(*) AS n FROM {rows} WHERE left_on IS NULL GROUP BY unit_id",
    ),
    "fee_figure": (
        "fee", "unit_id, year", "payers",
        "SELECT unit_id, year, count(*) AS n FROM {rows} GROUP BY unit_id, year",
    ),
}  # fmt: skip
KEEP = """
CREATE FUNCTION keep_{figure}() RETURNS trigger
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
EVENTS = {
    "INSERT": "REFERENCING NEW TABLE AS new_rows",
    "DELETE": "REFERENCING OLD TABLE AS old_rows",
    "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
}


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _pair(table: str, column: str, place: str, other: str, **given: str) -> sa.ForeignKeyConstraint:
    """A record together with its place."""
    return sa.ForeignKeyConstraint(
        [column, place], [f"{other}.id", f"{other}.unit_id"], name=op.f(f"fk_{table}_{column}"), **given
    )


def upgrade() -> None:
    _create_branch()
    _create_member()
    _create_post_and_fee()
    for table, privileges in GRANTS.items():
        op.execute(f"GRANT {privileges} ON {table} TO lhtq_app")
        op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO lhtq_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY by_place ON {table} USING ({UNDER}) WITH CHECK ({UNDER})")
    for table, seen in SEEN.items():
        op.execute(f"CREATE POLICY own ON {table} FOR SELECT USING ({seen})")
    _keep_figures()


def _create_branch() -> None:
    op.create_table(
        "branch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("clan_id", sa.Integer()),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("founded_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("branch", "unit_id", "unit"),
        _key("branch", "clan_id", "clan"),
        _key("branch", "organisation_id", "organisation"),
        sa.CheckConstraint("clan_id IS NULL OR kind = 'clan'", name=op.f("ck_branch_clan_of_its_kind")),
        sa.CheckConstraint(
            "organisation_id IS NULL OR kind IN ('school', 'agency')", name=op.f("ck_branch_organisation_of_its_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_branch_id_unit_id")),
    )
    op.create_index(
        "uq_branch_unit_id_kind", "branch", ["unit_id", "kind"], unique=True,
        postgresql_where=sa.text("kind IN ('association', 'village') AND ended_on IS NULL"),
    )  # fmt: skip
    for column in ("clan_id", "organisation_id"):
        op.create_index(
            f"uq_branch_{column}", "branch", [column], unique=True, postgresql_where=sa.text("ended_on IS NULL")
        )


def _create_member() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("person_unit_id", sa.Integer()),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column("birth_year", sa.SmallInteger(), nullable=False),
        sa.Column("sex", sa.String(6), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("card_number", sa.String(30), nullable=False),
        sa.Column("card_on", sa.Date()),
        sa.Column("joined_on", sa.Date()),
        sa.Column("left_on", sa.Date()),
        sa.Column("left_because", sa.String(10)),
        sa.Column("moved_from_id", sa.Integer()),
        sa.Column(
            "name_folded", sa.String(120), sa.Computed("lhtq_fold(full_name)", persisted=True), nullable=False
        ),
        sa.Column(
            "sort", sa.String(120, collation="C"), sa.Computed("lhtq_sort_name(full_name)", persisted=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        _pair("member", "branch_id", "unit_id", "branch"),
        _pair("member", "person_id", "person_unit_id", "person", onupdate="CASCADE"),
        _key("member", "unit_id", "unit"),
        _key("member", "moved_from_id", "member"),
        sa.CheckConstraint(
            "left_because IS NULL OR left_on IS NOT NULL", name=op.f("ck_member_left_with_a_reason")
        ),
        sa.CheckConstraint(
            "(person_id IS NULL) = (person_unit_id IS NULL)", name=op.f("ck_member_person_with_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_member_id_unit_id")),
    )  # fmt: skip
    op.create_index("ix_member_branch_id", "member", ["branch_id", "sort", "id"])
    op.create_index("ix_member_unit_id", "member", ["unit_id"])
    op.create_index("ix_member_person_unit_id", "member", ["person_unit_id"])
    op.create_index(
        "uq_member_person_id", "member", ["person_id"], unique=True, postgresql_where=sa.text("left_on IS NULL")
    )


def _create_post_and_fee() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        _pair("post", "branch_id", "unit_id", "branch"),
        _key("post", "unit_id", "unit"),
        _key("post", "member_id", "member"),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_post_term_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    for column in ("branch_id", "unit_id", "member_id"):
        op.create_index(f"ix_post_{column}", "post", [column])
    op.create_table(
        "fee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        _pair("fee", "member_id", "unit_id", "member"),
        _key("fee", "unit_id", "unit"),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_fee_amount_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
        sa.UniqueConstraint("member_id", "year", name=op.f("uq_fee_member_id_year")),
    )
    op.create_index("ix_fee_unit_id_year", "fee", ["unit_id", "year"])
    for table, unique, columns in (
        ("member_figure", ["unit_id"], [sa.Column("members", sa.Integer(), nullable=False)]),
        (
            "fee_figure", ["unit_id", "year"],
            [sa.Column("year", sa.SmallInteger(), nullable=False), sa.Column("payers", sa.Integer(), nullable=False)],
        ),
    ):  # fmt: skip
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("unit_id", sa.Integer(), nullable=False),
            *columns,
            _key(table, "unit_id", "unit"),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint(*unique, name=op.f(f"uq_{table}_{'_'.join(unique)}")),
        )


def _keep_figures() -> None:
    for figure, (source, key, value, counted) in FIGURES.items():
        parts = {"figure": figure, "key": key, "value": value}
        op.execute(KEEP.format(new=counted.format(rows="new_rows"), old=counted.format(rows="old_rows"), **parts))
        for event, transition in EVENTS.items():
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
    for figure in FIGURES:
        op.execute(f"DROP VIEW {figure}_difference")
        op.execute(f"DROP VIEW {figure}_recount")
    for table in ("fee", "post"):
        op.drop_table(table)
    op.execute("DROP POLICY own ON branch")  # it reads the members
    op.drop_table("member")
    for table in ("branch", "member_figure", "fee_figure"):
        op.drop_table(table)
    for figure in FIGURES:
        op.execute(f"DROP FUNCTION keep_{figure}()")
