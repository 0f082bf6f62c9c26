"""Pages: the village sheet, where every household is scored."""

from collections.abc import Mapping
from decimal import Decimal

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action
from lhtq.assessment import queries, service
from lhtq.assessment.forms import answers, filled
from lhtq.assessment.service import AnswersRefusedError, ConflictError
from lhtq.assessment.views.base import bp, criteria_of, village_of, words
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import outcome
from lhtq.register import queries as register
from lhtq.units import queries as units
from lhtq.web.render import render_page, saved

VILLAGE = "assessment/village.html"


@bp.get("/cham-diem/<int:unit_id>/<year:year>")
def village(unit_id: int, year: int) -> Response:
    """The village sheet: every household of a village against every indicator."""
    unit = village_of(unit_id, Action.PEOPLE_VIEW)
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
        **words(),
    )


@bp.post("/cham-diem/<int:unit_id>/<year:year>/dang-ky")
def register_all(unit_id: int, year: int) -> Response:
    """Register every household of a village for a year."""
    unit = village_of(unit_id, Action.SHEET_REGISTER)
    service.register_all(actor(), unit, year)
    return redirect(url_for(".village", unit_id=unit_id, year=year), 303)


@bp.post("/cham-diem/ho/<int:household_id>/<year:year>")
def score(household_id: int, year: int) -> Response:
    """Save the taps of one household."""
    household = register.household(household_id)
    criteria = criteria_of(household, year)
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
        **words(),
    )


def _refused(household_id: int, year: int, typed: list[tuple[str, str]], messages: dict[str, str]) -> Response:
    """The row again with what was typed, each message beside its indicator, nothing saved."""
    household = register.household(household_id)
    criteria = criteria_of(household, year)
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
        **(words() | {"messages": messages}),
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
        **words(),
    )
