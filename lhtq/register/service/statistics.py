"""Figures of a year, typed or taken from the register."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.register import queries
from lhtq.register.models import YearStatistics
from lhtq.register.models.statistics import Kept
from lhtq.register.rules import Source
from lhtq.register.service.errors import ChangedMeanwhileError, WrongLevelError
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@command
def save_statistics(
    actor: Actor, unit: Unit, year: int, given: Mapping[str, int | None], version: int, today: dt.date
) -> None:
    """Keep what was typed for a village or commune; a figure left empty is taken out, one that stays keeps its origin.

    ``version`` is that of the row the typing began from, 0 where there was none. Raises ChangedMeanwhileError where it
    is another by now and says otherwise, WrongLevelError for a unit that keeps no figures.
    """
    row = _row(actor, unit, year)
    before = row.kept()
    if {key: one.value for key, one in before.items()} == {k: v for k, v in given.items() if v is not None}:
        return
    if version != (row.version or 0):
        raise ChangedMeanwhileError
    row.keep(
        {
            key: before[key]
            if key in before and before[key].value == value
            else Kept(value, Source.OFFICIAL, today, actor.name)
            for key, value in given.items()
            if value is not None
        }
    )
    _write(actor, row)


@command
def take_statistics(actor: Actor, units: Sequence[Unit], year: int, today: dt.date) -> None:
    """Fill in what the register counts today, and take out what it cannot tell any more; what was typed stays."""
    for unit in units:
        row = _row(actor, unit, year)
        before = row.kept()
        counted = queries.year_of(unit, year).counted
        kept = {key: one for key, one in before.items() if key in counted or one.source is not Source.REGISTER}
        for key, value in counted.items():
            known = before.get(key)
            if known is None or (known.source is Source.REGISTER and known.value != value):
                kept[key] = Kept(value, Source.REGISTER, today, actor.name)
        if kept != before:
            row.keep(kept)
            _write(actor, row)


def _row(actor: Actor, unit: Unit, year: int) -> YearStatistics:
    require(actor, Action.STATISTICS_EDIT, Place(unit.path))
    if unit.level not in {Level.VILLAGE, Level.COMMUNE}:
        raise WrongLevelError
    return queries.year_statistics(unit.id, year) or YearStatistics(unit_id=unit.id, year=year, figures={})


def _write(actor: Actor, row: YearStatistics) -> None:
    try:
        record(actor, Action.STATISTICS_EDIT, row)
        db.session.flush()
    except IntegrityError as error:  # one row for a unit and year is a unique index
        raise ChangedMeanwhileError from error
