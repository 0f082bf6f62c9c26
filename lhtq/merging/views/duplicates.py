"""Page: the likely duplicates of a unit, what was said to be two, what was merged."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.merging.lists import NOUNS
from lhtq.merging.queries import duplicates as queries
from lhtq.merging.queries import records
from lhtq.merging.views.base import SLUG_OF, SLUGS, bp
from lhtq.register.rules import RecordKind
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page

#: What is listed → its name.
LISTS = {"nguoi": "Người", "ho": "Hộ", "khac": "Đã ghi là khác nhau", "da-gop": "Đã gộp"}


@bp.get("/trung-lap/<int:unit_id>")
def duplicates(unit_id: int) -> Response:
    """The pairs of a unit that may be one person or household, the likeliest first."""
    unit = units.unit(unit_id)
    require(actor(), Action.RECORD_MERGE, Place(unit.path))
    wide = unit.level not in {Level.COMMUNE, Level.VILLAGE}
    listed = request.args.get("loai", "nguoi")
    listed = listed if listed in LISTS else "nguoi"
    return render_page(
        "merging/duplicates.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        lists=LISTS,
        listed=listed,
        page=page(_rows(unit, listed), request.args.get("trang", 1, int)),
        wide=wide,
        nouns=NOUNS,
        slugs=SLUG_OF,
        year=today().year,
    )


def _rows(unit: Unit, listed: str) -> Callable[[int, int], Sequence[Any]]:
    if listed == "khac":
        return lambda limit, offset: records.aparts(unit.path, limit, offset)
    if listed == "da-gop":
        return lambda limit, offset: records.merges(unit.path, limit, offset)
    found = queries.likely(unit, RecordKind(SLUGS[listed]))
    return lambda limit, offset: found[offset : offset + limit]
