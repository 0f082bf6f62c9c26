"""Reading a page and pressing its buttons, as a browser without JavaScript does."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

from tests.client import Client


def press(client: Client, page: TestResponse, button: str, **typed: object) -> TestResponse:
    """Fill the form in which ``button`` stands, by the names of its fields, and send it."""
    form, pressed = _form_with(page, button)
    fields = _fields(form)
    if pressed.get("name"):
        fields[pressed.get("name")] = [pressed.get("value", "")]
    unknown = typed.keys() - fields.keys() - {field.get("name") for field in form.iter()}
    assert not unknown, f"the form has no {unknown}"
    fields |= {name: _as_list(value) for name, value in typed.items()}
    if form.get("method") == "get":
        return client.get(form.get("action"), query_string=fields)
    return client.post(pressed.get("formaction") or form.get("action"), data=fields, content_type=form.get("enctype"))


def value_of(page: TestResponse, name: str) -> str:
    """What stands in a field of a page; several ticked values with a comma between."""
    return ",".join(next(fields[name] for form in _tree(page).iter("form") if name in (fields := _fields(form))))


def message_beside(page: TestResponse, name: str) -> str:
    """The message beside a field of a page, tied to it for those who hear it; nothing where there is none."""
    for element in _tree(page).iter("p"):
        if element.get("id") == f"{name}-error":
            return _words(element)
    return ""


def heading(page: TestResponse) -> str:
    """The one heading of a page."""
    (found,) = _tree(page).iter("h1")
    return _words(found)


def said(page: TestResponse) -> str:
    """What a page says, in one line: words and figures, whichever of them are links."""
    return _words(next(_tree(page).iter("body")))


def links(page: TestResponse) -> dict[str, str]:
    """Words and addresses of the links of a page."""
    return {_words(link): link.get("href", "") for link in _tree(page).iter("a")}


def buttons(page: TestResponse) -> list[str]:
    """The words on the buttons of a page."""
    return [_words(button) for button in _tree(page).iter("button")]


def _tree(page: TestResponse) -> Element:
    return html5lib.parse(page.text, namespaceHTMLElements=False)


def _form_with(page: TestResponse, button: str) -> tuple[Element, Element]:
    for form in _tree(page).iter("form"):
        for found in form.iter("button"):
            if _words(found) == button:
                return form, found
    message = f"no button {button!r} on a page with {buttons(page)}"
    raise AssertionError(message)


def _fields(form: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in _sent(form):
        found.setdefault(name, []).append(value)
    return found


def _sent(form: Element) -> Iterator[tuple[str, str]]:
    for field in form.iter():
        name = field.get("name")
        if name is None:
            continue
        if field.tag == "textarea":
            yield name, field.text or ""
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            yield from ((name, option.get("value", "")) for option in chosen)
        elif field.tag == "input" and not _unticked(field):
            yield name, field.get("value", "")


def _unticked(field: Element) -> bool:
    kind = field.get("type")
    return (kind in {"checkbox", "radio"} and field.get("checked") is None) or kind == "file"


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
