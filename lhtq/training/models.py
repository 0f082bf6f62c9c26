"""Courses, who is on their lists, their files, and how many members have been briefed."""

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
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.db import Base
from lhtq.register.models.base import Placed
from lhtq.training.rules import CourseState, FileKind, Kind
from lhtq.units.models import Unit


class Course(Placed, Base):
    """A briefing, training course or further training that a unit holds for those below it."""

    __tablename__ = "course"
    __table_args__ = (
        UniqueConstraint("id", "unit_id"),
        Index("ix_course_unit_id_starts_on", "unit_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("starts_on >= '2021-01-01' AND ends_on <= '2030-12-31'", name="within_plan"),
        CheckConstraint("cardinality(topics) > 0", name="has_a_topic"),
        CheckConstraint("sessions > 0", name="has_a_session"),
    )

    #: The unit that holds it.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[Kind] = mapped_column(String(12))
    topics: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    title: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    #: The first year of the plan's phase that it counts in (``rules.phase_of``).
    phase: Mapped[int] = mapped_column(
        SmallInteger,
        Computed("CASE WHEN starts_on <= DATE '2025-12-31' THEN 2021 ELSE 2026 END", persisted=True),
    )
    #: How many times people came together (buổi).
    sessions: Mapped[int] = mapped_column(SmallInteger, default=1)
    place: Mapped[str] = mapped_column(String(200), default="")
    #: Who speaks and teaches.
    trainers: Mapped[str] = mapped_column(String(500), default="")
    result: Mapped[str] = mapped_column(String(2000), default="")
    state: Mapped[CourseState] = mapped_column(String(12), default=CourseState.PLANNED)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name


class CourseParticipant(Base):
    """Somebody on the list of a course: a member of the Association, a person of the register, or a name.

    ``unit_id`` is where they were then. Where a membership goes on in another branch, the database lets
    ``member_id`` go along (migration 0029), and the new branch sees the row too.
    """

    __tablename__ = "course_participant"
    __table_args__ = (
        ForeignKeyConstraint(["course_id", "holder_unit_id"], ["course.id", "course.unit_id"]),
        UniqueConstraint("course_id", "member_id"),
        UniqueConstraint("course_id", "person_id"),
        Index(
            "uq_course_participant_certificate",
            "course_id",
            "certificate_number",
            unique=True,
            postgresql_where="certificate_number <> ''",
        ),
        CheckConstraint("invited OR attended", name="invited_or_came"),
        CheckConstraint("attended OR NOT completed", name="completed_by_attending"),
        CheckConstraint("(certificate_number = '') = (certificate_on IS NULL)", name="certificate_with_a_day"),
        CheckConstraint("completed OR certificate_number = ''", name="certificate_for_completing"),
    )

    course_id: Mapped[int]
    #: The course's: who holds it keeps the list.
    holder_unit_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    full_name: Mapped[str] = mapped_column(String(120))
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    invited: Mapped[bool]
    attended: Mapped[bool] = mapped_column(default=False)
    completed: Mapped[bool] = mapped_column(default=False)
    certificate_number: Mapped[str] = mapped_column(String(30), default="")
    certificate_on: Mapped[dt.date | None]
    sort: Mapped[str] = mapped_column(String(120, collation="C"), Computed("lhtq_sort_name(full_name)", persisted=True))

    unit: Mapped[Unit] = relationship(lazy="raise")


class CourseFile(Base):
    """Material handed out, or evidence that the course was held. The file lies in the store, under its digest."""

    __tablename__ = "course_file"
    __table_args__ = (
        ForeignKeyConstraint(["course_id", "unit_id"], ["course.id", "course.unit_id"]),
        UniqueConstraint("course_id", "digest"),
        Index("ix_course_file_unit_id", "unit_id"),
    )

    course_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[FileKind] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    thumbnail_digest: Mapped[str | None] = mapped_column(String(64))
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class TrainingFigure(Base):
    """Courses that a unit held in a year, and how many of its people attended and completed one; kept by triggers.

    A course counts where it is held, its people where they were then.
    """

    __tablename__ = "training_figure"
    __table_args__ = (UniqueConstraint("unit_id", "year"),)
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    courses: Mapped[int]
    attended: Mapped[int]
    completed: Mapped[int]


class BriefedFigure(Base):
    """How many of today's members of a unit's branches attended a briefing in a phase; kept by triggers."""

    __tablename__ = "briefed_figure"
    __table_args__ = (UniqueConstraint("unit_id", "phase"),)
    audited = False

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    phase: Mapped[int] = mapped_column(SmallInteger)
    briefed: Mapped[int]
