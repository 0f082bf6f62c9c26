"""A document as PDF: the decree's layout, in Tinos, ready to be signed."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Table as Grid

from lhtq.documents import metrics, words
from lhtq.documents.layout import LAYOUT, MOTTO, NATION
from lhtq.documents.metrics import width_of
from lhtq.documents.parts import Align, Appendix, Document, Heading, Paragraph, Part, Signature, Table, Title
from lhtq.documents.pdf.looks import Rule, body, padding, style, text
from lhtq.documents.pdf.tables import table
from lhtq.documents.progress import Told, silent

_L = LAYOUT
_MIDDLE = Align.CENTRE
_UPRIGHT, _TURNED = "upright", "turned"
#: Points that must be left on a page for a table to begin there.
_WITH_TABLE = 110
#: Lines of a paragraph with which it begins on a page, and from how many on it may be parted after those.
_BEGINS, _PARTED = 2, 4
#: Below this level headings are in italics: a) below 1.
_DEEP = 2


def pdf(document: Document, told: Told = silent) -> bytes:
    """``document`` as PDF. It has the layout of the decree, whatever template its Word file goes through."""
    metrics.register()
    buffer = io.BytesIO()
    out = _Pages(buffer, document.heading.subject, landscape=document.landscape)
    width = _L.width(landscape=document.landscape)
    flow: list[Flowable] = [*head(document.heading, width), *_opening(document)]
    at = _last(document.body)
    flow += _parts(document.body[:at], width)
    last = [each for part in document.body[at:] for each in _part(part, width)]
    flow.append(KeepTogether([*last, Spacer(1, 12), signed(document, width)]))
    for appendix in document.appendices:
        flow += _appendix(appendix)
    out.tell(told)
    out.build(flow)
    return buffer.getvalue()


class _Pages(BaseDocTemplate):  # type: ignore[misc]
    """Pages with their number in the middle of the top margin, from the second of each numbering on."""

    def __init__(self, to: io.BytesIO, subject: str, *, landscape: bool) -> None:
        pages = [_page(_UPRIGHT, self._numbered, turned=False), _page(_TURNED, self._numbered, turned=True)]
        if landscape:
            pages.reverse()
        super().__init__(
            to, pageTemplates=pages, title=subject, author="", lang="vi", invariant=1, initialFontName=metrics.PLAIN
        )
        self._began = 1

    def tell(self, told: Told) -> None:
        """Say how much of the text is set."""
        size = [0]

        def heard(what: str, value: int) -> None:
            if what == "SIZE_EST":
                size[0] = value
            elif what == "PROGRESS":
                told(value, max(size[0], value))

        self.setProgressCallBack(heard)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - ReportLab's name
        """An appendix has a numbering of its own."""
        if isinstance(flowable, _Restart):
            self._began = self.page

    def _numbered(self, canvas: Canvas, _document: Any) -> None:
        number = self.page - self._began + 1
        # An appendix is only known to begin once its first line is set: its page is numbered when it ends.
        if number > 1:
            canvas.setFont(metrics.PLAIN, _L.page)
            wide, high = canvas._pagesize  # noqa: SLF001 - has no other name
            middle = (_L.left * mm + wide - _L.right * mm) / 2
            canvas.drawCentredString(middle, high - _L.top * mm / 2 - _L.page / 2, str(number))


class _Restart(Spacer):  # type: ignore[misc]
    """Where a numbering of pages begins anew."""

    def __init__(self) -> None:
        super().__init__(1, 0.01)


def _page(name: str, on_end: Any, *, turned: bool) -> PageTemplate:
    wide, high = (each * mm for each in _L.size(landscape=turned))
    frame = Frame(
        _L.left * mm, _L.bottom * mm, wide - (_L.left + _L.right) * mm, high - (_L.top + _L.bottom) * mm,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    return PageTemplate(name, [frame], pagesize=(wide, high), onPageEnd=on_end)


def head(heading: Heading, width: float) -> list[Flowable]:
    """The two halves of the head: who issues it and the nation's name, below them number, place and day."""
    left: list[Flowable] = []
    if heading.parent:
        left.append(text(heading.parent.upper(), style(_L.issuer, align=_MIDDLE)))
    left.append(text(heading.body.upper(), style(_L.issuer, bold=True, align=_MIDDLE)))
    longest = max(width_of(line, _L.issuer, bold=True) for line in heading.body.upper().split("\n"))
    left.append(Rule(min(longest, _L.head_left) * _L.rule))
    right = [
        text(NATION, style(_L.nation, bold=True, align=_MIDDLE)),
        text(MOTTO, style(_L.motto, bold=True, align=_MIDDLE)),
        Rule(width_of(MOTTO, _L.motto, bold=True)),
    ]
    number = text(words.number_line(heading), style(_L.number, align=_MIDDLE))
    place = text(words.place_line(heading), style(_L.place, italic=True, align=_MIDDLE))
    return [
        halves([left, right], width, left=_L.head_left),
        Spacer(1, 4),
        halves([[number], [place]], width, left=_L.head_left),
    ]


def halves(cells: Sequence[Sequence[Flowable]], width: float, *, left: float) -> Grid:
    """What stands side by side, ``left`` millimetres of it in the left half."""
    return Grid(
        [list(cells)],
        colWidths=[left * mm, (width - left) * mm],
        style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *padding(0, 0)],
    )


def _opening(document: Document) -> Iterator[Flowable]:
    heading = document.heading
    if heading.kind:
        yield Spacer(1, 18)
        yield text(heading.kind.upper(), style(_L.kind, bold=True, align=_MIDDLE))
    yield text(heading.subject, style(_L.subject, bold=True, align=_MIDDLE, before=0 if heading.kind else 18))
    longest = max(width_of(line, _L.subject, bold=True) for line in heading.subject.split("\n"))
    yield Rule(min(longest, _L.width(landscape=document.landscape)) * _L.rule)
    yield Spacer(1, 6)
    middle = style(_L.body, align=_MIDDLE, before=6)
    if len(document.to) > 1:
        yield text("Kính gửi:", middle)
    for line in document.to:
        yield text(f"- {line}" if len(document.to) > 1 else f"Kính gửi: {line}", middle)
    bold = style(_L.body, bold=True, align=_MIDDLE, before=6, after=6)
    if document.authority:
        yield text(document.authority, bold)
    for at, basis in enumerate(document.bases):
        yield body(f"{basis}{'.' if at == len(document.bases) - 1 else ';'}", italic=True)
    if document.resolves:
        yield text(document.resolves, bold)


def _last(parts: Sequence[Part]) -> int:
    """Where what stays with the signature begins, which never stands alone on a page: a paragraph and its headings."""
    at = len(parts)
    if parts and isinstance(parts[-1], Paragraph):
        at -= 1
    while at and isinstance(parts[at - 1], Title):
        at -= 1
    return at


def _parts(parts: Sequence[Part], width: float) -> Iterator[Flowable]:
    """The parts one after another; headings begin on a page only where what they head begins there too."""
    for at, part in enumerate(parts):
        if isinstance(part, Title) and not (at and isinstance(parts[at - 1], Title)):
            yield CondPageBreak(_headed(parts[at:], width))
        yield from _part(part, width)


def _headed(parts: Sequence[Part], width: float) -> float:
    """The room in points for the headings at the beginning of some parts and the beginning of what follows them."""
    room = 0.0
    for part in parts:
        if isinstance(part, Table):
            return room + _WITH_TABLE
        (paragraph,) = _part(part, width)
        _, high = paragraph.wrap(width * mm, _L.long * mm)
        room += float(paragraph.getSpaceBefore())
        if isinstance(part, Paragraph):
            line = float(paragraph.style.leading)
            lines = round(high / line)
            return room + line * (lines if lines < _PARTED else _BEGINS)
        room += float(high)
    return room


def _part(part: Part, width: float) -> Iterator[Flowable]:
    match part:
        case Paragraph():
            yield body(part.text, bold=part.bold, italic=part.italic, align=part.align, indent=part.indent)
        case Title():
            yield body(f"{part.number} {part.text}".strip(), bold=True, italic=part.level > _DEEP)
        case Table():
            yield CondPageBreak(_WITH_TABLE)
            if part.title:
                yield text(part.title, style(_L.body, bold=True, align=_MIDDLE, before=6, after=4))
            yield table(part, width)
            if part.note:
                yield text(part.note, style(_L.recipient, italic=True, before=3))
            yield Spacer(1, 6)


def signed(document: Document, width: float) -> Grid:
    """The foot: recipients or a first signature on the left, the signature on the right."""
    if document.left is not None:
        left = hand(document.left)
    else:
        left = [text("Nơi nhận:", style(_L.recipients, bold=True, italic=True))] if document.recipients else []
        left += [text(f"- {line}", style(_L.recipient)) for line in document.recipients]
    return halves([left, hand(document.signature)], width, left=width / 2)


def hand(signature: Signature, *, room: float = 64) -> list[Flowable]:
    """Who signs, with ``room`` in points for the hand and the seal."""
    look = style(_L.signature, bold=True, align=_MIDDLE)
    return [text(signature.authority, look), Spacer(1, room), text(signature.name, look)]


def _appendix(appendix: Appendix) -> Iterator[Flowable]:
    width = _L.width(landscape=appendix.landscape)
    bold = style(_L.kind, bold=True, align=_MIDDLE)
    yield NextPageTemplate(_TURNED if appendix.landscape else _UPRIGHT)
    yield PageBreak()
    yield _Restart()
    yield text(appendix.number, bold)
    yield text(appendix.title.upper(), bold)
    if appendix.reference:
        yield text(appendix.reference, style(_L.body, italic=True, align=_MIDDLE, after=6))
    yield from _parts(appendix.parts, width)
