"""Clans: their committee, and their families, which may live in other communes."""

import datetime as dt

from sqlalchemy import Computed, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.db import Base
from lhtq.register.models.base import Placed, TitleHolder
from lhtq.units.models import Unit


class Clan(Placed, TitleHolder, Base):
    """A clan, registered in the commune whose People's Committee recognises it."""

    __tablename__ = "clan"
    __table_args__ = (UniqueConstraint("id", "unit_id"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    head_name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(30), default="")
    ended_on: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    name_folded: Mapped[str] = mapped_column(String(120), Computed("lhtq_fold(name)", persisted=True))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")
    committee: Mapped[list["ClanCommitteeMember"]] = relationship(
        lazy="raise", order_by="ClanCommitteeMember.id", viewonly=True, foreign_keys="ClanCommitteeMember.clan_id",
        primaryjoin="Clan.id == ClanCommitteeMember.clan_id",
    )  # fmt: skip

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name


class ClanCommitteeMember(Base):
    """Somebody on a clan's committee for encouraging learning (ban khuyến học)."""

    __tablename__ = "clan_committee_member"
    __table_args__ = (ForeignKeyConstraint(["clan_id", "unit_id"], ["clan.id", "clan.unit_id"]),)

    clan_id: Mapped[int] = mapped_column(index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    full_name: Mapped[str] = mapped_column(String(120))
    position: Mapped[str] = mapped_column(String(120))
    #: Which person of the clan's families it is, where the name says it.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    left_on: Mapped[dt.date | None]


class ClanFamily(Base):
    """A household as a family of a clan. Seen from the clan's commune and from the household's village."""

    __tablename__ = "clan_family"
    __table_args__ = (
        ForeignKeyConstraint(["clan_id", "unit_id"], ["clan.id", "clan.unit_id"]),
        ForeignKeyConstraint(
            ["household_id", "household_unit_id"], ["household.id", "household.unit_id"], onupdate="CASCADE"
        ),
        Index("uq_clan_family_household_id", "household_id", unique=True, postgresql_where="left_on IS NULL"),
        Index("ix_clan_family_household_id", "household_id"),
    )

    clan_id: Mapped[int] = mapped_column(index=True)
    #: The clan's.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    household_id: Mapped[int]
    household_unit_id: Mapped[int] = mapped_column(index=True)
    left_on: Mapped[dt.date | None]
