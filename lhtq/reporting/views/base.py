"""What the pages of reports share: their blueprint, words, and what a unit owes in a period."""

from typing import Any

from flask import Blueprint, Response, abort
from sqlalchemy.exc import NotSupportedError

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.reporting import queries
from lhtq.reporting.models import ReportDue
from lhtq.reporting.rules.layouts import Layout
from lhtq.reporting.rules.periods import KIND_NAMES
from lhtq.reporting.rules.states import OPEN, STATE_NAMES, STEP_NAMES
from lhtq.units import queries as units
from lhtq.web import errors

bp = Blueprint("reporting", __name__)

WORDS: dict[str, Any] = {"states": STATE_NAMES, "kinds": KIND_NAMES, "steps": STEP_NAMES, "open_states": OPEN}

LOCKED = (
    "Số liệu này nằm trong một báo cáo đã được tiếp nhận nên đã khóa. Muốn sửa, đơn vị xin mở lại báo cáo "
    "của kỳ đó; cấp trên cho mở lại thì sửa được."
)


@bp.app_errorhandler(NotSupportedError)
def locked(error: NotSupportedError) -> Response:
    """Say what it means that the database refuses a change (migration 0038): nothing else raises this class."""
    if "locked behind an accepted report" not in str(error.orig):
        raise error
    return errors.page(409, LOCKED)


def owed(unit_id: int, period_id: int) -> ReportDue:
    """What a unit owes in a period, for who sees the unit; else 404."""
    require(actor(), Action.PEOPLE_VIEW, Place(units.unit(unit_id).path))
    return queries.due(period_id, unit_id)


def owed_for(action: Action, unit_id: int, period_id: int) -> ReportDue:
    """The same for who may do ``action`` at the unit that owes it."""
    require(actor(), action, Place(units.unit(unit_id).path))
    return queries.due(period_id, unit_id)


def part_or_404(layout: Layout, key: str) -> Any:
    """A part of a layout by its key."""
    try:
        return layout.part(key)
    except KeyError:
        abort(404)
