"""Pages: the activities of a unit, one activity with its photos, its second screen, sessions, who taught."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action
from lhtq.centre import queries, service
from lhtq.centre.forms import HandForm, SessionForm, details_form
from lhtq.centre.models import Activity
from lhtq.centre.queries import MemberFound
from lhtq.centre.rules import FIGURE_NAMES, MONTHS
from lhtq.centre.service import SessionTakenError
from lhtq.centre.views.base import activity_seen, activity_to_edit, bp, show, unit_of
from lhtq.files.serving import stored
from lhtq.lists.queries import origins
from lhtq.register import queries as register
from lhtq.register.models import Person
from lhtq.register.views.base import above
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.submission_key import once

#: Members that are offered beside those of the register.
MOST_MEMBERS = 10


@bp.get("/cac-hoat-dong/<int:unit_id>/<year:year>")
def activities(unit_id: int, year: int) -> Response:
    """The activities of a unit in a year, by month and kind; or exactly those that a figure counted."""
    unit = unit_of(unit_id, Action.PEOPLE_VIEW)
    wanted = queries.asked_activities(request.args, year)
    return show(
        "activities",
        unit=unit,
        above=above(unit),
        year=year,
        wanted=wanted,
        counted=wanted.counted,
        narrowed=wanted.narrowed,
        page=page(
            lambda limit, offset: queries.activities(unit.path, wanted, limit, offset),
            request.args.get("trang", 1, int),
        ),
        summed=queries.sum_of(unit.path, wanted) if wanted.figure else None,
        figure_names=FIGURE_NAMES,
        figures=queries.figures(unit.path, year),
        centre=queries.centre_for(unit),
        months=MONTHS,
        today=today(),
    )


@bp.get("/hoat-dong/<int:activity_id>")
def activity(activity_id: int) -> Response:
    """One activity: who came, photos, and what can be added to it."""
    found = activity_seen(activity_id)
    return _page(found)


@bp.route("/hoat-dong/<int:activity_id>/chi-tiet", methods=["GET", "POST"])
def details(activity_id: int) -> Response:
    """The second screen of an activity: everything that can be told later."""
    found = activity_to_edit(activity_id)
    form = details_form(found)
    if form.validate_on_submit() and form.is_sure(form.asked()):
        different = [] if form.version.data == str(found.version) else form.different_from(found)
        if not different:
            service.edit_details(actor(), found, form.given())
            return redirect(url_for(".activity", activity_id=activity_id), 303)
        for name, kept in different:
            form.refuse(name, f"Có người vừa sửa hoạt động này, đang lưu: {kept}. Bấm lưu lại nếu vẫn muốn thay.")
        form.version.data = str(found.version)
    return show("details", status=422 if form.errors or form.asked_words else 200, form=form, activity=found)


@bp.post("/hoat-dong/<int:activity_id>/buoi/them")
def add_session(activity_id: int) -> Response:
    """Add a day to an activity."""
    found = activity_to_edit(activity_id)
    form = SessionForm(found)
    if form.validate_on_submit() and form.is_sure(form.asked()):

        def create() -> str:
            service.add_session(actor(), found, form.session_on.data, form.session_topic.data or "")
            return url_for(".activity", activity_id=activity_id, _anchor="buoi")

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except SessionTakenError:
            form.refuse("session_on", "Hoạt động này đã có buổi ngày đó.")
    return _page(queries.activity(activity_id), session_form=form, status=422)


@bp.post("/hoat-dong/<int:activity_id>/buoi/<int:session_id>/bo")
def remove_session(activity_id: int, session_id: int) -> Response:
    """Take a day off an activity."""
    found = activity_to_edit(activity_id)
    service.remove_session(actor(), found, queries.session(activity_id, session_id))
    return redirect(url_for(".activity", activity_id=activity_id, _anchor="buoi"), 303)


@bp.route("/hoat-dong/<int:activity_id>/nguoi-day/them", methods=["GET", "POST"])
def add_hand(activity_id: int) -> Response:
    """Write down who taught or helped: by name, oneself, or from the register."""
    found = activity_to_edit(activity_id)
    form = HandForm()
    # Within what the actor sees of the commune; a village's recorder finds those of the village.
    commune = units.unit(found.unit.parent_id or found.unit_id)
    picked, member = (request.form.get(name, 0, int) for name in ("person", "member"))
    form.picked = bool(picked or member)
    if form.validate_on_submit():

        def create() -> str:
            who: Person | MemberFound | None = register.person(picked) if picked else None
            if member:
                who = queries.member_found(commune.path, member)
            service.add_hand(actor(), found, form.role.data, form.full_name.data or "", who, myself=form.myself.data)
            return url_for(".activity", activity_id=activity_id, _anchor="nguoi-day")

        return redirect(once(actor().account_id, form.key.value, create), 303)
    search = searched(request.values.get("tim", ""))
    people = page(lambda limit, offset: register.people(commune.path, search, limit, offset), 1) if search else None
    listed = {row.id for row in people.rows} if people else set()
    members = queries.members_named(commune.path, search, MOST_MEMBERS) if search else []
    return show(
        "hand",
        status=422 if form.errors else 200,
        form=form,
        activity=found,
        search=search,
        page=people,
        members=[one for one in members if one.person_id not in listed],
    )


@bp.post("/hoat-dong/<int:activity_id>/nguoi-day/<int:hand_id>/bo")
def remove_hand(activity_id: int, hand_id: int) -> Response:
    """Take somebody who taught or helped off."""
    found = activity_to_edit(activity_id)
    service.remove_hand(actor(), found, queries.hand(activity_id, hand_id))
    return redirect(url_for(".activity", activity_id=activity_id, _anchor="nguoi-day"), 303)


@bp.get("/hoat-dong/<int:activity_id>/anh/<int:photo_id>")
def photo(activity_id: int, photo_id: int) -> Response:
    """A photo of an activity."""
    activity_seen(activity_id)
    return stored(queries.photo(activity_id, photo_id).digest, "image/jpeg")


@bp.get("/hoat-dong/<int:activity_id>/anh/<int:photo_id>/nho")
def thumbnail(activity_id: int, photo_id: int) -> Response:
    """The thumbnail of a photo."""
    activity_seen(activity_id)
    return stored(queries.photo(activity_id, photo_id).thumbnail_digest, "image/jpeg")


@bp.post("/hoat-dong/<int:activity_id>/anh/<int:photo_id>/bo")
def remove_photo(activity_id: int, photo_id: int) -> Response:
    """Take a photo off."""
    found = activity_to_edit(activity_id)
    service.remove_photo(actor(), found, queries.photo(activity_id, photo_id))
    return redirect(url_for(".activity", activity_id=activity_id, _anchor="anh"), 303)


@bp.get("/toi/da-day")
def taught() -> Response:
    """What whoever is signed in taught or helped to run."""
    me = actor()
    return show(
        "taught",
        page=page(
            lambda limit, offset: queries.taught_by_account(me.account_id, me.person_id, limit, offset),
            request.args.get("trang", 1, int),
        ),
    )


def _page(found: Activity, *, status: int = 200, session_form: SessionForm | None = None) -> Response:
    context: dict[str, Any] = {
        "activity": found,
        "above": above(found.unit),
        "centre": queries.centre(found.centre_id),
        "sessions": queries.sessions_of(found.id),
        "photos": queries.photos_of(found.id),
        "hands": queries.hands_of(found.id),
        "listed": queries.count_of_list(found.id),
        "origins": origins("activity", found.id),
        "session_form": session_form or SessionForm(found, formdata=None),
        "today": today(),
    }
    return show("activity", status=status, **context)
