"""Pages: the targets of a unit's own, set by the province."""

import datetime as dt

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.indicators import queries, service
from lhtq.indicators.forms import Editing, TargetsForm, targets_form
from lhtq.indicators.rules import Course, definitions
from lhtq.indicators.service import ChangedMeanwhileError
from lhtq.indicators.views.base import bp
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.render import render_page


@bp.route("/muc-tieu/<int:unit_id>", methods=["GET", "POST"])
def targets(unit_id: int) -> Response:
    """What a unit is to reach: its own targets in fields, beside each what holds where it is left empty."""
    unit = units.unit(unit_id)
    require(actor(), Action.TARGET_SET, Place(unit.path))
    if unit.level == Level.VILLAGE:
        abort(404)
    form = targets_form(_editing(unit), request.form.get("years", ""))
    if form.validate_on_submit():
        try:
            service.set_targets(actor(), unit, form.given(), form.seen.data or "")
            return redirect(url_for(".targets", unit_id=unit_id, da_luu=1), 303)
        except ChangedMeanwhileError:
            unit = units.unit(unit_id)
            form.show_other(_editing(unit))
    return _page(unit, form)


def _editing(unit: Unit) -> Editing:
    end = dt.date(today().year - 1, 12, 31)
    reached = {key: one.reached for key, one in queries.measures(unit, end).items()}
    return Editing(queries.own_points(unit.id), today().year, reached)


def _page(unit: Unit, form: TargetsForm) -> Response:
    from_above, now = queries.inherited(unit), queries.courses(unit)
    return render_page(
        "indicators/targets.html",
        status=422 if form.errors else 200,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        form=form,
        definitions=definitions(),
        # Where a measure has a target of its own, the plan fills the years that are left empty.
        empty={key: Course(one.plan) if form.any_of(key) else from_above[key] for key, one in definitions().items()},
        from_above=from_above,
        now=now,
        saved="da_luu" in request.args and not form.errors,
    )
