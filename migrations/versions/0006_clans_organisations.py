"""Clans and organisations beside households, who belongs to them in whatever commune, and the title that each holds.

``title_from`` and ``title_to`` of a subject say the latest title, wherever it was given: a person who moves takes it
along, and the share of a family, clan or organisation is counted without reading another commune's titles.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

HOLDERS = ("household", "person")


def _title_columns() -> tuple[sa.Column, sa.Column]:
    return sa.Column("title_from", sa.Date(), nullable=True), sa.Column("title_to", sa.Date(), nullable=True)


def _unit_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f(f"fk_{table}_unit_id"))


def upgrade() -> None:
    for table in HOLDERS:
        for column in _title_columns():
            op.add_column(table, column)
    op.add_column("person", sa.Column("occupation", sa.String(10), nullable=True))
    op.add_column("person", sa.Column("left_because", sa.String(10), nullable=True))
    op.create_check_constraint(
        op.f("ck_person_left_with_a_reason"), "person", "left_because IS NULL OR left_on IS NOT NULL"
    )
    op.create_unique_constraint(op.f("uq_person_id_unit_id"), "person", ["id", "unit_id"])
    # A household that moves takes its members along.
    op.drop_constraint("fk_person_household_id", "person")
    op.create_foreign_key(
        op.f("fk_person_household_id"), "person", "household", ["household_id", "unit_id"], ["id", "unit_id"],
        onupdate="CASCADE",
    )  # fmt: skip
    _create_clans()
    _create_organisations()
    op.add_column("criteria_set", sa.Column("from_age", sa.SmallInteger(), nullable=True))


def _create_clans() -> None:
    op.create_table(
        "clan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("head_name", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("name_folded", sa.String(120), sa.Computed("lhtq_fold(name)", persisted=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_title_columns(),
        _unit_key("clan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clan")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_clan_id_unit_id")),
    )
    op.create_index("ix_clan_unit_id", "clan", ["unit_id"])
    op.create_table(
        "clan_committee_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clan_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column("position", sa.String(120), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clan_id", "unit_id"], ["clan.id", "clan.unit_id"], name=op.f("fk_clan_committee_member_clan_id")
        ),
        _unit_key("clan_committee_member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clan_committee_member")),
    )
    op.create_index("ix_clan_committee_member_clan_id", "clan_committee_member", ["clan_id"])
    op.create_table(
        "clan_family",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clan_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("household_unit_id", sa.Integer(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clan_id", "unit_id"], ["clan.id", "clan.unit_id"], name=op.f("fk_clan_family_clan_id")
        ),
        sa.ForeignKeyConstraint(
            ["household_id", "household_unit_id"], ["household.id", "household.unit_id"],
            name=op.f("fk_clan_family_household_id"), onupdate="CASCADE",
        ),
        _unit_key("clan_family"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clan_family")),
    )  # fmt: skip
    op.create_index("ix_clan_family_clan_id", "clan_family", ["clan_id"])
    op.create_index("ix_clan_family_household_unit_id", "clan_family", ["household_unit_id"])
    # A family belongs to one clan at a time.
    op.create_index(
        "uq_clan_family_household_id", "clan_family", ["household_id"], unique=True, postgresql_where="left_on IS NULL"
    )


def _create_organisations() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("head_name", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(30), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("name_folded", sa.String(200), sa.Computed("lhtq_fold(name)", persisted=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_title_columns(),
        _unit_key("organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_organisation_id_unit_id")),
    )
    op.create_index("ix_organisation_unit_id", "organisation", ["unit_id"])
    op.create_table(
        "employment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(120), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "unit_id"], ["organisation.id", "organisation.unit_id"],
            name=op.f("fk_employment_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "person_unit_id"], ["person.id", "person.unit_id"],
            name=op.f("fk_employment_person_id"), onupdate="CASCADE",
        ),
        _unit_key("employment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
    )  # fmt: skip
    op.create_index("ix_employment_organisation_id", "employment", ["organisation_id"])
    op.create_index(
        "uq_employment_person_id_organisation_id", "employment", ["person_id", "organisation_id"], unique=True,
        postgresql_where="left_on IS NULL",
    )  # fmt: skip
    op.add_column("assignment", sa.Column("person_id", sa.Integer(), nullable=True))
    op.add_column("assignment", sa.Column("organisation_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_assignment_person_id"), "assignment", "person", ["person_id"], ["id"])
    op.create_foreign_key(
        op.f("fk_assignment_organisation_id"), "assignment", "organisation", ["organisation_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_column("criteria_set", "from_age")
    op.drop_column("assignment", "organisation_id")
    op.drop_column("assignment", "person_id")
    for table in ("employment", "organisation", "clan_family", "clan_committee_member", "clan"):
        op.drop_table(table)
    op.drop_constraint("fk_person_household_id", "person")
    op.create_foreign_key(
        op.f("fk_person_household_id"), "person", "household", ["household_id", "unit_id"], ["id", "unit_id"]
    )
    op.drop_constraint("uq_person_id_unit_id", "person")
    op.drop_constraint("ck_person_left_with_a_reason", "person")
    for column in ("occupation", "left_because"):
        op.drop_column("person", column)
    for table in HOLDERS:
        for column in ("title_from", "title_to"):
            op.drop_column(table, column)
