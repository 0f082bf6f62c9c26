"""Pages: photos and PDF of a sheet."""

from typing import cast

from flask import abort, current_app, redirect, send_file, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries, service
from lhtq.assessment.forms import EvidenceForm, ReasonForm
from lhtq.assessment.views.base import bp, criteria_of
from lhtq.assessment.views.sheet import sheet_page
from lhtq.files.store import FileStore
from lhtq.register import queries as register
from lhtq.web.submission_key import once


@bp.post("/phieu/ho/<int:household_id>/<year:year>/minh-chung")
def add_evidence(household_id: int, year: int) -> Response:
    """Put a photo or PDF to an indicator."""
    household = register.household(household_id)
    require(actor(), Action.SHEET_SCORE, Place(household.unit.path))
    form = EvidenceForm()
    form.ask_for(criteria_of(household, year))
    if not form.validate_on_submit():
        return sheet_page(household, year, form, ReasonForm(formdata=None), status=422)

    def create() -> str:
        service.add_evidence(actor(), household, year, form.indicator.data, form.intake, _store())
        return url_for(".sheet", household_id=household_id, year=year, _anchor="evidence")

    return redirect(once(actor().account_id, form.key.value, create), 303)


@bp.post("/phieu/ho/<int:household_id>/<year:year>/minh-chung/<int:evidence_id>/bo")
def remove_evidence(household_id: int, year: int, evidence_id: int) -> Response:
    """Take a piece of evidence off a sheet."""
    household = register.household(household_id)
    found = queries.evidence(evidence_id)
    service.remove_evidence(actor(), household, year, found)
    return redirect(url_for(".sheet", household_id=household_id, year=year, _anchor="evidence"), 303)


@bp.get("/minh-chung/<int:evidence_id>")
def evidence(evidence_id: int) -> Response:
    """The photo or PDF itself."""
    require(actor(), Action.PEOPLE_VIEW, Place(actor().unit_path))
    found = queries.evidence(evidence_id)
    photo = found.media_type == "image/jpeg"
    return _file(found.digest, found.media_type, download=None if photo else f"minh-chung-{found.id}.pdf")


@bp.get("/minh-chung/<int:evidence_id>/nho")
def thumbnail(evidence_id: int) -> Response:
    """The thumbnail of a photo; a PDF has none."""
    require(actor(), Action.PEOPLE_VIEW, Place(actor().unit_path))
    found = queries.evidence(evidence_id)
    if found.thumbnail_digest is None:
        abort(404)
    return _file(found.thumbnail_digest, "image/jpeg", download=None)


def _store() -> FileStore:
    return cast(FileStore, current_app.extensions["lhtq.files"])


def _file(digest: str, media_type: str, *, download: str | None) -> Response:
    """A file of the store, kept by this browser alone: its content never changes."""
    response = send_file(
        _store().path(digest), mimetype=media_type, as_attachment=download is not None, download_name=download
    )
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
