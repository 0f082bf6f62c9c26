"""What the pages of recognition share: their blueprint, the words of models, the communes they are of."""

from typing import Any

from flask import Blueprint, abort

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment.rules import STATE_NAMES
from lhtq.criteria.rules import MODEL_NOUNS, MODEL_SLUGS, MODEL_TITLES, Model
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level

bp = Blueprint("recognition", __name__)

WORDS: dict[str, Any] = {
    "titles": MODEL_TITLES, "slugs": MODEL_SLUGS, "nouns": MODEL_NOUNS, "states": STATE_NAMES, "Model": Model,
}  # fmt: skip


def commune_of(unit_id: int, action: Action) -> Unit:
    """A commune of the actor's, or 404."""
    unit = units.unit(unit_id)
    require(actor(), action, Place(unit.path))
    if unit.level != Level.COMMUNE:
        abort(404)
    return unit
