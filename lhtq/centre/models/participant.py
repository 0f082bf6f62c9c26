"""Who came to an activity, and the brake on the public page where people check in."""

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from lhtq.centre.rules import Origin
from lhtq.db import Base
from lhtq.register.rules import Sex


class Participant(Base):
    """One who came, or who enrolled in a class: with the groups they belonged to on that day.

    One from the register is linked; another is known by name and year of birth. A stranger who checked in waits until
    a recorder confirms them, and counts from then on.
    """

    __tablename__ = "participant"
    __table_args__ = (
        ForeignKeyConstraint(["activity_id", "unit_id"], ["activity.id", "activity.unit_id"], onupdate="CASCADE"),
        ForeignKeyConstraint(["person_id", "person_unit_id"], ["person.id", "person.unit_id"], onupdate="CASCADE"),
        Index("uq_participant_activity_id_person_id", "activity_id", "person_id", unique=True),
        Index(
            "uq_participant_stranger", "activity_id", "name_folded", "birth_year", unique=True,
            postgresql_where="person_id IS NULL",
        ),
        CheckConstraint("birth_year BETWEEN 1900 AND 2200", name="birth_year_plausible"),
        CheckConstraint("NOT completed OR (confirmed AND dropped_on IS NULL)", name="completed_by_one_who_is_there"),
    )  # fmt: skip

    activity_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[int | None] = mapped_column(index=True)
    person_unit_id: Mapped[int | None]
    full_name: Mapped[str] = mapped_column(String(120))
    name_folded: Mapped[str] = mapped_column(String(120), Computed("lhtq_fold(full_name)", persisted=True))
    birth_year: Mapped[int] = mapped_column(SmallInteger)
    sex: Mapped[Sex | None] = mapped_column(String(6))
    ethnicity: Mapped[str] = mapped_column(String(40), default="")
    elderly: Mapped[bool] = mapped_column(default=False)
    disabled: Mapped[bool] = mapped_column(default=False)
    poor: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[Origin] = mapped_column(String(8))
    #: Said to be right by a recorder, or found in the register.
    confirmed: Mapped[bool] = mapped_column(default=True)
    #: Taken off the list again.
    dropped_on: Mapped[dt.date | None]
    completed: Mapped[bool] = mapped_column(default=False)
    #: The sessions at which they were, by id; none where there are no sessions.
    sessions: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    made_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class CheckInCount(Base):
    """How often the public page was used of late, by activity and address; ``key`` says which."""

    __tablename__ = "check_in_count"
    audited = False

    key: Mapped[str] = mapped_column(String(200), unique=True)
    count: Mapped[int]
    began_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
