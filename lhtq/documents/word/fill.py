"""Filling a template: names in braces are looked for as text and put in as text. There is no language in a template.

A template that comes from outside is thereby never run, unlike one of a template engine.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn

from lhtq.documents.word.xml import Element
from lhtq.documents.words import plain

NAME = re.compile(r"\{\{\s*([a-z_]{1,40})\s*\}\}")


def paragraphs(root: Element) -> Iterator[Element]:
    """Every paragraph below ``root``, those in tables and boxes too."""
    return iter(root.iter(qn("w:p")))


def text_of(paragraph: Element) -> str:
    """The words of a paragraph, whichever runs they are in."""
    return "".join(node.text or "" for node in _texts(paragraph))


def names_in(root: Element) -> set[str]:
    """The names in braces below ``root``."""
    return {name for paragraph in paragraphs(root) for name in NAME.findall(text_of(paragraph))}


def _texts(paragraph: Element) -> list[Element]:
    """The text nodes of this paragraph itself: a box inside it has paragraphs of its own."""
    return [node for node in paragraph.iter(qn("w:t")) if next(node.iterancestors(qn("w:p"))) is paragraph]


def put_in(root: Element, values: Mapping[str, str]) -> None:
    """Put every value in the place of its name; a paragraph of which nothing is left goes.

    Word cuts a line of text as it likes: a name may begin in one run and end in another. The look is that of the run
    in which it begins.
    """
    for paragraph in list(paragraphs(root)):
        nodes = _texts(paragraph)
        whole = "".join(node.text or "" for node in nodes)
        found = [match for match in NAME.finditer(whole) if match.group(1) in values]
        if not found:
            continue
        for match in reversed(found):
            _replace(nodes, match.start(), match.end(), plain(values[match.group(1)]))
        for node in nodes:
            _break_lines(node)
        if not "".join(node.text or "" for node in nodes).strip():
            remove(paragraph)


def _replace(nodes: list[Element], start: int, end: int, value: str) -> None:
    """Put ``value`` in the place of the characters from ``start`` to ``end`` of the nodes' texts together."""
    at = 0
    for node in nodes:
        text = node.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            node.text = text[:first] + (value if start >= at else "") + text[last:]
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)


def _break_lines(node: Element) -> None:
    first, *rest = (node.text or "").split("\n")
    if not rest:
        return
    node.text = first
    after: Any = node
    for line in rest:
        for tag, text in (("w:br", None), ("w:t", line)):
            made = node.makeelement(qn(tag))
            made.text = text
            after.addnext(made)
            after = made


def remove(paragraph: Element) -> None:
    """Take a paragraph away; the only one of a cell stays, for a cell must have one."""
    parent = paragraph.getparent()
    if parent.tag == qn("w:tc") and len(parent.findall(qn("w:p"))) == 1:
        for node in list(paragraph):
            if node.tag != qn("w:pPr"):
                paragraph.remove(node)
        return
    parent.remove(paragraph)
