"""A learning centre: whom it serves, its board, rooms, partners and plan. Seen from every commune that it serves."""

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from lhtq.centre.rules import (
    ActivityKind,
    AssetKind,
    AssetState,
    AssociationPost,
    InvitationState,
    LinkKind,
    Position,
)
from lhtq.db import Base
from lhtq.register.models.base import Placed
from lhtq.units.models import Unit


class Centre(Placed, Base):
    """A community learning centre (trung tâm học tập cộng đồng), kept by the commune in which it stands."""

    __tablename__ = "centre"
    __table_args__ = (UniqueConstraint("id", "unit_id"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    #: The decision by which it was founded.
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    decision_on: Mapped[dt.date | None]
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name


class CentreServed(Base):
    """A commune that a centre serves, its own one too: another one has agreed. A commune has one centre at a time."""

    __tablename__ = "centre_served"
    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "centre_unit_id"], ["centre.id", "centre.unit_id"]),
        Index("uq_centre_served_unit_id", "unit_id", unique=True, postgresql_where="left_on IS NULL"),
    )

    centre_id: Mapped[int] = mapped_column(index=True)
    centre_unit_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    left_on: Mapped[dt.date | None]
    #: Why it left, in the words of who said so.
    left_because: Mapped[str] = mapped_column(String(300), default="", server_default="")

    unit: Mapped[Unit] = relationship(lazy="raise")


class CentreInvitation(Placed, Base):
    """A commune that was asked whether it will share a centre; until it agrees nothing counts as shared.

    Both communes see the row, and it holds just what the other may see before it is one of the centre's.
    """

    __tablename__ = "centre_invitation"
    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "unit_id"], ["centre.id", "centre.unit_id"]),
        Index(
            "uq_centre_invitation_centre_id",
            "centre_id",
            "to_unit_id",
            unique=True,
            postgresql_where="state = 'offered'",
        ),
    )

    centre_id: Mapped[int]
    #: The commune in which the centre stands.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    #: The commune that is invited.
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    centre_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[InvitationState] = mapped_column(String(10), default=InvitationState.OFFERED)
    #: Why it was declined.
    reason: Mapped[str] = mapped_column(String(300), default="")
    offered_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    answered_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])
    to_unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[to_unit_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name


class _OfCentre:
    """A record of a centre, with the centre's commune."""

    centre_id: Mapped[int] = mapped_column(index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))


class _PutRight(_OfCentre):
    """One that can be put right: two people who change it are told of each other."""

    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        """The version counts the changes."""
        return {"version_id_col": cls.version}


class BoardMember(_PutRight, Base):
    """Somebody on the management board for a term, from the register or by name."""

    __tablename__ = "board_member"
    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "unit_id"], ["centre.id", "centre.unit_id"]),
        ForeignKeyConstraint(["person_id", "person_unit_id"], ["person.id", "person.unit_id"], onupdate="CASCADE"),
        CheckConstraint("term_to IS NULL OR term_to >= term_from", name="term"),
        CheckConstraint("(association IS NULL) = (association_unit_id IS NULL)", name="association_of_a_commune"),
    )

    full_name: Mapped[str] = mapped_column(String(120))
    position: Mapped[Position] = mapped_column(String(12))
    term_from: Mapped[dt.date]
    term_to: Mapped[dt.date | None]
    #: Chair or vice-chair of the Association of this commune; for a shared centre it may be any that it serves.
    association: Mapped[AssociationPost | None] = mapped_column(String(12))
    association_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    person_unit_id: Mapped[int | None]


class CentreAsset(_PutRight, Base):
    """Rooms or equipment."""

    __tablename__ = "centre_asset"
    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "unit_id"], ["centre.id", "centre.unit_id"]),
        CheckConstraint("quantity > 0", name="some_of_it"),
    )

    kind: Mapped[AssetKind] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    quantity: Mapped[int]
    state: Mapped[AssetState] = mapped_column(String(12))
    left_on: Mapped[dt.date | None]


class CentreLink(_PutRight, Base):
    """A culture house, library or museum of the area that a centre works with."""

    __tablename__ = "centre_link"
    __table_args__ = (ForeignKeyConstraint(["centre_id", "unit_id"], ["centre.id", "centre.unit_id"]),)

    kind: Mapped[LinkKind] = mapped_column(String(14))
    name: Mapped[str] = mapped_column(String(120))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    left_on: Mapped[dt.date | None]


class CentrePlan(_OfCentre, Base):
    """How many activities of a kind are planned for a month."""

    __tablename__ = "centre_plan"
    __table_args__ = (
        ForeignKeyConstraint(["centre_id", "unit_id"], ["centre.id", "centre.unit_id"]),
        UniqueConstraint("centre_id", "year", "month", "kind"),
        CheckConstraint("month BETWEEN 1 AND 12", name="a_month"),
        CheckConstraint("planned BETWEEN 0 AND 999", name="planned"),
    )

    centre_id: Mapped[int] = mapped_column()
    year: Mapped[int] = mapped_column(SmallInteger)
    month: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[ActivityKind] = mapped_column(String(12))
    planned: Mapped[int]
