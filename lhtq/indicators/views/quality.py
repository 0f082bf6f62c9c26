"""Pages: what makes the figures of a unit doubtful, where each is mended, and whom to call."""

from collections.abc import Sequence
from typing import TypeVar

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.indicators import queries
from lhtq.indicators.rules import quality as rules
from lhtq.indicators.rules.quality import DOUBT_NAMES, Doubt, Finding
from lhtq.indicators.views.base import bp, seen_unit
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.paging import PAGE, Page, page
from lhtq.web.render import render_page

T = TypeVar("T")

#: Of each kind so many stand on the page of all kinds.
FIRST = 5
#: A page looks through the sheets of so many communes for what is odd: in a busy week each has a thousand that wait.
REVIEWS = 10


@bp.get("/chat-luong-so-lieu/<int:unit_id>")
def quality(unit_id: int) -> Response:
    """What is doubtful: of every kind the first, or all of one."""
    unit = seen_unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    found, reviews = queries.found_at(unit, today())
    asked = _asked()
    pages = _pages(found, asked)
    if reviews and asked in {None, Doubt.ODD}:
        pages[Doubt.ODD] = _of_reviews(reviews, asked)
    rows = queries.told(unit, [one for shown in pages.values() for one in shown.rows], today())
    return render_page(
        "indicators/quality.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        counts={doubt: len(every) for doubt, every in found.items()},
        reviews=len(reviews),
        asked=asked,
        pages=pages,
        rows={doubt: [row for row in rows if row.finding.doubt is doubt] for doubt in pages},
        names=DOUBT_NAMES,
        rules=rules,
        today=today(),
        Doubt=Doubt,
        Level=Level,
    )


def _of_reviews(reviews: Sequence[int], asked: Doubt | None) -> Page[Finding]:
    """What is odd, of as many communes as a page looks at; those in which nothing is have no row."""
    number, size = (request.args.get("trang", 1, int), REVIEWS) if asked else (1, FIRST)
    places = _cut(reviews, number, size)
    return Page(queries.odd(places.rows), places.number, places.more)


def _asked() -> Doubt | None:
    """The kind that the address asks for alone."""
    value = request.args.get("loai", "")
    return Doubt(value) if value in set(Doubt) else None


def _pages(found: dict[Doubt, list[Finding]], asked: Doubt | None) -> dict[Doubt, Page[Finding]]:
    """What is shown of each kind that there is anything of."""
    if asked:
        return {asked: _cut(found[asked], request.args.get("trang", 1, int), PAGE)}
    return {doubt: _cut(every, 1, FIRST) for doubt, every in found.items() if every}


def _cut(every: Sequence[T], number: int, size: int) -> Page[T]:
    return page(lambda limit, offset: every[offset : offset + limit], number, size)
