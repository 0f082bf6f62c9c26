"""The figures of a year: a village's and a commune's own, and what they come to above."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.register import queries, service
from lhtq.register.forms import StatisticsForm, statistics_form
from lhtq.register.rules import SOURCE_WORDS, Source, year_figures, year_figures_of
from lhtq.register.service import ChangedMeanwhileError
from lhtq.register.views.base import bp
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.counted import Counted, asked_counted
from lhtq.web.filters import today
from lhtq.web.render import render_page

#: The levels that have figures of their own; those above show what these come to.
OWN = frozenset({Level.VILLAGE, Level.COMMUNE})


@bp.route("/so-lieu-nam/<int:unit_id>/<year:year>", methods=["GET", "POST"])
def year_statistics(unit_id: int, year: int) -> Response:
    """What a unit says of a year, beside what the register counts; the units below with their sums."""
    unit = units.unit(unit_id)
    editing = request.method == "POST"
    require(actor(), Action.STATISTICS_EDIT if editing else Action.PEOPLE_VIEW, Place(unit.path))
    if unit.level not in OWN:
        return abort(404) if editing else _above_communes(unit, year)
    if editing and year > today().year:
        abort(404)
    now = queries.year_of(unit, year)
    form = statistics_form(unit.level, now)
    if form.validate_on_submit():
        version = int(form.version.data) if (form.version.data or "").isdigit() else -1
        try:
            service.save_statistics(actor(), unit, year, form.given(), version, today())
            return redirect(url_for(".year_statistics", unit_id=unit_id, year=year), 303)
        except ChangedMeanwhileError:
            now = queries.year_of(units.unit(unit_id), year)
            form.show_other(now)
    return _page(units.unit(unit_id), year, now, form)


@bp.post("/so-lieu-nam/<int:unit_id>/<year:year>/theo-so")
def take_statistics(unit_id: int, year: int) -> Response:
    """Fill in what the register counts today, for a unit, or with ``thon`` for every village of a commune."""
    unit = units.unit(unit_id)
    require(actor(), Action.STATISTICS_EDIT, Place(unit.path))
    if unit.level not in OWN or year != today().year:
        abort(404)
    villages = [one.unit for one in queries.years_of_villages(unit, year)] if request.form.get("thon") else []
    service.take_statistics(actor(), villages or [unit], year, today())
    return redirect(url_for(".year_statistics", unit_id=unit_id, year=year), 303)


def _page(unit: Unit, year: int, now: queries.UnitYear, form: StatisticsForm) -> Response:
    villages = queries.years_of_villages(unit, year) if unit.level == Level.COMMUNE else []
    return render_page(
        "register/statistics.html",
        status=422 if form.errors else 200,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        years=range(today().year, today().year - 5, -1),
        form=form,
        now=now,
        figures=year_figures_of(unit.level),
        villages=villages,
        columns=year_figures_of(Level.VILLAGE),
        editing=year <= today().year,
        this_year=year == today().year,
        words=SOURCE_WORDS,
        Source=Source,
    )


def _above_communes(unit: Unit, year: int) -> Response:
    counted = Counted(only=asked_counted(request.args).only)
    children = [] if counted else list(units.children(unit.id, on=today()))
    return render_page(
        "register/statistics_sums.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        years=range(today().year, today().year - 5, -1),
        figures=year_figures().values(),
        counted=counted,
        sums=queries.sums_by_child(unit, children, year),
    )
