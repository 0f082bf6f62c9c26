"""A document as an answer: written, written down, and sent as a file. The parts above say what is in it."""

import io
from dataclasses import dataclass
from enum import StrEnum

from flask import send_file
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.db import Base
from lhtq.documents import Template, certificates_pdf, certificates_word, excel, pdf, word
from lhtq.documents.parts import Batch, Document
from lhtq.files.serving import store
from lhtq.issuing import queries, service
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


def send(paper: Paper, form: Form, subject: Base, unit: Unit) -> Response:
    """``paper`` of a record of a unit as a file; who takes it is written down. Raises NotAllowedError."""
    service.take_away(actor(), subject, unit, paper.kind, form)
    content = _written(paper, form)
    return send_file(io.BytesIO(content), MEDIA_TYPES[form], as_attachment=True, download_name=f"{paper.name}.{form}")


def _written(paper: Paper, form: Form) -> bytes:
    if form is Form.WORD:
        template = template_of(paper.kind)
        if isinstance(paper.content, Batch):
            return certificates_word(paper.content, template)
        return word(paper.content, paper.kind, template)
    if isinstance(paper.content, Batch):
        return certificates_pdf(paper.content)
    return pdf(paper.content) if form is Form.PDF else excel(paper.content)
