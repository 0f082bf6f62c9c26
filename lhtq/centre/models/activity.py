"""What a centre does: an activity of a village or commune, with its sessions, photos and those who teach or run it."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.centre.rules import (
    GROUP_NAMES,
    ActivityKind,
    ActivityState,
    Attendance,
    Counted,
    HandRole,
    MoneySource,
    Venue,
)
from lhtq.db import Base
from lhtq.register.models.base import Placed
from lhtq.units.models import Unit


class Activity(Placed, Base):
    """A talk, a class or another activity of a centre, counted where it is held."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("id", "unit_id"),
        ForeignKeyConstraint(["centre_id", "centre_unit_id"], ["centre.id", "centre.unit_id"]),
        Index("ix_activity_unit_id_held_on", "unit_id", "held_on"),
        Index("ix_activity_centre_id_held_on", "centre_id", "held_on"),
        Index("ix_activity_held_on", "held_on"),
        CheckConstraint("ends_on >= held_on", name="days_in_order"),
        CheckConstraint("attendances BETWEEN 0 AND 99999", name="attendances"),
        CheckConstraint("enrolled BETWEEN 0 AND 9999", name="enrolled"),
        CheckConstraint("completed BETWEEN 0 AND enrolled", name="completed_of_enrolled"),
        CheckConstraint("cost BETWEEN 0 AND 99999999999", name="cost"),
        CheckConstraint("stage IS NULL OR kind = 'literacy'", name="stage_of_literacy"),
        *(CheckConstraint(f"{name} BETWEEN 0 AND attendances", name=f"{name}_of_attendances") for name in GROUP_NAMES),
    )

    #: The village or commune where it is held and counted.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    centre_id: Mapped[int]
    #: The centre's commune, which sees what its centre does elsewhere.
    centre_unit_id: Mapped[int]
    kind: Mapped[ActivityKind] = mapped_column(String(12))
    state: Mapped[ActivityState] = mapped_column(String(10))
    held_on: Mapped[dt.date]
    #: The last day; the same for what is held once.
    ends_on: Mapped[dt.date]
    year: Mapped[int] = mapped_column(SmallInteger, Computed("extract(year FROM held_on)", persisted=True))
    starts_at: Mapped[dt.time | None]
    ends_at: Mapped[dt.time | None]
    topic: Mapped[str] = mapped_column(String(200))
    #: Outside the area that the centre serves; where it was, ``place`` says.
    outside: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(String(200), default="")
    venue: Mapped[Venue | None] = mapped_column(String(14))
    organiser: Mapped[str] = mapped_column(String(200), default="")
    partners: Mapped[str] = mapped_column(String(300), default="")
    #: Of a literacy class.
    stage: Mapped[int | None] = mapped_column(SmallInteger)
    counted: Mapped[Counted] = mapped_column(String(6), default=Counted.TYPED)
    attendances: Mapped[int] = mapped_column(default=0)
    women: Mapped[int] = mapped_column(default=0)
    minority: Mapped[int] = mapped_column(default=0)
    elderly: Mapped[int] = mapped_column(default=0)
    disabled: Mapped[int] = mapped_column(default=0)
    poor: Mapped[int] = mapped_column(default=0)
    enrolled: Mapped[int] = mapped_column(default=0)
    completed: Mapped[int] = mapped_column(default=0)
    #: The numbers that were typed, while those of the list stand in their place.
    typed: Mapped[dict[str, Any] | None]
    #: In whole đồng.
    cost: Mapped[int] = mapped_column(BigInteger, default=0)
    money: Mapped[MoneySource | None] = mapped_column(String(14))
    result: Mapped[str] = mapped_column(String(1000), default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    @property
    def attendance(self) -> Attendance:
        """Who came."""
        return Attendance(self.attendances, *(getattr(self, name) for name in GROUP_NAMES))


class _OfActivity:
    """A record of an activity, with its place."""

    activity_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))


_ACTIVITY = (["activity_id", "unit_id"], ["activity.id", "activity.unit_id"])


class ActivitySession(_OfActivity, Base):
    """A day of an activity of several days."""

    __tablename__ = "activity_session"
    __table_args__ = (
        ForeignKeyConstraint(*_ACTIVITY, onupdate="CASCADE"),
        UniqueConstraint("activity_id", "held_on"),
    )

    held_on: Mapped[dt.date]
    topic: Mapped[str] = mapped_column(String(200), default="")


class ActivityPhoto(_OfActivity, Base):
    """A photo of an activity."""

    __tablename__ = "activity_photo"
    __table_args__ = (
        ForeignKeyConstraint(*_ACTIVITY, onupdate="CASCADE"),
        UniqueConstraint("activity_id", "digest"),
    )

    digest: Mapped[str] = mapped_column(String(64))
    thumbnail_digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class ActivityHand(_OfActivity, Base):
    """Somebody who teaches at an activity or helps to run it: by name, from a register, an account, or a member.

    A member of the Association is linked beside the person that they are, if that is known.
    """

    __tablename__ = "activity_hand"
    __table_args__ = (
        ForeignKeyConstraint(*_ACTIVITY, onupdate="CASCADE"),
        ForeignKeyConstraint(["person_id", "person_unit_id"], ["person.id", "person.unit_id"], onupdate="CASCADE"),
        Index("ix_activity_hand_activity_id", "activity_id"),
    )

    role: Mapped[HandRole] = mapped_column(String(10))
    full_name: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int | None] = mapped_column(index=True)
    person_unit_id: Mapped[int | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)


class ActivityFigure(Base):
    """What was done in a village or commune in a year, by kind: kept by triggers, as the rest of the roll-up is."""

    __tablename__ = "activity_figure"
    __table_args__ = (UniqueConstraint("unit_id", "year", "kind"),)
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[ActivityKind] = mapped_column(String(12))
    activities: Mapped[int]
    attendances: Mapped[int]
    women: Mapped[int]
    minority: Mapped[int]
    elderly: Mapped[int]
    disabled: Mapped[int]
    poor: Mapped[int]
    enrolled: Mapped[int]
    completed: Mapped[int]
