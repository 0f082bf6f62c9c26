"""A sheet and a title are of a household, clan, village, organisation or person.

``model`` and ``subject_id`` say which. The database makes a column of each kind out of the two, so that every subject
is still a foreign key. The name is kept with the sheet: history stays readable where it happened when the subject has
moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: Column → (model, table). A village is its own unit.
SUBJECTS = {
    "household_id": ("family", "household"),
    "clan_id": ("clan", "clan"),
    "village_id": ("community", "unit"),
    "organisation_id": ("organisation", "organisation"),
    "person_id": ("citizen", "person"),
}
#: People's names are ordered by the given name, other names as they are written.
SORT = "CASE WHEN model IN ('family', 'citizen') THEN lhtq_sort_name(name) ELSE lhtq_fold(name) END"


def upgrade() -> None:
    op.drop_index("ix_title_household_id", "title")
    op.drop_constraint("uq_sheet_household_id_year", "sheet")
    for table in ("sheet", "title"):
        _take_every_subject(table)
    op.create_unique_constraint(op.f("uq_sheet_model_subject_id_year"), "sheet", ["model", "subject_id", "year"])
    op.create_index("ix_title_model_subject_id", "title", ["model", "subject_id"])
    op.drop_index("ix_sheet_unit_id_year_state", "sheet")
    op.create_index("ix_sheet_unit_id_year_model_state", "sheet", ["unit_id", "year", "model", "state"])
    _keep_figures()
    op.add_column("sheet", sa.Column("cultural_family", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("title", sa.Column("cultural_family", sa.Boolean(), server_default="false", nullable=False))
    op.alter_column("sheet", "cultural_family", server_default=None)
    op.alter_column("title", "cultural_family", server_default=None)
    op.add_column("title", sa.Column("revoked_on", sa.Date(), nullable=True))
    op.add_column("title", sa.Column("revoked_by", sa.Integer(), nullable=True))
    op.add_column("title", sa.Column("revoked_because", sa.String(1000), server_default="", nullable=False))
    op.alter_column("title", "revoked_because", server_default=None)
    op.create_foreign_key(op.f("fk_title_revoked_by"), "title", "account", ["revoked_by"], ["id"])
    # An open sheet follows its subject to another village, and its evidence goes with it.
    op.drop_constraint("fk_evidence_sheet_id", "evidence")
    op.create_foreign_key(
        op.f("fk_evidence_sheet_id"), "evidence", "sheet", ["sheet_id", "unit_id"], ["id", "unit_id"],
        onupdate="CASCADE",
    )  # fmt: skip
    _create_claims()


def _take_every_subject(table: str) -> None:
    op.add_column(table, sa.Column("subject_id", sa.Integer(), nullable=True))
    op.add_column(table, sa.Column("name", sa.String(200), nullable=True))
    op.execute(
        f"UPDATE {table} t SET subject_id = h.id, name = h.head_name FROM household h WHERE h.id = t.household_id"
    )
    op.alter_column(table, "subject_id", nullable=False)
    op.alter_column(table, "name", nullable=False)
    op.drop_constraint(f"fk_{table}_household_id", table)
    op.drop_column(table, "household_id")
    for column, (model, other) in SUBJECTS.items():
        made = sa.Computed(f"CASE WHEN model = '{model}' THEN subject_id END", persisted=True)
        op.add_column(table, sa.Column(column, sa.Integer(), made, nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, other, [column], ["id"])
    op.add_column(
        table, sa.Column("sort", sa.String(200, collation="C"), sa.Computed(SORT, persisted=True), nullable=False)
    )
    op.create_check_constraint(op.f(f"ck_{table}_a_known_model"), table, f"num_nonnulls({', '.join(SUBJECTS)}) = 1")


def _keep_figures() -> None:
    """What was counted is kept as [part, whole] by code; the part was an answer until now."""
    op.alter_column("sheet", "wholes", new_column_name="figures")
    op.execute(
        "UPDATE sheet SET figures = coalesce((SELECT jsonb_object_agg(key, jsonb_build_array("
        "coalesce(answers -> key, '0'), value)) FROM jsonb_each(figures)), '{}') WHERE figures IS NOT NULL"
    )
    op.execute(
        "UPDATE sheet s SET answers = answers - shares.codes FROM (SELECT g.set_id, array_agg(i.code::text) AS codes "
        "FROM indicator i JOIN criteria_group g ON g.id = i.group_id WHERE i.kind = 'share' GROUP BY g.set_id) shares "
        "WHERE shares.set_id = s.set_id AND answers ?| shares.codes"
    )


def _create_claims() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("indicator_code", sa.String(12), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("claimed_by", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(1000), nullable=False),
        sa.CheckConstraint("part BETWEEN 0 AND whole", name=op.f("ck_claim_part_of_whole")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_claim_answered_by")),
        sa.ForeignKeyConstraint(["claimed_by"], ["account.id"], name=op.f("fk_claim_claimed_by")),
        sa.ForeignKeyConstraint(
            ["sheet_id", "unit_id"], ["sheet.id", "sheet.unit_id"], name=op.f("fk_claim_sheet_id"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_claim_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("sheet_id", "indicator_code", name=op.f("uq_claim_sheet_id_indicator_code")),
    )
    op.create_index("ix_claim_unit_id", "claim", ["unit_id"])


def downgrade() -> None:
    """Sheets and titles of the other four models have no place in the tables before: they are dropped."""
    op.drop_table("claim")
    op.execute("DELETE FROM evidence e USING sheet s WHERE s.id = e.sheet_id AND s.model <> 'family'")
    op.execute("DELETE FROM title WHERE model <> 'family'")
    op.execute("DELETE FROM sheet WHERE model <> 'family'")
    op.drop_constraint("fk_evidence_sheet_id", "evidence")
    op.create_foreign_key(op.f("fk_evidence_sheet_id"), "evidence", "sheet", ["sheet_id", "unit_id"], ["id", "unit_id"])
    for column in ("cultural_family", "revoked_on", "revoked_by", "revoked_because"):
        op.drop_column("title", column)
    op.drop_column("sheet", "cultural_family")
    op.execute(
        "UPDATE sheet SET answers = answers || (SELECT jsonb_object_agg(key, value -> 0) FROM jsonb_each(figures)), "
        "figures = (SELECT jsonb_object_agg(key, value -> 1) FROM jsonb_each(figures)) WHERE figures <> '{}'"
    )
    op.alter_column("sheet", "figures", new_column_name="wholes")
    op.drop_index("ix_sheet_unit_id_year_model_state", "sheet")
    op.create_index("ix_sheet_unit_id_year_state", "sheet", ["unit_id", "year", "state"])
    op.drop_index("ix_title_model_subject_id", "title")
    op.drop_constraint("uq_sheet_model_subject_id_year", "sheet")
    for table in ("sheet", "title"):
        op.drop_constraint(f"ck_{table}_a_known_model", table)
        for column in ("sort", *SUBJECTS):
            op.drop_column(table, column)
        op.alter_column(table, "subject_id", new_column_name="household_id")
        op.drop_column(table, "name")
        op.create_foreign_key(
            op.f(f"fk_{table}_household_id"), table, "household", ["household_id", "unit_id"], ["id", "unit_id"]
        )
    op.create_unique_constraint(op.f("uq_sheet_household_id_year"), "sheet", ["household_id", "year"])
    op.create_index("ix_title_household_id", "title", ["household_id"])
