"""What happened to people, where they were before, and a record that is on its way to another commune."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.db import Base
from lhtq.register.models.base import Placed
from lhtq.register.rules import EventKind, TransferState
from lhtq.units.models import Unit


class LifeEvent(Base):
    """Something that happened to a person. Seen where it happened, where it led to, and by who sees the person."""

    __tablename__ = "life_event"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: The village in which it happened, or which was left.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    #: The village that a move led to.
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    #: The household in which it happened, or which was left.
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(String(10))
    happened_on: Mapped[dt.date]
    #: What the person was called.
    name: Mapped[str] = mapped_column(String(120))
    #: What else there is to say, in words: whose household.
    detail: Mapped[str] = mapped_column(String(200), default="")
    #: It was written down by mistake.
    taken_back: Mapped[bool] = mapped_column(default=False)


class HouseholdStay(Base):
    """Where a household was before, for the figures of those days. The database writes it down (migration 0051)."""

    __tablename__ = "household_stay"
    __table_args__ = (CheckConstraint("since < until", name="has_days"),)

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    #: What it was called when it left.
    name: Mapped[str] = mapped_column(String(120))
    #: None where it was there from its beginning.
    since: Mapped[dt.date | None]
    #: The first day on which it was elsewhere.
    until: Mapped[dt.date]


class PersonStay(Base):
    """In which household and place a person was before; as of a household."""

    __tablename__ = "person_stay"
    __table_args__ = (CheckConstraint("since < until", name="has_days"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    birth_year: Mapped[int] = mapped_column(SmallInteger)
    since: Mapped[dt.date | None]
    #: The first day on which they were elsewhere, or gone.
    until: Mapped[dt.date]


class Transfer(Placed, Base):
    """People whom a commune has let go to another, which has yet to take them.

    Until then their record stays where it is. Both communes see the row, and it holds just what the other may see.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        Index("uq_transfer_household_id", "household_id", unique=True, postgresql_where="state = 'offered'"),
    )

    #: The village that they leave.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    #: The commune that they go to.
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    head_name: Mapped[str] = mapped_column(String(120))
    #: Of each ``id``, ``name``, ``born`` (the year) and ``relation`` to the head.
    people: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: Nobody stays behind: the household itself goes, with its sheets and titles.
    whole: Mapped[bool]
    leaves_on: Mapped[dt.date]
    state: Mapped[TransferState] = mapped_column(String(10), default=TransferState.OFFERED)
    #: Why it was sent back.
    reason: Mapped[str] = mapped_column(String(300), default="")
    offered_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    answered_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])
    to_unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[to_unit_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name
