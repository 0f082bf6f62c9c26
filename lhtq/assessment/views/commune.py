"""Pages: the commune's review, where sheets are put forward or returned by the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries, service
from lhtq.assessment.forms import ReturnForm
from lhtq.assessment.lists import ANY_ODDITY, asked_oddity
from lhtq.assessment.queries import ReviewAsked, ReviewList
from lhtq.assessment.rules import ODDITY_NAMES, ODDITY_SLUGS, Oddity, State
from lhtq.assessment.service import SheetsRefusedError
from lhtq.assessment.views.base import bp, words
from lhtq.assessment.views.sheet import asked_model
from lhtq.criteria.rules import MODEL_SLUGS, Model
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.paging import Page
from lhtq.web.render import render_page

#: Rows on one page of the review.
PAGE = 50


@dataclass(frozen=True)
class Filter:
    """What of the list is shown."""

    model: Model
    odd: Oddity | bool
    unit_id: int | None

    @classmethod
    def of_request(cls) -> "Filter":
        """As the address asks; what it cannot ask for is left out."""
        return cls(asked_model(), asked_oddity(request.args.get("loc", "")), request.args.get("thon", type=int))

    def given(self, **changed: object) -> dict[str, object]:
        """The filter by name, with another model, oddity or unit; what it leaves open is not there."""
        wanted = {"model": self.model, "odd": self.odd, "unit_id": self.unit_id} | changed
        odd = wanted["odd"]
        given = {
            "mo_hinh": "" if wanted["model"] is Model.FAMILY else MODEL_SLUGS[Model(str(wanted["model"]))],
            "loc": ODDITY_SLUGS[odd] if isinstance(odd, Oddity) else ANY_ODDITY if odd else "",
            "thon": wanted["unit_id"] or "",
        }
        return {name: value for name, value in given.items() if value}

    def query(self, **changed: object) -> str:
        """The same as an address has it."""
        return urlencode(self.given(**changed))


@bp.route("/tham-dinh/<int:unit_id>/<year:year>", methods=["GET", "POST"])
def commune_review(unit_id: int, year: int) -> Response:
    """The sheets that wait for the commune's review, the odd ones first; those ticked are put forward or returned."""
    unit = units.unit(unit_id)
    require(actor(), Action.SHEET_REVIEW, Place(unit.path))
    filter_ = Filter.of_request()
    form = ReturnForm()
    problems: list[str] = []
    if request.method == "POST":
        ids = _chosen_sheets()
        returning = "tra_lai" in request.form
        if not ids:
            problems = ["Chọn ít nhất một phiếu."]
        elif not returning or form.validate():
            try:
                return redirect(_act(unit, year, filter_, ids, form.words() if returning else None), 303)
            except SheetsRefusedError as error:
                problems = [f"{name}: {why.words}" for name, why in error.refused]
    return _page(unit, year, filter_, form, problems)


def _act(unit: Unit, year: int, filter_: Filter, ids: Sequence[int], reason: str | None) -> str:
    """Put sheets forward, or return them with a reason; gives the address of what is left of the same list."""
    given, done = (
        ("xong", service.review(actor(), ids)) if reason is None else ("tra", service.return_(actor(), ids, reason))
    )
    here = url_for(".commune_review", unit_id=unit.id, year=year)
    shown = {given: done, "trang": request.args.get("trang", 1, int)}
    return f"{here}?{'&'.join(filter(None, [filter_.query(), urlencode(shown)]))}"


def _page(unit: Unit, year: int, filter_: Filter, form: ReturnForm, problems: Sequence[str]) -> Response:
    asked = ReviewAsked(filter_.model, unit.path, year, filter_.odd, filter_.unit_id)
    found, page = _rows(asked, request.args.get("trang", 1, int))
    return render_page(
        "assessment/commune_review.html",
        status=422 if problems or form.errors else 200,
        unit=unit,
        year=year,
        model=filter_.model,
        criteria=queries.set_for(filter_.model, year),
        counts={model: states.get(State.SUBMITTED, 0) for model, states in queries.by_state(unit.path, year).items()},
        waiting=queries.waiting(filter_.model, unit.path, year, State.SUBMITTED),
        found=found,
        page=page,
        filter=filter_,
        oddities=ODDITY_NAMES,
        form=form,
        problems=problems,
        ticked=set(_chosen_sheets()),
        done=request.args.get("xong", 0, int),
        returned=request.args.get("tra", 0, int),
        **words(),
    )


def _rows(asked: ReviewAsked, number: int) -> tuple[ReviewList, Page[queries.ReviewLine]]:
    """A page of the list; the last one where fewer are left than the page's number says."""
    number = max(1, min(number, 100_000))
    found = queries.review_list(asked, PAGE, (number - 1) * PAGE)
    if not found.rows and found.found:
        number = -(-found.found // PAGE)
        found = queries.review_list(asked, PAGE, (number - 1) * PAGE)
    return found, Page(found.rows, number, found.found > number * PAGE)


def _chosen_sheets() -> list[int]:
    """The sheets that were ticked, or with the button for it all that the page showed."""
    if "tat_ca" in request.form:
        shown = request.form.get("ca_trang", "").split(",")
        return [int(id_) for id_ in shown if id_.isdecimal()]
    return request.form.getlist("phieu", int)
