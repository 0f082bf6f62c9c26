"""Changes to a centre: what it is and what it plans."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.centre import queries
from lhtq.centre.models import Centre, CentrePlan
from lhtq.centre.rules import ActivityKind
from lhtq.centre.service.errors import WrongPlaceError
from lhtq.centre.service.sharing import begin_serving
from lhtq.db.command import command
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class CentreGiven:
    """What is typed of a centre."""

    name: str
    decision_number: str
    decision_on: dt.date | None
    address: str
    phone: str

    def put(self, row: Centre) -> None:
        """Write it into a row."""
        for name, value in vars(self).items():
            setattr(row, name, value)


@command
def add_centre(actor: Actor, commune: Unit, given: CentreGiven) -> Centre:
    """Register the centre of a commune, which it serves from now on. Raises WrongPlaceError, HasCentreError."""
    require(actor, Action.CENTRE_EDIT, Place(commune.path))
    if commune.level != Level.COMMUNE:
        raise WrongPlaceError
    centre = Centre(unit_id=commune.id)
    given.put(centre)
    record(actor, Action.CENTRE_EDIT, centre)
    begin_serving(actor, Action.CENTRE_EDIT, centre.id, centre.unit_id, commune.id)
    return centre


@command
def edit_centre(actor: Actor, centre: Centre, given: CentreGiven) -> None:
    """Change what a centre is."""
    require(actor, Action.CENTRE_EDIT, centre)
    given.put(centre)
    record(actor, Action.CENTRE_EDIT, centre)


@command
def set_plan(actor: Actor, centre: Centre, year: int, kind: ActivityKind, planned: Mapping[int, int]) -> None:
    """Say how many activities of a kind are planned for each month of a year."""
    require(actor, Action.CENTRE_EDIT, centre)
    known = queries.plan(centre.id, year)
    for month, number in planned.items():
        row = known.get((month, kind))
        if row is None and not number:
            continue
        if row is None:
            row = CentrePlan(centre_id=centre.id, unit_id=centre.unit_id, year=year, month=month, kind=kind)
        if row.planned != number:
            row.planned = number
            record(actor, Action.CENTRE_EDIT, row)
