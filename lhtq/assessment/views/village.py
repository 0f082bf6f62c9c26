"""Pages: the village sheet, where every household is scored, and what a whole village is given at once."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, may
from lhtq.assessment import queries, service
from lhtq.assessment.views.base import VILLAGE_PAGES, bp, village_of, village_url, words
from lhtq.criteria.rules import Model
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.paging import PAGE
from lhtq.web.render import render_page


@bp.get("/cham-diem/<int:unit_id>/<year:year>")
def village(unit_id: int, year: int) -> Response:
    """The village sheet: every household of a village against every indicator."""
    unit = village_of(unit_id, Action.PEOPLE_VIEW)
    lines = queries.lines(Model.FAMILY, unit, year, today())
    return render_page(
        "assessment/village.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        criteria=queries.set_for(Model.FAMILY, year),
        lines=lines,
        as_last_year=sum(1 for line in lines if line.blank and line.last),
        progress=queries.progress(Model.FAMILY, unit, year, today()),
        opened=request.args.get("mo", type=int),
        **words(),
    )


@bp.get("/tai-ve/<int:unit_id>/<year:year>")
def to_keep(unit_id: int, year: int) -> Response:
    """The pages of a village that a device can keep for when there is no line."""
    unit = village_of(unit_id, Action.PEOPLE_VIEW)
    households = queries.progress(Model.FAMILY, unit, year, today()).subjects
    register = url_for("register.households", unit_id=unit_id)
    pages = [
        (village_url(Model.FAMILY, unit_id, year), "Phiếu chấm điểm của thôn"),
        (register, "Danh sách hộ"),
        # The addresses are those of the list's own links.
        *((f"{register}?tim=&trang={n}", f"Danh sách hộ, trang {n}") for n in range(2, -(-households // PAGE) + 1)),
        (url_for("criteria.criteria_set", set_id=queries.set_for(Model.FAMILY, year).id), "Bộ tiêu chí và hướng dẫn"),
    ]
    if may(actor(), Action.ACTIVITY_RECORD, Place(unit.path)):
        pages.append((url_for("centre.record", unit_id=unit_id), "Ghi hoạt động học tập"))
    return render_page(
        "assessment/to_keep.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        pages=pages,
    )


@bp.post("/cham-diem/<int:unit_id>/<year:year>/dang-ky")
def register_all(unit_id: int, year: int) -> Response:
    """Register every household of a village for a year."""
    unit = village_of(unit_id, Action.SHEET_REGISTER)
    service.register_all(actor(), Model.FAMILY, unit, year, today())
    return redirect(village_url(Model.FAMILY, unit_id, year), 303)


@bp.post("/cham-diem/<int:unit_id>/<year:year>/<model:model>/nam-truoc")
def begin_as_last_year(unit_id: int, year: int, model: Model) -> Response:
    """Give every open sheet of a village that has no answers yet last year's."""
    unit = village_of(unit_id, Action.SHEET_SCORE)
    if model not in VILLAGE_PAGES:
        abort(404)
    service.begin_as_last_year(actor(), model, unit, year, today())
    return redirect(village_url(model, unit_id, year), 303)
