"""Pages: the village sheet of its citizens, light enough for 400 of them, and the review that hands them in."""

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action
from lhtq.assessment import queries, service
from lhtq.assessment.forms import FillForm, GroupForm, answers
from lhtq.assessment.lists import SCORED_FILTERS, is_shown
from lhtq.assessment.queries import Line
from lhtq.assessment.service import AnswersRefusedError, ConflictError, Filling
from lhtq.assessment.views.base import bp, village_of, village_url, words
from lhtq.assessment.views.review import village_review_page
from lhtq.criteria.rules import CITIZEN_GROUP_NAMES, Model
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.web.filters import today
from lhtq.web.render import region_asked_for, render_page

CITIZENS = "assessment/citizens.html"


class NothingGivenError(Exception):
    """A fill-down without points, or for nobody; the message is for the person."""


@bp.route("/cham-diem/<int:unit_id>/<year:year>/cong-dan", methods=["GET", "POST"])
def citizens(unit_id: int, year: int) -> Response:
    """The citizens of a village; many of them are scored alike with one form, the exceptions in their rows."""
    scoring = request.method == "POST"
    unit = village_of(unit_id, Action.SHEET_SCORE if scoring else Action.PEOPLE_VIEW)
    form = FillForm()
    message = None
    if form.validate_on_submit():
        try:
            changed = service.fill_down(actor(), unit, year, _filling(form), today())
            return redirect(village_url(Model.CITIZEN, unit_id, year, xong=changed), 303)
        except NothingGivenError as error:
            message = str(error)
        except AnswersRefusedError as error:
            message = " ".join(error.messages.values())
        except ConflictError as error:
            form.look_again()
            message = f"{error.sheet.name} vừa được người khác chấm. Xem lại điểm của người này rồi gửi lại."
    opened = request.args.get("mo", type=int)
    row = region_asked_for(CITIZENS) == "row"
    lines = _opened(unit, year, opened or 0) if row else queries.lines(Model.CITIZEN, unit, year, today())
    asked = request.args.get("loc", "") if request.args.get("loc") in SCORED_FILTERS else ""
    return render_page(
        CITIZENS,
        status=422 if form.errors or message else 200,
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        year=year,
        criteria=queries.set_for(Model.CITIZEN, year),
        lines=[line for line in lines if line.id == opened or is_shown(line, asked)],
        line=lines[0] if row else None,
        counts={name: sum(1 for line in lines if is_shown(line, name)) for name in SCORED_FILTERS},
        filters=SCORED_FILTERS,
        asked=asked,
        progress=None if row else queries.progress(Model.CITIZEN, unit, year, today()),
        as_last_year=sum(1 for line in lines if line.blank and line.last),
        opened=opened,
        form=form,
        message=message,
        group_form=GroupForm(formdata=None),
        typed=request.form,
        ticked=set(request.form.getlist("chon", int)),
        done=request.args.get("xong", type=int),
        groups=CITIZEN_GROUP_NAMES,
        **words(),
    )  # fmt: skip


@bp.post("/cham-diem/<int:unit_id>/<year:year>/cong-dan/dang-ky")
def register_citizens(unit_id: int, year: int) -> Response:
    """Register every citizen of a village, and write down the group of those who have none."""
    unit = village_of(unit_id, Action.SHEET_REGISTER)
    form = GroupForm()
    group = form.group.data if form.validate_on_submit() else None
    service.register_citizens(actor(), unit, year, today(), group=group)
    return redirect(village_url(Model.CITIZEN, unit_id, year), 303)


@bp.route("/cham-diem/<int:unit_id>/<year:year>/cong-dan/binh-xet", methods=["GET", "POST"])
def citizens_review(unit_id: int, year: int) -> Response:
    """Hand the sheets of the village's citizens to the commune with the minutes of the review."""
    return village_review_page(village_of(unit_id, Action.SHEET_SUBMIT), Model.CITIZEN, year)


def _filling(form: FillForm) -> Filling:
    given = answers((name, value) for name, value in request.form.items() if name not in form.own_fields)
    if not given:
        raise NothingGivenError("Chọn điểm cho ít nhất một tiêu chí.")
    ids = request.form.getlist("chon", int) if form.whom.data == "tich" else None
    if ids == []:
        raise NothingGivenError("Tích ít nhất một người trong danh sách.")
    return Filling(given, ids, form.seen_at)


def _opened(unit: Unit, year: int, person_id: int) -> list[Line]:
    """The line of one person of a village, for its row alone; raises NoResultFound."""
    found = queries.subject_of(Model.CITIZEN, person_id, year)
    if found.unit_id != unit.id:
        abort(404)
    return [queries.line(found, year, today())]
