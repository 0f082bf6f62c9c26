"""What a unit is to reach of each measure, set by the province."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.indicators import queries
from lhtq.indicators.models import Target
from lhtq.indicators.rules import fingerprint
from lhtq.indicators.service.errors import ChangedMeanwhileError, WrongLevelError
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@command
def set_targets(actor: Actor, unit: Unit, given: Mapping[str, Mapping[int, Decimal]], seen: str) -> None:
    """Set all targets of a unit's own: by measure, percent by year; of a measure without any, those from above hold.

    ``seen`` is the fingerprint of those that the typing began from. Raises ChangedMeanwhileError where they are others
    by now than was seen and than is given, WrongLevelError for a village.
    """
    require(actor, Action.TARGET_SET, Place(unit.path))
    if unit.level == Level.VILLAGE:
        raise WrongLevelError
    # Who sets them at this moment waits, and then finds ours.
    db.session.execute(select(Unit.id).where(Unit.id == unit.id).with_for_update())
    rows = {(row.measure, row.year): row for row in queries.own_targets(unit.id)}
    wanted = {(key, year): percent for key, points in given.items() for year, percent in points.items()}
    if {place: row.percent for place, row in rows.items()} == wanted:
        return
    if fingerprint(queries.own_points(unit.id)) != seen:
        raise ChangedMeanwhileError
    for place in rows.keys() - wanted.keys():
        _take_back(actor, rows[place])
    for (key, year), percent in wanted.items():
        row = rows.get((key, year)) or Target(unit_id=unit.id, measure=key, year=year)
        if row.percent != percent:
            row.percent = percent
            record(actor, Action.TARGET_SET, row)


def _take_back(actor: Actor, row: Target) -> None:
    note = f"Bỏ mục tiêu {row.measure} năm {row.year}: {row.percent}%"
    record(actor, Action.TARGET_SET, row, note=note)
    db.session.delete(row)
