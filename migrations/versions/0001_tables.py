"""The tables of the first whole: units, accounts, register, criteria, sheets, titles, figures.

Names are found without diacritics by a generated column: ``unaccent`` is no core PostgreSQL.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


#: Lower case without diacritics. Đ is a letter of its own: it does not decompose.
FOLD = r"""
CREATE FUNCTION lhtq_fold(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(regexp_replace(normalize(translate(given, 'Đđ', 'Dd'), NFD), '[\u0300-\u036f]', '', 'g'))
$$
"""
#: Given name first, then the rest: the order of Vietnamese lists.
SORT_NAME = r"""
CREATE FUNCTION lhtq_sort_name(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(lhtq_fold(given), '^(.*)\s(\S+)$', '\2 \1')
$$
"""


def upgrade() -> None:
    op.execute(FOLD)
    op.execute(SORT_NAME)
    op.create_table(
        "criteria_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("legal_basis", sa.String(length=1000), nullable=False),
        sa.Column("source", sa.String(length=1000), nullable=False),
        sa.Column("pass_mark", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("rounding", sa.Numeric(precision=3, scale=1), nullable=False),
        sa.Column("title_years", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_set")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_criteria_set_code_version")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
        sa.UniqueConstraint("key", name=op.f("uq_sign_in_failure_key")),
    )
    op.create_table(
        "submission_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_key")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_submission_key_account_id_key")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.CheckConstraint("right(path, 1) = '/'", name=op.f("ck_unit_path_ends_with_slash")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_unit_valid_period")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("path", "valid_from", name=op.f("uq_unit_path_valid_from")),
    )
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_index(
        "uq_unit_level_code_valid_from",
        "unit",
        ["level", "code", "valid_from"],
        unique=True,
        postgresql_where="level <> 'village'",
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "criteria_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("floor", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["criteria_set.id"], name=op.f("fk_criteria_group_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria_group")),
        sa.UniqueConstraint("set_id", "code", name=op.f("uq_criteria_group_set_id_code")),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("head_name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "head_folded", sa.String(length=120), sa.Computed("lhtq_fold(head_name)", persisted=True), nullable=False
        ),
        sa.Column(
            "head_sort",
            sa.String(length=120, collation="C"),
            sa.Computed("lhtq_sort_name(head_name)", persisted=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_household_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_household_id_unit_id")),
    )
    op.create_index("ix_household_unit_id_head_sort", "household", ["unit_id", "head_sort", "id"], unique=False)
    op.create_table(
        "register_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_register_figure_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_figure")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_register_figure_unit_id")),
    )
    op.create_table(
        "sheet_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=20), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sheet_figure_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_figure")),
        sa.UniqueConstraint(
            "unit_id",
            "model",
            "year",
            "state",
            "complete",
            name=op.f("uq_sheet_figure_unit_id_model_year_state_complete"),
        ),
    )
    op.create_table(
        "title_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_title_figure_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_figure")),
        sa.UniqueConstraint("unit_id", "model", "day", name=op.f("uq_title_figure_unit_id_model_day")),
    )
    op.create_table(
        "village_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=20), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("chair", sa.String(length=120), nullable=False),
        sa.Column("secretary", sa.String(length=120), nullable=False),
        sa.Column("notes", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("present > 0", name=op.f("ck_village_review_somebody_present")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_village_review_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_review")),
    )
    op.create_index(op.f("ix_village_review_unit_id"), "village_review", ["unit_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_assignment_account_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("account_id", "unit_id", "role", name=op.f("uq_assignment_account_id_unit_id_role")),
    )
    op.create_index(op.f("ix_assignment_unit_id"), "assignment", ["unit_id"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_entry_account_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_audit_entry_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=20), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_year", sa.SmallInteger(), nullable=False),
        sa.Column("signer", sa.String(length=120), nullable=False),
        sa.Column("signer_position", sa.String(length=120), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_decision_made_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_decision_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("unit_id", "signed_year", "number", name=op.f("uq_decision_unit_id_signed_year_number")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("points_max", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("guidance", sa.String(length=1000), nullable=False),
        sa.Column("evidence", sa.String(length=300), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["criteria_group.id"], name=op.f("fk_indicator_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("group_id", "code", name=op.f("uq_indicator_group_id_code")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column(
            "name_folded", sa.String(length=120), sa.Computed("lhtq_fold(full_name)", persisted=True), nullable=False
        ),
        sa.Column("birth_year", sa.SmallInteger(), nullable=False),
        sa.Column("sex", sa.String(length=6), nullable=False),
        sa.Column("ethnicity", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("birth_year BETWEEN 1900 AND 2200", name=op.f("ck_person_birth_year_plausible")),
        sa.ForeignKeyConstraint(
            ["household_id", "unit_id"], ["household.id", "household.unit_id"], name=op.f("fk_person_household_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_household_id", "person", ["household_id"], unique=False)
    op.create_index("ix_person_unit_id", "person", ["unit_id"], unique=False)
    op.create_index(
        "uq_person_household_id_head",
        "person",
        ["household_id"],
        unique=True,
        postgresql_where="relation = 'head' AND left_on IS NULL",
    )
    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=20), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("wholes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("total", sa.Numeric(precision=5, scale=1), nullable=True),
        sa.Column("scorers", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("village_review_id", sa.Integer(), nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_sheet_changed_by")),
        sa.ForeignKeyConstraint(
            ["household_id", "unit_id"], ["household.id", "household.unit_id"], name=op.f("fk_sheet_household_id")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name=op.f("fk_sheet_reviewed_by")),
        sa.ForeignKeyConstraint(["set_id"], ["criteria_set.id"], name=op.f("fk_sheet_set_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_sheet_unit_id")),
        sa.ForeignKeyConstraint(["village_review_id"], ["village_review.id"], name=op.f("fk_sheet_village_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("household_id", "year", name=op.f("uq_sheet_household_id_year")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_sheet_id_unit_id")),
    )
    op.create_index("ix_sheet_unit_id_year_state", "sheet", ["unit_id", "year", "state"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("indicator_code", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("thumbnail_digest", sa.String(length=64), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_evidence_added_by")),
        sa.ForeignKeyConstraint(
            ["sheet_id", "unit_id"], ["sheet.id", "sheet.unit_id"], name=op.f("fk_evidence_sheet_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_evidence_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "sheet_id", "indicator_code", "digest", name=op.f("uq_evidence_sheet_id_indicator_code_digest")
        ),
    )
    op.create_index("ix_evidence_unit_id", "evidence", ["unit_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_sign_in_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"], unique=False)
    op.create_table(
        "title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=20), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from - 1", name=op.f("ck_title_valid_period")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_title_decision_id")),
        sa.ForeignKeyConstraint(
            ["household_id", "unit_id"], ["household.id", "household.unit_id"], name=op.f("fk_title_household_id")
        ),
        sa.ForeignKeyConstraint(["sheet_id", "unit_id"], ["sheet.id", "sheet.unit_id"], name=op.f("fk_title_sheet_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_title_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title")),
        sa.UniqueConstraint("sheet_id", name=op.f("uq_title_sheet_id")),
    )
    op.create_index("ix_title_decision_id", "title", ["decision_id"], unique=False)
    op.create_index("ix_title_household_id", "title", ["household_id"], unique=False)
    op.create_index("ix_title_unit_id_model_valid_from", "title", ["unit_id", "model", "valid_from"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_title_unit_id_model_valid_from", table_name="title")
    op.drop_index("ix_title_household_id", table_name="title")
    op.drop_index("ix_title_decision_id", table_name="title")
    op.drop_table("title")
    op.drop_index(op.f("ix_sign_in_account_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index("ix_evidence_unit_id", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_sheet_unit_id_year_state", table_name="sheet")
    op.drop_table("sheet")
    op.drop_index(
        "uq_person_household_id_head", table_name="person", postgresql_where="relation = 'head' AND left_on IS NULL"
    )
    op.drop_index("ix_person_unit_id", table_name="person")
    op.drop_index("ix_person_household_id", table_name="person")
    op.drop_table("person")
    op.drop_table("indicator")
    op.drop_table("decision")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_assignment_unit_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_village_review_unit_id"), table_name="village_review")
    op.drop_table("village_review")
    op.drop_table("title_figure")
    op.drop_table("sheet_figure")
    op.drop_table("register_figure")
    op.drop_index("ix_household_unit_id_head_sort", table_name="household")
    op.drop_table("household")
    op.drop_table("criteria_group")
    op.drop_table("account")
    op.drop_index("uq_unit_level_code_valid_from", table_name="unit", postgresql_where="level <> 'village'")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("submission_key")
    op.drop_table("sign_in_failure")
    op.drop_table("criteria_set")
    op.execute("DROP FUNCTION lhtq_sort_name(text)")
    op.execute("DROP FUNCTION lhtq_fold(text)")
