"""Pages: the review of a village, clan or organisation with its minutes."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action
from lhtq.assessment import queries, service
from lhtq.assessment.forms import MinutesForm
from lhtq.assessment.rules import OPEN
from lhtq.assessment.service import NotEarnedError, VotesRefusedError
from lhtq.assessment.views.base import bp, village_of, words
from lhtq.criteria.rules import Model
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.filters import today
from lhtq.web.render import render_page
from lhtq.web.submission_key import once


class NothingChosenError(Exception):
    """No subject was ticked."""


@bp.route("/cham-diem/<int:unit_id>/<year:year>/binh-xet", methods=["GET", "POST"])
def village_review(unit_id: int, year: int) -> Response:
    """Hand the village's sheets to the commune with the minutes of the review."""
    return village_review_page(village_of(unit_id, Action.SHEET_SUBMIT), Model.FAMILY, year)


def village_review_page(unit: Unit, model: Model, year: int) -> Response:
    """The minutes of a village's review of one model, with the sheets that it hands in."""
    form = MinutesForm(year)
    message = None
    if form.validate_on_submit():
        try:
            return redirect(_submit(form, unit, model, year), 303)
        except NothingChosenError:
            message = "Chọn ít nhất một hộ để gửi." if model is Model.FAMILY else "Chọn ít nhất một người để gửi."
        except VotesRefusedError as error:
            message = f"{error.name}: số phiếu phải từ 0 đến {form.present.data}, là số người dự họp."
        except NotEarnedError as error:
            message = f"{error.name} chưa đủ điều kiện: phiếu vừa được sửa. Hãy xem lại phiếu."
    lines = [line for line in queries.lines(model, unit, year, today()) if line.registered and line.state in OPEN]
    return render_page(
        "assessment/village_review.html",
        status=422 if form.errors or message else 200,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        model=model,
        form=form,
        message=message,
        ready=[line for line in lines if line.outcome.earned],
        others=[line for line in lines if not line.outcome.earned],
        criteria=queries.set_for(model, year),
        chosen=None if request.method == "GET" else set(request.form.getlist("chon", int)),
        cultural=set(request.form.getlist("van-hoa", int)),
        votes=request.form,
        **words(),
    )


def _submit(form: MinutesForm, unit: Unit, model: Model, year: int) -> str:
    present = form.present.data
    votes = {
        subject_id: request.form.get(f"phieu-{subject_id}", present, int)
        for subject_id in request.form.getlist("chon", int)
    }
    if not votes:
        raise NothingChosenError
    cultural = request.form.getlist("van-hoa", int)

    def create() -> str:
        service.submit(actor(), model, unit, year, form.minutes(votes, cultural), today())
        return url_for(".village", unit_id=unit.id, year=year)

    return once(actor().account_id, form.key.value, create)
