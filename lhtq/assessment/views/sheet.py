"""Pages: one sheet of any model with every step so far, and the sheets behind a figure."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, Action, Place, refusal, require
from lhtq.assessment import queries, service
from lhtq.assessment.forms import EvidenceForm, ReasonForm
from lhtq.assessment.queries import Subject
from lhtq.assessment.rules import ODDITY_NAMES, ODDITY_SLUGS, OPEN, STEP_NAMES, Oddity, State
from lhtq.assessment.views.base import bp, sheet_url, subject_of, thumbnails_of, words
from lhtq.criteria.rules import MODEL_SLUGS, Kind, Model
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.counted import Counted, asked_counted
from lhtq.web.filters import today
from lhtq.web.frugal import depends_on_line, frugal
from lhtq.web.paging import page
from lhtq.web.render import render_page


@bp.get("/phieu/<model:model>/<int:subject_id>/<year:year>")
def sheet(model: Model, subject_id: int, year: int) -> Response:
    """One sheet: points with guidance, counted figures, evidence, the minutes, every step so far."""
    return sheet_page(subject_of(model, subject_id, year, Action.PEOPLE_VIEW), year)


@bp.post("/phieu/<model:model>/<int:subject_id>/<year:year>/dang-ky")
def register(model: Model, subject_id: int, year: int) -> Response:
    """Register one subject for a year."""
    subject = subject_of(model, subject_id, year, Action.SHEET_REGISTER)
    service.register(actor(), subject, year)
    return redirect(sheet_url(subject, year), 303)


@bp.post("/phieu/<model:model>/<int:subject_id>/<year:year>/tham-dinh")
def review(model: Model, subject_id: int, year: int) -> Response:
    """Put one sheet forward."""
    found = queries.sheet(model, subject_id, year)
    service.review(actor(), [found.id])
    return redirect(url_for(".sheet", model=model, subject_id=subject_id, year=year), 303)


@bp.post("/phieu/<model:model>/<int:subject_id>/<year:year>/tra-lai")
def return_(model: Model, subject_id: int, year: int) -> Response:
    """Send one sheet back to where it came from with a reason."""
    found = queries.sheet(model, subject_id, year)
    form = ReasonForm()
    if not form.validate_on_submit():
        require(actor(), Action.SHEET_RETURN, found)
        return sheet_page(queries.subject_of(model, subject_id, year), year, reason_form=form, status=422)
    service.return_(actor(), [found.id], form.reason.data)
    return redirect(url_for(".sheet", model=model, subject_id=subject_id, year=year), 303)


@bp.get("/phieu/<int:unit_id>/<year:year>")
def sheets(unit_id: int, year: int) -> Response:
    """The sheets behind a figure: those of a unit in a year, by model and state."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    model = asked_model()
    if odd := _asked_oddity():
        return _odd_sheets(unit, model, year, odd)
    states = [State(value) for value in request.args.getlist("buoc") if value in set(State)]
    # "da_cham" says whether they are scored to the end: 1, or 0 for those that are not.
    complete = None if "da_cham" not in request.args else request.args["da_cham"] != "0"
    counted = Counted(only=asked_counted(request.args).only)
    asked = queries.Asked(model, unit.path, year, states or tuple(State), complete, counted.only)
    rows = page(lambda limit, offset: queries.sheet_lines(asked, limit, offset), request.args.get("trang", 1, int))
    kept = "" if model is Model.FAMILY else f"mo_hinh={MODEL_SLUGS[model]}&"
    return render_page(
        "assessment/sheets.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        model=model,
        page=rows,
        asked=states,
        complete=complete,
        counted=counted,
        query=kept
        + "".join(f"buoc={state}&" for state in states)
        + ("" if complete is None else f"da_cham={complete:d}&")
        + ("rieng=1&" if counted else ""),
        **words(),
    )


def _asked_oddity() -> Oddity | None:
    return next((kind for kind, slug in ODDITY_SLUGS.items() if slug == request.args.get("loc")), None)


def _odd_sheets(unit: Unit, model: Model, year: int, odd: Oddity) -> Response:
    """The sheets of a commune or village that wait and are odd in a way, for who looks and does not review."""
    if unit.level not in {Level.COMMUNE, Level.VILLAGE}:
        abort(404)
    asked = queries.ReviewAsked(model, unit.path, year, odd)
    return render_page(
        "assessment/odd_sheets.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        model=model,
        odd=odd,
        oddities=ODDITY_NAMES,
        page=page(
            lambda limit, offset: queries.review_list(asked, limit, offset).rows, request.args.get("trang", 1, int)
        ),
        query=f"mo_hinh={MODEL_SLUGS[model]}&loc={ODDITY_SLUGS[odd]}&",
        **words(),
    )


def asked_model() -> Model:
    """The model that an address asks for with ``mo_hinh``; families where it asks for none."""
    slug = request.args.get("mo_hinh", "")
    return next((model for model, known in MODEL_SLUGS.items() if known == slug), Model.FAMILY)


def sheet_page(
    subject: Subject,
    year: int,
    *,
    evidence_form: EvidenceForm | None = None,
    reason_form: ReasonForm | None = None,
    status: int = 200,
) -> Response:
    """The page of one sheet, with its forms as they stand."""
    found = queries.find_sheet(subject.model, subject.id, year)
    line = queries.line(subject, year, today())
    evidence_form = evidence_form or EvidenceForm(formdata=None)
    evidence_form.ask_for(line.criteria)
    evidence = queries.evidence_of(found.id) if found else []
    response = render_page(
        "assessment/sheet.html",
        status=status,
        unit=subject.unit,
        above=[] if actor().role in OF_ONE_RECORD else units.ancestors(subject.unit, within=actor().unit_path),
        alone=actor().role in OF_ONE_RECORD,
        subject=subject,
        year=year,
        line=line,
        criteria=line.criteria,
        behind={
            indicator.code: queries.behind(subject.model, indicator, subject.id, year, today())
            for indicator in line.criteria.indicators
            if indicator.kind is Kind.SHARE
        },
        sheet=found,
        review=queries.village_review(found.village_review_id) if found and found.village_review_id else None,
        evidence=evidence,
        thumbnails=thumbnails_of(evidence),
        frugal=frugal(),
        history=accounts.history(found) if found else [],
        hands=accounts.names({id_ or 0 for one in line.claims.values() for id_ in (one.claimed_by, one.answered_by)}),
        steps=STEP_NAMES,
        evidence_form=evidence_form,
        reason_form=reason_form or ReasonForm(formdata=None),
        why_not={action: refusal(actor(), action, found) for action in (Action.SHEET_REVIEW, Action.SHEET_RECOGNISE)}
        if found
        else {},
        refused=State.REFUSED,
        open=OPEN,
        **words(),
    )  # fmt: skip
    return depends_on_line(response)
