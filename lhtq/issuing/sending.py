"""A document as an answer: written, written down, and sent as a file. The parts above say what is in it.

A large one is written beside the request: the answer leads to a page that says how far it is.
"""

import io
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from flask import current_app, redirect, send_file, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.db import Base
from lhtq.documents import Template, Told, certificates_pdf, certificates_word, excel, pdf, silent, word
from lhtq.documents.parts import Batch, Document
from lhtq.files.serving import store
from lhtq.issuing import queries, service
from lhtq.issuing.preparing import Prepared, Shelf
from lhtq.units.models import Unit
from lhtq.units.rules import top_path


class Form(StrEnum):
    """The kinds of file; the value is the ending of the address."""

    WORD = "docx"
    PDF = "pdf"
    EXCEL = "xlsx"


MEDIA_TYPES: dict[Form, str] = {
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Paper:
    """A document to be sent: its kind, what is in it, and what its file is called, without the ending."""

    kind: Template
    content: Document | Batch
    name: str


def template_of(kind: Template) -> bytes | None:
    """The template of the actor's province; None where it uses the one that comes with the software."""
    found = queries.in_use(top_path(actor().unit_path)).get(kind)
    return None if found is None else store().path(found.digest).read_bytes()


#: Certificates, or rows of tables, that are more than a person should wait for without being told.
MANY = 100


def send(paper: Paper, form: Form, subject: Base, unit: Unit, *, back: str, large: bool = False) -> Response:
    """``paper`` of a record of a unit as a file; who takes it is written down. Raises NotAllowedError.

    What has more than ``MANY`` pieces, or is said to be ``large``, is written beside the request; ``back`` is the page
    to go back to.
    """
    service.take_away(actor(), subject, unit, paper.kind, form)
    template = template_of(paper.kind) if form is Form.WORD else None
    name = f"{paper.name}.{form}"
    if not large and paper.content.pieces <= MANY:
        content = io.BytesIO(_written(paper, form, template))
        return send_file(content, MEDIA_TYPES[form], as_attachment=True, download_name=name)
    key = shelf().begin(
        actor().account_id,
        Prepared(name, MEDIA_TYPES[form], back),
        lambda told: _written(paper, form, template, told),
        inline=current_app.config["WORK_INLINE"],
    )
    return redirect(url_for("issuing.prepared", key=key), 303)


def shelf() -> Shelf:
    """Where large documents lie."""
    return cast(Shelf, current_app.extensions["lhtq.prepared"])


def _written(paper: Paper, form: Form, template: bytes | None, told: Told = silent) -> bytes:
    if isinstance(paper.content, Batch):
        if form is Form.WORD:
            return certificates_word(paper.content, template, told)
        return certificates_pdf(paper.content, told)
    if form is Form.WORD:
        return word(paper.content, paper.kind, template, told)
    return pdf(paper.content, told) if form is Form.PDF else excel(paper.content, told)
