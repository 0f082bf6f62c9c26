"""Counts of sheets and titles, and whether the roll-up is what the records say."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Boolean, Integer, String, column, func, select, text
from sqlalchemy.orm import Session

from lhtq.assessment.rules import OPEN, State
from lhtq.criteria.rules import Model
from lhtq.db import db
from lhtq.indicators.models import RegisterFigure, TitleAbove, TitleFigure
from lhtq.indicators.rules import Counts, ModelCounts
from lhtq.units.models import Unit
from lhtq.units.rules import Level


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
    by_step: defaultdict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    models: dict[Model, dict[str, int]] = {model: defaultdict(int) for model in Model}
    for code, households in _register(unit):
        by_step[code]["households"] += households
    for code, model, state, complete, sheets in _sheets(unit, year):
        for counted in (models[Model(model)], *([by_step[code]] if model == Model.FAMILY else [])):
            counted["registered"] += sheets
            counted["scored"] += sheets if complete else 0
            counted["ready"] += sheets if complete and state in OPEN else 0
            if state in _COUNTED:
                counted[_COUNTED[state]] += sheets
    counts = {code: Counts(**given) for code, given in by_step.items()}
    found = {child.id: counts.get(child.code, Counts()) for child in children}
    found[unit.id] = sum(counts.values(), Counts())
    held = _held([unit, *children], on)
    by_unit = {id_: replace(one, holding=held[id_][Model.FAMILY]) for id_, one in found.items()}
    of_models = {model: ModelCounts(**given, holding=held[unit.id][model]) for model, given in models.items()}
    return Progress(by_unit, of_models)


#: The states that have a figure of their own.
_COUNTED: dict[str, str] = {
    State.SUBMITTED: "submitted",
    State.REVIEWED: "reviewed",
    State.RETURNED: "returned",
    State.RECOGNISED: "recognised",
    State.REFUSED: "refused",
}


def _register(unit: Unit) -> Iterable[tuple[str, int]]:
    step = func.split_part(func.substr(Unit.path, len(unit.path) + 1), "/", 1).label("step")
    return db.session.execute(
        select(step, func.sum(RegisterFigure.households))
        .join(Unit, Unit.id == RegisterFigure.unit_id)
        .where(Unit.path.startswith(unit.path, autoescape=True))
        .group_by(step)
    )


def _sheets(unit: Unit, year: int) -> Iterable[tuple[str, str, str, bool, int]]:
    types = {"step": String, "model": String, "state": String, "complete": Boolean, "sheets": Integer}
    columns: list[Any] = [column(name, type_) for name, type_ in types.items()]
    return db.session.execute(select(func.lhtq_sheets_counted(unit.id, year).table_valued(*columns)))


def _held(of: Sequence[Unit], on: dt.date) -> dict[int, dict[Model, int]]:
    """The titles that are held on a day at and under each unit, by model."""
    found: dict[int, dict[Model, int]] = {unit.id: dict.fromkeys(Model, 0) for unit in of}
    for table, villages in ((TitleFigure, True), (TitleAbove, False)):
        ids = [unit.id for unit in of if (unit.level == Level.VILLAGE) == villages]
        if not ids:
            continue
        rows = db.session.execute(
            select(table.unit_id, table.model, func.sum(table.change))
            .where(table.unit_id.in_(ids), table.day <= on)
            .group_by(table.unit_id, table.model)
        )
        for unit_id, model, change in rows:
            found[unit_id][Model(model)] = change
    return found


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
    "title_above",
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
