"""Pages: the steps of a commune's year, the list for a decision, decisions."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.assessment import queries as assessment
from lhtq.assessment.rules import State
from lhtq.criteria.rules import MODEL_TITLES, Model
from lhtq.recognition import queries, service
from lhtq.recognition.forms import DecisionForm
from lhtq.recognition.service import ListChangedError, NumberTakenError, OutOfOrderError, OwnSheetError
from lhtq.recognition.views.base import WORDS, bp, commune_of
from lhtq.units import queries as units
from lhtq.web.paging import Page, page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

#: More names than one commune's decision has.
MOST_PRINTED = 10_000


@bp.get("/cong-nhan/<int:unit_id>/<year:year>")
def steps(unit_id: int, year: int) -> Response:
    """The steps of a commune's year of recognition: which is ready, and why another is not."""
    commune = commune_of(unit_id, Action.PEOPLE_VIEW)
    found = queries.steps_of(commune, year)
    return render_page(
        "recognition/steps.html",
        unit=commune,
        above=units.ancestors(commune, within=actor().unit_path),
        year=year,
        steps=found,
        by_model={step.model: step for step in found},
        decisions=queries.decisions(commune.path, year),
        **WORDS,
    )


@bp.route("/cong-nhan/<int:unit_id>/<year:year>/<model:model>", methods=["GET", "POST"])
def recognise(unit_id: int, year: int, model: Model) -> Response:
    """The sheets of a model put forward, and the decision that recognises them."""
    commune = commune_of(unit_id, Action.SHEET_RECOGNISE)
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
    by_model = {step.model: step for step in queries.steps_of(commune, year)}
    return render_page(
        "recognition/recognise.html",
        status=422 if form.errors or message else 200,
        unit=commune,
        year=year,
        model=model,
        step=by_model[model],
        by_model=by_model,
        criteria=assessment.set_for(model, year),
        form=form,
        message=message,
        waiting=assessment.waiting(model, commune.path, year, State.REVIEWED),
        chosen=None if request.method == "GET" else set(request.form.getlist("noi", int)),
        decisions=queries.decisions(commune.path, year, model),
        **WORDS,
    )


@bp.get("/quyet-dinh/<int:decision_id>")
def decision(decision_id: int) -> Response:
    """One decision and the titles that it granted, by unit; ``ban=in`` has them all, to be printed."""
    require(actor(), Action.PEOPLE_VIEW, Place(actor().unit_path))
    found = queries.decision(decision_id)
    count, cultural = queries.granted(decision_id)
    printed = request.args.get("ban") == "in"
    return render_page(
        "recognition/decision.html",
        decision=found,
        unit=found.unit,
        count=count,
        cultural=cultural,
        printed=printed,
        page=Page(queries.titles_of_decision(decision_id, MOST_PRINTED, 0), 1, more=False)
        if printed
        else page(
            lambda limit, offset: queries.titles_of_decision(decision_id, limit, offset),
            request.args.get("trang", 1, int),
        ),
        **WORDS,
    )


def _out_of_order(error: OutOfOrderError) -> str:
    waiting = ", ".join(f"{count} phiếu {MODEL_TITLES[model]}" for model, count in error.waits_for)
    return f"Chưa tới bước này: còn {waiting} đã gửi mà chưa có quyết định."
