"""What a template may not hold, whoever writes it."""

import re
from collections.abc import Iterator

_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE)
_STYLE = re.compile(r"<style|\sstyle\s*=", re.IGNORECASE)
_HANDLER = re.compile(r"\s(on[a-z]+|hx-on[:\w.-]*)\s*=", re.IGNORECASE)
_SAFE = re.compile(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false")
_TAG = re.compile(r"<[a-z][^<>]*?hx-(?:get|post|put|patch|delete)=[^<>]*>", re.IGNORECASE)
_HX = re.compile(r"\bhx-(?:get|post|put|patch|delete)=\"([^\"]*)\"")
_PLAIN = re.compile(r"\s(?:href|action|formaction)=\"([^\"]*)\"")
_FORM = re.compile(r"<form\b[^<>]*>", re.IGNORECASE)


def faults(source: str) -> Iterator[str]:
    """What is wrong with the source of a template."""
    for what, pattern in (
        ("a script within the page", _SCRIPT),
        ("a style within the page", _STYLE),
        ("a handler within the page", _HANDLER),
        ("text that is not escaped", _SAFE),
    ):
        if found := pattern.search(source):
            yield f"{what}: {found.group(0).strip()}"
    # An expression in a tag may hold a comparison: tags are read without what Jinja puts in.
    plain = re.sub(r"\{%.*?%\}", "", source)
    for tag in _TAG.findall(plain):
        if set(_HX.findall(tag)) - set(_PLAIN.findall(tag)):
            yield f"an address that only htmx follows: {tag}"
    for form in _FORM.findall(plain):
        if " action=" not in form:
            yield f"a form without an action: {form}"
