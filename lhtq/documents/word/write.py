"""A document or a batch of certificates as .docx, through a template."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy

from docx.api import Document as Open
from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from lhtq.documents import words
from lhtq.documents.kinds import BLOCKS, Template
from lhtq.documents.layout import LAYOUT
from lhtq.documents.metrics import POINT, width_of
from lhtq.documents.parts import (
    Align,
    Appendix,
    Batch,
    Certificate,
    Document,
    Heading,
    Paragraph,
    Part,
    Signature,
    Table,
    Title,
)
from lhtq.documents.progress import Told, silent
from lhtq.documents.word.fill import NAME, paragraphs, put_in, text_of
from lhtq.documents.word.template import default_template, rule
from lhtq.documents.word.xml import Element, Look, align, like, paragraph, table

_BODY = Look(
    LAYOUT.body, align=Align.BOTH, indent=LAYOUT.indent, before=LAYOUT.apart, lines=LAYOUT.lines
)  # fmt: skip


def word(document: Document, kind: Template, template: bytes | None = None, told: Told = silent) -> bytes:
    """``document`` as an editable .docx, through ``template`` or the one that comes with the software.

    ``template`` is one that ``check_template`` let pass. Headings of tables are repeated on every page; appendices
    follow on pages of their own.
    """
    docx = Open(io.BytesIO(template or default_template(kind)))
    if document.landscape and template is None and not _is_landscape(docx.sections[-1]._sectPr):  # noqa: SLF001
        _turn(docx.sections[-1]._sectPr)  # noqa: SLF001 - the element is what is turned
    width = _text_width(docx)
    # Found before anything is filled in: what is filled in is text, even where it looks like a name.
    blocks = _blocks(docx.element.body)
    values = _values(document)
    for root in _roots(docx):
        put_in(root, values)
    pieces = len(document.body) + len(document.appendices)
    for name, sample in blocks:
        _put_block(sample, _block(name, sample, document, width, lambda done: told(done, pieces)))
    for done, appendix in enumerate(document.appendices, len(document.body) + 1):
        _append(docx, appendix)
        told(done, pieces)
    return _saved(docx)


def certificates_word(batch: Batch, template: bytes | None = None, told: Told = silent) -> bytes:
    """The certificates of a decision as one .docx, each on a page of its own."""
    docx = Open(io.BytesIO(template or default_template(Template.CERTIFICATE)))
    body = docx.element.body
    page = [element for element in body if element.tag != qn("w:sectPr")]
    width = _text_width(docx)
    same = _head_values(batch.heading) | _signed(batch.signature) | {"nguoi_cong_nhan": batch.grants}
    for element in page:
        body.remove(element)
    end = body.find(qn("w:sectPr"))
    for count, certificate in enumerate(batch.certificates):
        holder = parse_xml(f"<w:body {nsdecls('w')}/>")
        holder.extend(deepcopy(page))
        blocks = _blocks(holder)
        put_in(holder, same | _certificate_values(certificate))
        for name, sample in blocks:
            _put_block(sample, [_rule_below(name, batch.heading, sample, width)])
        if count:
            end.addprevious(_new_page())
        for element in list(holder):
            end.addprevious(element)
        told(count + 1, len(batch.certificates))
    return _saved(docx)


def _saved(docx: Docx) -> bytes:
    buffer = io.BytesIO()
    docx.save(buffer)
    return buffer.getvalue()


def _new_page() -> Element:
    """A page break in a line of one point: it takes no room on the page that it ends."""
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr>'
        '<w:r><w:br w:type="page"/></w:r></w:p>'
    )


def _roots(docx: Docx) -> Iterator[Element]:
    """What is written on: the body, and heads and feet of pages."""
    yield docx.element.body
    for section in docx.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            if not part.is_linked_to_previous:
                yield part._element  # noqa: SLF001 - as above


def _blocks(root: Element) -> list[tuple[str, Element]]:
    """The paragraphs that are nothing but the name of a block."""
    found = []
    for each in paragraphs(root):
        match = NAME.fullmatch(text_of(each).strip())
        if match and match.group(1) in BLOCKS:
            found.append((match.group(1), each))
    return found


def _put_block(sample: Element, made: Sequence[Element]) -> None:
    for element in made:
        sample.addprevious(element)
    if made:
        sample.getparent().remove(sample)
    else:
        # The only paragraph of a cell stays, empty.
        put_in(sample.getparent(), {NAME.fullmatch(text_of(sample).strip()).group(1): ""})  # type: ignore[union-attr]


def _block(name: str, sample: Element, document: Document, width: float, told: Callable[[int], None]) -> list[Element]:
    match name:
        case "noi_dung":
            made: list[Element] = []
            for done, part in enumerate(document.body, 1):
                made += _part(part, sample, width)
                told(done)
            if made and made[-1].tag == qn("w:p"):
                made[-1].get_or_add_pPr().get_or_add_keepNext()  # a signature never stands alone on a page
            return made
        case "can_cu":
            last = len(document.bases) - 1
            return [like(sample, f"{basis}{'.' if at == last else ';'}") for at, basis in enumerate(document.bases)]
        case "noi_nhan":
            return [like(sample, f"- {line}") for line in document.recipients]
        case "kinh_gui":
            if len(document.to) > 1:
                return [like(sample, "Kính gửi:"), *(like(sample, f"- {line}") for line in document.to)]
            return [like(sample, f"Kính gửi: {line}") for line in document.to]
    return [_rule_below(name, document.heading, sample, width)]


def _part(part: Part, sample: Element | None, width: float) -> Iterator[Element]:
    match part:
        case Paragraph():
            yield _paragraph(part, sample)
        case Title():
            text = f"{part.number} {part.text}".strip()
            made = paragraph(text, _BODY) if sample is None else like(sample, text)
            made = like(made, text, bold=True, italic=part.level > 2)  # noqa: PLR2004 - a), below 1.
            made.get_or_add_pPr().get_or_add_keepNext()
            yield made
        case Table():
            yield from _table(part, width)


def _paragraph(part: Paragraph, sample: Element | None) -> Element:
    made = like(
        paragraph(part.text, _BODY) if sample is None else sample,
        part.text,
        bold=part.bold or None,
        italic=part.italic or None,
    )
    if part.align is not Align.BOTH or not part.indent:
        align(made, part.align, indent=part.indent and part.align is Align.BOTH)
    return made


def _table(part: Table, width: float) -> Iterator[Element]:
    if part.title:
        look = Look(LAYOUT.body, bold=True, align=Align.CENTRE, before=LAYOUT.apart, after=3, with_next=True)
        yield paragraph(part.title, look)
    yield table(part, width)
    # Word joins tables that touch each other.
    yield paragraph(part.note, Look(LAYOUT.recipient if part.note else 6, italic=True, before=2))


def _rule_below(name: str, heading: Heading, sample: Element, width: float) -> Element:
    """The line below the issuing body or the subject: as long as the decree says beside the longest line of words."""
    of = heading.body.upper() if name == "ke_co_quan" else heading.subject
    size = LAYOUT.issuer if name == "ke_co_quan" else LAYOUT.subject
    cell = next(sample.iterancestors(qn("w:tc")), None)
    if cell is not None:
        said = cell.tcPr.find(qn("w:tcW")) if cell.tcPr is not None else None
        width = int(said.get(qn("w:w"), 0)) / 20 * POINT if said is not None else LAYOUT.head_left
    longest = min(width, max(width_of(line, size, bold=True) for line in of.split("\n")))
    return rule(longest * LAYOUT.rule, width)


def _head_values(heading: Heading) -> dict[str, str]:
    return {
        "co_quan_cap_tren": heading.parent.upper(),
        "co_quan": heading.body.upper(),
        "so_ky_hieu": words.number_line(heading),
        "dia_danh_ngay_thang": words.place_line(heading),
        "ten_loai": heading.kind.upper(),
        "trich_yeu": heading.subject,
    }


def _signed(signature: Signature | None, beside: str = "") -> dict[str, str]:
    authority, name = (signature.authority, signature.name) if signature else ("", "")
    return {f"ky{beside}": authority, f"ho_ten{beside}": name}


def _values(document: Document) -> Mapping[str, str]:
    return {
        **_head_values(document.heading),
        **_signed(document.signature),
        **_signed(document.left, "_trai"),
        "tham_quyen": document.authority,
        "quyet_nghi": document.resolves,
    }


def _certificate_values(certificate: Certificate) -> dict[str, str]:
    return {
        "ten": certificate.name,
        "dia_chi": certificate.of,
        "danh_hieu": certificate.title,
        "thoi_gian": certificate.period,
        "quyet_dinh": certificate.decision,
        "ghi_chu": certificate.detail,
    }


def _text_width(docx: Docx) -> float:
    """Between the margins of the template, in millimetres."""
    section = docx.sections[-1]
    inside = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    return inside / 36_000


def _append(docx: Docx, appendix: Appendix) -> None:
    """An appendix begins a page, with a numbering of its own."""
    body = docx.element.body
    last = body.find(qn("w:sectPr"))
    ended = paragraph("", Look(2))
    ended.get_or_add_pPr().append(deepcopy(last))
    last.addprevious(ended)
    for old in last.findall(qn("w:pgNumType")):
        last.remove(old)
    last.find(qn("w:pgMar")).addnext(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))
    if appendix.landscape != _is_landscape(last):
        _turn(last)
    width = _text_width(docx)
    head = Look(LAYOUT.kind, bold=True, align=Align.CENTRE)
    made = [paragraph(appendix.number, head), paragraph(appendix.title.upper(), head)]
    if appendix.reference:
        made.append(paragraph(appendix.reference, Look(LAYOUT.body, italic=True, align=Align.CENTRE, after=6)))
    made += [element for part in appendix.parts for element in _part(part, None, width)]
    for element in made:
        last.addprevious(element)


def _is_landscape(section: Element) -> bool:
    return str(section.find(qn("w:pgSz")).get(qn("w:orient"), "portrait")) == "landscape"


def _turn(section: Element) -> None:
    """Turn the pages of a section on their side, or back; margins stay where a reader looks for them."""
    size = section.find(qn("w:pgSz"))
    wide, high = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), high)
    size.set(qn("w:h"), wide)
    size.set(qn("w:orient"), "portrait" if _is_landscape(section) else "landscape")
