"""Pages: material and evidence of a course."""

from typing import cast

from flask import abort, current_app, redirect, send_file, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.files.store import FileStore
from lhtq.training import queries, service
from lhtq.training.forms import FileForm
from lhtq.training.rules import MOST_FILE_BYTES, MOST_FILES
from lhtq.training.service import TooManyError
from lhtq.training.views.base import bp, course_to_keep, course_to_read
from lhtq.training.views.courses import course_page
from lhtq.web.submission_key import once


@bp.post("/khoa/<int:course_id>/tep")
def add_file(course_id: int) -> Response:
    """Put a photo or PDF to a course."""
    found = course_to_keep(course_id)
    form = FileForm()
    if form.validate_on_submit():

        def create() -> str:
            service.add_file(actor(), found, form.kind.data, form.name.data, form.intake, _store())
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
    return _file(found.digest, found.media_type, download=None if photo else f"khoa-{course_id}-{found.id}.pdf")


@bp.get("/khoa/<int:course_id>/tep/<int:file_id>/nho")
def thumbnail(course_id: int, file_id: int) -> Response:
    """The thumbnail of a photo; a PDF has none."""
    course_to_read(course_id)
    found = queries.course_file(course_id, file_id)
    if found.thumbnail_digest is None:
        abort(404)
    return _file(found.thumbnail_digest, "image/jpeg", download=None)


def _store() -> FileStore:
    return cast(FileStore, current_app.extensions["lhtq.files"])


def _file(digest: str, media_type: str, *, download: str | None) -> Response:
    """A file of the store, kept by this browser alone: its content never changes."""
    response = send_file(
        _store().path(digest), mimetype=media_type, as_attachment=download is not None, download_name=download
    )
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
