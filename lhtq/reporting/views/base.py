"""What the pages of reports share: their blueprint, words, and what a unit owes in a period."""

import datetime as dt
from typing import Any

from flask import Blueprint, Response, abort, url_for
from sqlalchemy.exc import NotSupportedError

from lhtq.accounts.current import account_id, actor
from lhtq.accounts.policy import Action, NotAllowedError, Place, Refusal, may_here, require
from lhtq.reporting import queries
from lhtq.reporting.models import ReportDue
from lhtq.reporting.rules.layouts import Layout
from lhtq.reporting.rules.periods import KIND_NAMES
from lhtq.reporting.rules.states import NOT_STARTED, OPEN, OWED_BY_ITS_DAY, STATE_NAMES
from lhtq.units import queries as units
from lhtq.web import errors
from lhtq.web.filters import date
from lhtq.web.render import wants_region

bp = Blueprint("reporting", __name__)

#: ``open_states``: the report follows the records; ``by_day``: it is owed by the day that was set.
WORDS: dict[str, Any] = {
    "states": STATE_NAMES,
    "kinds": KIND_NAMES,
    "open_states": {NOT_STARTED, *OPEN},
    "by_day": OWED_BY_ITS_DAY,
}


@bp.app_errorhandler(NotSupportedError)
def locked(error: NotSupportedError) -> Response:
    """Say what it means that the database refuses a change (migration 0044): nothing else raises this class.

    The error's detail is unit and period of the report, as its address has them, and the days that are locked.
    """
    if "locked behind an accepted report" not in str(error.orig):
        raise error
    unit_id, period_id, *days = str(error.orig.diag.message_detail).split()  # type: ignore[union-attr]
    first, last = (date(dt.date.fromisoformat(each)) for each in days)
    unit, period = units.unit(int(unit_id)), queries.period(int(period_id))
    words = (
        f"{period.name} của {unit.full_name} đã được tiếp nhận, nên số liệu từ ngày {first} đến ngày {last} "
        "đã khóa. Muốn sửa, đơn vị xin mở lại báo cáo đó; cấp trên cho mở lại thì sửa được."
    )
    if wants_region():
        return errors.page(409, words)
    seen = account_id() is not None and may_here(actor(), Action.PEOPLE_VIEW, unit.path)
    why = errors.Why(
        "Chưa lưu: số liệu đã khóa",
        f"{words} Nội dung vừa nhập vẫn còn ở dưới đây; báo cáo được mở lại rồi thì bấm Gửi lại.",
        url_for("reporting.report", unit_id=unit.id, period_id=period.id) if seen else "",
        f"{period.name}, {unit.full_name}",
    )
    return errors.send_again(errors.this_url(), errors.typed_fields(), 409, why)


def owed(unit_id: int, period_id: int) -> ReportDue:
    """What a unit owes in a period, for who sees the unit; else 404."""
    require(actor(), Action.PEOPLE_VIEW, Place(units.unit(unit_id).path))
    return queries.due(period_id, unit_id)


def owed_for(action: Action, unit_id: int, period_id: int) -> ReportDue:
    """The same for who may do ``action`` at the unit that owes it."""
    require(actor(), action, Place(units.unit(unit_id).path))
    return queries.due(period_id, unit_id)


def still_owed(action: Action, unit_id: int, period_id: int) -> ReportDue:
    """The same where it is owed to this day: what was begun before stays as it is."""
    due = owed_for(action, unit_id, period_id)
    if due.waived_on is not None:
        raise NotAllowedError(Refusal.STATE)
    return due


def part_or_404(layout: Layout, key: str) -> Any:
    """A part of a layout by its key."""
    try:
        return layout.part(key)
    except KeyError:
        abort(404)
