"""Pages: the periods that a unit has set, and who owes what in one."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.reporting import queries, service
from lhtq.reporting.forms import DueForm, PeriodForm, WithdrawForm
from lhtq.reporting.rules.periods import KIND_NAMES, PeriodKind, usual_year
from lhtq.reporting.service import BegunError, KindTakenError, NamedElsewhereError, PeriodTakenError
from lhtq.reporting.views.base import WORDS, bp
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.render import render_page
from lhtq.web.submission_key import once


def _setting(unit_id: int) -> Unit:
    unit = units.unit(unit_id)
    require(actor(), Action.PERIOD_SET, Place(unit.path))
    return unit


@bp.route("/ky-bao-cao/<int:unit_id>", methods=["GET", "POST"])
def periods(unit_id: int) -> Response:
    """The periods of a unit, and a new one."""
    unit = _setting(unit_id)
    form = PeriodForm(province=unit.level == Level.PROVINCE)
    if request.method == "GET":
        kind = _asked_kind(unit)
        form.offer(kind, request.args.get("nam", usual_year(kind, today()), int))

    def create() -> str:
        period = service.set_period(actor(), unit, form.given(), today())
        return url_for(".period", unit_id=unit.id, period_id=period.id)

    if form.validate_on_submit():
        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except PeriodTakenError:
            form.refuse("name", "Năm này đã có kỳ mang tên này.")
        except KindTakenError as error:
            form.refuse("year", f"Năm này đã có kỳ cùng loại: {error.name}. Kỳ đặt nhầm thì rút ở trang của kỳ đó.")
    return render_page(
        "reporting/periods.html",
        status=422 if form.errors else 200,
        unit=unit,
        periods=[one for one in queries.periods(unit.path) if one.unit_id == unit.id],
        form=form,
        offered=[PeriodKind.AD_HOC] if unit.level != Level.PROVINCE else list(PeriodKind),
        names=KIND_NAMES,
        year=today().year,
        **WORDS,
    )


def _asked_kind(unit: Unit) -> PeriodKind:
    try:
        asked = PeriodKind(request.args.get("loai", PeriodKind.ANNUAL))
    except ValueError:
        asked = PeriodKind.ANNUAL
    return asked if unit.level == Level.PROVINCE else PeriodKind.AD_HOC


@bp.get("/ky-bao-cao/<int:unit_id>/<int:period_id>")
def period(unit_id: int, period_id: int) -> Response:
    """Who owes a report in a period, by when, and to whom it goes."""
    unit = _setting(unit_id)
    found = queries.period(period_id)
    require(actor(), Action.PERIOD_SET, found)
    return render_page(
        "reporting/period.html",
        unit=unit,
        period=found,
        dues=queries.dues_at_or_under(found.id, unit.path),
        unclaimed=queries.unclaimed(found, unit.path),
        begun=queries.begun(found.id),
        **WORDS,
    )


@bp.route("/ky-bao-cao/<int:unit_id>/<int:period_id>/rut", methods=["GET", "POST"])
def withdraw(unit_id: int, period_id: int) -> Response:
    """Take back a period of which no report has been begun."""
    unit = _setting(unit_id)
    found = queries.period(period_id)
    require(actor(), Action.PERIOD_SET, found)
    form = WithdrawForm()

    def take_back() -> str:
        service.withdraw_period(actor(), found)
        return url_for(".periods", unit_id=unit.id)

    if form.validate_on_submit():
        try:
            return redirect(once(actor().account_id, form.key.value, take_back), 303)
        except BegunError:
            unit, found = units.unit(unit_id), queries.period(period_id)  # what was read before was undone
    return render_page(
        "reporting/withdraw.html",
        status=422 if form.is_submitted() else 200,
        unit=unit,
        period=found,
        form=form,
        begun=queries.begun(found.id),
        owing=len(queries.dues_at_or_under(found.id, found.unit.path)),
        **WORDS,
    )


@bp.route("/ky-bao-cao/<int:unit_id>/<int:period_id>/<int:owing_id>", methods=["GET", "POST"])
def due(unit_id: int, period_id: int, owing_id: int) -> Response:
    """What one unit owes."""
    _setting(unit_id)
    found = queries.due(period_id, owing_id)
    require(actor(), Action.PERIOD_SET, found.period)
    above = [one for one in units.ancestors(found.unit) if one.path.startswith(found.period.unit.path)]
    ended = queries.ended_communes(found.period.unit.path, found.period.from_on, found.period.as_of)
    form = DueForm.of(found, above, [one for one in ended if one.id != found.unit_id])
    if form.validate_on_submit():
        try:
            service.change_due(actor(), found, form.given(), today())
            return redirect(url_for(".period", unit_id=unit_id, period_id=period_id), 303)
        except NamedElsewhereError as error:
            found = queries.due(period_id, owing_id)  # what was read before was undone with the command
            form.refuse("predecessors", str(error))
    return render_page(
        "reporting/due.html",
        status=422 if form.errors else 200,
        unit=found.unit,
        setting=unit_id,
        due=found,
        form=form,
        unclaimed=queries.unclaimed(found.period, found.unit.path),
    )
