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
from lhtq.assessment.queries import Subject
from lhtq.assessment.service import AnswersRefusedError, ConflictError
from lhtq.assessment.views.base import bp, criteria_of, sheet_url, subject_of, village_of, words
from lhtq.criteria.rules import Model, outcome
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.render import render_page, saved

VILLAGE = "assessment/village.html"
SHEET = "assessment/sheet.html"

#: Where a saved row returns to: the page of the village, or with this value the page of the one sheet.
BACK_TO_SHEET = "phieu"


@bp.get("/cham-diem/<int:unit_id>/<year:year>")
def village(unit_id: int, year: int) -> Response:
    """The village sheet: every household of a village against every indicator."""
    unit = village_of(unit_id, Action.PEOPLE_VIEW)
    return render_page(
        VILLAGE,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        criteria=queries.set_for(Model.FAMILY, year),
        lines=queries.lines(Model.FAMILY, unit, year, today()),
        progress=queries.progress(Model.FAMILY, unit, year, today()),
        opened=request.args.get("mo", type=int),
        **words(),
    )


@bp.post("/cham-diem/<int:unit_id>/<year:year>/dang-ky")
def register_all(unit_id: int, year: int) -> Response:
    """Register every household of a village for a year."""
    unit = village_of(unit_id, Action.SHEET_REGISTER)
    service.register_all(actor(), Model.FAMILY, unit, year, today())
    return redirect(url_for(".village", unit_id=unit_id, year=year), 303)


@bp.post("/cham-diem/<model:model>/<int:subject_id>/<year:year>")
def score(model: Model, subject_id: int, year: int) -> Response:
    """Save the taps of one subject."""
    subject = subject_of(model, subject_id, year, Action.SHEET_SCORE)
    typed = list(request.form.items(multi=True))
    filling = "dien" in request.form
    try:
        given = answers(typed)
        if filling:
            given = filled(criteria_of(subject, year), given)
        service.score(actor(), subject, year, given, request.form.get("version", 0, int))
    except AnswersRefusedError as error:
        return _refused(subject, year, typed, error.messages)
    except ConflictError:
        return _conflict(subject, year, given)
    alone = _alone(subject)
    return saved(
        back_url(subject, year),
        SHEET if alone else VILLAGE,
        also=[] if alone else ["progress"],
        # The taps that were filled in are shown; otherwise the person's own taps are left alone.
        retarget=f"row-{subject_id}" if filling else None,
        line=queries.line(subject, year, today()),
        progress=None if alone else queries.progress(model, subject.unit, year, today()),
        opened=subject_id,
        year=year,
        **words(),
    )


def back_url(subject: Subject, year: int) -> str:
    """Where a row that was saved without JavaScript is shown again."""
    if _alone(subject):
        return sheet_url(subject, year, f"row-{subject.id}")
    return url_for(".village", unit_id=subject.unit_id, year=year, mo=subject.id, _anchor=f"row-{subject.id}")


def _alone(subject: Subject) -> bool:
    """Whether the row stands on the page of the one sheet, and not among those of a village."""
    return subject.model is not Model.FAMILY or request.values.get("tro_ve") == BACK_TO_SHEET


def _refused(subject: Subject, year: int, typed: list[tuple[str, str]], messages: dict[str, str]) -> Response:
    """The row again with what was typed, each message beside its indicator, nothing saved."""
    return render_page(
        "assessment/row_refused.html",
        status=422,
        retarget=f"row-{subject.id}",
        unit=subject.unit,
        subject=subject,
        year=year,
        line=queries.line(subject, year, today()),
        typed=dict(typed),
        back=back_url(subject, year),
        **(words() | {"messages": messages}),
    )


def _conflict(subject: Subject, year: int, mine: Mapping[str, Decimal]) -> Response:
    """Both versions side by side: what was saved by whom, and what was sent now. The person chooses."""
    found = queries.sheet(subject.model, subject.id, year)
    line = queries.line(subject, year, today())
    return render_page(
        "assessment/conflict.html",
        status=409,
        retarget=f"row-{subject.id}",
        unit=subject.unit,
        subject=subject,
        year=year,
        line=line,
        sheet=found,
        who=accounts.names({found.changed_by or 0}).get(found.changed_by or 0, ""),
        mine=mine,
        mine_outcome=outcome(line.criteria, mine, queries.allowed(line.shares, line.claims)),
        back=back_url(subject, year),
        **words(),
    )
