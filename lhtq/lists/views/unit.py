"""Pages: which lists of a unit can be filled, their templates, the upload, earlier imports."""

from tempfile import SpooledTemporaryFile

from flask import abort, redirect, request, send_file, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, may, require
from lhtq.lists import queries, service
from lhtq.lists.forms import UploadForm
from lhtq.lists.kinds import ListKind
from lhtq.lists.rules import STATE_NAMES, State
from lhtq.lists.views import background
from lhtq.lists.views.base import bp, kind_of, kinds, stalled, uploads
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web import errors
from lhtq.web.filters import today
from lhtq.web.forms import choices
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once
from lhtq.workbook.sheets import WorkbookRefusedError
from lhtq.workbook.writing import Column, Page, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Of a file that is made: in memory so far, then on disk.
IN_MEMORY = 2_000_000


@bp.route("/nhap/<int:unit_id>", methods=["GET", "POST"])
def imports(unit_id: int) -> Response:
    """Choose a list, take its template, send a file; the imports of before."""
    unit = units.unit(unit_id)
    offered = _offered(unit)
    form = UploadForm()
    form.list.choices = choices((kind.slug, kind.name) for kind in offered)
    if not form.is_submitted():
        form.list.data = request.args.get("ds") or offered[0].slug
    if form.validate_on_submit():
        kind = kind_of(form.list.data)
        sent: FileStorage = form.file.data
        file = service.File(sent.filename or "", sent.stream.read())
        made: list[int] = []

        def create() -> str:
            batch = service.upload(actor(), kind, unit, file, uploads(), today())
            if batch.state == State.CHECKING:
                made.append(batch.id)
                return url_for(".batch", batch_id=batch.id)
            return url_for(".columns", batch_id=batch.id)

        try:
            target = once(actor().account_id, form.key.value, create)
        except WorkbookRefusedError as error:
            form.refuse("file", str(error))
        else:
            for batch_id in made:
                background.start(actor(), kind, batch_id)
            return redirect(target, 303)
    rows = page(lambda limit, offset: queries.batches(unit.path, limit, offset), request.args.get("trang", 1, int))
    return render_page(
        "lists/imports.html",
        status=422 if form.errors else 200,
        form=form,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        lists=offered,
        names={kind.slug: kind.name for kind in kinds().values()},
        page=rows,
        states=STATE_NAMES,
        stalled=stalled,
    )


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    """What is too large to be read is a list here, and its form is at the same address."""
    words = (
        "Tệp danh sách nặng nhiều nhất 20 MB. Hãy bỏ ảnh và trang không cần ra khỏi tệp, "
        "hoặc chia danh sách thành nhiều tệp, rồi gửi lại."
    )
    return errors.page(413, words, (request.path, "Về trang Nhập từ Excel"))


@bp.get("/nhap/<int:unit_id>/mau/<slug>")
def template(unit_id: int, slug: str) -> Response:
    """The template of a list, with the villages of the commune to choose from."""
    unit = units.unit(unit_id)
    kind = kind_of(slug)
    reading = kind.reading or abort(404)
    require(actor(), reading.action, Place(unit.path))
    if unit.level not in reading.levels:
        abort(404)
    fields = [each for each in reading.fields(service.task_at(unit, actor(), today())) if each.offered]
    explained = (
        Column("heading", "Cột", 26), Column("note", "Cách ghi", 80), Column("required", "Bắt buộc", 10)
    )  # fmt: skip
    rows = [(each.heading, each.note or "", "x" if each.required or each.needed else "") for each in fields]
    pages = [
        Page(kind.name, [each.column(filling=True) for each in fields], (), title=f"{kind.name}, {unit.full_name}"),
        Page("Cách ghi", explained, rows),
    ]
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the answer
    write_xlsx(pages, file)  # type: ignore[arg-type]
    file.seek(0)
    return send_file(file, XLSX, as_attachment=True, download_name=f"mau-{slug}.xlsx")


def _offered(unit: Unit) -> list[ListKind]:
    """The lists that the actor may fill at a unit. Raises NotAllowedError where there is none."""
    place = Place(unit.path)
    # Whoever fills any list keeps the Association's too; others fill none here.
    require(actor(), Action.MEMBERSHIP_EDIT, place)
    found = [kind for kind in kinds().values() if kind.reading and unit.level in kind.reading.levels]
    allowed = [kind for kind in found if kind.reading and may(actor(), kind.reading.action, place)]
    return allowed or abort(404)
