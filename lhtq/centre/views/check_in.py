"""Pages: the code on the wall, and the public page that it leads to."""

import datetime as dt
from collections.abc import Sequence

from flask import abort, current_app, redirect, request, session, url_for
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from lhtq.accounts import current
from lhtq.accounts.policy import Actor, Role
from lhtq.centre import queries, service
from lhtq.centre.forms import CheckInForm, SelfCheckInForm
from lhtq.centre.models import Activity
from lhtq.centre.queries import OpenPlace
from lhtq.centre.rules import ActivityState, Window, window
from lhtq.centre.service import TooManyCheckInsError
from lhtq.centre.views.base import activity_to_edit, bp, show
from lhtq.db.scope import scoped_to
from lhtq.units import queries as units
from lhtq.web.filters import ZONE
from lhtq.web.forms import choices
from lhtq.web.picture_code import picture_of

_SALT = "diem-danh"


@bp.get("/hoat-dong/<int:activity_id>/ma-diem-danh")
def code(activity_id: int) -> Response:
    """The code to print and hang on the wall."""
    found = activity_to_edit(activity_id)
    windows = _windows(queries.days_of(found), found.starts_at, found.ends_at)
    address = url_for(".check_in", token=_token(found, windows[-1]), _external=True)
    return show(
        "code",
        activity=found,
        cancelled=found.state == ActivityState.CANCELLED,
        picture=picture_of(address),
        address=address,
        windows=windows,
        past=windows[-1].closes < _now(),
    )


@bp.route("/diem-danh/<token>", methods=["GET", "POST"])
def check_in(token: str) -> Response:
    """Where the code leads: anybody says that they came. The answer tells nothing of the register."""
    activity_id = _read(token)
    place = queries.open_place(activity_id) if activity_id is not None else None
    if place is None or activity_id is None:
        abort(404)
    open_ = any(one.holds(_now()) for one in _windows(place.days, place.starts_at, place.ends_at))
    form = _form(place)
    if request.method == "GET" and request.args.get("xong") == _proof(activity_id):
        return _shown(token, place, form, open_=open_, done=True)
    if not open_:
        return _shown(token, place, form, open_=False)
    try:
        if _came(activity_id, form):
            return redirect(url_for(".check_in", token=token, xong=_proof(activity_id)), 303)
    except TooManyCheckInsError:
        return _shown(token, place, form, full=True)
    return _shown(token, place, form)


def _came(activity_id: int, form: CheckInForm) -> bool:
    """Check in whoever says so: the citizen with one tap, anybody by name. Raises TooManyCheckInsError."""
    me = _citizen()
    if request.method == "POST" and me is not None and "toi" in request.form and SelfCheckInForm().validate():
        with scoped_to("", me.account_id, person_id=me.person_id):
            service.check_in_self(activity_id, _address(), _now().date())
        return True
    if form.validate_on_submit():
        service.check_in(activity_id, form.came(), _address(), _now().date())
        return True
    return False


def _shown(
    token: str, place: OpenPlace, form: CheckInForm, *, open_: bool = True, done: bool = False, full: bool = False
) -> Response:
    return show(
        "check_in",
        status=429 if full else 422 if form.errors and not done else 200,
        token=token,
        place=place,
        form=form,
        open_=open_,
        done=done,
        full=full,
        citizen=_citizen(),
    )


def _form(place: OpenPlace) -> CheckInForm:
    form = CheckInForm()
    villages = [one for commune in place.communes for one in units.children(commune, on=_now().date())]
    form.village.choices = choices([("", "Chọn thôn"), *((one.id, one.title_name) for one in villages)])
    return form


def _citizen() -> Actor | None:
    """The citizen who is signed in on this phone; nobody else needs no name."""
    if not current_user.is_authenticated:
        return None
    found = current.actor()
    return found if found.role is Role.CITIZEN else None


def _windows(days: Sequence[dt.date], starts_at: dt.time | None, ends_at: dt.time | None) -> list[Window]:
    return [window(day, starts_at, ends_at, ZONE) for day in days]


def _token(found: Activity, last: Window) -> str:
    """Signed, so that nobody makes one, and of no use once the activity is over."""
    return str(_serializer().dumps([found.id, int(last.closes.timestamp())]))


def _read(token: str) -> int | None:
    try:
        activity_id, until = _serializer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(activity_id) if until >= _now().timestamp() else None


def _proof(activity_id: int) -> str:
    """What says in the address that somebody checked in from this browser: in any other one it says nothing.

    Kept in the address and not in the session, so that what is sent twice on a bad line is answered the same.
    """
    return str(_serializer(f"{_SALT} {session.get('csrf_token')}").dumps(activity_id))


def _serializer(salt: str = _SALT) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=salt)


def _address() -> str:
    return request.remote_addr or ""


def _now() -> dt.datetime:
    return dt.datetime.now(ZONE)
