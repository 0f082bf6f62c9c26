"""Pages: a unit's figures against the plan's targets."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, Action, NotAllowedError, Refusal
from lhtq.centre import queries as centres
from lhtq.centre.models import Centre
from lhtq.centre.queries import YearFigures
from lhtq.criteria.rules import MODEL_SLUGS, MODEL_TITLES
from lhtq.indicators import queries
from lhtq.indicators.rules import missing_to, targets
from lhtq.membership import queries as membership
from lhtq.training import queries as training
from lhtq.training.rules import phase_of
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.render import render_page

bp = Blueprint("indicators", __name__)

#: Sheets are kept from the plan's first year.
FIRST_YEAR = 2021


@bp.get("/don-vi/<int:unit_id>")
def unit(unit_id: int) -> Response:
    """Families registered, scored and recognised in a unit, against the targets, by child unit."""
    found = units.unit(unit_id)
    if actor().role in OF_ONE_RECORD or not found.path.startswith(actor().unit_path):
        raise NotAllowedError(Refusal.PLACE)
    year = min(max(request.args.get("nam", today().year, int), FIRST_YEAR), today().year + 1)
    children = units.children(found.id, on=today())
    counts = queries.counts_by_child(found, children, year, today())
    target = targets()["family_rate"]
    centre = centres.centre_for(found)
    return render_page(
        "indicators/unit.html",
        unit=found,
        above=units.ancestors(found, within=actor().unit_path),
        children=children,
        counts=counts,
        total=counts[found.id],
        models=queries.models_of(found, year, today()),
        association=membership.totals(found, year, today()),
        titles=MODEL_TITLES,
        slugs=MODEL_SLUGS,
        trained=training.totals(found, year, today()),
        phase=phase_of(today()),
        year=year,
        years=range(today().year, FIRST_YEAR - 1, -1),
        target=target,
        missing={goal: missing_to(share, counts[found.id]) for goal, share in target.by_year.items()},
        centre=centre,
        centre_plan=_planned(centre, found.path, year),
        learned=sum(centres.figures(found.path, year).values(), YearFigures()),
        day=today(),
        Level=Level,
        Action=Action,
    )


def _planned(centre: Centre | None, path: str, year: int) -> tuple[int, int] | None:
    """Activities that a commune's own centre has done and has planned; None where it is not this unit's to tell."""
    if centre is None or centre.unit_path != path:
        return None
    done, planned = centres.by_month(centre.id, year), centres.plan(centre.id, year)
    return sum(done.values()), sum(row.planned for row in planned.values())
