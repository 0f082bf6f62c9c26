"""Pages: material and evidence of a course."""

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.files.serving import store, stored
from lhtq.training import queries, service
from lhtq.training.forms import FileForm
from lhtq.training.rules import MOST_FILE_BYTES, MOST_FILES
from lhtq.training.service import TooManyError
from lhtq.training.views.base import bp, course_to_keep, course_to_read
from lhtq.training.views.courses import course_page
from lhtq.web.submission_key import once


@bp.post("/khoa/<int:course_id>/tep")
def add_file(course_id: int) -> Response:
    """Put photos or PDF to a course."""
    found = course_to_keep(course_id)
    form = FileForm()
    if form.validate_on_submit():

        def create() -> str:
            for intake in form.file.intakes:
                service.add_file(actor(), found, form.kind.data, form.name.data, intake, store())
            return url_for(".course", course_id=course_id, _anchor="files")

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except TooManyError:
            form.refuse(
                "file", f"Mỗi khóa giữ nhiều nhất {MOST_FILES} tệp, {MOST_FILE_BYTES // 1_000_000} MB. Hãy bỏ bớt tệp."
            )
    return course_page(queries.course(course_id), form)


@bp.post("/khoa/<int:course_id>/tep/<int:file_id>/bo")
def remove_file(course_id: int, file_id: int) -> Response:
    """Take a file off a course."""
    found = course_to_keep(course_id)
    service.remove_file(actor(), found, queries.course_file(course_id, file_id))
    return redirect(url_for(".course", course_id=course_id, _anchor="files"), 303)


@bp.get("/khoa/<int:course_id>/tep/<int:file_id>")
def course_file(course_id: int, file_id: int) -> Response:
    """The photo or PDF itself."""
    course_to_read(course_id)
    found = queries.course_file(course_id, file_id)
    photo = found.media_type == "image/jpeg"
    return stored(found.digest, found.media_type, download=None if photo else f"khoa-{course_id}-{found.id}.pdf")


@bp.get("/khoa/<int:course_id>/tep/<int:file_id>/nho")
def thumbnail(course_id: int, file_id: int) -> Response:
    """The thumbnail of a photo; a PDF has none."""
    course_to_read(course_id)
    found = queries.course_file(course_id, file_id)
    if found.thumbnail_digest is None:
        abort(404)
    return stored(found.thumbnail_digest, "image/jpeg")
