"""Pages: the review of a village, clan or organisation with its minutes."""

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, Action
from lhtq.assessment import queries, service
from lhtq.assessment.forms import MinutesForm, OwnMinutesForm
from lhtq.assessment.queries import Subject
from lhtq.assessment.rules import OPEN
from lhtq.assessment.service import NotEarnedError, VotesRefusedError
from lhtq.assessment.views.base import VILLAGE_PAGES, bp, sheet_url, subject_of, village_of, village_url, words
from lhtq.criteria.rules import Model
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.filters import today
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

#: What is handed in from a village, as its review calls it.
SUBJECTS = {Model.FAMILY: "hộ", Model.CITIZEN: "người"}


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
            message = f"Chọn ít nhất một {SUBJECTS[model]} để gửi."
        except (VotesRefusedError, NotEarnedError) as error:
            message = _why_not(error, form)
    lines = [line for line in queries.lines(model, unit, year, today()) if line.registered and line.state in OPEN]
    return render_page(
        "assessment/village_review.html",
        status=422 if form.errors or message else 200,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        model=model,
        here=village_url(model, unit.id, year),
        noun=SUBJECTS[model],
        form=form,
        message=message,
        ready=[line for line in lines if line.outcome.earned],
        others=[line for line in lines if not line.outcome.earned],
        criteria=queries.set_for(model, year),
        chosen=None if request.method == "GET" else set(request.form.getlist("chon", int)),
        cultural=set(request.form.getlist("van-hoa", int)),
        votes=request.form,
        held=queries.held_reviews(unit.id, model, year),
        **words(),
    )


@bp.route("/phieu/<model:model>/<int:subject_id>/<year:year>/binh-xet", methods=["GET", "POST"])
def own_review(model: Model, subject_id: int, year: int) -> Response:
    """Hand the sheet of a clan, village or organisation to the commune with the minutes of its own meeting."""
    subject = subject_of(model, subject_id, year, Action.SHEET_SUBMIT)
    if model in VILLAGE_PAGES:
        abort(404)  # a village hands in all its families, or citizens, at once
    queries.sheet(model, subject_id, year)  # registered, or 404
    form = OwnMinutesForm(year)
    message = None
    if form.validate_on_submit():
        try:
            return redirect(_submit_own(form, subject, year), 303)
        except VotesRefusedError as error:
            form.refuse("votes", _why_not(error, form))
        except NotEarnedError as error:
            message = _why_not(error, form)
    alone = actor().role in OF_ONE_RECORD
    return render_page(
        "assessment/own_review.html",
        status=422 if form.errors or message else 200,
        unit=subject.unit,
        alone=alone,
        above=[] if alone else units.ancestors(subject.unit, within=actor().unit_path),
        subject=subject,
        year=year,
        form=form,
        message=message,
        line=queries.line(subject, year, today()),
        **words(),
    )


def _why_not(error: VotesRefusedError | NotEarnedError, form: MinutesForm) -> str:
    if isinstance(error, VotesRefusedError):
        return f"{error.name}: số phiếu phải từ 0 đến {form.present.data}, là số người dự họp."
    return f"{error.name} chưa đủ điều kiện: phiếu vừa được sửa. Hãy xem lại phiếu."


def _submit_own(form: OwnMinutesForm, subject: Subject, year: int) -> str:
    votes = form.present.data if form.votes.data is None else form.votes.data

    def create() -> str:
        minutes = form.minutes({subject.id: votes})
        service.submit(actor(), subject.model, subject.unit, year, minutes, today())
        return sheet_url(subject, year)

    return once(actor().account_id, form.key.value, create)


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
        return village_url(model, unit.id, year)

    return once(actor().account_id, form.key.value, create)
