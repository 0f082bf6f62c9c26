"""Pages: what a unit owes and has handed in, one report, its parts in words, and where a figure is from."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, may, may_here, require
from lhtq.reporting import papers, queries, service
from lhtq.reporting.forms import PartForm
from lhtq.reporting.models import Report, ReportDue
from lhtq.reporting.queries.sources import Origin, origin
from lhtq.reporting.rules.filling import FLOWS, source_of
from lhtq.reporting.rules.layouts import Column, read
from lhtq.reporting.rules.proposing import proposals
from lhtq.reporting.rules.states import NOT_STARTED, OPEN, ReportState
from lhtq.reporting.service import ChangedMeanwhileError
from lhtq.reporting.views.base import WORDS, bp, owed, owed_for, part_or_404, still_owed
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.filters import today
from lhtq.web.render import render_page

#: How an address says that all years of a row are meant.
ALL_YEARS = "qua-cac-nam"


@bp.get("/bao-cao/<int:unit_id>")
def unit(unit_id: int) -> Response:
    """What a unit owes and has handed in; for a unit with others below, who of them is late."""
    found = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(found.path))
    dues = [(due, queries.find_report(due)) for due in queries.dues_of(found.id)]
    mine = {due.period_id for due, _ in dues}
    return render_page(
        "reporting/unit.html",
        unit=found,
        above=units.ancestors(found, within=actor().unit_path),
        dues=dues,
        # Periods that another set for those below alone, as the province's where the way goes past a district.
        others=[one for one in queries.periods(found.path) if one.id not in mine],
        day=today(),
        **WORDS,
    )


@bp.get("/bao-cao/<int:unit_id>/<int:period_id>")
def report(unit_id: int, period_id: int) -> Response:
    """A report as it stands: words, tables, what is said about it, and what can be done with it."""
    due = owed(unit_id, period_id)
    found = queries.find_report(due)
    snapshot = queries.snapshot_now(due, found, today())
    asked = queries.open_reopening(found.id) if found else None
    return render_page(
        "reporting/report.html",
        due=due,
        report=found,
        state=found.state if found else NOT_STARTED,
        history=queries.history(found) if found else [],
        versions=queries.versions(found.id) if found else [],
        asked=asked,
        asked_myself=asked is not None and asked.asked_by == actor().account_id,
        answered=queries.answered_reopening(found) if found else None,
        findings=queries.found_in(due, found, snapshot) if found is None or found.state in OPEN else [],
        newer=queries.newer_below(snapshot) if found is not None and found.state not in OPEN else ([], []),
        day=today(),
        **_shown(due, found, snapshot),
        **_allowed(due, found),
        **WORDS,
    )


def _shown(due: ReportDue, found: Report | None, snapshot: dict[str, Any]) -> dict[str, Any]:
    """What the page of a report and that of one of its versions show alike."""
    return {
        "unit": due.unit,
        "above": units.ancestors(due.unit, within=actor().unit_path),
        "layout": read(snapshot["layout"]),
        "snapshot": snapshot,
        "tables": [papers.shown(raw) for raw in snapshot["tables"]],
        "comments": queries.comments(found.id) if found else {},
        "here": f"/bao-cao/{due.unit_id}/{due.period_id}",
    }


def _allowed(due: ReportDue, found: Report | None) -> dict[str, Any]:
    """What the actor may do with a report, by the names that the template asks for."""
    if found is None:
        begin = may_here(actor(), Action.REPORT_WRITE, due.unit.path) and due.waived_on is None
        return {"may_begin": begin} | dict.fromkeys(
            (
                "may_write", "may_submit", "may_ask", "may_accept", "may_return", "may_comment", "may_answer",
                "may_reopen",
            ),
            False,
        )  # fmt: skip
    received = service.received(due, found)
    return {
        "may_begin": False,
        "may_write": due.waived_on is None and may(actor(), Action.REPORT_WRITE, found),
        "may_submit": due.waived_on is None and may(actor(), Action.REPORT_SUBMIT, found),
        "may_ask": may(actor(), Action.REPORT_ASK_REOPENING, found),
        "may_accept": may(actor(), Action.REPORT_ACCEPT, received),
        "may_return": may(actor(), Action.REPORT_RETURN, received),
        # Nobody speaks to themselves, and what is accepted is settled.
        "may_comment": bool(due.goes_to)
        and found.state != ReportState.ACCEPTED
        and may(actor(), Action.REPORT_COMMENT, received),
        "may_answer": may(actor(), Action.REPORT_REOPEN, received),
        "may_reopen": may(actor(), Action.REPORT_REOPEN_UNASKED, received),
    }


@bp.post("/bao-cao/<int:unit_id>/<int:period_id>/bat-dau")
def begin(unit_id: int, period_id: int) -> Response:
    """Begin a report."""
    due = owed_for(Action.REPORT_WRITE, unit_id, period_id)
    service.begin(actor(), due, today())
    return redirect(url_for(".report", unit_id=unit_id, period_id=period_id), 303)


@bp.route("/bao-cao/<int:unit_id>/<int:period_id>/phan/<part>", methods=["GET", "POST"])
def part(unit_id: int, period_id: int, part: str) -> Response:
    """The words of a part, beside last time's, the proposed sentences, the period's logs and the comments."""
    due = still_owed(Action.REPORT_WRITE, unit_id, period_id)
    found = queries.report(due)
    require(actor(), Action.REPORT_WRITE, found)
    snapshot = queries.snapshot_now(due, found, today())
    of = part_or_404(read(snapshot["layout"]), part)
    report_id = found.id
    text = queries.texts(report_id).get(part)
    written, before = text.words if text else "", queries.words_before(due).get(part, "")
    proposed = proposals(snapshot).get(part, [])
    logs = {name: queries.log(name, due) for name in of.logs}
    offered = {"ky-truoc": before.splitlines(), "goi-y": proposed} | {name: one.lines for name, one in logs.items()}
    form = PartForm(data={"words": written, "version": text.version if text else 0})
    other, added = None, "them" in request.form
    if added:
        # What is typed so far comes along, and is saved by the person once they have read it.
        form.words.data = _added(form.words.data or "", offered.get(request.form["them"], []))
    elif form.validate_on_submit():
        try:
            service.write(actor(), due, part, form.words.data or "", form.version.data or 0)
            return redirect(f"{url_for('.report', unit_id=unit_id, period_id=period_id)}#{part}", 303)
        except ChangedMeanwhileError as error:
            due = queries.due(period_id, unit_id)  # what was read before was undone with the command
            other = error.words
            form.version.data = error.version
            form.version.raw_data = None
    return render_page(
        "reporting/part.html",
        status=422 if form.errors or other is not None else 200,
        due=due,
        unit=due.unit,
        part=of,
        form=form,
        other=other,
        added=added,
        before=before,
        proposed=proposed,
        logs=[(name, queries.LOG_NAMES[name], one) for name, one in logs.items()],
        most=queries.MOST,
        merged=[one.title_name for one in queries.units_by_id(due.predecessors)],
        comments=queries.comments(report_id).get(part, []),
    )


def _added(typed: str, more: Sequence[str]) -> str:
    """What is typed with more lines behind it; one that stands in it already is not put there twice."""
    return "\n".join(filter(None, [typed.rstrip(), *(line for line in more if line not in typed)]))


@bp.get("/bao-cao/<int:unit_id>/<int:period_id>/nguon/<table>/<row>/<column>")
def source(unit_id: int, period_id: int, table: str, row: str, column: str) -> Response:
    """Where a figure is from: the unit's own records, and the accepted report of each unit below."""
    due = owed(unit_id, period_id)
    found = queries.find_report(due)
    number = request.args.get("ban", 0, int)
    snapshot = queries.lookup(found.id, number) if found and number else queries.snapshot_now(due, found, today())
    cell = _cell(snapshot, table, row, column)
    return render_page(
        "reporting/source.html",
        due=due,
        unit=due.unit,
        snapshot=snapshot,
        number=number,
        table=cell["table"],
        row=cell["row"],
        column=cell["column"],
        figures=[_figure(due, snapshot, key, heading) for key, heading in cell["figures"]],
        below={one["id"]: one for one in snapshot["children"]},
        **WORDS,
    )


def _cell(snapshot: dict[str, Any], table: str, row: str, column: str) -> dict[str, Any]:
    """A cell of a table by row of a layout, with the figures in it, each by key and heading: two for a share."""
    layout = read(snapshot["layout"])
    try:
        of = layout.table(table)
        line = {one.key: one for one in of.rows}[row]
        # In a table by year each row is a figure, of which all years are told at once.
        told = [Column(ALL_YEARS, "Cả kỳ", line.source)] if of.by == "year" else of.columns
        columns = {one.key: one for one in told}
        at = columns[column]
    except KeyError:
        abort(404)
    named = [columns[name] for name in at.share] if at.share else [at]
    figures = [(source_of(one, row), one.heading) for one in named if one.source]
    return {"table": of, "row": line, "column": at, "figures": figures}


def _figure(due: ReportDue, snapshot: dict[str, Any], key: str, heading: str) -> dict[str, Any]:
    """A figure with what it is the sum of."""
    periods = queries.periods_of([one["report"] for one in snapshot["years"]])
    without = queries.apart(due.period_id, queries.dues_under(due.period_id, due.unit.path))
    of = origin(key)
    measure, period = key.rpartition(".")[0], snapshot["period"]
    return {
        # A whole may be what units say officially; the register's own number stands on the measure's page.
        "official": snapshot["figures"].get(f"{measure}.official", 0) if key.endswith(".whole") else 0,
        "heading": heading,
        "words": of.words,
        "value": snapshot["figures"].get(key),
        "own": [
            (one["name"], one["figures"].get(key), _lists(without, one, of, period, key)) for one in snapshot["sources"]
        ],
        "children": [(one["id"], one["name"], one["figures"].get(key), one["number"]) for one in snapshot["children"]],
        "adds_up": key.startswith(FLOWS),
        "years": [
            (one["year"], one["name"], one["figures"].get(key), _version(one, periods)) for one in snapshot["years"]
        ],
    }


def _version(of_year: dict[str, Any], periods: Mapping[int, int]) -> str:
    """The address of the version of a year's report on which a review rests; nothing where the actor sees none."""
    if of_year["report"] not in periods:
        return ""
    at = {"unit_id": of_year["id"], "period_id": periods[of_year["report"]], "number": of_year["number"]}
    return url_for(".version", **at)


def _lists(
    without: Sequence[Unit], source: dict[str, Any], of: Origin, period: dict[str, Any], key: str
) -> list[tuple[str, str]]:
    """The lists behind a unit's own figure, by name and address; none where the actor does not look.

    ``without`` are the units below that answer for themselves.
    """
    if not may_here(actor(), Action.PEOPLE_VIEW, source["unit"]):
        return []
    return [
        (f"{unit.title_name}, không kể cấp dưới" if only else unit.title_name, of.at(unit.id, period, key, only=only))
        for unit, only in queries.counted_at(source["id"], without)
    ]
