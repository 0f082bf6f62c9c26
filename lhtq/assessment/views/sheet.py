"""Pages: one household's sheet with every step so far, and the sheets behind a figure."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, refusal, require
from lhtq.assessment import queries, service
from lhtq.assessment.forms import EvidenceForm, ReasonForm
from lhtq.assessment.rules import STEP_NAMES, State
from lhtq.assessment.views.base import bp, criteria_of, words
from lhtq.register import queries as register
from lhtq.register.models import Household
from lhtq.units import queries as units
from lhtq.web.paging import page
from lhtq.web.render import render_page


@bp.get("/phieu/ho/<int:household_id>/<year:year>")
def sheet(household_id: int, year: int) -> Response:
    """One household's sheet: points with guidance, evidence, the minutes, every step so far."""
    return sheet_page(register.household(household_id), year, EvidenceForm(formdata=None), ReasonForm(formdata=None))


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
        return sheet_page(household, year, EvidenceForm(formdata=None), form, status=422)
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
        **words(),
    )


def sheet_page(
    household: Household, year: int, evidence_form: EvidenceForm, reason_form: ReasonForm, *, status: int = 200
) -> Response:
    """The page of one household's sheet, with its forms as they stand. Raises NotAllowedError."""
    require(actor(), Action.PEOPLE_VIEW, household)
    found = queries.find_sheet(household.id, year)
    criteria = criteria_of(household, year)
    evidence_form.ask_for(criteria)
    return render_page(
        "assessment/sheet.html",
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
        **words(),
    )
