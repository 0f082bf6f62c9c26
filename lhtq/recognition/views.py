"""Pages: the list for a decision, decisions, titles held."""

import datetime as dt

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries as assessment
from lhtq.assessment import service as sheets
from lhtq.assessment.forms import ReasonForm
from lhtq.assessment.rules import State
from lhtq.recognition import queries, service
from lhtq.recognition.forms import DecisionForm
from lhtq.recognition.service import ListChangedError, NumberTakenError, OwnSheetError
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

bp = Blueprint("recognition", __name__)


@bp.route("/cong-nhan/<int:unit_id>/<year:year>", methods=["GET", "POST"])
def recognise(unit_id: int, year: int) -> Response:
    """The sheets put forward, and the decision that recognises them."""
    commune = units.unit(unit_id)
    require(actor(), Action.SHEET_RECOGNISE, Place(commune.path))
    form = DecisionForm(year)
    message = None
    if form.validate_on_submit():
        villages = {id_: request.form.get(f"so-{id_}", 0, int) for id_ in request.form.getlist("thon", int)}

        def create() -> str:
            decision = service.recognise(actor(), commune, year, form.given(), villages)
            return url_for(".decision", decision_id=decision.id)

        try:
            if villages:
                return redirect(once(actor().account_id, form.key.value, create), 303)
            message = "Chọn ít nhất một thôn."
        except NumberTakenError:
            form.refuse("number", "Xã đã có quyết định mang số này trong năm. Hãy kiểm tra lại số.")
        except ListChangedError:
            message = "Danh sách vừa thay đổi. Hãy xem lại rồi bấm công nhận lần nữa."
        except OwnSheetError as error:
            message = f"Bạn đã chấm hoặc thẩm định phiếu của hộ {error.household}: cần người khác ký công nhận."
    return render_page(
        "recognition/recognise.html",
        status=422 if form.errors or message else 200,
        unit=commune,
        year=year,
        criteria=sheets.set_for(year),
        form=form,
        message=message,
        waiting=assessment.waiting(commune.path, year, State.REVIEWED),
        chosen=None if request.method == "GET" else set(request.form.getlist("thon", int)),
        decisions=queries.decisions(commune.path, year),
    )


@bp.route("/phieu/ho/<int:household_id>/<year:year>/tu-choi", methods=["GET", "POST"])
def refuse(household_id: int, year: int) -> Response:
    """Do not recognise one sheet, with a reason."""
    sheet = assessment.sheet(household_id, year)
    require(actor(), Action.SHEET_REFUSE, sheet)
    form = ReasonForm()
    if form.validate_on_submit():
        service.refuse(actor(), sheet, form.reason.data)
        return redirect(url_for("assessment.sheet", household_id=household_id, year=year), 303)
    return render_page(
        "recognition/refuse.html",
        status=422 if form.errors else 200,
        form=form,
        household_id=household_id,
        year=year,
        sheet=sheet,
    )


@bp.get("/quyet-dinh/<int:decision_id>")
def decision(decision_id: int) -> Response:
    """One decision and the titles that it granted."""
    require(actor(), Action.PEOPLE_VIEW, Place(actor().unit_path))
    found = queries.decision(decision_id)
    return render_page(
        "recognition/decision.html",
        decision=found,
        unit=found.unit,
        page=page(
            lambda limit, offset: queries.titles_of_decision(decision_id, limit, offset),
            request.args.get("trang", 1, int),
        ),
    )


@bp.get("/danh-hieu/<int:unit_id>")
def titles(unit_id: int) -> Response:
    """The titles held at a unit on a day."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    day = request.args.get("ngay", today(), dt.date.fromisoformat)
    return render_page(
        "recognition/titles.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        day=day,
        page=page(
            lambda limit, offset: queries.titles_on(unit.path, day, limit, offset),
            request.args.get("trang", 1, int),
        ),
    )
