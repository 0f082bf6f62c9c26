"""Pages: how a centre's year is classified."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.centre import queries, service
from lhtq.centre.service import IncompleteError, RefusedAnswersError, ScoredMeanwhileError
from lhtq.centre.views.base import bp, centre_to_edit, show
from lhtq.criteria.rules import CriteriaSet
from lhtq.register.views.base import above
from lhtq.web.filters import today

CHANGED = "Có người vừa lưu xếp loại của trung tâm này. Xem lại bản mới nhất bên dưới rồi làm lại."


@bp.route("/trung-tam/<int:centre_id>/xep-loai/<year:year>", methods=["GET", "POST"])
def classification(centre_id: int, year: int) -> Response:
    """A centre's year under the criteria: what is counted, what is answered, and the grade."""
    found = queries.centre(centre_id)
    require(actor(), Action.PEOPLE_VIEW, found)
    if request.method == "GET":
        return _page(centre_id, year)
    centre_to_edit(centre_id, Action.CENTRE_CLASSIFY)
    criteria = queries.classification(centre_id, year, today()).criteria
    typed = {line.code: request.form[line.code] for line in criteria.asked if request.form.get(line.code, "").strip()}
    version = request.form.get("version", 0, int)
    try:
        service.classify(actor(), found, year, _numbers(criteria, typed), version, today())
    except RefusedAnswersError as error:
        return _page(centre_id, year, typed=typed, messages=error.messages)
    except ScoredMeanwhileError:
        return _page(centre_id, year, message=CHANGED)
    return redirect(url_for(".classification", centre_id=centre_id, year=year), 303)


@bp.post("/trung-tam/<int:centre_id>/xep-loai/<year:year>/chot")
def close_year(centre_id: int, year: int) -> Response:
    """Close a centre's year, or open it again."""
    found = centre_to_edit(centre_id, Action.CENTRE_CLASSIFY)
    try:
        if request.form.get("mo_lai"):
            service.reopen_year(actor(), found, year)
        else:
            service.close_year(actor(), found, year, request.form.get("version", 0, int), today())
    except IncompleteError:
        return _page(centre_id, year, message="Chấm đủ các mục trước khi chốt.")
    except ScoredMeanwhileError:
        return _page(centre_id, year, message=CHANGED)
    return redirect(url_for(".classification", centre_id=centre_id, year=year), 303)


def _numbers(criteria: CriteriaSet, typed: Mapping[str, str]) -> dict[str, Decimal]:
    """What was tapped or typed as numbers. Raises RefusedAnswersError for what is none."""
    given: dict[str, Decimal] = {}
    messages: dict[str, str] = {}
    for code, words in typed.items():
        try:
            given[code] = Decimal(words.strip().replace(",", "."))
        except InvalidOperation:
            messages[code] = f"Tiêu chí {criteria.indicator(code).code}: nhập một số."
            continue
        if not given[code].is_finite():
            messages[code] = f"Tiêu chí {code}: nhập một số."
    if messages:
        raise RefusedAnswersError(messages)
    return given


def _page(
    centre_id: int, year: int, *, typed: Mapping[str, str] | None = None, messages: Mapping[str, str] | None = None,
    message: str | None = None,
) -> Response:  # fmt: skip
    found = queries.centre(centre_id)
    return show(
        "classification",
        status=422 if message or messages else 200,
        centre=found,
        above=above(found.unit),
        year=year,
        found=queries.classification(centre_id, year, today()),
        typed=typed,
        messages=messages or {},
        message=message,
    )
