"""Scoring sheets of every model, their evidence and contested figures, and the reviews that confirm them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ColumnElement,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    String,
    UniqueConstraint,
    and_,
    func,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from lhtq.accounts.policy import Action, Actor
from lhtq.assessment.rules import OPEN, State, admits
from lhtq.criteria.rules import Model
from lhtq.db import Base
from lhtq.units.models import Unit

#: Column of a subject → its model and table. The database makes the columns out of ``model`` and ``subject_id``, so
#: that each subject is a foreign key; nobody else reads them.
_SUBJECTS = {
    "household_id": (Model.FAMILY, "household"),
    "clan_id": (Model.CLAN, "clan"),
    "village_id": (Model.COMMUNITY, "unit"),
    "organisation_id": (Model.ORGANISATION, "organisation"),
    "person_id": (Model.CITIZEN, "person"),
}
#: Exactly one of them is there.
ONE_SUBJECT = f"num_nonnulls({', '.join(_SUBJECTS)}) = 1"


def _subject_column(column: str) -> Mapped[int | None]:
    model, table = _SUBJECTS[column]
    made = Computed(f"CASE WHEN model = '{model.value}' THEN subject_id END", persisted=True)
    return mapped_column(ForeignKey(f"{table}.id"), made)


class OfSubject:
    """A row about a household, clan, village, organisation or person, with the name that it has there."""

    model: Mapped[Model] = mapped_column(String(20))
    subject_id: Mapped[int]
    #: An open sheet follows its subject's name; afterwards history stays as it was.
    name: Mapped[str] = mapped_column(String(200))
    #: People by the given name, other names as they are written.
    sort: Mapped[str] = mapped_column(
        String(200, collation="C"),
        Computed(
            "CASE WHEN model IN ('family', 'citizen') THEN lhtq_sort_name(name) ELSE lhtq_fold(name) END",
            persisted=True,
        ),
    )

    @declared_attr
    def household_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy's way of a mixin
        """The household of a family's row."""
        return _subject_column("household_id")

    @declared_attr
    def clan_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The clan of a clan's row."""
        return _subject_column("clan_id")

    @declared_attr
    def village_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The village of a community's row."""
        return _subject_column("village_id")

    @declared_attr
    def organisation_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The organisation of an organisation's row."""
        return _subject_column("organisation_id")

    @declared_attr
    def person_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The person of a citizen's row."""
        return _subject_column("person_id")


class VillageReview(Base):
    """The meeting of a village, clan or organisation that confirms the points of its sheets (bình xét)."""

    __tablename__ = "village_review"
    __table_args__ = (CheckConstraint("present > 0", name="somebody_present"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    model: Mapped[Model] = mapped_column(String(20))
    #: Whose own meeting it was: a clan's, village's or organisation's. None for that of a village over its families
    #: or citizens.
    subject_id: Mapped[int | None]
    year: Mapped[int] = mapped_column(SmallInteger)
    held_on: Mapped[dt.date]
    present: Mapped[int]
    chair: Mapped[str] = mapped_column(String(120))
    secretary: Mapped[str] = mapped_column(String(120))
    notes: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class Sheet(OfSubject, Base):
    """One subject's scoring sheet for one year, under the criteria set it was started with.

    ``answers`` maps an indicator's code to what was answered: points for a graded one, the number for a count, 1 or 0
    for a gate. ``figures`` maps the code of a share to [part, whole]: it and ``total`` are frozen when the sheet is
    submitted; until then they follow the records. ``unit_id`` is where the sheet belongs: history stays there when
    the subject moves on.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("model", "subject_id", "year", "aside_by", postgresql_nulls_not_distinct=True),
        UniqueConstraint("id", "unit_id"),
        CheckConstraint(ONE_SUBJECT, name="a_known_model"),
        Index("ix_sheet_unit_id_year_model_state", "unit_id", "year", "model", "state"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    set_id: Mapped[int] = mapped_column(ForeignKey("criteria_set.id"))
    state: Mapped[State] = mapped_column(String(12), default=State.DRAFT)
    answers: Mapped[dict[str, Any]]
    complete: Mapped[bool] = mapped_column(default=False)
    figures: Mapped[dict[str, Any] | None]
    total: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    #: The joint review found it to be a cultural family too (gia đình văn hóa; Kế hoạch 108/KH-UBND, IV.4).
    cultural_family: Mapped[bool] = mapped_column(default=False)
    #: Accounts that scored it or handed it in; they may neither review nor recognise it.
    scorers: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    village_review_id: Mapped[int | None] = mapped_column(ForeignKey("village_review.id"))
    votes_for: Mapped[int | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    #: Why it was returned or refused, word for word.
    reason: Mapped[str] = mapped_column(String(1000), default="")
    #: Two records were merged that both had a sheet of the year, and the other one counts: the merge that set this one
    #: aside. Row security hides the row, except where history is asked for.
    aside_by: Mapped[int | None] = mapped_column(ForeignKey("record_merge.id"))
    #: The household ended while the sheet was open: kept by the database. It counts nowhere and nothing is done to it.
    withdrawn_on: Mapped[dt.date | None]
    #: When a citizen last worked on the own sheet; kept by the database (migration 0033).
    self_updated_on: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship(lazy="raise", viewonly=True, foreign_keys=[unit_id])
    village_review: Mapped[VillageReview | None] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name

    @property
    def unit_path(self) -> str:
        """Path of the unit it belongs to."""
        return self.unit.path

    def admits(self, action: Action) -> bool:
        """Whether its state admits ``action``; one that was withdrawn admits none."""
        return self.withdrawn_on is None and admits(State(self.state), action)

    def earlier_hands(self, action: Action) -> frozenset[int]:
        """Who scored it; for recognition, also who reviewed it."""
        hands = set(self.scorers)
        if action is Action.SHEET_RECOGNISE and self.reviewed_by is not None:
            hands.add(self.reviewed_by)
        return frozenset(hands)

    def is_own(self, actor: Actor) -> bool:
        """Whether it is the sheet of the one person or organisation that ``actor`` signs in for."""
        return is_own(Model(self.model), self.subject_id, actor)


def stands_open() -> ColumnElement[bool]:
    """Whether a sheet is still scored: it is open, and its household has not ended meanwhile."""
    return and_(Sheet.state.in_(OPEN), Sheet.withdrawn_on.is_(None))


class Evidence(Base):
    """A photo or PDF that stands for an indicator of a sheet. The file lies in the store, under its digest."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["sheet_id", "unit_id"], ["sheet.id", "sheet.unit_id"], onupdate="CASCADE"),
        UniqueConstraint("sheet_id", "indicator_code", "digest"),
        Index("ix_evidence_unit_id", "unit_id"),
    )

    sheet_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    indicator_code: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    thumbnail_digest: Mapped[str | None] = mapped_column(String(64))
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class Claim(Base):
    """A share that the scorer says the records have wrong: what it should be, why, and what the commune answered.

    It counts once it is allowed; the counted figure stays beside it.
    """

    __tablename__ = "claim"
    __table_args__ = (
        ForeignKeyConstraint(["sheet_id", "unit_id"], ["sheet.id", "sheet.unit_id"], onupdate="CASCADE"),
        UniqueConstraint("sheet_id", "indicator_code"),
        CheckConstraint("part BETWEEN 0 AND whole", name="part_of_whole"),
        Index("ix_claim_unit_id", "unit_id"),
    )

    sheet_id: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    indicator_code: Mapped[str] = mapped_column(String(12))
    part: Mapped[int]
    whole: Mapped[int]
    reason: Mapped[str] = mapped_column(String(1000))
    claimed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    claimed_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    #: None while nobody has answered.
    allowed: Mapped[bool | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[dt.datetime | None]
    answer: Mapped[str] = mapped_column(String(1000), default="")


def is_own(model: Model, subject_id: int, actor: Actor) -> bool:
    """Whether a subject is the one person or organisation that ``actor`` signs in for."""
    if model is Model.CITIZEN:
        return actor.person_id == subject_id
    return model is Model.ORGANISATION and actor.organisation_id == subject_id
