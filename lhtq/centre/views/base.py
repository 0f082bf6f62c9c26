"""What the pages of centres share: their blueprint, what may be seen, the words of the rules."""

from typing import Any

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.centre import queries, rules
from lhtq.centre.models import Activity, Centre
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.render import render_page

bp = Blueprint("centre", __name__)

#: What the templates call kinds, states and the rest.
WORDS: dict[str, Any] = {
    "kinds": rules.KIND_NAMES,
    "states": rules.STATE_NAMES,
    "venues": rules.VENUE_NAMES,
    "groups": rules.GROUP_NAMES,
    "money": rules.SOURCE_NAMES,
    "stages": rules.STAGE_NAMES,
    "positions": rules.POSITION_NAMES,
    "posts": rules.ASSOCIATION_NAMES,
    "asset_kinds": rules.ASSET_KIND_NAMES,
    "asset_states": rules.ASSET_STATE_NAMES,
    "link_kinds": rules.LINK_NAMES,
    "class_kinds": rules.CLASS_KINDS,
}


def show(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page of this part, with its words."""
    return render_page(f"centre/{template}.html", status=status, **WORDS | context)


def unit_of(unit_id: int, action: Action, *levels: Level) -> Unit:
    """A unit of the actor's, of one of the levels where any are named, or 404."""
    unit = units.unit(unit_id)
    require(actor(), action, Place(unit.path))
    if levels and unit.level not in levels:
        abort(404)
    return unit


def centre_seen(centre_id: int) -> Centre:
    """A centre that the actor may look at: its own commune's, or that of a commune that it serves."""
    found = queries.centre(centre_id)
    served = [link.unit.path for link in queries.served(centre_id)]
    here = [path for path in (found.unit_path, *served) if path.startswith(actor().unit_path)]
    require(actor(), Action.PEOPLE_VIEW, Place(here[0] if here else found.unit_path))
    return found


def centre_to_edit(centre_id: int, action: Action = Action.CENTRE_EDIT) -> Centre:
    """A centre that the actor may change, or 404."""
    found = queries.centre(centre_id)
    require(actor(), action, found)
    return found


def activity_seen(activity_id: int) -> Activity:
    """An activity that the actor may look at: of its own place, or of the centre's commune."""
    found = queries.activity(activity_id)
    home = units.unit(found.centre_unit_id)
    here = found.unit_path if found.unit_path.startswith(actor().unit_path) else home.path
    require(actor(), Action.PEOPLE_VIEW, Place(here))
    return found


def activity_to_edit(activity_id: int) -> Activity:
    """An activity that the actor may change, or 404."""
    found = queries.activity(activity_id)
    require(actor(), Action.ACTIVITY_RECORD, found)
    return found
