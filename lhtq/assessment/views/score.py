"""A row of taps that is saved, wherever it stands: among those of a village, or on the page of one sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, Action
from lhtq.assessment import queries, service
from lhtq.assessment.forms import answers, filled
from lhtq.assessment.queries import Subject
from lhtq.assessment.rules import admitted
from lhtq.assessment.service import AnswersRefusedError, ConflictError
from lhtq.assessment.views.base import VILLAGE_PAGES, bp, criteria_of, sheet_url, subject_of, village_url, words
from lhtq.criteria.rules import CITIZEN_GROUP_NAMES, Model, outcome
from lhtq.web.filters import today
from lhtq.web.render import render_page, saved

#: Where a saved row returns to: the page of the village, or with this value the page of the one sheet.
BACK_TO_SHEET = "phieu"

#: The pages that have the row; each has it as a region.
SHEET = "assessment/sheet.html"
VILLAGES = {Model.FAMILY: "assessment/village.html", Model.CITIZEN: "assessment/citizens.html"}


@bp.post("/cham-diem/<model:model>/<int:subject_id>/<year:year>")
def score(model: Model, subject_id: int, year: int) -> Response:
    """Save the taps of one subject."""
    subject = subject_of(model, subject_id, year, Action.SHEET_SCORE)
    typed = list(request.form.items(multi=True))
    filling = request.form.get("dien")
    try:
        given = _given(subject, year, typed, filling)
        service.score(actor(), subject, year, given, request.form.get("version", 0, int))
    except AnswersRefusedError as error:
        return _refused(subject, year, typed, error.messages)
    except ConflictError:
        return _conflict(subject, year, given)
    alone = _alone(subject)
    return saved(
        back_url(subject, year),
        SHEET if alone else VILLAGES[model],
        also=[] if alone else ["progress"],
        # The taps that were filled in are shown; otherwise the person's own taps are left alone.
        retarget=f"row-{subject_id}" if filling else None,
        subject=subject,
        line=queries.line(subject, year, today()),
        progress=None if alone else queries.progress(model, subject.unit, year, today()),
        opened=subject_id,
        year=year,
        groups=CITIZEN_GROUP_NAMES,
        **words(),
    )


def back_url(subject: Subject, year: int) -> str:
    """Where a row that was saved without JavaScript is shown again."""
    row = f"row-{subject.id}"
    if _alone(subject):
        return sheet_url(subject, year, row)
    return village_url(subject.model, subject.unit_id, year, mo=subject.id, _anchor=row)


def _given(subject: Subject, year: int, typed: Sequence[tuple[str, str]], filling: str | None) -> dict[str, Decimal]:
    """The answers that were typed; what was left open filled as the second and third button of a row say."""
    given = answers(typed)
    if filling == "du":
        return filled(criteria_of(subject, year), given)
    if filling == "nam-truoc":
        line = queries.line(subject, year, today())
        return admitted(line.criteria, line.last) | given
    return given


def _alone(subject: Subject) -> bool:
    """Whether the row stands on the page of the one sheet, and not among those of a village."""
    return (
        subject.model not in VILLAGE_PAGES
        or actor().role in OF_ONE_RECORD
        or request.values.get("tro_ve") == BACK_TO_SHEET
    )


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
        alone=_alone(subject),
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
        alone=_alone(subject),
        **words(),
    )
