"""What the pages of the Association share."""

from flask import Blueprint

from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD
from lhtq.units import queries as units
from lhtq.units.models import Unit

bp = Blueprint("membership", __name__)

#: Branches that are offered in a list to choose from: those of a commune.
MOST_OFFERED = 500


def above(unit: Unit) -> list[Unit]:
    """The units above one that the actor may open; none for one who signs in for one record."""
    return [] if actor().role in OF_ONE_RECORD else units.ancestors(unit, within=actor().unit_path)
