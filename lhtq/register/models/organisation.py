"""Organisations of a commune's area, and who works in them, from whatever commune."""

import datetime as dt

from sqlalchemy import Computed, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.accounts.policy import Actor
from lhtq.db import Base
from lhtq.register.models.base import Placed, TitleHolder
from lhtq.register.rules import OrganisationKind
from lhtq.units.models import Unit


class Organisation(Placed, TitleHolder, Base):
    """An agency, school, enterprise, cooperative or production facility in a commune's area."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("id", "unit_id"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))
    head_name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(30), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    ended_on: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    name_folded: Mapped[str] = mapped_column(String(200), Computed("lhtq_fold(name)", persisted=True))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    def is_own(self, actor: Actor) -> bool:
        """Whether the actor signs in for this organisation alone."""
        return actor.organisation_id == self.id


class Employment(Base):
    """A person's work in an organisation. Seen from the organisation's commune and from the person's village."""

    __tablename__ = "employment"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "unit_id"], ["organisation.id", "organisation.unit_id"]),
        ForeignKeyConstraint(["person_id", "person_unit_id"], ["person.id", "person.unit_id"], onupdate="CASCADE"),
        Index(
            "uq_employment_person_id_organisation_id",
            "person_id",
            "organisation_id",
            unique=True,
            postgresql_where="left_on IS NULL",
        ),
    )

    organisation_id: Mapped[int] = mapped_column(index=True)
    #: The organisation's.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[int] = mapped_column(index=True)
    person_unit_id: Mapped[int]
    position: Mapped[str] = mapped_column(String(120), default="")
    left_on: Mapped[dt.date | None]
