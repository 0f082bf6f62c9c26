"""Pages: the village sheet, one household's sheet, the village review, the commune review."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from flask import Blueprint, abort, current_app, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, refusal, require
from lhtq.assessment import queries, service
from lhtq.assessment.forms import EvidenceForm, MinutesForm, ReasonForm, answers, filled
from lhtq.assessment.rules import OPEN, STATE_NAMES, STEP_NAMES, State
from lhtq.assessment.service import AnswersRefusedError, ConflictError, NotEarnedError, VotesRefusedError
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import CriteriaSet, Kind, outcome
from lhtq.files.store import FileStore
from lhtq.register import queries as register
from lhtq.register.models import Household
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.paging import page
from lhtq.web.render import render_page, saved
from lhtq.web.submission_key import once

bp = Blueprint("assessment", __name__)

VILLAGE = "assessment/village.html"
SHEET = "assessment/sheet.html"


@bp.get("/cham-diem/<int:unit_id>/<year:year>")
def village(unit_id: int, year: int) -> Response:
    """The village sheet: every household of a village against every indicator."""
    unit = _village(unit_id, Action.PEOPLE_VIEW)
    criteria = service.set_for(year)
    lines = queries.village_sheet(unit, year, criteria)
    return render_page(
        VILLAGE,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        criteria=criteria,
        lines=lines,
        progress=queries.progress(unit.id, year),
        opened=request.args.get("mo", type=int),
        **_words(),
    )


@bp.post("/cham-diem/<int:unit_id>/<year:year>/dang-ky")
def register_all(unit_id: int, year: int) -> Response:
    """Register every household of a village for a year."""
    unit = _village(unit_id, Action.SHEET_REGISTER)
    service.register_all(actor(), unit, year)
    return redirect(url_for(".village", unit_id=unit_id, year=year), 303)


@bp.post("/cham-diem/ho/<int:household_id>/<year:year>")
def score(household_id: int, year: int) -> Response:
    """Save the taps of one household."""
    household = register.household(household_id)
    criteria = _criteria_of(household, year)
    typed = list(request.form.items(multi=True))
    filling = "dien" in request.form
    try:
        given = answers(typed)
        if filling:
            given = filled(criteria, given)
        service.score(actor(), household, year, given, request.form.get("version", 0, int))
    except AnswersRefusedError as error:
        return _refused(household_id, year, typed, error.messages)
    except ConflictError:
        return _conflict(household_id, year, given)
    return saved(
        url_for(".village", unit_id=household.unit_id, year=year, mo=household_id, _anchor=f"row-{household_id}"),
        VILLAGE,
        also=["progress"],
        # The taps that were filled in are shown; otherwise the person's own taps are left alone.
        retarget=f"row-{household_id}" if filling else None,
        line=queries.line(household, year, criteria),
        criteria=criteria,
        progress=queries.progress(household.unit_id, year),
        opened=household_id,
        year=year,
        **_words(),
    )


@bp.get("/phieu/ho/<int:household_id>/<year:year>")
def sheet(household_id: int, year: int) -> Response:
    """One household's sheet: points with guidance, evidence, the minutes, every step so far."""
    return _sheet_page(register.household(household_id), year, EvidenceForm(formdata=None), ReasonForm(formdata=None))


@bp.post("/phieu/ho/<int:household_id>/<year:year>/minh-chung")
def add_evidence(household_id: int, year: int) -> Response:
    """Put a photo or PDF to an indicator."""
    household = register.household(household_id)
    require(actor(), Action.SHEET_SCORE, Place(household.unit.path))
    form = EvidenceForm()
    form.ask_for(_criteria_of(household, year))
    if not form.validate_on_submit():
        return _sheet_page(household, year, form, ReasonForm(formdata=None), status=422)

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


@bp.route("/cham-diem/<int:unit_id>/<year:year>/binh-xet", methods=["GET", "POST"])
def village_review(unit_id: int, year: int) -> Response:
    """Hand the village's sheets to the commune with the minutes of the review."""
    unit = _village(unit_id, Action.SHEET_SUBMIT)
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


@bp.post("/phieu/ho/<int:household_id>/<year:year>/tham-dinh")
def review(household_id: int, year: int) -> Response:
    """Put one sheet forward."""
    found = queries.sheet(household_id, year)
    service.review(actor(), [found.id])
    return redirect(url_for(".sheet", household_id=household_id, year=year), 303)


@bp.post("/phieu/ho/<int:household_id>/<year:year>/tra-lai")
def return_(household_id: int, year: int) -> Response:
    """Send one sheet back to its village with a reason."""
    household = register.household(household_id)
    found = queries.sheet(household_id, year)
    form = ReasonForm()
    if not form.validate_on_submit():
        require(actor(), Action.SHEET_RETURN, found)
        return _sheet_page(household, year, EvidenceForm(formdata=None), form, status=422)
    service.return_(actor(), found, form.reason.data)
    return redirect(url_for(".sheet", household_id=household_id, year=year), 303)


@bp.get("/phieu/<int:unit_id>/<year:year>")
def sheets(unit_id: int, year: int) -> Response:
    """The sheets behind a figure: those of a unit in a year, by state."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    asked = [State(value) for value in request.args.getlist("buoc") if value in set(State)]
    complete = True if "da_cham" in request.args else None
    rows = page(
        lambda limit, offset: queries.sheet_lines(
            unit.path, year, asked or list(State), limit, offset, complete=complete
        ),
        request.args.get("trang", 1, int),
    )
    return render_page(
        "assessment/sheets.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        page=rows,
        asked=asked,
        complete=complete,
        query="".join(f"buoc={state}&" for state in asked) + ("da_cham=1&" if complete else ""),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"states": STATE_NAMES, "Kind": Kind, "State": State, "messages": []}


def _village(unit_id: int, action: Action) -> Unit:
    """A village of the actor's, or 404."""
    unit = units.unit(unit_id)
    require(actor(), action, Place(unit.path))
    if unit.level != Level.VILLAGE:
        abort(404)
    return unit


def _criteria_of(household: Household, year: int) -> CriteriaSet:
    found = queries.find_sheet(household.id, year)
    return criteria_queries.criteria_set(found.set_id) if found else service.set_for(year)


def _chosen_sheets() -> list[int]:
    """The sheets that were ticked, or with the second button all that the page showed."""
    if "tat_ca" in request.form:
        shown = request.form.get("ca_trang", "").split(",")
        return [int(id_) for id_ in shown if id_.isdecimal()]
    return request.form.getlist("phieu", int)


class NothingChosenError(Exception):
    """No household was ticked."""


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


def _sheet_page(
    household: Household, year: int, evidence_form: EvidenceForm, reason_form: ReasonForm, *, status: int = 200
) -> Response:
    require(actor(), Action.PEOPLE_VIEW, household)
    found = queries.find_sheet(household.id, year)
    criteria = _criteria_of(household, year)
    evidence_form.ask_for(criteria)
    return render_page(
        SHEET,
        status=status,
        unit=household.unit,
        above=units.ancestors(household.unit, within=actor().unit_path),
        household=household,
        year=year,
        criteria=criteria,
        line=queries.line(household, year, criteria),
        sheet=found,
        review=queries.village_review(found.village_review_id) if found and found.village_review_id else None,
        evidence=queries.evidence_of(found.id) if found else [],
        history=accounts.history(found) if found else [],
        steps=STEP_NAMES,
        evidence_form=evidence_form,
        reason_form=reason_form,
        why_not={action: refusal(actor(), action, found) for action in (Action.SHEET_REVIEW, Action.SHEET_RECOGNISE)}
        if found
        else {},
        refused=State.REFUSED,
        **_words(),
    )


def _refused(household_id: int, year: int, typed: list[tuple[str, str]], messages: dict[str, str]) -> Response:
    """The row again with what was typed, each message beside its indicator, nothing saved."""
    household = register.household(household_id)
    criteria = _criteria_of(household, year)
    return render_page(
        "assessment/row_refused.html",
        status=422,
        retarget=f"row-{household_id}",
        unit=household.unit,
        household=household,
        year=year,
        criteria=criteria,
        line=queries.line(household, year, criteria),
        typed=dict(typed),
        **(_words() | {"messages": messages}),
    )


def _conflict(household_id: int, year: int, mine: Mapping[str, Decimal]) -> Response:
    """Both versions side by side: what was saved by whom, and what was sent now. The person chooses."""
    household = register.household(household_id)
    found = queries.sheet(household_id, year)
    criteria = criteria_queries.criteria_set(found.set_id)
    line = queries.line(household, year, criteria)
    return render_page(
        "assessment/conflict.html",
        status=409,
        retarget=f"row-{household_id}",
        unit=household.unit,
        household=household,
        year=year,
        criteria=criteria,
        line=line,
        sheet=found,
        who=accounts.names({found.changed_by or 0}).get(found.changed_by or 0, ""),
        mine=mine,
        mine_outcome=outcome(criteria, mine, line.wholes),
        **_words(),
    )


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
