"""A list as a file: a form, for it is written down who took it."""

from tempfile import SpooledTemporaryFile

from flask import request, send_file
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Place, require
from lhtq.lists import service
from lhtq.lists.views.base import bp, kind_of
from lhtq.lists.views.unit import IN_MEMORY, XLSX
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.workbook.writing import Page, csv_lines, write_xlsx

#: Characters of what a list is narrowed by.
_MOST = 200


@bp.post("/tai/<slug>/<int:unit_id>")
def export(slug: str, unit_id: int) -> Response:
    """A list of a unit, narrowed as on screen, as .xlsx or .csv.

    Rows go one by one from the database to a file on disk: a list that breaks off in the middle is never sent.
    """
    kind = kind_of(slug)
    unit = units.unit(unit_id)
    require(actor(), kind.view, Place(unit.path))
    form = "csv" if request.form.get("dang") == "csv" else "xlsx"
    filters = {name: value[:_MOST] for name, value in request.form.items() if name not in {"csrf_token", "dang"}}
    service.take_away(actor(), kind, unit, filters, form)
    task = service.task_at(unit, actor(), today())
    told, more = kind.export.columns(task), kind.export.more(task, filters)
    columns, rows = [*told, *more], kind.export.rows(task, filters)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the answer
    if form == "csv":
        file.writelines(csv_lines(columns, rows))
    else:
        write_xlsx([Page(kind.name, columns, rows, still=len(told) if more else 0)], file)  # type: ignore[arg-type]
    file.seek(0)
    name = f"{slug}-{unit.code}-{today():%Y%m%d}.{form}"
    return send_file(file, "text/csv" if form == "csv" else XLSX, as_attachment=True, download_name=name)
