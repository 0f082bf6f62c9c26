"""Files of a report: the report itself, and its tables."""

from collections.abc import Callable

from flask import request, url_for
from werkzeug.wrappers import Response

from lhtq.issuing.sending import Form, Paper, send
from lhtq.reporting import queries
from lhtq.reporting.models import ReportDue
from lhtq.reporting.papers import Issue, report_paper, statistics_paper
from lhtq.reporting.rules.snapshots import Snapshot
from lhtq.reporting.views.base import bp, owed
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.filters import today


@bp.post("/bao-cao/<int:unit_id>/<int:period_id>/van-ban.<any(docx, pdf, xlsx):form>")
def report_file(unit_id: int, period_id: int, form: str) -> Response:
    """A report as Word or PDF, as it was handed in or as it stands; its tables as Excel."""
    return _file(unit_id, period_id, statistics_paper if form == Form.EXCEL else report_paper, Form(form))


@bp.post("/bao-cao/<int:unit_id>/<int:period_id>/bang-so-lieu.<any(docx, pdf):form>")
def statistics_file(unit_id: int, period_id: int, form: str) -> Response:
    """The tables of a report alone as Word or PDF."""
    return _file(unit_id, period_id, statistics_paper, Form(form))


def _file(unit_id: int, period_id: int, paper: Callable[[Snapshot, Issue], Paper], form: Form) -> Response:
    due = owed(unit_id, period_id)
    found = queries.find_report(due)
    number = request.args.get("ban", 0, int)
    snapshot = queries.lookup(found.id, number) if found and number else queries.snapshot_now(due, found, today())
    back = url_for(".report", unit_id=unit_id, period_id=period_id)
    large = due.unit.level == Level.PROVINCE
    return send(paper(snapshot, _issue(due)), form, due, due.unit, back=back, large=large)


def _issue(due: ReportDue) -> Issue:
    """Whose document it is; the day is left to be written, for it is the day of signing."""
    return Issue(due.unit, units.ancestors(due.unit), due.goes_to, None)
