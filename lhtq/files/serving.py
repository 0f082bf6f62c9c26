"""The files of this app, and one of them as an answer."""

from typing import cast

from flask import Response, current_app, send_file

from lhtq.files.store import FileStore


def store() -> FileStore:
    """Where photos and PDF are kept."""
    return cast(FileStore, current_app.extensions["lhtq.files"])


def stored(digest: str, media_type: str, *, download: str | None = None) -> Response:
    """A file of the store, kept by this browser alone: its content never changes. ``download`` names an attachment."""
    response = send_file(
        store().path(digest), mimetype=media_type, as_attachment=download is not None, download_name=download
    )
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
