"""Page: the open sheets of a commune that follow an older criteria set, and taking them over to the newer one."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries, service
from lhtq.assessment.views.base import bp, words
from lhtq.criteria.rules import Model
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page


@bp.route("/chuyen-bo-tieu-chi/<int:unit_id>/<year:year>/<model:model>", methods=["GET", "POST"])
def carry_over(unit_id: int, year: int, model: Model) -> Response:
    """What carrying over would do; once it is done, what it did."""
    unit = units.unit(unit_id)
    require(actor(), Action.SHEET_CARRY_OVER, Place(unit.path))
    if unit.level != Level.COMMUNE:
        abort(404)
    criteria = queries.set_for(model, year)
    as_seen = request.form.get("bo") == str(criteria.id)
    if request.method == "POST" and as_seen:
        done = service.carry_over(actor(), unit, model, year, today())
        return redirect(url_for(".carry_over", unit_id=unit_id, year=year, model=model, xong=done), 303)
    waiting = queries.to_carry_over(model, unit, year, today())
    show_done = "xong" in request.args or not waiting.sheets
    report = queries.carried_over(model, unit, year) if show_done else waiting
    return render_page(
        "assessment/carry_over.html",
        status=422 if request.method == "POST" else 200,
        unit=unit,
        year=year,
        model=model,
        criteria=criteria,
        report=report,
        show_done=show_done,
        waiting=len(waiting.sheets),
        closed=queries.closed_on_older_set(model, unit, year),
        page=page(lambda limit, offset: report.sheets[offset : offset + limit], request.args.get("trang", 1, int)),
        **words(),
    )
