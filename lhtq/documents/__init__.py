"""Official documents in the layout of Nghị định 30/2020/NĐ-CP, as Word, PDF and Excel.

A part of plain functions, without Flask and the database. ``lhtq.documents.parts`` says what a document is made of;
these write it:

- ``word(document, kind, template=None)``: an editable .docx, through the province's template or the default one;
- ``pdf(document)``: ready to be signed, always in the decree's layout;
- ``excel(document)``: its tables, with live sums;
- ``certificates_word(batch, template=None)`` and ``certificates_pdf(batch)``: a page each;
- ``default_template(kind)`` and ``check_template(raw, kind)``: for replacing a template.

Each that writes takes ``told(done, total)``, which is called as it goes on.

See docs/documents.md.
"""

from lhtq.documents.excel import excel
from lhtq.documents.kinds import NEEDED, PLACEHOLDERS, TEMPLATE_NAMES, Template
from lhtq.documents.pdf.certificates import certificates_pdf
from lhtq.documents.pdf.write import pdf
from lhtq.documents.progress import Told, silent
from lhtq.documents.word.check import MOST_BYTES, TemplateRefusedError, check_template
from lhtq.documents.word.template import default_template
from lhtq.documents.word.write import certificates_word, word

__all__ = [
    "MOST_BYTES",
    "NEEDED",
    "PLACEHOLDERS",
    "TEMPLATE_NAMES",
    "Template",
    "TemplateRefusedError",
    "Told",
    "certificates_pdf",
    "certificates_word",
    "check_template",
    "default_template",
    "excel",
    "pdf",
    "silent",
    "word",
]
