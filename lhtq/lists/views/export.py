"""A list as a file: a form, for it is written down who took it."""

from collections.abc import Iterator, Sequence
from tempfile import SpooledTemporaryFile

from flask import Response as FlaskResponse
from flask import request, send_file, stream_with_context
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Place, require
from lhtq.lists import service
from lhtq.lists.views.base import bp, kind_of
from lhtq.lists.views.unit import IN_MEMORY, XLSX
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.workbook.writing import Column, Page, Value, csv_lines, write_xlsx

#: Bytes of a .csv file that are sent at once.
_SENT = 64_000
#: Characters of what a list is narrowed by.
_MOST = 200


@bp.post("/tai/<slug>/<int:unit_id>")
def export(slug: str, unit_id: int) -> Response:
    """A list of a unit, narrowed as on screen, as .xlsx or .csv."""
    kind = kind_of(slug)
    unit = units.unit(unit_id)
    require(actor(), kind.view, Place(unit.path))
    form = "csv" if request.form.get("dang") == "csv" else "xlsx"
    filters = {name: value[:_MOST] for name, value in request.form.items() if name not in {"csrf_token", "dang"}}
    service.take_away(actor(), kind, unit, filters, form)
    task = service.task_at(unit, actor(), today())
    columns, rows = kind.export.columns(task), kind.export.rows(task, filters)
    name = f"{slug}-{unit.code}-{today():%Y%m%d}.{form}"
    if form == "csv":
        return _csv(columns, rows, name)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the answer
    write_xlsx([Page(kind.name, columns, rows)], file)  # type: ignore[arg-type]
    file.seek(0)
    return send_file(file, XLSX, as_attachment=True, download_name=name)


def _csv(columns: Sequence[Column], rows: Iterator[Sequence[Value]], name: str) -> Response:
    def sent() -> Iterator[bytes]:
        waiting = bytearray()
        for line in csv_lines(columns, rows):
            waiting += line
            if len(waiting) > _SENT:
                yield bytes(waiting)
                waiting.clear()
        yield bytes(waiting)

    answer = FlaskResponse(stream_with_context(sent()), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
