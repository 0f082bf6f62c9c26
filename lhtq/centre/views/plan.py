"""Pages: the plan of a centre for a year, against what was done."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.centre import queries, service
from lhtq.centre.forms import plan_form
from lhtq.centre.rules import ActivityKind
from lhtq.centre.views.base import above, bp, centre_to_edit, show

MONTHS = range(1, 13)


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
    done = queries.by_month(centre_id, year)
    return show(
        "plan",
        status=422 if form.errors else 200,
        centre=found,
        above=above(found.unit),
        year=year,
        kind=kind,
        form=form,
        planned=planned,
        done=done,
        used=[one for one in ActivityKind if any(key[1] == one for key in (*planned, *done))],
        months=MONTHS,
    )
