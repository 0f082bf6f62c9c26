"""Pages: the criteria sets, each with its status and legal basis."""

from flask import Blueprint
from werkzeug.wrappers import Response

from lhtq.criteria import queries
from lhtq.criteria.rules import MODEL_TITLES, SOURCE_NAMES, STATUS_NAMES, Kind
from lhtq.web.render import render_page

bp = Blueprint("criteria", __name__)


@bp.get("/tieu-chi")
def sets() -> Response:
    """Every criteria set that is loaded."""
    return render_page("criteria/sets.html", sets=queries.sets(), titles=MODEL_TITLES, statuses=STATUS_NAMES)


@bp.get("/tieu-chi/<int:set_id>")
def criteria_set(set_id: int) -> Response:
    """One set: groups, indicators, points, guidance, evidence asked for."""
    return render_page(
        "criteria/set.html",
        row=queries.set_row(set_id),
        criteria=queries.criteria_set(set_id),
        titles=MODEL_TITLES,
        statuses=STATUS_NAMES,
        sources=SOURCE_NAMES,
        Kind=Kind,
    )
