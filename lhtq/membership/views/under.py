"""Pages: the members of a unit, with all branches at and under it, that a figure counts."""

import datetime as dt

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.membership import queries
from lhtq.membership.rules import LISTED_NAMES, Listed, asked_listed
from lhtq.membership.views.base import bp
from lhtq.register.views.base import above
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.counted import Counted, asked_counted
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page


@bp.get("/hoi-khuyen-hoc/<int:unit_id>/hoi-vien/<year:year>")
def members_under(unit_id: int, year: int) -> Response:
    """The members of a unit: all of today, those in office, those who have paid the fee of a year or have not.

    With a day, or of the unit alone, they are those that a report counts.
    """
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    listed, only = asked_listed(request.args), asked_counted(request.args).only
    day = request.args.get("ngay", today() if only else None, dt.date.fromisoformat)
    asked = queries.AskedOn(unit.path, listed, year, day, only) if day else None

    def rows(limit: int, offset: int) -> list[queries.Under]:
        if asked:
            return queries.members_on(asked, limit, offset)
        return queries.members_under(unit.path, listed, year, today(), limit, offset)

    return render_page(
        "membership/under.html",
        unit=unit,
        above=above(unit),
        year=year,
        listed=listed,
        names=LISTED_NAMES,
        day=day,
        counted=Counted(only=only),
        narrowed={"ngay": day.isoformat(), **Counted(only=only).fields} if day else {},
        count=queries.count_on(asked) if asked else _count(unit, listed, year),
        page=page(rows, request.args.get("trang", 1, int)),
    )


def _count(unit: Unit, listed: Listed, year: int) -> int | None:
    """How many they are, as the figures say it; above a commune no figure tells who has yet to pay."""
    if listed is Listed.UNPAID:
        return queries.unpaid(unit.path, year) if unit.level in {Level.COMMUNE, Level.VILLAGE} else None
    totals = queries.totals(unit, year, today())
    return {Listed.MEMBERS: totals.members, Listed.OFFICERS: totals.officers, Listed.PAID: totals.payers}[listed]
