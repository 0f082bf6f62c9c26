"""Community learning centres: whom they serve, their boards, what they have and plan, what they do and who comes.

A centre stands in a commune and may serve others. An activity is counted where it is held, and carries its centre's
commune beside its own place. No group of those who came is larger than the whole, and no class is completed by more
than enrolled: the tables say so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = (
    "centre",
    "centre_served",
    "board_member",
    "centre_asset",
    "centre_link",
    "centre_plan",
    "activity",
    "activity_session",
    "activity_photo",
    "activity_hand",
    "participant",
    "activity_figure",
    "check_in_count",
)


def upgrade() -> None:
    _create_centres()
    _create_activities()
    _create_lists()


def _create_centres() -> None:
    op.create_table(
        "centre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_centre_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_centre_id_unit_id")),
    )
    op.create_index(op.f("ix_centre_unit_id"), "centre", ["unit_id"])
    op.create_table(
        "centre_served",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("centre_unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id", "centre_unit_id"], ["centre.id", "centre.unit_id"], name=op.f("fk_centre_served_centre_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_centre_served_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_served")),
    )
    op.create_index(op.f("ix_centre_served_centre_id"), "centre_served", ["centre_id"])
    op.create_index(
        "uq_centre_served_unit_id", "centre_served", ["unit_id"], unique=True, postgresql_where="left_on IS NULL"
    )
    op.create_table(
        "board_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=12), nullable=False),
        sa.Column("term_from", sa.Date(), nullable=False),
        sa.Column("term_to", sa.Date(), nullable=True),
        sa.Column("association", sa.String(length=12), nullable=True),
        sa.Column("association_unit_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_unit_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(association IS NULL) = (association_unit_id IS NULL)",
            name=op.f("ck_board_member_association_of_a_commune"),
        ),
        sa.CheckConstraint("term_to IS NULL OR term_to >= term_from", name=op.f("ck_board_member_term")),
        sa.ForeignKeyConstraint(["association_unit_id"], ["unit.id"], name=op.f("fk_board_member_association_unit_id")),
        sa.ForeignKeyConstraint(
            ["centre_id", "unit_id"], ["centre.id", "centre.unit_id"], name=op.f("fk_board_member_centre_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "person_unit_id"],
            ["person.id", "person.unit_id"],
            name=op.f("fk_board_member_person_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_board_member_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_member")),
    )
    op.create_index(op.f("ix_board_member_association_unit_id"), "board_member", ["association_unit_id"])
    op.create_index(op.f("ix_board_member_centre_id"), "board_member", ["centre_id"])
    op.create_index(op.f("ix_board_member_person_id"), "board_member", ["person_id"])
    op.create_table(
        "centre_asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_centre_asset_some_of_it")),
        sa.ForeignKeyConstraint(
            ["centre_id", "unit_id"], ["centre.id", "centre.unit_id"], name=op.f("fk_centre_asset_centre_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_centre_asset_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_asset")),
    )
    op.create_index(op.f("ix_centre_asset_centre_id"), "centre_asset", ["centre_id"])
    op.create_table(
        "centre_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id", "unit_id"], ["centre.id", "centre.unit_id"], name=op.f("fk_centre_link_centre_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_centre_link_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["unit.id"], name=op.f("fk_centre_link_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_link")),
    )
    op.create_index(op.f("ix_centre_link_centre_id"), "centre_link", ["centre_id"])
    op.create_table(
        "centre_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("month", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_centre_plan_a_month")),
        sa.CheckConstraint("planned BETWEEN 0 AND 999", name=op.f("ck_centre_plan_planned")),
        sa.ForeignKeyConstraint(
            ["centre_id", "unit_id"], ["centre.id", "centre.unit_id"], name=op.f("fk_centre_plan_centre_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_centre_plan_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_plan")),
        sa.UniqueConstraint(
            "centre_id", "year", "month", "kind", name=op.f("uq_centre_plan_centre_id_year_month_kind")
        ),
    )


def _create_activities() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=False),
        sa.Column("centre_unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("year", sa.SmallInteger(), sa.Computed("extract(year FROM held_on)", persisted=True), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("venue", sa.String(length=14), nullable=True),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("partners", sa.String(length=300), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=True),
        sa.Column("counted", sa.String(length=6), nullable=False),
        sa.Column("attendances", sa.Integer(), nullable=False),
        sa.Column("women", sa.Integer(), nullable=False),
        sa.Column("minority", sa.Integer(), nullable=False),
        sa.Column("elderly", sa.Integer(), nullable=False),
        sa.Column("disabled", sa.Integer(), nullable=False),
        sa.Column("poor", sa.Integer(), nullable=False),
        sa.Column("enrolled", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("money", sa.String(length=14), nullable=True),
        sa.Column("result", sa.String(length=1000), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("stage IS NULL OR kind = 'literacy'", name=op.f("ck_activity_stage_of_literacy")),
        sa.CheckConstraint("attendances BETWEEN 0 AND 99999", name=op.f("ck_activity_attendances")),
        sa.CheckConstraint("completed BETWEEN 0 AND enrolled", name=op.f("ck_activity_completed_of_enrolled")),
        sa.CheckConstraint("cost BETWEEN 0 AND 99999999999", name=op.f("ck_activity_cost")),
        sa.CheckConstraint("disabled BETWEEN 0 AND attendances", name=op.f("ck_activity_disabled_of_attendances")),
        sa.CheckConstraint("elderly BETWEEN 0 AND attendances", name=op.f("ck_activity_elderly_of_attendances")),
        sa.CheckConstraint("ends_on >= held_on", name=op.f("ck_activity_days_in_order")),
        sa.CheckConstraint("enrolled BETWEEN 0 AND 9999", name=op.f("ck_activity_enrolled")),
        sa.CheckConstraint("minority BETWEEN 0 AND attendances", name=op.f("ck_activity_minority_of_attendances")),
        sa.CheckConstraint("poor BETWEEN 0 AND attendances", name=op.f("ck_activity_poor_of_attendances")),
        sa.CheckConstraint("women BETWEEN 0 AND attendances", name=op.f("ck_activity_women_of_attendances")),
        sa.ForeignKeyConstraint(
            ["centre_id", "centre_unit_id"], ["centre.id", "centre.unit_id"], name=op.f("fk_activity_centre_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_activity_made_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_activity_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_activity_id_unit_id")),
    )
    op.create_index("ix_activity_centre_id_held_on", "activity", ["centre_id", "held_on"])
    op.create_index("ix_activity_unit_id_held_on", "activity", ["unit_id", "held_on"])
    op.create_table(
        "activity_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id", "unit_id"],
            ["activity.id", "activity.unit_id"],
            name=op.f("fk_activity_session_activity_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_activity_session_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_session")),
        sa.UniqueConstraint("activity_id", "held_on", name=op.f("uq_activity_session_activity_id_held_on")),
    )
    op.create_table(
        "activity_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id", "unit_id"],
            ["activity.id", "activity.unit_id"],
            name=op.f("fk_activity_photo_activity_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_activity_photo_added_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_activity_photo_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_photo")),
        sa.UniqueConstraint("activity_id", "digest", name=op.f("uq_activity_photo_activity_id_digest")),
    )
    op.create_table(
        "activity_hand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_unit_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_activity_hand_account_id")),
        sa.ForeignKeyConstraint(
            ["activity_id", "unit_id"],
            ["activity.id", "activity.unit_id"],
            name=op.f("fk_activity_hand_activity_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "person_unit_id"],
            ["person.id", "person.unit_id"],
            name=op.f("fk_activity_hand_person_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_activity_hand_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_hand")),
    )
    op.create_index(op.f("ix_activity_hand_account_id"), "activity_hand", ["account_id"])
    op.create_index("ix_activity_hand_activity_id", "activity_hand", ["activity_id"])
    op.create_index(op.f("ix_activity_hand_person_id"), "activity_hand", ["person_id"])


def _create_lists() -> None:
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_unit_id", sa.Integer(), nullable=True),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column(
            "name_folded", sa.String(length=120), sa.Computed("lhtq_fold(full_name)", persisted=True), nullable=False
        ),
        sa.Column("birth_year", sa.SmallInteger(), nullable=False),
        sa.Column("sex", sa.String(length=6), nullable=True),
        sa.Column("ethnicity", sa.String(length=40), nullable=False),
        sa.Column("elderly", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("poor", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("completed", sa.Boolean(), nullable=False),
        sa.Column("sessions", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "NOT completed OR (confirmed AND dropped_on IS NULL)",
            name=op.f("ck_participant_completed_by_one_who_is_there"),
        ),
        sa.CheckConstraint("birth_year BETWEEN 1900 AND 2200", name=op.f("ck_participant_birth_year_plausible")),
        sa.ForeignKeyConstraint(
            ["activity_id", "unit_id"],
            ["activity.id", "activity.unit_id"],
            name=op.f("fk_participant_activity_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "person_unit_id"],
            ["person.id", "person.unit_id"],
            name=op.f("fk_participant_person_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_participant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
    )
    op.create_index(op.f("ix_participant_person_id"), "participant", ["person_id"])
    op.create_index("uq_participant_activity_id_person_id", "participant", ["activity_id", "person_id"], unique=True)
    op.create_index(
        "uq_participant_stranger",
        "participant",
        ["activity_id", "name_folded", "birth_year"],
        unique=True,
        postgresql_where="person_id IS NULL",
    )
    op.create_table(
        "activity_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=False),
        sa.Column("attendances", sa.Integer(), nullable=False),
        sa.Column("women", sa.Integer(), nullable=False),
        sa.Column("minority", sa.Integer(), nullable=False),
        sa.Column("elderly", sa.Integer(), nullable=False),
        sa.Column("disabled", sa.Integer(), nullable=False),
        sa.Column("poor", sa.Integer(), nullable=False),
        sa.Column("enrolled", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_activity_figure_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_figure")),
        sa.UniqueConstraint("unit_id", "year", "kind", name=op.f("uq_activity_figure_unit_id_year_kind")),
    )
    op.create_table(
        "check_in_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_count")),
        sa.UniqueConstraint("key", name=op.f("uq_check_in_count_key")),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
