"""Pages: the village review with its minutes, and the review of the commune."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries, service
from lhtq.assessment.forms import MinutesForm
from lhtq.assessment.rules import OPEN, State
from lhtq.assessment.service import NotEarnedError, VotesRefusedError
from lhtq.assessment.views.base import bp, village_of
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once


class NothingChosenError(Exception):
    """No household was ticked."""


@bp.route("/cham-diem/<int:unit_id>/<year:year>/binh-xet", methods=["GET", "POST"])
def village_review(unit_id: int, year: int) -> Response:
    """Hand the village's sheets to the commune with the minutes of the review."""
    unit = village_of(unit_id, Action.SHEET_SUBMIT)
    form = MinutesForm(year)
    message = None
    if form.validate_on_submit():
        try:
            return redirect(_submit(form, unit, year), 303)
        except NothingChosenError:
            message = "Chọn ít nhất một hộ để gửi."
        except VotesRefusedError as error:
            message = f"Hộ {error.household}: số phiếu phải từ 0 đến {form.present.data}, là số người dự họp."
        except NotEarnedError as error:
            message = f"Hộ {error.household} chưa đủ điều kiện: phiếu vừa được sửa. Hãy xem lại phiếu của hộ."
    criteria = service.set_for(year)
    lines = [line for line in queries.village_sheet(unit, year, criteria) if line.registered and line.state in OPEN]
    return render_page(
        "assessment/village_review.html",
        status=422 if form.errors or message else 200,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        form=form,
        message=message,
        ready=[line for line in lines if line.outcome.earned],
        others=[line for line in lines if not line.outcome.earned],
        criteria=criteria,
        chosen=None if request.method == "GET" else set(request.form.getlist("ho", int)),
        votes=request.form,
    )


@bp.route("/tham-dinh/<int:unit_id>/<year:year>", methods=["GET", "POST"])
def commune_review(unit_id: int, year: int) -> Response:
    """The sheets that wait for the commune's review; those ticked are put forward."""
    unit = units.unit(unit_id)
    require(actor(), Action.SHEET_REVIEW, Place(unit.path))
    message = None
    if request.method == "POST":
        ids = _chosen_sheets()
        if ids:
            service.review(actor(), ids)
            return redirect(url_for(".commune_review", unit_id=unit_id, year=year, xong=len(ids)), 303)
        message = "Chọn ít nhất một phiếu để đưa vào danh sách."
    rows = page(
        lambda limit, offset: queries.sheet_lines(unit.path, year, [State.SUBMITTED], limit, offset),
        request.args.get("trang", 1, int),
    )
    return render_page(
        "assessment/commune_review.html",
        status=422 if message else 200,
        unit=unit,
        year=year,
        criteria=service.set_for(year),
        page=rows,
        message=message,
        done=request.args.get("xong", 0, int),
        waiting=queries.waiting(unit.path, year, State.SUBMITTED),
    )


def _chosen_sheets() -> list[int]:
    """The sheets that were ticked, or with the second button all that the page showed."""
    if "tat_ca" in request.form:
        shown = request.form.get("ca_trang", "").split(",")
        return [int(id_) for id_ in shown if id_.isdecimal()]
    return request.form.getlist("phieu", int)


def _submit(form: MinutesForm, unit: Unit, year: int) -> str:
    present = form.present.data
    votes = {
        household_id: request.form.get(f"phieu-{household_id}", present, int)
        for household_id in request.form.getlist("ho", int)
    }
    if not votes:
        raise NothingChosenError

    def create() -> str:
        service.submit(actor(), unit, year, form.minutes(), votes)
        return url_for(".village", unit_id=unit.id, year=year)

    return once(actor().account_id, form.key.value, create)
