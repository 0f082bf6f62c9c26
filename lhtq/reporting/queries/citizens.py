"""The citizens who hold their title on a day, with what the Central Association's toolset knows of one."""

import datetime as dt
from typing import Any

from sqlalchemy import Select, select

from lhtq.assessment.models import Sheet
from lhtq.criteria.rules import Model
from lhtq.recognition.models import Decision, Title
from lhtq.register.models import Person
from lhtq.units.models import Unit


def citizens_listed(path: str, on: dt.date) -> Select[Any]:
    """The statement of those whose title was given at or under a unit, by place and name."""
    columns: tuple[Any, ...] = (
        Title.name, Person.birth_year, Person.sex, Person.ethnicity, Person.occupation, Unit.path, Sheet.total,
        Title.year, Decision.number, Decision.signed_on, Title.valid_to,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Unit, Unit.id == Title.unit_id)
        .join(Person, Person.id == Title.person_id)
        .join(Sheet, Sheet.id == Title.sheet_id)
        .join(Decision, Decision.id == Title.decision_id)
        .where(
            Unit.path.startswith(path, autoescape=True),
            Title.model == Model.CITIZEN,
            Title.valid_from <= on,
            Title.valid_to >= on,
        )
        .order_by(Unit.path, Title.sort, Title.id)
    )
