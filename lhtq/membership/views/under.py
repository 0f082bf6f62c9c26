"""Pages: the members of a unit, with all branches at and under it, that a figure counts."""

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.membership import queries
from lhtq.membership.rules import LISTED_NAMES, Listed
from lhtq.membership.views.base import bp
from lhtq.register.views.base import above
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page


@bp.get("/hoi-khuyen-hoc/<int:unit_id>/hoi-vien/<year:year>")
def members_under(unit_id: int, year: int) -> Response:
    """The members of a unit: all of today, those in office, those who have paid the fee of a year or have not."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    asked = request.args.get("loc", "")
    listed = Listed(asked) if asked in set(Listed) else Listed.MEMBERS
    return render_page(
        "membership/under.html",
        unit=unit,
        above=above(unit),
        year=year,
        listed=listed,
        names=LISTED_NAMES,
        count=_count(unit, listed, year),
        page=page(
            lambda limit, offset: queries.members_under(unit.path, listed, year, today(), limit, offset),
            request.args.get("trang", 1, int),
        ),
    )


def _count(unit: Unit, listed: Listed, year: int) -> int | None:
    """How many they are, as the figures say it; above a commune no figure tells who has yet to pay."""
    if listed is Listed.UNPAID:
        return queries.unpaid(unit.path, year) if unit.level in {Level.COMMUNE, Level.VILLAGE} else None
    totals = queries.totals(unit, year, today())
    return {Listed.MEMBERS: totals.members, Listed.OFFICERS: totals.officers, Listed.PAID: totals.payers}[listed]
