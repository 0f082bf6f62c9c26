"""What holds of every page that is sent, whoever asks and whatever went wrong."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import HTMLParser
from werkzeug.test import TestResponse

#: Headers that every page carries that stands by itself.
HEADERS = ("Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options")

#: What a person types or chooses; the rest of the inputs speak for themselves.
_NAMED = {"input", "select", "textarea"}
_SILENT = {"hidden", "submit", "button", "image"}


def findings(answer: TestResponse, *, asked_by_htmx: bool = False) -> list[str]:
    """What is wrong with an answer of HTML, a page or a fragment; nothing for a good one."""
    text = answer.get_data(as_text=True)
    found = [] if text.isascii() or unicodedata.is_normalized("NFC", text) else ["text that is not NFC"]
    if not text.lstrip().lower().startswith("<!doctype html>"):
        return [*found, *_of_fragment(text)]
    # What htmx puts into an open page is bound by that page's headers.
    if not asked_by_htmx:
        found += [f"no header {name}" for name in HEADERS if name not in answer.headers]
    return [*found, *_of_page(text)]


@lru_cache(maxsize=512)
def _of_page(text: str) -> tuple[str, ...]:
    parser = HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    page = parser.parse(text)
    found = [f"{code} at {place}" for place, code, _data in parser.errors]
    headings = len(page.findall(".//h1"))
    if headings != 1:
        found.append(f"{headings} h1")
    if page.get("lang") != "vi":
        found.append("lang is not vi")
    if not (page.findtext("head/title") or "").strip():
        found.append("no title")
    return (*found, *_of_elements(page))


@lru_cache(maxsize=512)
def _of_fragment(text: str) -> tuple[str, ...]:
    parser = HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    fragment = parser.parseFragment(text, container="template")
    return (*(f"{code} at {place}" for place, code, _data in parser.errors), *_of_elements(fragment))


def _of_elements(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    yield from (f"id {id_} stands {count} times" for id_, count in ids.items() if count > 1)
    labelled = {label.get("for") for label in root.iter("label")}
    labelled |= {id(control) for label in root.iter("label") for control in label.iter() if control.tag in _NAMED}
    for control in root.iter():
        if control.tag in _NAMED and control.get("type") not in _SILENT and not _has_name(control, labelled):
            yield f"no label for {control.tag} {control.get('name')}"
    yield from (f"form without an action: {form.attrib}" for form in root.iter("form") if not form.get("action"))
    yield from (f"picture without words: {image.attrib}" for image in root.iter("img") if image.get("alt") is None)


def _has_name(control: Element, labelled: set[object]) -> bool:
    return bool(control.get("aria-label") or control.get("aria-labelledby")) or bool(
        labelled & {control.get("id"), id(control)}
    )
