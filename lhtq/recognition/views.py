"""Pages: the steps of a commune's year, the list for a decision, decisions, titles held."""

import datetime as dt
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries as assessment
from lhtq.assessment.forms import ReasonForm
from lhtq.assessment.rules import State
from lhtq.criteria.rules import MODEL_NOUNS, MODEL_SLUGS, MODEL_TITLES, Model
from lhtq.recognition import queries, service
from lhtq.recognition.forms import DecisionForm
from lhtq.recognition.service import ListChangedError, NumberTakenError, OutOfOrderError, OwnSheetError
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

bp = Blueprint("recognition", __name__)

WORDS: dict[str, Any] = {"titles": MODEL_TITLES, "slugs": MODEL_SLUGS, "nouns": MODEL_NOUNS}


@bp.get("/cong-nhan/<int:unit_id>/<year:year>")
def steps(unit_id: int, year: int) -> Response:
    """The steps of a commune's year of recognition: which is ready, and why another is not."""
    commune = _commune(unit_id, Action.PEOPLE_VIEW)
    return render_page(
        "recognition/steps.html",
        unit=commune,
        above=units.ancestors(commune, within=actor().unit_path),
        year=year,
        steps=queries.steps_of(commune, year),
        decisions=queries.decisions(commune.path, year),
        **WORDS,
    )


@bp.route("/cong-nhan/<int:unit_id>/<year:year>/<model:model>", methods=["GET", "POST"])
def recognise(unit_id: int, year: int, model: Model) -> Response:
    """The sheets of a model put forward, and the decision that recognises them."""
    commune = _commune(unit_id, Action.SHEET_RECOGNISE)
    form = DecisionForm(year)
    message = None
    if form.validate_on_submit():
        lists = {id_: request.form.get(f"so-{id_}", 0, int) for id_ in request.form.getlist("noi", int)}

        def create() -> str:
            decision = service.recognise(actor(), commune, model, year, form.given(), lists)
            return url_for(".decision", decision_id=decision.id)

        try:
            if lists:
                return redirect(once(actor().account_id, form.key.value, create), 303)
            message = "Chọn ít nhất một danh sách."
        except NumberTakenError:
            form.refuse("number", "Xã đã có quyết định mang số này trong năm. Hãy kiểm tra lại số.")
        except ListChangedError:
            message = "Danh sách vừa thay đổi. Hãy xem lại rồi bấm công nhận lần nữa."
        except OutOfOrderError as error:
            message = _out_of_order(error)
        except OwnSheetError as error:
            message = f"Bạn đã chấm hoặc thẩm định phiếu của {error.name}: cần người khác ký công nhận."
    return render_page(
        "recognition/recognise.html",
        status=422 if form.errors or message else 200,
        unit=commune,
        year=year,
        model=model,
        step=queries.step_of(commune, year, model),
        criteria=assessment.set_for(model, year),
        form=form,
        message=message,
        waiting=assessment.waiting(model, commune.path, year, State.REVIEWED),
        chosen=None if request.method == "GET" else set(request.form.getlist("noi", int)),
        decisions=queries.decisions(commune.path, year, model),
        **WORDS,
    )


@bp.route("/phieu/<model:model>/<int:subject_id>/<year:year>/tu-choi", methods=["GET", "POST"])
def refuse(model: Model, subject_id: int, year: int) -> Response:
    """Do not recognise one sheet, with a reason."""
    sheet = assessment.sheet(model, subject_id, year)
    require(actor(), Action.SHEET_REFUSE, sheet)
    form = ReasonForm()
    if form.validate_on_submit():
        service.refuse(actor(), sheet, form.reason.data)
        return redirect(url_for("assessment.sheet", model=model, subject_id=subject_id, year=year), 303)
    return render_page(
        "recognition/refuse.html", status=422 if form.errors else 200, form=form, sheet=sheet, year=year, **WORDS
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
        **WORDS,
    )


@bp.get("/danh-hieu/<int:unit_id>")
def titles(unit_id: int) -> Response:
    """The titles of a model held at a unit on a day."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    day = request.args.get("ngay", today(), dt.date.fromisoformat)
    slug = request.args.get("mo_hinh", "")
    model = next((model for model, known in MODEL_SLUGS.items() if known == slug), Model.FAMILY)
    return render_page(
        "recognition/titles.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        day=day,
        model=model,
        page=page(
            lambda limit, offset: queries.titles_on(model, unit.path, day, limit, offset),
            request.args.get("trang", 1, int),
        ),
        **WORDS,
    )


def _commune(unit_id: int, action: Action) -> Unit:
    unit = units.unit(unit_id)
    require(actor(), action, Place(unit.path))
    if unit.level != Level.COMMUNE:
        abort(404)
    return unit


def _out_of_order(error: OutOfOrderError) -> str:
    waiting = ", ".join(f"{count} phiếu {MODEL_TITLES[model]}" for model, count in error.waits_for)
    return f"Chưa tới bước này: còn {waiting} đã gửi mà chưa có quyết định."
