"""Pages of one import: how far it is, what was found, and what is to be done with it."""

from tempfile import SpooledTemporaryFile

from flask import abort, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.lists import queries, service
from lhtq.lists.models import ImportBatch
from lhtq.lists.rules import (
    AT_WORK,
    OUTCOME_NAMES,
    OUTCOME_SLUGS,
    STATE_NAMES,
    Outcome,
    State,
)
from lhtq.lists.views import background
from lhtq.lists.views.base import batch_of, bp, stalled, uploads
from lhtq.lists.views.unit import IN_MEMORY, XLSX
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.workbook.sheets import WorkbookRefusedError

BATCH = "lists/batch.html"


@bp.get("/nhap/tep/<int:batch_id>")
def batch(batch_id: int) -> Response:
    """How far an import is, in numbers, and what can be done with it now."""
    return _page(batch_id)


@bp.get("/nhap/tep/<int:batch_id>/dong/<which>")
def findings(batch_id: int, which: str) -> Response:
    """The rows of one outcome, each with its reasons."""
    batch_, kind = batch_of(batch_id)
    outcome = next((one for one, slug in OUTCOME_SLUGS.items() if slug == which), None) or abort(404)
    rows = page(
        lambda limit, offset: queries.findings(batch_id, outcome, limit, offset), request.args.get("trang", 1, int)
    )
    task = service.task_at(batch_.unit, actor(), today())
    fields = service.fields_of(service.reading_of(kind), task, batch_.headings)
    return render_page(
        "lists/findings.html",
        batch=batch_,
        outcome=outcome,
        outcomes=OUTCOME_NAMES,
        slug=which,
        page=rows,
        headings={each.key: each.heading for each in fields},
        open=batch_.state == State.CHECKED,
        Outcome=Outcome,
    )


@bp.post("/nhap/tep/<int:batch_id>/chon")
def choose(batch_id: int) -> Response:
    """Have the ticked ones of the doubtful rows of a page written all the same; or all there are, or none."""
    batch_, kind = batch_of(batch_id)
    shown, numbers = _numbers("dong"), _numbers("chon")
    if request.form.get("tat_ca"):
        shown = numbers = queries.asked(batch_id)
    service.choose_rows(actor(), kind, batch_, numbers, shown)
    return redirect(url_for(".batch", batch_id=batch_id), 303)


@bp.post("/nhap/tep/<int:batch_id>/ghi")
def write(batch_id: int) -> Response:
    """Have the good rows written; where that was asked for before, the import's page says how it stands."""
    batch_, kind = batch_of(batch_id)
    if batch_.state in {State.WRITING, State.DONE}:
        return redirect(url_for(".batch", batch_id=batch_id), 303)
    service.ask_to_write(actor(), kind, batch_)
    background.start(actor(), kind, batch_id)
    return redirect(url_for(".batch", batch_id=batch_id), 303)


@bp.post("/nhap/tep/<int:batch_id>/tiep")
def resume(batch_id: int) -> Response:
    """Take up work whose process has died; nothing happens where it lives."""
    _, kind = batch_of(batch_id)
    background.start(actor(), kind, batch_id)
    return redirect(url_for(".batch", batch_id=batch_id), 303)


@bp.post("/nhap/tep/<int:batch_id>/bo")
def drop(batch_id: int) -> Response:
    """Write nothing."""
    batch_, kind = batch_of(batch_id)
    service.drop(actor(), kind, batch_)
    return redirect(url_for(".imports", unit_id=batch_.unit_id), 303)


@bp.post("/nhap/tep/<int:batch_id>/hoan-tac")
def undo(batch_id: int) -> Response:
    """Take the import back as a whole, or say what stands in the way."""
    batch_, kind = batch_of(batch_id)
    try:
        service.undo(actor(), kind, batch_, uploads(), today())
    except service.InTheWayError:
        return _page(batch_id, status=409, obstacles=queries.in_the_way(batch_id))
    return redirect(url_for(".batch", batch_id=batch_id), 303)


@bp.get("/nhap/tep/<int:batch_id>/ly-do")
def reasons(batch_id: int) -> Response:
    """The person's own rows again, with what is wrong in them written beside."""
    batch_, kind = batch_of(batch_id)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the answer
    try:
        service.tell_reasons(actor(), batch_, service.Job(kind, uploads(), today()), file)  # type: ignore[arg-type]
    except WorkbookRefusedError:
        file.close()
        abort(404)
    file.seek(0)
    name = batch_.file_name.rpartition(".")[0] or batch_.file_name
    return send_file(file, XLSX, as_attachment=True, download_name=f"{name}-ly-do.xlsx")


def _numbers(name: str) -> list[int]:
    return [int(value) for value in request.form.getlist(name) if value.isdecimal()][:100_000]


def _page(batch_id: int, *, status: int = 200, obstacles: list[queries.Obstacle] | None = None) -> Response:
    batch_, kind = batch_of(batch_id)
    return render_page(
        BATCH,
        status=status,
        batch=batch_,
        kind=kind,
        above=units.ancestors(batch_.unit, within=actor().unit_path),
        good=_good(batch_),
        bad=batch_.counts.get("wrong", 0) + batch_.counts.get("doubtful", 0) - len(batch_.chosen),
        hidden=[name for name, hidden, _rows in batch_.sheets if hidden],
        stalled=stalled(batch_),
        working=batch_.state in AT_WORK and not stalled(batch_),
        states=STATE_NAMES,
        outcomes=OUTCOME_NAMES,
        slugs=OUTCOME_SLUGS,
        obstacles=obstacles,
        State=State,
    )


def _good(batch_: ImportBatch) -> int:
    return int(batch_.counts.get("new", 0) + batch_.counts.get("changed", 0) + len(batch_.chosen))
