"""What the pages of sheets share: their blueprint, the words of states, the village and criteria of a sheet."""

from typing import Any

from flask import Blueprint, abort

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries, service
from lhtq.assessment.rules import STATE_NAMES, State
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import CriteriaSet, Kind
from lhtq.register.models import Household
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level

bp = Blueprint("assessment", __name__)


def words() -> dict[str, Any]:
    """What the templates of sheets call states and kinds; no messages."""
    return {"states": STATE_NAMES, "Kind": Kind, "State": State, "messages": []}


def village_of(unit_id: int, action: Action) -> Unit:
    """A village of the actor's, or 404."""
    unit = units.unit(unit_id)
    require(actor(), action, Place(unit.path))
    if unit.level != Level.VILLAGE:
        abort(404)
    return unit


def criteria_of(household: Household, year: int) -> CriteriaSet:
    """The set that a household's sheet of a year was started with, or the one it would be started with."""
    found = queries.find_sheet(household.id, year)
    return criteria_queries.criteria_set(found.set_id) if found else service.set_for(year)
