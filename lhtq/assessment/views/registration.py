"""Pages: who has registered for a year and who has not."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries, service
from lhtq.assessment.forms import GroupForm
from lhtq.assessment.queries import AskedRegistration
from lhtq.assessment.views.base import VILLAGE_PAGES, bp, words
from lhtq.criteria.rules import Model
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page


@bp.route("/dang-ky/<int:unit_id>/<year:year>/<model:model>", methods=["GET", "POST"])
def registration(unit_id: int, year: int, model: Model) -> Response:
    """Who of a unit has registered; those ticked, or all, are registered at once."""
    registering = request.method == "POST"
    unit = _unit(unit_id, Action.SHEET_REGISTER if registering else Action.PEOPLE_VIEW)
    if model in VILLAGE_PAGES and unit.level == Level.COMMUNE and not registering:
        return _by_village(unit, year, model)
    if (model in VILLAGE_PAGES) != (unit.level == Level.VILLAGE):
        abort(404)
    form = GroupForm()
    message = None
    if form.validate_on_submit():
        ids = None if "tat_ca" in request.form else request.form.getlist("chon", int)
        if ids != []:
            done = _register(unit, year, model, form, ids)
            return redirect(url_for(".registration", unit_id=unit_id, year=year, model=model, xong=done), 303)
        message = "Tích ít nhất một tên để đăng ký."
    missing = request.args.get("loc") == "chua"
    asked = AskedRegistration(model, unit, year, today(), missing)
    return render_page(
        "assessment/registration.html",
        status=422 if form.errors or message else 200,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        model=model,
        village=unit.level == Level.VILLAGE,
        progress=queries.progress(model, unit, year, today()),
        page=page(lambda limit, offset: queries.registration(asked, limit, offset), request.args.get("trang", 1, int)),
        missing=missing,
        form=form,
        message=message,
        done=request.args.get("xong", type=int),
        **words(),
    )


def _register(unit: Unit, year: int, model: Model, form: GroupForm, ids: list[int] | None) -> int:
    if model is Model.CITIZEN:
        return service.register_citizens(actor(), unit, year, today(), group=form.group.data, ids=ids)
    if ids is None:
        return service.register_all(actor(), model, unit, year, today())
    return service.register_some(actor(), model, unit, year, today(), ids)


def _by_village(unit: Unit, year: int, model: Model) -> Response:
    return render_page(
        "assessment/registration_villages.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        model=model,
        village=False,
        villages=queries.registration_by_village(model, unit, year, today()),
        **words(),
    )


def _unit(unit_id: int, action: Action) -> Unit:
    """A village or commune of the actor's, or 404."""
    unit = units.unit(unit_id)
    require(actor(), action, Place(unit.path))
    if unit.level not in {Level.VILLAGE, Level.COMMUNE}:
        abort(404)
    return unit
