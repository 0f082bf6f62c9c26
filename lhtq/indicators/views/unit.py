"""Pages: a unit's figures against the plan's targets."""

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action
from lhtq.centre import queries as centres
from lhtq.centre.models import Centre
from lhtq.centre.queries import YearFigures
from lhtq.criteria.rules import MODEL_SLUGS, MODEL_TITLES
from lhtq.indicators import queries
from lhtq.indicators.rules import due_day
from lhtq.indicators.views.base import FIRST_YEAR, asked_day, bp, seen_unit
from lhtq.membership import queries as membership
from lhtq.training import queries as training
from lhtq.training.rules import phase_of
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.render import render_page


@bp.get("/don-vi/<int:unit_id>")
def unit(unit_id: int) -> Response:
    """A unit on a day: the plan's measures against their targets, and what was done in the year."""
    found = seen_unit(unit_id)
    day = asked_day()
    year = min(max(request.args.get("nam", day.year, int), FIRST_YEAR), today().year + 1)
    children = units.children(found.id, on=day)
    progress = queries.progress(found, children, year, day)
    centre = centres.centre_for(found)
    return render_page(
        "indicators/unit.html",
        unit=found,
        above=units.ancestors(found, within=actor().unit_path),
        children=children,
        counts=progress.by_unit,
        total=progress.by_unit[found.id],
        standings=queries.standings(found, day, due_day(day, today()), FIRST_YEAR),
        models=progress.models,
        association=membership.totals(found, year, day),
        titles=MODEL_TITLES,
        slugs=MODEL_SLUGS,
        trained=training.totals(found, year, day),
        phase=phase_of(day),
        phase_now=phase_of(today()),
        year=year,
        years=range(today().year, FIRST_YEAR - 1, -1),
        centre=centre,
        centre_plan=_planned(centre, found.path, year),
        learned=sum(centres.figures(found.path, year).values(), YearFigures()),
        day=day,
        today=today(),
        Level=Level,
        Action=Action,
    )


def _planned(centre: Centre | None, path: str, year: int) -> tuple[int, int] | None:
    """Activities that a commune's own centre has done and has planned; None where it is not this unit's to tell."""
    if centre is None or centre.unit_path != path:
        return None
    done, planned = centres.by_month(centre.id, year), centres.plan(centre.id, year)
    return sum(done.values()), sum(row.planned for row in planned.values())
