"""Pages: who has not been briefed in a phase, to call them."""

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.membership import queries as membership
from lhtq.membership.rules import POSITION_NAMES
from lhtq.register.views.base import above
from lhtq.training import queries
from lhtq.training.queries import Called
from lhtq.training.rules import phase_of
from lhtq.training.views.base import bp
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page

#: What ``xem`` says in an address: all of them by name, also above a commune.
EVERYBODY = "tat-ca"


@bp.get("/chua-quan-triet/<int:unit_id>")
def not_briefed(unit_id: int) -> Response:
    """The members and officers without a briefing in today's phase; above a commune by the unit below."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    branch_id = request.args.get("chi_hoi", 0, int)
    branch = membership.branch(branch_id) if branch_id else None
    everybody = request.args.get("xem") == EVERYBODY
    near = everybody or unit.level in (Level.COMMUNE, Level.VILLAGE)
    children = [] if branch or everybody or unit.level == Level.VILLAGE else list(units.children(unit_id, on=today()))

    def listed(limit: int, offset: int) -> list[Called]:
        if branch:
            return queries.people_of(branch.id, today(), briefed=False, limit=limit, offset=offset)
        if near:
            return queries.people(unit.path, today(), briefed=False, limit=limit, offset=offset)
        return queries.people_at(unit.id, today(), briefed=False, limit=limit, offset=offset)

    by_child = queries.totals_by_child(unit, children, today())
    return render_page(
        "training/not_briefed.html",
        unit=unit,
        above=above(unit),
        branch=branch,
        near=near,
        everybody=everybody,
        phase=phase_of(today()),
        briefing=queries.briefing_of_branch(branch.id, today()) if branch else queries.briefing(unit, today()),
        children=children,
        by_child=by_child,
        positions=POSITION_NAMES,
        page=page(listed, request.args.get("trang", 1, int)),
    )
