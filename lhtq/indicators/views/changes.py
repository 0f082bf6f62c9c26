"""Pages: what changed a measure of a unit since the month began, down to the records."""

import datetime as dt

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.indicators import queries
from lhtq.indicators.queries import Between, Mark
from lhtq.indicators.rules import CHANGE_NAMES, Change, Measure, month_before
from lhtq.indicators.views.base import asked_day, bp, seen_unit
from lhtq.indicators.views.measure import asked_measure
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.paging import PAGE
from lhtq.web.render import render_page

#: A number with more digits is no place's, nor has any place so many records.
_DIGITS = 9


@bp.get("/chi-tieu/<int:unit_id>/<slug>/thay-doi")
def changes(unit_id: int, slug: str) -> Response:
    """The records that came into a measure and went out of it since the month began, with all under the unit."""
    unit, definition, day = seen_unit(unit_id), asked_measure(slug), asked_day()
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    between = Between(definition, unit, month_before(day), day)
    asked = request.args.get("loc", "")
    change = Change(asked) if asked in set(Change) else None
    # Above the communes to count each way would mean to look at every record; what they come to is kept.
    near = unit.level in {Level.COMMUNE, Level.VILLAGE}
    days = queries.history(unit, [between.before, day], [definition.key])
    mark = _mark()
    return render_page(
        "indicators/changes.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        definition=definition,
        between=between,
        now=days[day][definition.key],
        then=days[between.before][definition.key],
        counts=queries.count_changes(between) if near else {},
        children=[] if unit.level == Level.VILLAGE else _by_child(between),
        change=change,
        changed=queries.changes(between, change, PAGE, mark),
        mark=mark,
        names=CHANGE_NAMES,
        day=day,
        Change=Change,
    )


def _mark() -> Mark | None:
    """Where the page begins, as the one before wrote it."""
    place, _, offset = request.args.get("tu", "").partition("-")
    given = (place, offset)
    return Mark(*map(int, given)) if all(one.isdecimal() and len(one) <= _DIGITS for one in given) else None


def _by_child(between: Between) -> list[tuple[Unit, Measure, Measure]]:
    """The children in which the numbers changed: how they were and how they are."""
    children, keys = units.children(between.unit.id, on=between.on), [between.definition.key]

    def on(day: dt.date) -> dict[int, Measure]:
        found = queries.measures_by_child(between.unit, children, day, keys)
        return {id_: measures[between.definition.key] for id_, measures in found.items()}

    then, now = on(between.before), on(between.on)
    return [
        (child, then[child.id], now[child.id])
        for child in children
        if (then[child.id].part, then[child.id].registered) != (now[child.id].part, now[child.id].registered)
    ]
