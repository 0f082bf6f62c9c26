"""The home page: what waits for me, and how my unit stands."""

from flask import Blueprint
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import ROLE_NAMES
from lhtq.home import queries
from lhtq.indicators.rules import targets
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.render import render_page

bp = Blueprint("home", __name__)


@bp.get("/")
def home() -> Response:
    """Việc cần làm."""
    year = today().year
    return render_page(
        "home/home.html",
        home=queries.home(actor(), year, today()),
        role=ROLE_NAMES[actor().role],
        year=year,
        target=targets()["family_rate"],
        Level=Level,
    )
