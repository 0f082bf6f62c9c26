"""How paragraphs look in a PDF; from the same measures as the Word templates."""

from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph

from lhtq.documents import metrics, words
from lhtq.documents.layout import LAYOUT
from lhtq.documents.parts import Align

_STANDS = {Align.LEFT: TA_LEFT, Align.CENTRE: TA_CENTER, Align.RIGHT: TA_RIGHT, Align.BOTH: TA_JUSTIFY}
_FACES = {
    (False, False): metrics.PLAIN,
    (True, False): metrics.BOLD,
    (False, True): metrics.ITALIC,
    (True, True): metrics.BOLD_ITALIC,
}
#: A single line of Times is so much higher than its letters.
SINGLE = 1.15


@cache
def style(  # noqa: PLR0913, PLR0917 - what a look is made of
    size: float, bold: bool = False, italic: bool = False, align: Align = Align.LEFT,
    indent: float = 0, before: float = 0, after: float = 0, lines: float = 1,
) -> ParagraphStyle:  # fmt: skip
    """A look: lengths in millimetres, ``size``, ``before`` and ``after`` in points."""
    metrics.register()
    return ParagraphStyle(
        "",
        fontName=_FACES[bold, italic],
        fontSize=size,
        leading=size * SINGLE * lines,
        alignment=_STANDS[align],
        firstLineIndent=indent * mm,
        spaceBefore=before,
        spaceAfter=after,
        splitLongWords=True,
        allowWidows=0,
        allowOrphans=0,
    )


def text(said: str, look: ParagraphStyle) -> Paragraph:
    """A paragraph; its words are words, whatever signs are in them."""
    return Paragraph(escape(words.plain(said)).replace("\n", "<br/>"), look)


def body(
    said: str, *, bold: bool = False, italic: bool = False, align: Align = Align.BOTH, indent: bool = True
) -> Paragraph:
    """A paragraph of the body."""
    first = LAYOUT.indent if indent and align is Align.BOTH else 0
    return text(said, style(LAYOUT.body, bold, italic, align, first, LAYOUT.apart, 0, LAYOUT.lines))


def padding(inside: float, apart: float) -> list[Any]:
    """The room in the cells of a table, in points; and a face, else one that is nowhere used would be named."""
    return [
        ("FONTNAME", (0, 0), (-1, -1), metrics.PLAIN),
        ("LEFTPADDING", (0, 0), (-1, -1), inside), ("RIGHTPADDING", (0, 0), (-1, -1), inside),
        ("TOPPADDING", (0, 0), (-1, -1), apart), ("BOTTOMPADDING", (0, 0), (-1, -1), apart),
    ]  # fmt: skip


class Rule(Flowable):  # type: ignore[misc]
    """A line of ``length`` in the middle of what it stands in, both in millimetres."""

    def __init__(self, length: float, above: float = 4) -> None:
        super().__init__()
        self._length, self._above, self._width = length * mm, above, 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """As wide as there is room."""
        self._width = width
        return width, self._above + 2

    def draw(self) -> None:
        """The line itself."""
        left = (self._width - self._length) / 2
        self.canv.setLineWidth(0.75)
        self.canv.line(left, 2, left + self._length, 2)
