"""Following the figures of a page to the records behind them, page by page, as somebody who checks them does."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib

from tests.client import Client

NUMBER = re.compile(r"[+-]?\d{1,3}(\.\d{3})*")


@dataclass(frozen=True)
class Row:
    """A row of a list: its cells, and where its name leads."""

    cells: tuple[str, ...]
    url: str


def figures(client: Client, url: str) -> list[tuple[int, str]]:
    """The figures of a page that are links: each with its address."""
    return [
        (int(words.split()[0].replace(".", "")), link.get("href", ""))
        for link in _tree(client, url).iter("a")
        if (words := _words(link)) and NUMBER.fullmatch(words.split()[0])
    ]


def bare(client: Client, url: str) -> list[str]:
    """The numbers in cells of tables, and in bold, on which nobody can press: the rest of a figure's row is words."""
    return [
        f"{cell.get('data-l')}: {_words(cell)}"
        for cell in _tree(client, url).iter("td")
        if NUMBER.fullmatch(_words(cell)) and _words(cell) != "0" and not list(cell.iter("a"))
    ]


def rows(client: Client, url: str, table: int = 0) -> list[Row]:
    """The rows of the first list of a page, or another, and of all pages that follow it."""
    found: list[Row] = []
    following: str | None = url
    while following:
        page = _tree(client, following)
        if tables := list(page.iter("table")):
            found += [_row(row) for body in tables[table].iter("tbody") for row in body.iter("tr")]
        following = next((link.get("href") for link in page.iter("a") if _words(link) == "Trang sau"), None)
    return found


def _row(row: Element) -> Row:
    link = next(iter(row.iter("a")), None)
    return Row(tuple(_words(cell) for cell in row), "" if link is None else link.get("href", ""))


def _tree(client: Client, url: str) -> Element:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return html5lib.parse(answer.text, namespaceHTMLElements=False)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
