"""Page: which column of a file holds what."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.lists import service
from lhtq.lists.forms import ColumnsForm, HeadingForm, SheetForm, columns_form, heading_form
from lhtq.lists.kinds import ListKind
from lhtq.lists.models import ImportBatch
from lhtq.lists.rules import OPEN_STATES, Field, Source, letter
from lhtq.lists.views import background
from lhtq.lists.views.base import batch_of, bp, uploads
from lhtq.web.filters import today
from lhtq.web.forms import choices
from lhtq.web.render import render_page
from lhtq.workbook.sheets import WorkbookRefusedError


@bp.route("/nhap/tep/<int:batch_id>/cot", methods=["GET", "POST"])
def columns(batch_id: int) -> Response:
    """Say which column holds what; it is remembered for files with the same headings."""
    batch, kind = batch_of(batch_id)
    if batch.state not in OPEN_STATES:
        return redirect(url_for(".batch", batch_id=batch_id), 303)
    fields, form = _form(batch, kind)
    if request.method == "POST" and form.validate() and not form.refuse_incomplete(fields):
        _refuse_no_village(batch, kind, form, fields)
    if request.method == "POST" and not form.errors:
        village = form["village"].data if "village" in form else ""
        service.choose_columns(actor(), kind, batch, form.mapping(fields), int(village) if village else None)
        background.start(actor(), kind, batch_id)
        return redirect(url_for(".batch", batch_id=batch_id), 303)
    return _page(batch, kind, form, fields)


@bp.post("/nhap/tep/<int:batch_id>/trang")
def sheet(batch_id: int) -> Response:
    """Read another sheet of the file, or the same with its headings in another row."""
    batch, kind = batch_of(batch_id)
    headings = heading_form(_source(batch, kind)) if "heading" in request.form else None
    sheets = _sheets(batch) if headings is None else None
    if headings is not None and headings.validate():
        return _read(batch, kind, service.Where(batch.sheet, headings.heading.data))
    if sheets is not None and sheets.validate():
        try:
            return _read(batch, kind, service.Where(sheets.sheet.data))
        except WorkbookRefusedError as error:
            sheets.refuse("sheet", str(error))
    fields, columns_ = _form(batch, kind)
    return _page(batch, kind, columns_, fields, sheets=sheets, headings=headings)


def _read(batch: ImportBatch, kind: ListKind, where: service.Where) -> Response:
    service.choose_sheet(actor(), kind, batch, where, uploads(), today())
    return redirect(url_for(".columns", batch_id=batch.id), 303)


def _source(batch: ImportBatch, kind: ListKind) -> Source:
    try:
        fields = service.reading_of(kind).fields(service.task_at(batch.unit, actor(), today()))
        return service.source_of(batch, fields, uploads())
    except WorkbookRefusedError:
        abort(404)


def _form(batch: ImportBatch, kind: ListKind) -> tuple[tuple[Field, ...], ColumnsForm]:
    reading = service.reading_of(kind)
    task = service.task_at(batch.unit, actor(), today())
    fields = reading.fields(task)
    villages = (
        [(one.id, one.title_name) for one in task.villages]
        if reading.by_village and task.unit.id == task.commune.id
        else []
    )
    made = columns_form(fields, batch.headings, batch.mapping, villages)
    return fields, made


def _refuse_no_village(batch: ImportBatch, kind: ListKind, form: ColumnsForm, fields: tuple[Field, ...]) -> None:
    """Put a message beside the village where nothing says one."""
    if "village" not in form or form["village"].data:
        return
    task = service.task_at(batch.unit, actor(), today())
    if service.lacks_village(service.reading_of(kind), task, _source(batch, kind), form.mapping(fields)):
        form.refuse("village", "Chọn thôn của mọi dòng, hoặc cột Thôn.")


def _sheets(batch: ImportBatch) -> SheetForm:
    form = SheetForm()
    form.sheet.choices = choices(
        (name, f"{name} ({rows} dòng{', trang ẩn' if hidden else ''})") for name, hidden, rows in batch.sheets
    )
    if not form.is_submitted():
        form.sheet.data = batch.sheet
    return form


def _page(
    batch: ImportBatch,
    kind: ListKind,
    form: ColumnsForm,
    fields: tuple[Field, ...],
    *,
    sheets: SheetForm | None = None,
    headings: HeadingForm | None = None,
) -> Response:
    source = _source(batch, kind)
    return render_page(
        "lists/columns.html",
        status=422 if any(each is not None and each.errors for each in (form, sheets, headings)) else 200,
        batch=batch,
        kind=kind,
        form=form,
        fields=fields,
        sheets=sheets or (_sheets(batch) if len(batch.sheets) > 1 else None),
        headings=headings or heading_form(source),
        samples=[
            (letter(at), heading, values)
            for at, (heading, values) in enumerate(zip(source.table.headings, source.samples(), strict=True))
        ],
    )
