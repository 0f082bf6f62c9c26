"""What the pages of figures share: which unit may be looked at, and on which day."""

import datetime as dt

from flask import Blueprint, request

from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, NotAllowedError, Refusal
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.filters import today

bp = Blueprint("indicators", __name__)

#: Sheets are kept from the plan's first year.
FIRST_YEAR = 2021


def seen_unit(unit_id: int) -> Unit:
    """A unit at or under the actor's; its figures are for everybody who has a role there, not for its own citizens."""
    found = units.unit(unit_id)
    if actor().role in OF_ONE_RECORD or not found.path.startswith(actor().unit_path):
        raise NotAllowedError(Refusal.PLACE)
    return found


def asked_day() -> dt.date:
    """The day that figures are asked for: ``ngay``, or the last one of the year ``nam``; today for none, or later."""
    try:
        day = dt.date.fromisoformat(request.args.get("ngay", ""))
    except ValueError:
        year = request.args.get("nam", today().year, int)
        day = dt.date(min(max(year, FIRST_YEAR), today().year), 12, 31)
    return min(max(day, dt.date(FIRST_YEAR, 1, 1)), today())
