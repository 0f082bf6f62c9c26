"""Who learns to read and write: the learners of literacy classes by stage, ethnicity and sex."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from lhtq.centre.models import Activity, Participant
from lhtq.centre.rules import ActivityKind, ActivityState
from lhtq.db import db
from lhtq.register.rules import Sex
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Stage:
    """The literacy classes of a stage as they are counted, and how many of those enrolled stand on a list."""

    stage: int | None
    classes: int
    enrolled: int
    completed: int
    listed: int

    @property
    def unlisted(self) -> int:
        """Who enrolled, and of whom neither sex nor ethnicity is known: their class has numbers alone."""
        return max(0, self.enrolled - self.listed)


@dataclass(frozen=True)
class Learners:
    """The learners of one ethnicity at one stage; ``ethnicity`` is empty where nobody said it."""

    stage: int | None
    ethnicity: str
    learners: int
    women: int
    completed: int
    women_completed: int


def literacy_stages(path: str, year: int) -> list[Stage]:
    """The literacy classes of a year at or under a unit, by stage."""
    listed = (
        select(func.count())
        .where(
            Participant.activity_id == Activity.id, Participant.dropped_on.is_(None), Participant.confirmed.is_(True)
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Activity.stage,
            func.count(),
            func.sum(Activity.enrolled),
            func.sum(Activity.completed),
            # A list may be longer than the number that was typed beside it.
            func.sum(func.least(listed, Activity.enrolled)),
        )
        .join(Unit, Unit.id == Activity.unit_id)
        .where(*_classes(path, year))
        .group_by(Activity.stage)
        .order_by(Activity.stage)
    )
    return [Stage(*row) for row in rows]


def literacy_learners(path: str, year: int) -> list[Learners]:
    """Who stands on the lists of the literacy classes of a year at or under a unit: once for each class."""
    woman = Participant.sex == Sex.FEMALE
    rows = db.session.execute(
        select(
            Activity.stage,
            Participant.ethnicity,
            func.count(),
            func.count().filter(woman),
            func.count().filter(Participant.completed),
            func.count().filter(and_(woman, Participant.completed)),
        )
        .join(Activity, Activity.id == Participant.activity_id)
        .join(Unit, Unit.id == Activity.unit_id)
        .where(*_classes(path, year), Participant.dropped_on.is_(None), Participant.confirmed.is_(True))
        .group_by(Activity.stage, Participant.ethnicity)
        .order_by(Activity.stage, func.count().desc(), Participant.ethnicity)
    )
    return [Learners(*row) for row in rows]


def _classes(path: str, year: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Unit.path.startswith(path, autoescape=True),
        Activity.kind == ActivityKind.LITERACY,
        Activity.year == year,
        Activity.state == ActivityState.DONE,
    )
