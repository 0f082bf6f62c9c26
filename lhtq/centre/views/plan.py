"""Pages: the plan of a centre for a year, against what was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.centre import queries, service
from lhtq.centre.forms import plan_form
from lhtq.centre.rules import MONTHS, ActivityKind
from lhtq.centre.views.base import bp, centre_to_edit, show
from lhtq.register.views.base import above

#: Activities by month and kind.
Months: TypeAlias = Mapping[tuple[int, ActivityKind], int]


@dataclass(frozen=True)
class PlanLine:
    """A kind of activity in a year: done, planned, and both for each month that has any."""

    kind: ActivityKind
    done: int
    planned: int
    months: list[tuple[int, int, int]]


@bp.route("/trung-tam/<int:centre_id>/ke-hoach/<year:year>", methods=["GET", "POST"])
def plan(centre_id: int, year: int) -> Response:
    """What is planned and what was done, by month and kind; one kind is planned at a time."""
    found = queries.centre(centre_id)
    require(actor(), Action.PEOPLE_VIEW, found)
    if request.method == "POST":
        centre_to_edit(centre_id)
    given = request.values.get("loai", "")
    kind = ActivityKind(given) if given in set(ActivityKind) else ActivityKind.TALK
    rows = queries.plan(centre_id, year)
    planned = {key: row.planned for key, row in rows.items() if row.planned}
    form = plan_form({month: planned.get((month, kind), 0) for month in MONTHS}, kind)
    if form.validate_on_submit():
        service.set_plan(actor(), found, year, kind, form.planned())
        return redirect(url_for(".plan", centre_id=centre_id, year=year), 303)
    return show(
        "plan",
        status=422 if form.errors else 200,
        centre=found,
        above=above(found.unit),
        year=year,
        kind=kind,
        form=form,
        lines=_lines(planned, queries.by_month(centre_id, year)),
        months=MONTHS,
    )


def _lines(planned: Months, done: Months) -> list[PlanLine]:
    found = []
    for kind in ActivityKind:
        months = [(month, done.get((month, kind), 0), planned.get((month, kind), 0)) for month in MONTHS]
        told = [month for month in months if month[1] or month[2]]
        if told:
            found.append(PlanLine(kind, sum(month[1] for month in told), sum(month[2] for month in told), told))
    return found
