"""Page: who has handed in, who is late, and whom to call."""

from collections import Counter

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.reporting import queries
from lhtq.reporting.views.base import WORDS, bp
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.render import render_page

#: What a board can be narrowed to, beside the states: those who are late.
LATE = "tre"


@bp.get("/bao-cao/<int:unit_id>/<int:period_id>/theo-doi")
def board(unit_id: int, period_id: int) -> Response:
    """The units below a unit that owe a report: where each stands, days left, last sign-in, a phone number."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    period = queries.period(period_id)
    rows = queries.board(period.id, unit.path, today())
    wanted = request.args.get("loc", "")
    return render_page(
        "reporting/board.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        period=period,
        unclaimed=queries.unclaimed(period, unit.path),
        counts=Counter(row.standing.state for row in rows),
        late=sum(row.late for row in rows),
        rows=[row for row in rows if not wanted or row.standing.state == wanted or (wanted == LATE and row.late)],
        all_rows=len(rows),
        wanted=wanted,
        LATE=LATE,
        day=today(),
        **WORDS,
    )
