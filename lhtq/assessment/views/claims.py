"""Pages: a counted figure with the records behind it, what is said against it, and what the commune answers."""

from flask import abort, redirect, request
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, Action, Place, require
from lhtq.assessment import queries, service
from lhtq.assessment.forms import AnswerForm, ClaimForm
from lhtq.assessment.queries import Subject
from lhtq.assessment.service import ClaimChangedError
from lhtq.assessment.views.base import bp, sheet_url, subject_of, words
from lhtq.criteria.rules import NOTHING, AnswerRefusedError, Kind, Model, Share, UnknownIndicatorError
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once


@bp.route("/phieu/<model:model>/<int:subject_id>/<year:year>/so-lieu/<code>", methods=["GET", "POST"])
def claim(model: Model, subject_id: int, year: int, code: str) -> Response:
    """A counted figure with the records behind it; the scorer says what it should be, and why."""
    contesting = request.method == "POST"
    subject = subject_of(model, subject_id, year, Action.SHEET_SCORE if contesting else Action.PEOPLE_VIEW)
    form = ClaimForm()
    if form.validate_on_submit():
        claimed, reason = Share(form.part.data, form.whole.data), form.reason.data

        def create() -> str:
            service.claim(actor(), subject, year, code, claimed, reason)
            return sheet_url(subject, year)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except UnknownIndicatorError:
            abort(404)
        except AnswerRefusedError as error:
            form.refuse("part", error.message)
    return _figure_page(subject, year, code, claim_form=form, status=422 if form.errors else 200)


@bp.post("/phieu/<model:model>/<int:subject_id>/<year:year>/so-lieu/<code>/tra-loi")
def answer_claim(model: Model, subject_id: int, year: int, code: str) -> Response:
    """Allow a contested figure, or keep the counted one, with a reason."""
    subject = subject_of(model, subject_id, year, Action.CLAIM_ANSWER)
    sheet = queries.sheet(model, subject_id, year)
    require(actor(), Action.CLAIM_ANSWER, sheet)
    if code not in queries.claims_of(sheet.id):
        raise NoResultFound
    form = AnswerForm()
    seen = form.seen_share()
    if not form.validate_on_submit() or seen is None:
        return _figure_page(subject, year, code, answer_form=form, status=422)
    allowed = form.allowed.data == "co"
    try:
        service.answer_claim(actor(), sheet.id, code, seen, allowed=allowed, answer=form.answer.data)
    except ClaimChangedError:
        return _figure_page(subject, year, code, answer_form=form, changed=True, status=409)
    return redirect(sheet_url(subject, year), 303)


@bp.get("/so-lieu/<int:unit_id>/<year:year>")
def claims(unit_id: int, year: int) -> Response:
    """The contested figures of a unit that wait for an answer."""
    unit = units.unit(unit_id)
    require(actor(), Action.CLAIM_ANSWER, Place(unit.path))
    return render_page(
        "assessment/claims.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        page=page(
            lambda limit, offset: queries.open_claims(unit.path, year, limit, offset), request.args.get("trang", 1, int)
        ),
        **words(),
    )


def _figure_page(  # noqa: PLR0913 - a figure, and its two forms as they stand
    subject: Subject,
    year: int,
    code: str,
    *,
    claim_form: ClaimForm | None = None,
    answer_form: AnswerForm | None = None,
    changed: bool = False,
    status: int = 200,
) -> Response:
    line = queries.line(subject, year, today())
    indicator = next((one for one in line.criteria.indicators if one.code == code and one.kind is Kind.SHARE), None)
    if indicator is None:
        abort(404)
    found = line.claims.get(code)
    alone = actor().role in OF_ONE_RECORD
    answer_form = answer_form or AnswerForm(formdata=None)
    if found:
        answer_form.seen.data = f"{found.part}/{found.whole}"
    return render_page(
        "assessment/figure.html",
        status=status,
        unit=subject.unit,
        alone=alone,
        above=[] if alone else units.ancestors(subject.unit, within=actor().unit_path),
        subject=subject,
        year=year,
        line=line,
        indicator=indicator,
        counted=line.shares.get(code, NOTHING),
        behind=queries.behind(subject.model, indicator, subject.id, year, today()),
        claim=found,
        hands=accounts.names({found.claimed_by or 0, found.answered_by or 0}) if found else {},
        claim_form=claim_form or ClaimForm(formdata=None),
        answer_form=answer_form,
        changed=changed,
        **words(),
    )
