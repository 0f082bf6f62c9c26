"""Counts of sheets and titles, and whether the roll-up is what the records say."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Label, func, select, text
from sqlalchemy.orm import Session

from lhtq.assessment.rules import OPEN, State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.indicators.models import RegisterFigure, SheetFigure, TitleFigure
from lhtq.indicators.rules import Counts, ModelCounts
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Difference:
    """A row of the roll-up that is not what the records say."""

    table: str
    row: str


@dataclass(frozen=True)
class Progress:
    """How far a unit and its children have come: families by unit id, its own among them; every model as a whole."""

    by_unit: Mapping[int, Counts]
    models: Mapping[Model, ModelCounts]


def progress(unit: Unit, children: Sequence[Unit], year: int, on: dt.date) -> Progress:
    """Sheets of a year by state, and titles held on a day, of a unit and of each of its children.

    What lies under the unit is told apart by the next code in its path; a unit with records of its own counts them too.
    Each table of the roll-up is read once.
    """
    step = func.split_part(func.substr(Unit.path, len(unit.path) + 1), "/", 1).label("step")
    under = Unit.path.startswith(unit.path, autoescape=True)
    by_step: defaultdict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    models: dict[Model, dict[str, int]] = {model: defaultdict(int) for model in Model}
    for code, households in _register(step, under):
        by_step[code]["households"] += households
    for code, model, state, complete, sheets in _sheets(step, under, year):
        for counted in (models[Model(model)], *([by_step[code]] if model == Model.FAMILY else [])):
            counted["registered"] += sheets
            counted["scored"] += sheets if complete else 0
            counted["ready"] += sheets if complete and state in OPEN else 0
            if state in _COUNTED:
                counted[_COUNTED[state]] += sheets
    for code, model, change in _titles(step, under, on):
        models[Model(model)]["holding"] += change
        if model == Model.FAMILY:
            by_step[code]["holding"] += change
    counts = {code: Counts(**given) for code, given in by_step.items()}
    found = {child.id: counts.get(child.code, Counts()) for child in children}
    found[unit.id] = sum(counts.values(), Counts())
    return Progress(found, {model: ModelCounts(**given) for model, given in models.items()})


#: The states that have a figure of their own.
_COUNTED: dict[str, str] = {
    State.SUBMITTED: "submitted",
    State.REVIEWED: "reviewed",
    State.RETURNED: "returned",
    State.RECOGNISED: "recognised",
    State.REFUSED: "refused",
}


def _register(step: Label[str], under: ColumnElement[bool]) -> Iterable[tuple[str, int]]:
    return db.session.execute(
        select(step, func.sum(RegisterFigure.households))
        .join(Unit, Unit.id == RegisterFigure.unit_id)
        .where(under)
        .group_by(step)
    )


def _sheets(step: Label[str], under: ColumnElement[bool], year: int) -> Iterable[tuple[str, str, str, bool, int]]:
    return db.session.execute(
        select(step, SheetFigure.model, SheetFigure.state, SheetFigure.complete, func.sum(SheetFigure.sheets))
        .join(Unit, Unit.id == SheetFigure.unit_id)
        .where(under, SheetFigure.year == year)
        .group_by(step, SheetFigure.model, SheetFigure.state, SheetFigure.complete)
    )


def _titles(step: Label[str], under: ColumnElement[bool], on: dt.date) -> Iterable[tuple[str, str, int]]:
    return db.session.execute(
        select(step, TitleFigure.model, func.sum(TitleFigure.change))
        .join(Unit, Unit.id == TitleFigure.unit_id)
        .where(under, TitleFigure.day <= on)
        .group_by(step, TitleFigure.model)
    )


def differences(session: Session, tables: Sequence[str] = ()) -> list[Difference]:
    """The rows in which the roll-up, or some of its tables, differs from the records; run as the database's owner."""
    return [
        Difference(table, str(row))
        for table in (tables or (*ROLLUPS, LATEST_TITLES))
        for row in session.execute(text(f"SELECT * FROM {table}_difference"))  # noqa: S608 - our own names
    ]


#: The tables of the roll-up; the view ``<table>_recount`` counts each anew, ``<table>_difference`` compares.
ROLLUPS = (
    "register_figure",
    "sheet_figure",
    "title_figure",
    "member_figure",
    "fee_figure",
    "activity_figure",
    "briefed_figure",
    "training_figure",
    # In this order: the sums are made of the levels.
    "measure_level",
    "measure_sum",
    "measure_above",
)

#: The title that each subject carries, compared by ``latest_title_difference``; and the table of each model's subjects.
LATEST_TITLES = "latest_title"
HOLDERS: dict[Model, str] = {
    Model.FAMILY: "household",
    Model.CLAN: "clan",
    Model.ORGANISATION: "organisation",
    Model.CITIZEN: "person",
}
