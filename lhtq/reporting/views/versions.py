"""Pages: what was handed in before, what a later version changed, and the reports of many years side by side."""

from flask import request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.reporting import papers, queries
from lhtq.reporting.rules.filling import side_by_side
from lhtq.reporting.rules.layouts import read
from lhtq.reporting.rules.periods import PeriodKind
from lhtq.reporting.rules.snapshots import differences
from lhtq.reporting.views.base import WORDS, bp, owed
from lhtq.units import queries as units
from lhtq.web.render import render_page


@bp.get("/bao-cao/<int:unit_id>/<int:period_id>/ban/<int:number>")
def version(unit_id: int, period_id: int, number: int) -> Response:
    """A version of a report as it was handed in, and what it changed of the one before."""
    due = owed(unit_id, period_id)
    found = queries.report(due)
    row = queries.version(found.id, number)
    before = queries.lookup(found.id, number - 1) if number > 1 else None
    return render_page(
        "reporting/version.html",
        due=due,
        unit=due.unit,
        version=row,
        snapshot=row.snapshot,
        layout=read(row.snapshot["layout"]),
        tables=[papers.shown(raw) for raw in row.snapshot["tables"]],
        changes=differences(before, row.snapshot) if before else [],
        here=f"/bao-cao/{unit_id}/{period_id}",
        **WORDS,
    )


@bp.get("/bao-cao/<int:unit_id>/qua-cac-nam")
def years(unit_id: int) -> Response:
    """The reports of a unit of one kind, side by side over the years."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    kinds = {kind.value: kind for kind in PeriodKind}
    kind = kinds.get(request.args.get("loai", ""), PeriodKind.ANNUAL)
    found = queries.snapshots_of(unit.id, kind)
    return render_page(
        "reporting/years.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        kind=kind,
        periods=[(period, state) for period, state, _tables in found],
        tables=side_by_side([tables for _period, _state, tables in found]),
        **WORDS,
    )
