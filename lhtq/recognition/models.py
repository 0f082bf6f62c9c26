"""Decisions of recognition and the titles that they grant. Neither is ever deleted."""

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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lhtq.accounts.policy import Action, Actor
from lhtq.assessment.models import ONE_SUBJECT, OfSubject, is_own
from lhtq.criteria.rules import Model
from lhtq.db import Base
from lhtq.units.models import Unit


class Decision(Base):
    """A decision of the commune People's Committee's chair that recognises a list (quyết định công nhận)."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("unit_id", "signed_year", "number"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    model: Mapped[Model] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[str] = mapped_column(String(60))
    signed_on: Mapped[dt.date]
    signed_year: Mapped[int] = mapped_column(SmallInteger)
    signer: Mapped[str] = mapped_column(String(120))
    signer_position: Mapped[str] = mapped_column(String(120))
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())

    unit: Mapped[Unit] = relationship(lazy="raise", viewonly=True)


class Title(OfSubject, Base):
    """The honour that a subject holds from a day to a day. One that is revoked ends on the day before.

    ``unit_id`` is where it was given; the subject may have moved on since.
    """

    __tablename__ = "title"
    __table_args__ = (
        UniqueConstraint("sheet_id"),
        ForeignKeyConstraint(["sheet_id", "unit_id"], ["sheet.id", "sheet.unit_id"]),
        CheckConstraint("valid_to >= valid_from - 1", name="valid_period"),
        CheckConstraint(ONE_SUBJECT, name="a_known_model"),
        Index("ix_title_model_subject_id", "model", "subject_id"),
        Index("ix_title_unit_id_model_valid_from", "unit_id", "model", "valid_from"),
        Index("ix_title_decision_id", "decision_id"),
        Index("ix_title_model_revoked_on", "model", "revoked_on", postgresql_where="revoked_on IS NOT NULL"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    sheet_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date]
    #: The family was found to be a cultural family by the same joint review.
    cultural_family: Mapped[bool] = mapped_column(default=False)
    revoked_on: Mapped[dt.date | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_because: Mapped[str] = mapped_column(String(1000), default="")

    unit: Mapped[Unit] = relationship(lazy="raise", viewonly=True, foreign_keys=[unit_id])
    decision: Mapped[Decision] = relationship(lazy="raise", viewonly=True)

    @property
    def unit_path(self) -> str:
        """Path of the unit in which it was given."""
        return self.unit.path

    def admits(self, action: Action) -> bool:
        """A title is revoked once."""
        return action is not Action.TITLE_REVOKE or self.revoked_on is None

    def earlier_hands(self, action: Action) -> frozenset[int]:  # noqa: ARG002
        """Nobody's: who granted it may revoke it."""
        return frozenset()

    def is_own(self, actor: Actor) -> bool:
        """Whether it is of the one person or organisation that ``actor`` signs in for."""
        return is_own(Model(self.model), self.subject_id, actor)
