"""Pages: not recognising a sheet, and taking a title back, each with what follows from it."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.assessment import queries as assessment
from lhtq.assessment.forms import ReasonForm
from lhtq.criteria.rules import BEFORE, Model
from lhtq.recognition import queries, service
from lhtq.recognition.forms import RevocationForm
from lhtq.recognition.views.base import WORDS, bp
from lhtq.web.filters import today
from lhtq.web.render import render_page
from lhtq.web.submission_key import once


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
        "recognition/refuse.html",
        status=422 if form.errors else 200,
        form=form,
        sheet=sheet,
        year=year,
        counted_in=[after for after, before in BEFORE.items() if model in before],
        held=next(iter(queries.held_by(model, [subject_id], today())), None),
        **WORDS,
    )


@bp.route("/thu-hoi/<int:title_id>", methods=["GET", "POST"])
def revoke(title_id: int) -> Response:
    """Take one title back from today on, with a reason; what follows from it is shown before."""
    form = RevocationForm()
    title = queries.title(title_id)

    def take_back() -> str:
        service.revoke(actor(), title, form.reason.data, today())
        return url_for(".titles_of", model=Model(title.model), subject_id=title.subject_id)

    if request.method == "POST" and form.validate():
        return redirect(once(actor().account_id, form.key.value, take_back), 303)
    require(actor(), Action.TITLE_REVOKE, title)
    return render_page(
        "recognition/revoke.html",
        status=422 if form.errors else 200,
        form=form,
        title=title,
        unit=title.unit,
        follows=queries.consequences(title, today()),
        day=today(),
        **WORDS,
    )
