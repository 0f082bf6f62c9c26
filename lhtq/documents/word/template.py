"""The templates that come with the software: the decree's frame, with a name in braces for what is filled in.

They are made here, from the same measures as everything else, and are ordinary .docx files: the province takes one,
changes it in Word and brings it back.
"""

import io
from collections.abc import Callable, Sequence
from functools import cache

from docx.api import Document as Open
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt

from lhtq.documents.kinds import Template
from lhtq.documents.layout import FACE, LAYOUT, MOTTO, NATION
from lhtq.documents.metrics import width_of
from lhtq.documents.parts import Align
from lhtq.documents.word.xml import Element, Look, paragraph, twips

_L = LAYOUT


@cache
def default_template(template: Template) -> bytes:
    """The template that comes with the software, as a .docx file."""
    docx = Open()
    for element in list(docx.element.body):
        if element.tag != qn("w:sectPr"):
            docx.element.body.remove(element)
    _style(docx)
    landscape = template in {Template.STATISTICS, Template.CERTIFICATE}
    _page(docx.sections[0], landscape=landscape, numbered=template is not Template.CERTIFICATE)
    width = _L.width(landscape=landscape)
    make = _certificate if template is Template.CERTIFICATE else _FRAMES[template]
    for element in make(width):
        docx.element.body.insert(len(docx.element.body) - 1, element)
    docx.core_properties.title = template.value
    docx.core_properties.author = ""
    docx.core_properties.comments = ""
    buffer = io.BytesIO()
    docx.save(buffer)
    return buffer.getvalue()


def _style(docx: Docx) -> None:
    style = docx.styles["Normal"]
    style.font.name = FACE
    style.font.size = Pt(_L.body)
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FACE)


def _page(section: Section, *, landscape: bool, numbered: bool) -> None:
    width, height = _L.size(landscape=landscape)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin, section.right_margin = Mm(_L.left), Mm(_L.right)
    section.top_margin, section.bottom_margin = Mm(_L.top), Mm(_L.bottom)
    section.header_distance = section.footer_distance = Mm(_L.top / 2)
    if numbered:
        section.different_first_page_header_footer = True
        section.header._element.append(_page_number())  # noqa: SLF001 - python-docx has no fields
        section.header._element.remove(section.header._element[0])  # noqa: SLF001


def _page_number() -> Element:
    made = paragraph("", Look(_L.page, align=Align.CENTRE))
    run = made.find(qn("w:r"))
    run.remove(run.find(qn("w:t")))
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "/>')
    made.remove(run)
    run.append(parse_xml(f"<w:t {nsdecls('w')}>2</w:t>"))
    field.append(run)
    made.append(field)
    return made


def _halves(widths: Sequence[float], cells: Sequence[Sequence[Element]]) -> Element:
    """A table without lines: what stands side by side."""
    grid = "".join(f'<w:gridCol w:w="{twips(each)}"/>' for each in widths)
    columns = "".join(f'<w:tc><w:tcPr><w:tcW w:w="{twips(each)}" w:type="dxa"/></w:tcPr></w:tc>' for each in widths)
    made = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{columns}</w:tr></w:tbl>"
    )
    for cell, elements in zip(made.iter(qn("w:tc")), cells, strict=True):
        cell.extend(elements)
    return made


def rule(length: float, width: float) -> Element:
    """A line of ``length`` in the middle of ``width`` millimetres."""
    edge = max(0.0, (width - length) / 2)
    return paragraph("", Look(2, before=3, above=True, left=edge, right=edge))


def _centred(text: str, size: float, *, bold: bool = False, italic: bool = False, before: float = 0) -> Element:
    return paragraph(text, Look(size, bold=bold, italic=italic, align=Align.CENTRE, before=before))


def _gap() -> Element:
    """Room between the body and the signature, on the signature's page."""
    return paragraph("", Look(6, with_next=True))


def _head(width: float) -> Element:
    right = width - _L.head_left
    left = [
        _centred("{{co_quan_cap_tren}}", _L.issuer),
        _centred("{{co_quan}}", _L.issuer, bold=True),
        _centred("{{ke_co_quan}}", 2),
    ]
    nation = [
        _centred(NATION, _L.nation, bold=True),
        _centred(MOTTO, _L.motto, bold=True),
        rule(width_of(MOTTO, _L.motto, bold=True), right),
    ]
    return _halves((_L.head_left, right), (left, nation))


def _number_and_place(width: float) -> Element:
    place = paragraph("{{dia_danh_ngay_thang}}", Look(_L.place, italic=True, align=Align.CENTRE))
    return _halves((_L.head_left, width - _L.head_left), ([_centred("{{so_ky_hieu}}", _L.number)], [place]))


def _subject() -> list[Element]:
    return [
        _centred("{{ten_loai}}", _L.kind, bold=True, before=18),
        _centred("{{trich_yeu}}", _L.subject, bold=True),
        _centred("{{ke_trich_yeu}}", 2),
    ]


def _body(name: str, *, italic: bool = False) -> Element:
    look = Look(
        _L.body, italic=italic, align=Align.BOTH, indent=_L.indent, before=_L.apart, lines=_L.lines
    )  # fmt: skip
    return paragraph(f"{{{{{name}}}}}", look)


def _signed(width: float, left: Sequence[Element]) -> Element:
    half = width / 2
    right = [
        _centred("{{ky}}", _L.signature, bold=True),
        *(_centred("", _L.signature) for _ in range(4)),
        _centred("{{ho_ten}}", _L.signature, bold=True),
    ]
    return _halves((half, half), (left, right))


def _received() -> list[Element]:
    return [
        paragraph("Nơi nhận:", Look(_L.recipients, bold=True, italic=True)),
        paragraph("{{noi_nhan}}", Look(_L.recipient)),
    ]


def _left_hand() -> list[Element]:
    return [
        _centred("{{ky_trai}}", _L.signature, bold=True),
        *(_centred("", _L.signature) for _ in range(4)),
        _centred("{{ho_ten_trai}}", _L.signature, bold=True),
    ]


def _report(width: float) -> list[Element]:
    return [
        _head(width), _number_and_place(width), *_subject(), _centred("{{kinh_gui}}", _L.body, before=12),
        _centred("", 6), _body("noi_dung"), _gap(), _signed(width, _received()),
    ]  # fmt: skip


def _decision(width: float) -> list[Element]:
    return [
        _head(width), _number_and_place(width), *_subject(),
        _centred("{{tham_quyen}}", _L.body, bold=True, before=12), _centred("", 6),
        _body("can_cu", italic=True), _centred("{{quyet_nghi}}", _L.body, bold=True, before=12),
        _body("noi_dung"), _gap(), _signed(width, _received()),
    ]  # fmt: skip


def _minutes(width: float) -> list[Element]:
    return [
        _head(width), _number_and_place(width), *_subject(), _centred("", 6), _body("noi_dung"), _centred("", 6),
        _signed(width, _left_hand()),
    ]  # fmt: skip


def _certificate(width: float) -> list[Element]:
    half = width / 2
    return [
        _head(width),
        _centred("{{nguoi_cong_nhan}}", 16, bold=True, before=32),
        _centred("CHỨNG NHẬN", 28, bold=True, before=18),
        _centred("{{ten}}", 22, bold=True, before=20),
        _centred("{{dia_chi}}", 16, before=6),
        _centred("đạt danh hiệu", 16, before=14),
        _centred("{{danh_hieu}}", 24, bold=True, before=10),
        _centred("{{thoi_gian}}", 16, before=4),
        _centred("{{ghi_chu}}", 14, italic=True, before=4),
        _centred("", 14),
        _halves(
            (half, half),
            (
                [_centred("", _L.number), _centred("{{quyet_dinh}}", 12)],
                [
                    _centred("{{dia_danh_ngay_thang}}", _L.place, italic=True),
                    _centred("{{ky}}", _L.signature, bold=True),
                    *(_centred("", _L.signature) for _ in range(3)),
                    _centred("{{ho_ten}}", _L.signature, bold=True),
                ],
            ),
        ),
    ]


_FRAMES: dict[Template, Callable[[float], list[Element]]] = {
    Template.REPORT: _report,
    Template.STATISTICS: _report,
    Template.DECISION: _decision,
    Template.MINUTES: _minutes,
}
