"""Households and the people in them."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.accounts.policy import Action, Actor
from lhtq.db import Base
from lhtq.register.models.base import Placed, TitleHolder
from lhtq.register.rules import LeftBecause, Occupation, Relation, Sex
from lhtq.units.models import Unit


class Household(Placed, TitleHolder, Base):
    """A household of a village. Its name is its head's."""

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("id", "unit_id"),
        Index("ix_household_unit_id_head_sort", "unit_id", "head_sort", "id"),
        CheckConstraint("merged_into_id IS NULL OR ended_on IS NOT NULL", name="merged_is_gone"),
        # Read by the functions that search (migration 0017).
        Index("ix_household_unit_id_code", "unit_id", text("lower(code::text)"), postgresql_where="code <> ''"),
        Index(
            "ix_household_unit_id_phone",
            "unit_id",
            text("lhtq_digits(phone::text)"),
            postgresql_where="phone <> ''",
        ),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    #: The head's full name, kept here for lists; the head is also a member.
    head_name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    #: The number that the commune's own register gives it; any text, or none.
    code: Mapped[str] = mapped_column(String(30), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    #: Listed as a poor household by the commune (hộ nghèo).
    poor: Mapped[bool] = mapped_column(default=False)
    #: No longer a household of this place since this day; the record stays.
    ended_on: Mapped[dt.date | None]
    #: The household that it was found to be. Row security hides the row, except where history is asked for.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    #: The day on which it came here (``HouseholdStay``); None where it was never elsewhere.
    here_since: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    #: Lower case without diacritics, for finding.
    head_folded: Mapped[str] = mapped_column(String(120), Computed("lhtq_fold(head_name)", persisted=True))
    #: Given name first, as Vietnamese lists are ordered.
    head_sort: Mapped[str] = mapped_column(
        String(120, collation="C"), Computed("lhtq_sort_name(head_name)", persisted=True)
    )
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise", foreign_keys=[unit_id])
    members: Mapped[list["Person"]] = relationship(
        lazy="raise", order_by="Person.id", overlaps="unit", foreign_keys="Person.household_id",
        primaryjoin="Household.id == Person.household_id",
    )  # fmt: skip

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    def admits(self, action: Action) -> bool:
        """Every action; one that is no more is only looked at."""
        return self.ended_on is None or action is not Action.HOUSEHOLD_EDIT

    @property
    def living(self) -> list["Person"]:
        """Those who are in it today, the head first."""
        return [one for one in self.listed if one.left_on is None]

    @property
    def listed(self) -> list["Person"]:
        """Those who are in it today, the head first, and behind them those who are no more."""
        return sorted(self.members, key=lambda one: (one.left_on is not None, one.relation != Relation.HEAD, one.id))

    def spouse_besides(self, person: "Person | None") -> "Person | None":
        """The spouse of its head, where that is somebody else than ``person``."""
        return next((one for one in self.living if one.relation == Relation.SPOUSE and one is not person), None)

    @property
    def seen(self) -> str:
        """What changes whenever the household or one of its members is changed: what a form of it was made of."""
        return "-".join([str(self.version), *(f"{one.id}.{one.version}" for one in self.living)])


class Person(Placed, TitleHolder, Base):
    """A member of a household."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("id", "unit_id"),
        ForeignKeyConstraint(["household_id", "unit_id"], ["household.id", "household.unit_id"], onupdate="CASCADE"),
        Index("ix_person_household_id", "household_id"),
        # Read by the functions that search (migration 0017).
        Index(
            "ix_person_unit_id_name_folded",
            "unit_id",
            "name_folded",
            postgresql_include=["id", "left_on", "merged_into_id"],
        ),
        Index("ix_person_words", text("lhtq_words(name_folded::text, full_name::text)"), postgresql_using="gin"),
        Index(
            "ix_person_unit_id_phone",
            "unit_id",
            text("lhtq_digits(phone::text)"),
            postgresql_where="phone <> ''",
        ),
        Index(
            "uq_person_household_id_head",
            "household_id",
            unique=True,
            postgresql_where="relation = 'head' AND left_on IS NULL",
        ),
        CheckConstraint("birth_year BETWEEN 1900 AND 2200", name="birth_year_plausible"),
        CheckConstraint(
            "birth_date IS NULL OR extract(year FROM birth_date) = birth_year", name="birth_date_in_birth_year"
        ),
        CheckConstraint("left_because IS NULL OR left_on IS NOT NULL", name="left_with_a_reason"),
        CheckConstraint("merged_into_id IS NULL OR coalesce(left_because, '') = 'merged'", name="merged_is_gone"),
    )

    household_id: Mapped[int]
    #: The village, as of the household.
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    full_name: Mapped[str] = mapped_column(String(120))
    name_folded: Mapped[str] = mapped_column(String(120), Computed("lhtq_fold(full_name)", persisted=True))
    birth_year: Mapped[int] = mapped_column(SmallInteger)
    #: The full date where it is known: a day of ``birth_year``.
    birth_date: Mapped[dt.date | None]
    sex: Mapped[Sex] = mapped_column(String(6))
    ethnicity: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(30), default="")
    disabled: Mapped[bool] = mapped_column(default=False)
    #: Reads and writes; None where nobody has said.
    literate: Mapped[bool | None]
    relation: Mapped[Relation] = mapped_column(String(12))
    #: Has work, paid or on the own land.
    working: Mapped[bool] = mapped_column(default=False)
    #: In which words a citizen's sheet asks; a student is not asked. None where nobody has said.
    occupation: Mapped[Occupation | None] = mapped_column(String(10))
    #: Moved away or died on this day; the record stays.
    left_on: Mapped[dt.date | None]
    left_because: Mapped[LeftBecause | None] = mapped_column(String(10))
    #: The person that this one was found to be; as of a household.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: The day on which this person came to the household, or came here with it (``PersonStay``).
    here_since: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise", viewonly=True, foreign_keys=[unit_id])
    household: Mapped[Household] = relationship(
        lazy="raise",
        viewonly=True,
        foreign_keys="Person.household_id",
        primaryjoin="Household.id == Person.household_id",
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    def is_own(self, actor: Actor) -> bool:
        """Whether the actor signs in for this person alone."""
        return actor.person_id == self.id
