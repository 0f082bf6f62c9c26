"""Pages: recording an activity on one screen, and changing it there."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action
from lhtq.centre import queries, service
from lhtq.centre.forms import OUTSIDE, ActivityForm, activity_form
from lhtq.centre.models import Activity
from lhtq.centre.rules import (
    CLASS_KINDS,
    GROUP_NAMES,
    KIND_NAMES,
    ActivityKind,
    Doubt,
    doubt_words,
    doubts,
    no_class_words,
)
from lhtq.centre.service import Photos
from lhtq.centre.views.base import activity_to_edit, bp, show, unit_of
from lhtq.files.serving import store
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.submission_key import once


@bp.route("/cac-hoat-dong/<int:unit_id>/them", methods=["GET", "POST"])
def record(unit_id: int) -> Response:
    """Record an activity of a village or commune: one screen, and "like last time" fills most of it."""
    unit = unit_of(unit_id, Action.ACTIVITY_RECORD, Level.VILLAGE, Level.COMMUNE)
    if queries.centre_for(unit) is None:
        return show("no_centre", unit=unit)
    like = _like(unit)
    form = activity_form(_places(unit), data=_begun(unit, like))
    if form.validate_on_submit() and _is_sure(form, unit):

        def create() -> str:
            made = service.record_activity(
                actor(), _chosen(form, unit), form.given(), Photos(form.taken, store()), like, today()
            )
            return url_for(".activity", activity_id=made.id)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return _screen(form, unit, None)


@bp.route("/hoat-dong/<int:activity_id>/sua", methods=["GET", "POST"])
def edit(activity_id: int) -> Response:
    """Change what was recorded, on the same screen; also what was a plan, once it was held."""
    found = activity_to_edit(activity_id)
    commune = units.unit(found.unit.parent_id or found.unit_id) if found.unit.level == Level.VILLAGE else found.unit
    unit = commune if commune.path.startswith(actor().unit_path) else found.unit
    days = [one.held_on for one in queries.sessions_of(activity_id)]
    form = activity_form(_places(unit), found, first_session=min(days, default=None))
    if form.validate_on_submit() and _is_sure(form, unit, found):
        if form.version.data == str(found.version):
            given = form.given()
            service.edit_activity(actor(), found, _chosen(form, unit), given, Photos(form.taken, store()), today())
            return redirect(url_for(".activity", activity_id=activity_id), 303)
        _tell(form, found)
    return _screen(form, unit, found)


def _screen(form: ActivityForm, unit: Unit, found: Activity | None) -> Response:
    return show(
        "record",
        status=422 if form.errors or form.asked_words else 200,
        form=form,
        unit=unit,
        activity=found,
        copies=[] if found or form.is_submitted() or form.like.data else queries.copies(unit),
    )


def _places(unit: Unit) -> list[tuple[int | str, str]]:
    """Where an activity may be: a village alone has no choice."""
    if unit.level == Level.VILLAGE:
        return [(unit.id, unit.title_name)]
    places: list[tuple[int | str, str]] = [(place.id, place.title_name) for place in queries.places_for(unit)]
    return [*places, (OUTSIDE, "Ngoài địa bàn của trung tâm")]


def _chosen(form: ActivityForm, unit: Unit) -> Unit:
    """The unit in which it is counted: what is held elsewhere counts for the commune."""
    return unit if form.place_id.data == OUTSIDE else units.unit(form.place_id.data)


def _like(unit: Unit) -> Activity | None:
    """The earlier activity that is to be repeated: named in the address, or by the form."""
    given = request.values.get("like", "")
    if not given.isdecimal() or len(given) > 9:  # noqa: PLR2004 - an id of PostgreSQL's integers
        return None
    found = queries.activity(int(given))
    return found if found.unit_path.startswith(unit.path) else None


def _begun(unit: Unit, like: Activity | None) -> dict[str, object]:
    """What stands in the form before anything is typed."""
    begun: dict[str, object] = {"held_on": today(), "place_id": unit.id}
    if like is not None:
        place = OUTSIDE if like.outside else like.unit_id
        begun |= {"kind": like.kind, "topic": like.topic, "place_id": place, "like": like.id}
    elif request.args.get("loai") in set(ActivityKind):
        begun["kind"] = request.args["loai"]
    return begun


def _is_sure(form: ActivityForm, unit: Unit, activity: Activity | None = None) -> bool:
    """Whether nothing about it is odd, or what is odd was ticked as meant."""
    place = _chosen(form, unit)
    people = queries.people_at(place.path)
    # How many came to one session of a class of many is known later, from its sessions.
    a_session = 0 if form.kind.data in CLASS_KINDS or form.listed else form.attendance().attendances
    found = doubts(
        outside=form.place_id.data == OUTSIDE,
        held_on=form.held_on.data,
        today=today(),
        a_session=a_session,
        people=people,
    )
    asked: dict[str, str] = {
        one: doubt_words(one, held_on=form.held_on.data, people=people, a_session=a_session) for one in found
    }
    if activity is not None and form.kind.data not in CLASS_KINDS and (completed := _completed(activity)):
        asked[Doubt.COMPLETED] = no_class_words(form.kind.data, completed)
    return form.is_sure(asked)


def _completed(activity: Activity) -> int:
    """How many completed a class, as its numbers or its list say."""
    return activity.completed or queries.count_of_list(activity.id).completed


def _tell(form: ActivityForm, found: Activity) -> None:
    """Say beside each field what somebody else saved there meanwhile."""
    kept: dict[str, object] = {
        "kind": KIND_NAMES[ActivityKind(found.kind)],
        "topic": found.topic,
        "held_on": f"{found.held_on:%d/%m/%Y}",
        "attendances": found.attendances,
        **{name: getattr(found, name) for name in GROUP_NAMES},
    }
    typed = form.given()
    sent = {
        "kind": KIND_NAMES[typed.kind],
        "topic": typed.topic,
        "held_on": f"{typed.held_on:%d/%m/%Y}",
        **vars(typed.attendance),
    }
    different = [name for name, value in kept.items() if sent[name] != value]
    for name in different or ["topic"]:
        form.refuse(name, f"Có người vừa lưu: {kept[name]}. Bấm lưu lại nếu vẫn muốn thay.")
    form.version.data = str(found.version)
