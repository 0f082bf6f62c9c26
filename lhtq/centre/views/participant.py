"""Pages: who came to an activity, ticked from a village's list, by name, by session; who completed."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.centre import queries, service
from lhtq.centre.forms import LearnerForm, TickForm
from lhtq.centre.rules import GROUP_NAMES, Counted, replaced, to_come_words
from lhtq.centre.service import NotHeldYetError, OnListError
from lhtq.centre.views.base import activity_to_edit, bp, show
from lhtq.register.rules import SEX_NAMES, ethnicities
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.submission_key import once

#: What the numbers of an activity are called beside each other.
_NUMBERS = {"attendances": "Lượt người", **GROUP_NAMES, "enrolled": "Ghi danh", "completed": "Học xong"}


@bp.get("/hoat-dong/<int:activity_id>/nguoi")
def participants(activity_id: int) -> Response:
    """The list of an activity, and what it comes to."""
    found = activity_to_edit(activity_id)
    return show(
        "participants",
        activity=found,
        listed=queries.count_of_list(activity_id),
        sexes=SEX_NAMES,
        page=page(
            lambda limit, offset: queries.participants(activity_id, limit, offset), request.args.get("trang", 1, int)
        ),
    )


@bp.route("/hoat-dong/<int:activity_id>/nguoi/tich", methods=["GET", "POST"])
def tick(activity_id: int) -> Response:
    """Tick who came in the list of a village, page by page; of a commune's activity village by village, or all."""
    found = activity_to_edit(activity_id)
    villages = [] if found.unit.level == Level.VILLAGE else queries.places_for(found.unit)[1:]
    village = next((one for one in villages if one.id == request.values.get("thon", 0, int)), None)
    search, number = searched(request.values.get("tim", "")), request.values.get("trang", 1, int)
    form = TickForm()
    if form.validate_on_submit():
        shown, ticked = request.form.getlist("hien", int), request.form.getlist("chon", int)
        service.tick(actor(), found, shown, ticked, today())
        if request.form.get("tiep") == "1":
            return redirect(_next_ticks(activity_id, village, search, number), 303)
        return redirect(url_for(".participants", activity_id=activity_id), 303)
    path = (village or found.unit).path
    return show(
        "tick",
        activity=found,
        form=form,
        search=search,
        villages=villages,
        village=village,
        page=page(lambda limit, offset: queries.tick_lines(activity_id, path, search, limit, offset), number),
    )


def _next_ticks(activity_id: int, village: Unit | None, search: str, number: int) -> str:
    return url_for(
        ".tick", activity_id=activity_id, thon=village.id if village else None, tim=search or None, trang=number + 1
    )


@bp.route("/hoat-dong/<int:activity_id>/nguoi/them", methods=["GET", "POST"])
def add_learner(activity_id: int) -> Response:
    """Put somebody on the list who is not in the register."""
    found = activity_to_edit(activity_id)
    form = LearnerForm()
    if form.validate_on_submit():

        def create() -> str:
            service.add_learner(actor(), found, form.given())
            return url_for(".participants", activity_id=activity_id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except OnListError:
            form.refuse("full_name", "Danh sách đã có người này.")
    return show("learner", status=422 if form.errors else 200, form=form, activity=found, ethnicities=ethnicities())


@bp.post("/hoat-dong/<int:activity_id>/nguoi/<int:participant_id>/xac-nhan")
def confirm(activity_id: int, participant_id: int) -> Response:
    """Say that somebody who checked in by name was there."""
    found = activity_to_edit(activity_id)
    service.confirm(actor(), found, queries.participant(activity_id, participant_id))
    return redirect(url_for(".participants", activity_id=activity_id), 303)


@bp.post("/hoat-dong/<int:activity_id>/nguoi/<int:participant_id>/bo")
def drop(activity_id: int, participant_id: int) -> Response:
    """Take somebody off the list."""
    found = activity_to_edit(activity_id)
    service.drop(actor(), found, queries.participant(activity_id, participant_id), today())
    return redirect(url_for(".participants", activity_id=activity_id), 303)


@bp.post("/hoat-dong/<int:activity_id>/so-lieu")
def count_from_list(activity_id: int) -> Response:
    """Take the numbers from the list, or type them again; what was typed is not replaced before that was shown."""
    found = activity_to_edit(activity_id)
    on = request.form.get("tu") == "danh-sach"
    if on and found.counted != Counted.PEOPLE:
        listed = queries.count_of_list(activity_id)
        numbers = listed.numbers(found.kind)
        asked = replaced({name: getattr(found, name) for name in numbers}, numbers)
        shown = " ".join(f"{name}={old}:{new}" for name, (old, new) in asked.items())
        if request.form.get("da_xem", "") != shown:
            return show("numbers", activity=found, listed=listed, asked=asked, shown=shown, names=_NUMBERS)
    service.count_from_list(actor(), found, on=on)
    return redirect(url_for(".participants", activity_id=activity_id), 303)


@bp.route("/hoat-dong/<int:activity_id>/buoi/<int:session_id>", methods=["GET", "POST"])
def attendance(activity_id: int, session_id: int) -> Response:
    """Tick who was at a session."""
    found = activity_to_edit(activity_id)
    session = queries.session(activity_id, session_id)
    heading = f"Điểm danh buổi {session.held_on:%d/%m/%Y}"
    to_come = to_come_words(session.held_on) if session.held_on > today() else ""
    form, number, refused = TickForm(), request.values.get("trang", 1, int), False
    if form.validate_on_submit():
        shown, ticked = request.form.getlist("hien", int), request.form.getlist("chon", int)
        try:
            service.set_attended(actor(), found, session, shown, ticked, today())
            more = url_for(".attendance", activity_id=activity_id, session_id=session_id, trang=number + 1)
            return redirect(_after(more, activity_id), 303)
        except NotHeldYetError:
            refused = True
    rows = page(lambda limit, offset: queries.participants(activity_id, limit, offset), number)
    return show(
        "attendance",
        status=422 if refused else 200,
        activity=queries.activity(activity_id),
        to_come=to_come,
        form=form,
        heading=heading,
        action=request.path,
        button="Lưu điểm danh",
        page=rows,
        ticked={row.id for row in rows.rows if session_id in row.sessions},
    )


@bp.route("/hoat-dong/<int:activity_id>/hoc-xong", methods=["GET", "POST"])
def completed(activity_id: int) -> Response:
    """Tick who completed a class."""
    found = activity_to_edit(activity_id)
    form, number = TickForm(), request.values.get("trang", 1, int)
    if form.validate_on_submit():
        shown, ticked = request.form.getlist("hien", int), request.form.getlist("chon", int)
        service.set_completed(actor(), found, shown, ticked)
        return redirect(_after(url_for(".completed", activity_id=activity_id, trang=number + 1), activity_id), 303)
    rows = page(lambda limit, offset: queries.participants(activity_id, limit, offset), number)
    return show(
        "attendance",
        activity=found,
        form=form,
        to_come="",
        heading="Người học xong",
        action=request.path,
        button="Lưu người học xong",
        page=rows,
        ticked={row.id for row in rows.rows if row.completed},
    )


def _after(more: str, activity_id: int) -> str:
    """The next page of a list that is ticked where there is one, or the activity."""
    if request.form.get("tiep") == "1":
        return more
    return url_for(".activity", activity_id=activity_id, _anchor="buoi")
