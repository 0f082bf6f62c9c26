"""Page: the communes under a unit as a map, each shaded by how near it is to its target."""

import logging
from itertools import groupby
from pathlib import Path

from flask import current_app
from werkzeug.wrappers import Response

from lhtq.indicators import queries
from lhtq.indicators.queries import One
from lhtq.indicators.rules.shapes import Drawing
from lhtq.indicators.views.base import bp
from lhtq.indicators.views.comparison import asked, render

log = logging.getLogger("lhtq")


@bp.get("/so-sanh/<int:unit_id>/ban-do")
def province_map(unit_id: int) -> Response:
    """The communes by district, as tiles; where the installation has their boundaries, drawn beside a list."""
    what = asked(unit_id)
    communes = queries.compared(what.unit, what.day, communes=True, keys=[what.definition.key])
    ones = [one.one(what.definition) for one in communes]
    drawing, readable = _drawing(ones)
    drawn = [one for one in ones if drawing and one.unit.code in drawing.paths]
    return render(
        "indicators/map.html",
        what,
        communes=len(ones),
        drawing=drawing if drawn else None,
        drawn=_by_district(drawn),
        tiles=_by_district([one for one in ones if not drawing or one.unit.code not in drawing.paths]),
        readable=readable,
    )


def _drawing(ones: list[One]) -> tuple[Drawing | None, bool]:
    """The boundaries of the communes, and whether there is nothing wrong with their file."""
    path: Path | None = current_app.extensions["lhtq.boundaries"]
    if path is None:
        return None, True
    try:
        return queries.boundaries(path, (one.unit.code for one in ones)), True
    except queries.UnreadableBoundariesError as error:
        log.warning("boundaries: %s", error)
        return None, False


def _by_district(ones: list[One]) -> list[tuple[str, list[One]]]:
    """The communes under each unit above them, in the order of their codes."""
    named = groupby(ones, key=lambda one: one.above.title_name if one.above else "")
    return [(name, list(found)) for name, found in named]
