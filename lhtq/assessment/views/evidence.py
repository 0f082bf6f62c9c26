"""Pages: photos and PDF of a sheet."""

from flask import abort, redirect
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.assessment import queries, service
from lhtq.assessment.forms import EvidenceForm
from lhtq.assessment.views.base import bp, criteria_of, sheet_url, subject_of
from lhtq.assessment.views.sheet import sheet_page
from lhtq.criteria.rules import Model
from lhtq.files.serving import store, stored
from lhtq.web.submission_key import once


@bp.post("/phieu/<model:model>/<int:subject_id>/<year:year>/minh-chung")
def add_evidence(model: Model, subject_id: int, year: int) -> Response:
    """Put photos or PDF to an indicator."""
    subject = subject_of(model, subject_id, year, Action.SHEET_SCORE)
    form = EvidenceForm()
    form.ask_for(criteria_of(subject, year))
    if not form.validate_on_submit():
        return sheet_page(subject, year, evidence_form=form, status=422)

    def create() -> str:
        for intake in form.file.intakes:
            service.add_evidence(actor(), subject, year, form.indicator.data, intake, store())
        return sheet_url(subject, year, "evidence")

    return redirect(once(actor().account_id, form.key.value, create), 303)


@bp.post("/phieu/<model:model>/<int:subject_id>/<year:year>/minh-chung/<int:evidence_id>/bo")
def remove_evidence(model: Model, subject_id: int, year: int, evidence_id: int) -> Response:
    """Take a piece of evidence off a sheet."""
    subject = subject_of(model, subject_id, year, Action.SHEET_SCORE)
    found, _sheet = queries.evidence(evidence_id)
    service.remove_evidence(actor(), subject, year, found)
    return redirect(sheet_url(subject, year, "evidence"), 303)


@bp.get("/minh-chung/<int:evidence_id>")
def evidence(evidence_id: int) -> Response:
    """The photo or PDF itself."""
    found, sheet = queries.evidence(evidence_id)
    require(actor(), Action.PEOPLE_VIEW, sheet)
    photo = found.media_type == "image/jpeg"
    return stored(found.digest, found.media_type, download=None if photo else f"minh-chung-{found.id}.pdf")


@bp.get("/minh-chung/<int:evidence_id>/nho")
def thumbnail(evidence_id: int) -> Response:
    """The thumbnail of a photo; a PDF has none."""
    found, sheet = queries.evidence(evidence_id)
    require(actor(), Action.PEOPLE_VIEW, sheet)
    if found.thumbnail_digest is None:
        abort(404)
    return stored(found.thumbnail_digest, "image/jpeg")
