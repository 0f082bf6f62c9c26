"""The home page: what waits for me, and how my unit stands."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, ROLE_NAMES, Actor, Role
from lhtq.criteria.rules import Model
from lhtq.home import queries
from lhtq.indicators.rules import GOAL_YEARS, definitions
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.render import render_page

bp = Blueprint("home", __name__)


@bp.get("/")
def home() -> Response:
    """Việc cần làm."""
    year = today().year
    if actor().role in OF_ONE_RECORD:
        return redirect(url_for("assessment.sheet", model=_model(actor()), subject_id=_own_id(actor()), year=year), 303)
    return render_page(
        "home/home.html",
        home=queries.home(actor(), year, today()),
        role=ROLE_NAMES[actor().role],
        year=year,
        definition=definitions()["family_rate"],
        goal_year=GOAL_YEARS[-1],
        Level=Level,
    )


@bp.get("/cho-gui")
def waiting() -> Response:
    """Việc đang chờ gửi: what waits on this device, shown by ``static/outbox.js``."""
    return render_page("home/waiting.html")


def _model(own: Actor) -> Model:
    return Model.CITIZEN if own.role is Role.CITIZEN else Model.ORGANISATION


def _own_id(own: Actor) -> int | None:
    return own.person_id if own.role is Role.CITIZEN else own.organisation_id
