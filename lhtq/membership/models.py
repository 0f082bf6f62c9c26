"""Branches of the Association, their members, who holds which position, and the fees."""

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.accounts.policy import Actor
from lhtq.db import Base
from lhtq.membership.rules import BranchKind, LeftBecause, Position
from lhtq.register.models.base import Placed
from lhtq.register.rules import Sex
from lhtq.units.models import Unit


class Branch(Placed, Base):
    """A branch (chi hội, ban khuyến học), or the Association of a unit itself."""

    __tablename__ = "branch"
    __table_args__ = (
        UniqueConstraint("id", "unit_id"),
        # A unit has one Association, a village one branch, a clan and an organisation one.
        Index(
            "uq_branch_unit_id_kind",
            "unit_id",
            "kind",
            unique=True,
            postgresql_where="kind IN ('association', 'village') AND ended_on IS NULL",
        ),
        Index("uq_branch_clan_id", "clan_id", unique=True, postgresql_where="ended_on IS NULL"),
        Index("uq_branch_organisation_id", "organisation_id", unique=True, postgresql_where="ended_on IS NULL"),
        CheckConstraint("clan_id IS NULL OR kind = 'clan'", name="clan_of_its_kind"),
        CheckConstraint("organisation_id IS NULL OR kind IN ('school', 'agency')", name="organisation_of_its_kind"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[BranchKind] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    #: A number to call when nobody on the list answers.
    phone: Mapped[str] = mapped_column(String(30), default="")
    clan_id: Mapped[int | None] = mapped_column(ForeignKey("clan.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    founded_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name


class Member(Placed, Base):
    """A membership: somebody in one branch from one day to another. Who moves to another branch has two of them."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("id", "unit_id"),
        ForeignKeyConstraint(["branch_id", "unit_id"], ["branch.id", "branch.unit_id"]),
        ForeignKeyConstraint(["person_id", "person_unit_id"], ["person.id", "person.unit_id"], onupdate="CASCADE"),
        Index("ix_member_branch_id", "branch_id", "sort", "id"),
        Index("ix_member_unit_id", "unit_id"),
        # A number is one member's in the whole Association; triggers see to it (migration 0030).
        Index("ix_member_card_number", "card_number", postgresql_where="card_number <> '' AND left_on IS NULL"),
        Index("uq_member_person_id", "person_id", unique=True, postgresql_where="left_on IS NULL"),
        Index("ix_member_person_id", "person_id"),
        CheckConstraint("left_because IS NULL OR left_on IS NOT NULL", name="left_with_a_reason"),
        CheckConstraint("(person_id IS NULL) = (person_unit_id IS NULL)", name="person_with_place"),
    )

    branch_id: Mapped[int]
    #: The branch's.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    #: The person of the register, where one was found; the Association also has members who are in no register.
    person_id: Mapped[int | None]
    person_unit_id: Mapped[int | None] = mapped_column(index=True)
    full_name: Mapped[str] = mapped_column(String(120))
    birth_year: Mapped[int] = mapped_column(SmallInteger)
    sex: Mapped[Sex] = mapped_column(String(6))
    phone: Mapped[str] = mapped_column(String(30), default="")
    card_number: Mapped[str] = mapped_column(String(30), default="")
    card_on: Mapped[dt.date | None]
    joined_on: Mapped[dt.date | None]
    left_on: Mapped[dt.date | None]
    left_because: Mapped[LeftBecause | None] = mapped_column(String(10))
    #: The membership that this one went on from, in another branch.
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    name_folded: Mapped[str] = mapped_column(String(120), Computed("lhtq_fold(full_name)", persisted=True))
    sort: Mapped[str] = mapped_column(String(120, collation="C"), Computed("lhtq_sort_name(full_name)", persisted=True))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])
    branch: Mapped[Branch] = relationship(
        lazy="raise", viewonly=True, foreign_keys="Member.branch_id", primaryjoin="Member.branch_id == Branch.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    def is_own(self, actor: Actor) -> bool:
        """Whether the actor signs in for this member alone."""
        return actor.person_id is not None and actor.person_id == self.person_id


class Post(Base):
    """A position that a member holds, in the own branch or in the Association above it, for a term."""

    __tablename__ = "post"
    __table_args__ = (
        ForeignKeyConstraint(["branch_id", "unit_id"], ["branch.id", "branch.unit_id"]),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="term_in_order"),
        CheckConstraint("planned_to IS NULL OR cut", name="planned_when_cut"),
        Index("ix_post_branch_id", "branch_id"),
    )

    branch_id: Mapped[int]
    #: The branch's in which the position is.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    position: Mapped[Position] = mapped_column(String(16))
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    #: Whether the end of the membership ended the term (the database does that), and until when it was to go on.
    cut: Mapped[bool] = mapped_column(default=False, server_default=false())
    planned_to: Mapped[dt.date | None]

    member: Mapped[Member] = relationship(lazy="raise", viewonly=True)


class Fee(Base):
    """The fee of a member for a year, in whole đồng."""

    __tablename__ = "fee"
    __table_args__ = (
        ForeignKeyConstraint(["member_id", "unit_id"], ["member.id", "member.unit_id"]),
        UniqueConstraint("member_id", "year"),
        Index("ix_fee_unit_id_year", "unit_id", "year"),
        CheckConstraint("amount >= 0", name="amount_counted"),
    )

    member_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    amount: Mapped[int]
    paid_on: Mapped[dt.date]


class MemberFigure(Base):
    """How many members the branches of a unit have today; kept by triggers, as every figure of the roll-up is."""

    __tablename__ = "member_figure"
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    members: Mapped[int]


class FeeFigure(Base):
    """How many members of a unit's branches have paid the fee of a year."""

    __tablename__ = "fee_figure"
    __table_args__ = (UniqueConstraint("unit_id", "year"),)
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    payers: Mapped[int]
