"""Certificates in batches: a page each, A4 on its side. Each line is set straight onto the page, for speed."""

import io

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from lhtq.documents import metrics, words
from lhtq.documents.layout import LAYOUT, MOTTO, NATION
from lhtq.documents.parts import Batch, Certificate
from lhtq.documents.progress import Told, silent

_L = LAYOUT
_WIDE, _HIGH = (each * mm for each in _L.size(landscape=True))
_LEFT, _RIGHT = _L.left * mm, _WIDE - _L.right * mm
_MIDDLE = (_LEFT + _RIGHT) / 2
#: The middles of the halves of the head, and of the signature.
_HEAD_LEFT = _LEFT + _L.head_left * mm / 2
_HEAD_RIGHT = (_LEFT + _L.head_left * mm + _RIGHT) / 2
_SIGNED = (_MIDDLE + _RIGHT) / 2
_DECIDED = (_LEFT + _MIDDLE) / 2
#: The smallest that a long name is set in before it is broken.
_LEAST = 14


def certificates_pdf(batch: Batch, told: Told = silent) -> bytes:
    """The certificates of a decision, a page each."""
    metrics.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(_WIDE, _HIGH), lang="vi", invariant=1, initialFontName=metrics.PLAIN)
    canvas.setTitle(batch.heading.subject)
    for done, certificate in enumerate(batch.certificates, 1):
        _certificate(_Pen(canvas), batch, certificate)
        canvas.showPage()
        told(done, len(batch.certificates))
    canvas.save()
    return buffer.getvalue()


class _Pen:
    """Sets lines one below the other."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.at = _HIGH - _L.top * mm

    def line(self, text: str, size: float, middle: float, *, bold: bool = False, italic: bool = False) -> None:
        """A line of text in the middle of ``middle``."""
        face = {(True, False): metrics.BOLD, (False, True): metrics.ITALIC}.get((bold, italic), metrics.PLAIN)
        self.at -= size * 1.15
        self.canvas.setFont(face, size)
        self.canvas.drawCentredString(middle, self.at, text)

    def lines(self, text: str, size: float, middle: float, most: float, *, bold: bool = False) -> None:
        """A text of any length: smaller where it is long, then broken between words; ``most`` in points."""
        while size > _LEAST and any(metrics.width_of(each, size, bold=bold) * mm > most for each in text.split("\n")):
            size -= 1
        for line in _broken(text, size, most, bold=bold):
            self.line(line, size, middle, bold=bold)

    def rule(self, length: float, middle: float) -> None:
        """A line drawn; ``length`` in millimetres."""
        self.at -= 5
        self.canvas.setLineWidth(0.75)
        self.canvas.line(middle - length * mm / 2, self.at, middle + length * mm / 2, self.at)


def _broken(text: str, size: float, most: float, *, bold: bool) -> list[str]:
    lines: list[str] = []
    for whole in text.split("\n"):
        lines.append("")
        for word in whole.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.width_of(longer, size, bold=bold) * mm > most:
                lines.append(word)
            else:
                lines[-1] = longer
    return lines


def _certificate(pen: _Pen, batch: Batch, certificate: Certificate) -> None:
    across = _RIGHT - _LEFT
    half = across / 2
    _head(pen, batch)
    for text, size, before, bold in (
        (batch.grants, 16, 32, True),
        ("CHỨNG NHẬN", 28, 18, True),
        (certificate.name, 22, 20, True),
        (certificate.of, 16, 6, False),
        ("đạt danh hiệu", 16, 14, False),
        (certificate.title, 24, 10, True),
        (certificate.period, 16, 4, False),
    ):
        if text:
            pen.at -= before
            pen.lines(text, size, _MIDDLE, across, bold=bold)
    if certificate.detail:
        pen.at -= 4
        pen.line(certificate.detail, 14, _MIDDLE, italic=True)
    top = pen.at = pen.at - 22
    pen.at -= _L.place * 1.15
    pen.lines(certificate.decision, 12, _DECIDED, half)
    pen.at = top
    pen.line(words.place_line(batch.heading), _L.place, _SIGNED, italic=True)
    pen.lines(batch.signature.authority, _L.signature, _SIGNED, half, bold=True)
    pen.at -= 46
    pen.line(batch.signature.name, _L.signature, _SIGNED, bold=True)


def _head(pen: _Pen, batch: Batch) -> None:
    top = pen.at
    width = _L.head_left * mm
    if batch.heading.parent:
        pen.lines(batch.heading.parent.upper(), _L.issuer, _HEAD_LEFT, width)
    issuer = batch.heading.body.upper()
    pen.lines(issuer, _L.issuer, _HEAD_LEFT, width, bold=True)
    longest = max(metrics.width_of(line, _L.issuer, bold=True) for line in issuer.split("\n"))
    pen.rule(min(longest, _L.head_left) * _L.rule, _HEAD_LEFT)
    below, pen.at = pen.at, top
    pen.line(NATION, _L.nation, _HEAD_RIGHT, bold=True)
    pen.line(MOTTO, _L.motto, _HEAD_RIGHT, bold=True)
    pen.rule(metrics.width_of(MOTTO, _L.motto, bold=True), _HEAD_RIGHT)
    pen.at = min(below, pen.at)
