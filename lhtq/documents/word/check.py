"""Whether a .docx that a province brings can be its template: whole, harmless, and with what a document must say."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from docx.api import Document as Open
from docx.document import Document as Docx
from lxml import etree

from lhtq.documents.kinds import BLOCKS, KNOWN, NEEDED, PLACEHOLDERS, Template
from lhtq.documents.word.fill import NAME, names_in, paragraphs, text_of

#: Bytes of the file, of all that is in it, and how many files are in it. A template with a coat of arms is 0.2 MB.
MOST_BYTES, MOST_UNPACKED, MOST_FILES = 2_000_000, 20_000_000, 200
#: Characters of the texts, a template has few; and paragraphs, which are looked through for every certificate.
MOST_PARAGRAPHS = 400

#: What a document of words, looks and pictures consists of. Everything else that a .docx can carry is refused: macros,
#: objects of other programs, controls, data, glossaries.
_KINDS = re.compile(
    r"""
    application/vnd\.openxmlformats-officedocument\.wordprocessingml\.
        (document\.main|styles|settings|webSettings|fontTable|numbering|header|footer|footnotes|endnotes
        |stylesWithEffects|people|commentsExtended)\+xml
    | application/vnd\.ms-word\.stylesWithEffects\+xml
    | application/vnd\.openxmlformats-officedocument\.
        (theme|extended-properties|custom-properties|customXmlProperties)\+xml
    | application/vnd\.openxmlformats-package\.(core-properties|relationships)\+xml
    | application/xml | image/(png|jpeg|gif|bmp)
    """,
    re.VERBOSE,
)
#: Fields that a document may work out by itself: of its pages and its day.
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "DATE", "TIME"})
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


#: Elements that run, fetch or carry something of another program.
_ACTS = frozenset({"altChunk", "attachedTemplate", "control", "mailMerge", "object", "OLEObject", "subDoc"})
_CARRIES = "Tệp chứa macro, đối tượng nhúng hoặc nội dung không dùng được."


class TemplateRefusedError(Exception):
    """A file that cannot be a template; ``problems`` are for the person, a sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def check_template(raw: bytes, kind: Template) -> None:
    """Raise TemplateRefusedError unless ``raw`` can be the template of a kind of document.

    Nothing in it is run or fetched here or later: macros, outside links, embedded objects and fields that fetch or
    ask are refused, and so is a file that unpacks to more than it may.
    """
    if not raw:
        raise TemplateRefusedError("Tệp trống. Hãy chọn tệp khác.")
    if len(raw) > MOST_BYTES:
        raise TemplateRefusedError(f"Tệp nặng quá {MOST_BYTES // 1_000_000} MB. Hãy bỏ bớt hoặc thu nhỏ hình ảnh.")
    for part in _parts(raw):
        _refuse_harm(*part)
    try:
        docx = Open(io.BytesIO(raw))
        roots = [docx.element, *(part._element for part in _edges(docx))]  # noqa: SLF001 - python-docx's own tree
    except Exception as error:
        # Whatever python-docx stumbles over, a person can only bring another file.
        raise TemplateRefusedError("Không đọc được tệp Word này, có thể tệp đã hỏng.") from error
    problems = list(_problems(roots, kind))
    if problems:
        raise TemplateRefusedError(*problems)


def _edges(docx: Docx) -> Iterator[Any]:
    for section in docx.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            if not part.is_linked_to_previous:
                yield part


def _parts(raw: bytes) -> list[tuple[str, bytes]]:
    """The parts of the package by name, unpacked, within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            entries = package.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise TemplateRefusedError("Tệp chứa quá nhiều nội dung bên trong. Hãy bỏ bớt hình ảnh.")
            names = {entry.filename for entry in entries}
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                raise TemplateRefusedError("Tệp này không phải tệp Word (.docx).")
            # What an entry says of its size is not believed: no more than that is read.
            return [(entry.filename, package.open(entry).read(entry.file_size + 1)) for entry in entries]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        raise TemplateRefusedError("Tệp này không phải tệp Word (.docx), hoặc có mật khẩu.") from error


def _refuse_harm(name: str, content: bytes) -> None:
    """Refuse a part that does something, points outside, or is of a kind that a template needs not."""
    if not name.endswith((".xml", ".rels")):
        if not name.endswith("/") and not name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".bmp")):
            raise TemplateRefusedError(_CARRIES)
        return
    root = _xml(content)
    if name == "[Content_Types].xml" and not all(_KINDS.fullmatch(entry.get("ContentType", "")) for entry in root):
        raise TemplateRefusedError(_CARRIES)
    if any(_points_outside(node) for node in root.iter(etree.Element)):
        raise TemplateRefusedError("Tệp có liên kết ra ngoài. Hãy bỏ các liên kết và mẫu đính kèm.")
    if any(etree.QName(node).localname in _ACTS for node in root.iter(etree.Element)):
        raise TemplateRefusedError(_CARRIES)
    for field in _fields(root):
        if field not in _FIELDS:
            raise TemplateRefusedError(f"Tệp có trường {field[:20]} của Word. Chỉ dùng trường số trang và ngày.")


def _points_outside(node: etree._Element) -> bool:
    """Whether an element names an address: as a relationship, or straight, as old drawings can."""
    if node.get("TargetMode", "").lower() == "external":
        return True
    straight = (value for key, value in node.attrib.items() if etree.QName(key).localname in {"src", "href"})
    return any(":" in value or value.startswith(("\\\\", "//")) for value in straight)


def _xml(content: bytes) -> etree._Element:
    """An XML part, which declares nothing of its own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateRefusedError("Không đọc được tệp Word này, có thể tệp đã hỏng.") from error
    if root.getroottree().docinfo.doctype:
        raise TemplateRefusedError("Tệp chứa nội dung không dùng được.")
    return root


def _fields(root: etree._Element) -> Iterator[str]:
    """The names of the fields in a part. One in runs is put together first: Word cuts it as it likes."""
    for simple in root.iter(f"{_W}fldSimple"):
        yield (simple.get(f"{_W}instr", "").split() or [""])[0].upper()
    said: list[str] = []
    for node in root.iter(f"{_W}fldChar", f"{_W}instrText"):
        if node.tag == f"{_W}instrText":
            said.append(node.text or "")
        elif said:
            yield ("".join(said).split() or [""])[0].upper()
            said = []
    if said:
        yield ("".join(said).split() or [""])[0].upper()


def _problems(roots: Sequence[Any], kind: Template) -> Iterator[str]:
    body, edges = names_in(roots[0]), {name for root in roots[1:] for name in names_in(root)}
    missing = sorted(NEEDED[kind] - body - edges)
    if missing:
        told = "; ".join(f"{{{{{name}}}}} ({PLACEHOLDERS[name]})" for name in missing)
        yield f"Mẫu thiếu: {told}."
    unknown = sorted((body | edges) - KNOWN[kind])
    if unknown:
        yield f"Mẫu có tên không dùng cho loại văn bản này: {_told(unknown)}."
    # Heads and feet are those of every page: what is filled in whole, or anew on each certificate, cannot stand there.
    misplaced = sorted(edges if kind is Template.CERTIFICATE else edges & BLOCKS)
    if misplaced:
        yield f"Tên chỉ dùng trong thân văn bản, không dùng ở đầu và chân trang: {_told(misplaced)}."
    if sum(1 for _ in paragraphs(roots[0])) > MOST_PARAGRAPHS:
        yield f"Mẫu dài quá {MOST_PARAGRAPHS} đoạn."
    for text in (text_of(each).strip() for each in paragraphs(roots[0])):
        for name in NAME.findall(text):
            if name in BLOCKS and not NAME.fullmatch(text):
                yield f"{{{{{name}}}}} phải đứng riêng một đoạn."


def _told(names: Sequence[str]) -> str:
    return ", ".join(f"{{{{{name}}}}}" for name in names[:10])
