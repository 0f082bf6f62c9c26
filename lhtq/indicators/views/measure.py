"""Pages: one measure of a unit, explained down to the records behind it."""

from flask import abort, request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, may_here, require
from lhtq.criteria.rules import MODEL_SLUGS, Model
from lhtq.indicators import queries
from lhtq.indicators.rules import GOAL_YEARS, HELD, Definition, by_slug, due_day
from lhtq.indicators.views.base import FIRST_YEAR, asked_day, bp, seen_unit
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page

#: The measures of titles: their lists of those that run out.
RUNNING_OUT = {
    "family_rate": MODEL_SLUGS[Model.FAMILY],
    "clan_rate": MODEL_SLUGS[Model.CLAN],
    "community_rate": MODEL_SLUGS[Model.COMMUNITY],
    "unit_rate": MODEL_SLUGS[Model.ORGANISATION],
}


def asked_measure(slug: str) -> Definition:
    """The measure of an address; 404 for none."""
    return by_slug().get(slug) or abort(404)


@bp.get("/chi-tieu/<int:unit_id>/<slug>")
def measure(unit_id: int, slug: str) -> Response:
    """A measure on a day: its formula in words, its two numbers and where they come from, over years, by child unit."""
    unit, definition, day = seen_unit(unit_id), asked_measure(slug), asked_day()
    children = units.children(unit.id, on=day) if unit.level != Level.VILLAGE else []
    due = due_day(day, today())
    by_child = queries.measures_by_child(unit, children, day, [definition.key])
    by_due = queries.measures_by_child(unit, children, due, [definition.key])
    courses = queries.courses_of([unit, *children])
    standing = queries.standing(unit, definition, day, due, FIRST_YEAR)
    return render_page(
        "indicators/measure.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        definition=definition,
        standing=standing,
        children=[
            (
                child,
                by_child[child.id][definition.key],
                by_due[child.id][definition.key],
                courses[child.id][definition.key],
            )
            for child in children
            if definition.of_villages or child.level != Level.VILLAGE
        ],
        own=by_child[unit.id][definition.key] if children else None,
        people=may_here(actor(), Action.PEOPLE_VIEW, unit.path),
        goal_year=GOAL_YEARS[-1],
        running_out=RUNNING_OUT.get(definition.key),
        day=day,
        today=today(),
        Level=Level,
        Action=Action,
    )


@bp.get("/chi-tieu/<int:unit_id>/<slug>/ho-so")
def behind(unit_id: int, slug: str) -> Response:
    """The records behind a measure of a unit, with all under it, or of the unit alone."""
    unit, definition, day = seen_unit(unit_id), asked_measure(slug), asked_day()
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    asked, own = request.args.get("dat", ""), "rieng" in request.args
    found = queries.behind_own if own else queries.behind
    return render_page(
        "indicators/behind.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        definition=definition,
        asked=asked if asked in HELD else "",
        own=own,
        page=page(
            lambda limit, offset: found(definition, unit, day, held=HELD.get(asked), limit=limit, offset=offset),
            request.args.get("trang", 1, int),
        ),
        day=day,
        Level=Level,
    )
