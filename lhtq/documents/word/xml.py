"""Paragraphs and tables as WordprocessingML. Written as text: a table of a thousand rows is then parsed once."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from lhtq.documents import words
from lhtq.documents.layout import LAYOUT, Layout
from lhtq.documents.metrics import POINT
from lhtq.documents.parts import Align, Head, Row, Table

#: Of lxml, which python-docx stands on and which has no types of its own.
Element = Any

_STANDS = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right", Align.BOTH: "both"}
_NS = nsdecls("w")


def twips(millimetres: float) -> int:
    """Word's length: a twentieth of a point."""
    return round(millimetres / POINT * 20)


@dataclass(frozen=True)
class Look:
    """How a paragraph and its letters look. Lengths in millimetres, ``size`` and ``before`` in points."""

    size: float
    bold: bool = False
    italic: bool = False
    align: Align = Align.LEFT
    indent: float = 0
    before: float = 0
    after: float = 0
    lines: float = 1
    left: float = 0
    right: float = 0
    above: bool = False
    with_next: bool = False


def paragraph(text: str, look: Look) -> Element:
    """A paragraph of ``text``; a line break in it stays one. ``above`` draws a line over it."""
    return parse_xml(_paragraph(text, look, _NS))


def _paragraph(text: str, look: Look, ns: str = "") -> str:
    keep = "<w:keepNext/>" if look.with_next else ""
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>' if look.above else ""
    return (
        f"<w:p {ns}><w:pPr>{keep}{border}"
        f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}" '
        f'w:line="{round(look.lines * 240)}" w:lineRule="auto"/>'
        f'<w:ind w:left="{twips(look.left)}" w:right="{twips(look.right)}" w:firstLine="{twips(look.indent)}"/>'
        # Of the mark at the end, too: an empty paragraph is as high as that.
        f'<w:jc w:val="{_STANDS[look.align]}"/><w:rPr><w:sz w:val="{round(look.size * 2)}"/></w:rPr></w:pPr>'
        f"{_run(text, look)}</w:p>"
    )


def _run(text: str, look: Look) -> str:
    shape = ("<w:b/><w:bCs/>" if look.bold else "") + ("<w:i/><w:iCs/>" if look.italic else "")
    size = round(look.size * 2)
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in words.plain(text).split("\n"))
    return f'<w:r><w:rPr>{shape}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>{lines}</w:r>'


def like(sample: Element, text: str, *, bold: bool | None = None, italic: bool | None = None) -> Element:
    """A paragraph that looks as ``sample`` in its template does, with another text."""
    made = deepcopy(sample)
    runs = made.findall(qn("w:r"))
    for child in list(made):
        if child.tag != qn("w:pPr"):
            made.remove(child)
    run = parse_xml(f"<w:r {_NS}/>")
    shape = runs[0].find(qn("w:rPr")) if runs else None
    shape = parse_xml(f"<w:rPr {_NS}/>") if shape is None else deepcopy(shape)
    for tag, wanted in (("w:b", bold), ("w:i", italic)):
        if wanted is not None:
            _set(shape, tag, wanted)
    run.append(shape)
    for count, line in enumerate(words.plain(text).split("\n")):
        if count:
            run.append(parse_xml(f"<w:br {_NS}/>"))
        run.append(parse_xml(f'<w:t {_NS} xml:space="preserve">{escape(line)}</w:t>'))
    made.append(run)
    return made


def _set(shape: Element, tag: str, wanted: bool) -> None:
    for old in shape.findall(qn(tag)):
        shape.remove(old)
    if wanted:
        # The schema has bold and italics after the font and the style.
        before = [child for child in shape if child.tag in {qn("w:rStyle"), qn("w:rFonts"), qn("w:b")}]
        shape.insert(len(before), parse_xml(f"<{tag} {_NS}/>"))


def align(made: Element, stands: Align, *, indent: bool) -> None:
    """Give a paragraph another place between its edges, and take its first line's indent away where there is none."""
    shape = made.get_or_add_pPr()
    shape.get_or_add_jc().set(qn("w:val"), _STANDS[stands])
    if not indent:
        shape.get_or_add_ind().set(qn("w:firstLine"), "0")


def table(of: Table, width: float, layout: Layout = LAYOUT) -> Element:
    """A table of ``width`` millimetres. Its heading rows are repeated on every page, and no row is broken."""
    whole = sum(column.width for column in of.columns)
    wide = [twips(width * column.width / whole) for column in of.columns]
    sums = words.totals(of)
    rows = [*_headings(of, wide, layout), *(_row(of, row, wide, layout) for row in of.rows)]
    if sums is not None:
        rows.append(_row(of, Row(sums, bold=True), wide, layout))
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in wide)
    return parse_xml(
        f'<w:tbl {_NS}><w:tblPr><w:tblW w:w="{sum(wide)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _headings(of: Table, wide: Sequence[int], layout: Layout) -> Iterable[str]:
    look = Look(layout.table, bold=True, align=Align.CENTRE)
    names = [column.heading for column in of.columns]
    if not of.heads:
        yield _line((_cell(name, each, look) for name, each in zip(names, wide, strict=True)), heading=True)
        return
    over = {head.first: head for head in of.heads}
    under = {at for head in of.heads for at in range(head.first, head.last + 1)}
    upper: list[str] = []
    for at, name in enumerate(names):
        if at in over:
            upper.append(_over(over[at], wide, look))
        elif at not in under:
            upper.append(_cell(name, wide[at], look, merge='<w:vMerge w:val="restart"/>'))
    yield _line(upper, heading=True)
    yield _line(
        (
            _cell(name, wide[at], look) if at in under else _cell("", wide[at], look, merge="<w:vMerge/>")
            for at, name in enumerate(names)
        ),
        heading=True,
    )


def _over(head: Head, wide: Sequence[int], look: Look) -> str:
    span = head.last - head.first + 1
    return _cell(head.text, sum(wide[head.first : head.last + 1]), look, merge=f'<w:gridSpan w:val="{span}"/>')


def _row(of: Table, row: Row, wide: Sequence[int], layout: Layout) -> str:
    if row.across:
        merge = f'<w:gridSpan w:val="{len(wide)}"/>'
        return _line([_cell(row.across, sum(wide), Look(layout.table, bold=True), merge=merge)])
    return _line(
        _cell(words.cell(value, column.kind), each, Look(layout.table, bold=row.bold, align=column.stands))
        for value, column, each in zip(row.cells, of.columns, wide, strict=True)
    )


def _line(cells: Iterable[str], *, heading: bool = False) -> str:
    repeat = "<w:tblHeader/>" if heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, wide: int, look: Look, merge: str = "") -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(text, look)}</w:tc>"
    )
