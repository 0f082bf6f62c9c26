"""Pages: the units under a unit beside each other, by one measure and by all of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import abort, request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action
from lhtq.indicators import queries
from lhtq.indicators.rules import (
    COLUMNS,
    STEPS,
    Definition,
    by_slug,
    definitions,
    definitions_at,
    due_day,
    in_order,
    order,
    other_way,
)
from lhtq.indicators.views.base import asked_day, bp, seen_unit
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.paging import Page, page
from lhtq.web.render import render_page

T = TypeVar("T")

#: The word of an address that asks for all communes in place of a unit's children.
COMMUNES = "xa"
#: Rows of a page, as many as its 7,000 bytes hold: with a link on each figure, and with all measures on each of those.
ROWS, ROWS_OF_ALL = 110, 60


@dataclass(frozen=True)
class Asked:
    """What is compared: the units under one, on a day, by a measure."""

    unit: Unit
    day: dt.date
    definition: Definition
    communes: bool
    order: str = ""
    #: For paper: all rows on one page, and nothing to press on.
    printed: bool = False

    def url(self, page: str = "", **other: str) -> str:
        """The address of one of the three pages with the same choice, or an ``other``."""
        given = self.told() | other
        query = urlencode({name: value for name, value in given.items() if value})
        return f"/so-sanh/{self.unit.id}{page}{'?' if query else ''}{query}"

    def told(self) -> dict[str, str]:
        """The choice as an address says it; what is usual is not said."""
        return {
            "chi_tieu": "" if self.definition is next(iter(definitions().values())) else self.definition.slug,
            "cap": COMMUNES if self.communes else "",
            "ngay": "" if self.day == today() else self.day.isoformat(),
            "xep": self.order,
            "in": "1" if self.printed else "",
        }

    def pages(self, page: str = "") -> str:
        """The same, to be ended by the number of a page of rows."""
        url = self.url(page)
        return f"{url}{'&' if '?' in url else '?'}trang="

    @property
    def offered(self) -> Mapping[str, Definition]:
        """The measures that the compared units have anything to count for."""
        return definitions_at(Level.VILLAGE if self.unit.level == Level.COMMUNE else Level.COMMUNE)


def asked(unit_id: int) -> Asked:
    """What an address asks for; 404 for a village, which has nothing under it, and for a measure that is none."""
    unit = seen_unit(unit_id)
    if unit.level == Level.VILLAGE:
        abort(404)
    slug = request.args.get("chi_tieu", "")
    definition = by_slug().get(slug) or (abort(404) if slug else next(iter(definitions().values())))
    communes = request.args.get("cap") == COMMUNES and queries.has_communes_below(unit)
    return Asked(unit, asked_day(), definition, communes, request.args.get("xep", "")[:20], "in" in request.args)


@bp.get("/so-sanh/<int:unit_id>")
def compare(unit_id: int) -> Response:
    """One measure of the units under a unit, sorted by any column."""
    what = asked(unit_id)
    now = order(what.order)
    found = queries.compared(
        what.unit,
        what.day,
        communes=what.communes,
        due=due_day(what.day, today()),
        keys=[what.definition.key],
    )
    rows = in_order((one.one(what.definition) for one in found), now)
    return render(
        "indicators/comparison.html",
        what,
        page=rows_of(what, rows, ROWS),
        now=now,
        # Of each column the address that sorts by it, or turns it round.
        heads={slug: what.url(xep=other_way(slug, now).sign) for slug in COLUMNS},
    )


@bp.get("/so-sanh/<int:unit_id>/tat-ca")
def compare_all(unit_id: int) -> Response:
    """Every measure of the units under a unit: a number and a shade for each."""
    what = asked(unit_id)
    found = queries.compared(what.unit, what.day, communes=what.communes)
    return render(
        "indicators/heat.html",
        what,
        page=rows_of(what, found, ROWS_OF_ALL),
    )


def rows_of(what: Asked, every: Sequence[T], size: int) -> Page[T]:
    """The rows of the page that is asked for, or all of them on paper."""
    number = 1 if what.printed else request.args.get("trang", 1, int)
    return page(lambda limit, offset: every[offset : offset + limit], number, len(every) if what.printed else size)


def render(template: str, what: Asked, **given: Any) -> Response:
    """One of the pages that compare, with the choice that they share."""
    return render_page(
        template,
        asked=what,
        unit=what.unit,
        above=units.ancestors(what.unit, within=actor().unit_path),
        definition=what.definition,
        day=what.day,
        today=today(),
        steps=STEPS,
        Level=Level,
        Action=Action,
        **given,
    )
