"""Who is acting in this request: the gate in front of every page, kept with Flask-Login."""

import datetime as dt
import json
from contextlib import ExitStack
from typing import Any, cast

from flask import Flask, Request, g, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from lhtq.accounts import queries, service
from lhtq.accounts.forms import SignInForm
from lhtq.accounts.policy import OF_ONE_RECORD, Action, Actor, NotAllowedError, Refusal, may, may_here
from lhtq.accounts.queries import SignedIn
from lhtq.accounts.rules import SEEN_STEP
from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.web import errors
from lhtq.web.render import wants_region

#: Where the browser's signed cookie keeps the token of the sign-in.
TOKEN = "k"  # noqa: S105 - a name, not a token

SIGN_IN = "accounts/sign_in.html"

#: Endpoints that anyone may ask for.
PUBLIC = frozenset(
    {
        "accounts.sign_in",
        "accounts.session_now",
        "centre.check_in",
        "device.worker",
        "health.health",
        "indicators.open_figures",
        "indicators.open_figures_csv",
        "indicators.open_figures_json",
        "static",
    }
)
#: Endpoints open to one who must still change a one-time code.
BEFORE_PASSWORD_CHANGE = frozenset({"accounts.password", "accounts.sign_out"})


class Person(UserMixin):  # type: ignore[misc]
    """Flask-Login's view of a signed-in device."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in

    def get_id(self) -> str:
        """The account's id, as text."""
        return str(self.signed_in.actor.account_id)


def actor() -> Actor:
    """The signed-in person, in the role they act in."""
    return signed_in().actor


def signed_in() -> SignedIn:
    """The signed-in device of this request."""
    return cast(SignedIn, current_user.signed_in)


def account_id() -> int | None:
    """The account that asks, None where nobody is signed in."""
    return actor().account_id if current_user.is_authenticated else None


def init_app(app: Flask) -> None:
    """Put the gate in front of every page and give ``may`` to the templates."""
    manager = LoginManager(app)
    manager.session_protection = None  # the token is checked against the database on every request

    @manager.request_loader
    def _load(_request: Request) -> Person | None:
        token = str(session.get(TOKEN, ""))
        account_id = queries.account_of(token)
        if account_id is None:
            return None
        # An account sees its own roles before the unit that it acts at is known.
        _see(account_id=account_id)
        found = queries.signed_in(token)
        return Person(found) if found else None

    app.before_request(_gate)
    app.teardown_request(_leave)

    @app.errorhandler(NotAllowedError)
    def _refused(error: NotAllowedError) -> Response:
        if error.refusal is Refusal.PLACE:
            return errors.page(404)  # that it exists is not told
        return errors.page(403, error.refusal.words)

    @app.context_processor
    def _policy() -> dict[str, Any]:
        person = _known_person()
        return {
            "me": person,
            "may": lambda action, subject: may(actor(), action, subject),
            "may_here": lambda action, path: may_here(actor(), action, path),
        }

    app.jinja_env.globals["Action"] = Action


def _known_person() -> SignedIn | None:
    """Who is signed in; nobody where the database cannot be asked, so that the error page can be shown."""
    try:
        return signed_in() if current_user.is_authenticated else None
    except SQLAlchemyError:
        return None


def _gate() -> Response | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    person = signed_in()
    _see_as(person.actor)
    if dt.datetime.now(dt.UTC) - person.seen_at > SEEN_STEP:
        service.touch(person.sign_in_id)
    if person.must_change_password and endpoint not in BEFORE_PASSWORD_CHANGE:
        return redirect(url_for("accounts.password"), 303)
    return None


def _see_as(person: Actor) -> None:
    """Set what a person sees: their place, or in a role of one record that record alone."""
    path = "" if person.role in OF_ONE_RECORD else person.unit_path
    _see(path, account_id=person.account_id, person_id=person.person_id, organisation_id=person.organisation_id)


def _see(path: str = "", **own: int | None) -> None:
    """Set what is seen until the request ends."""
    if "scopes" not in g:
        g.scopes = ExitStack()
    g.scopes.enter_context(scoped_to(path, **own))


def _leave(error: BaseException | None) -> None:  # noqa: ARG001 - Flask's signature
    if "scopes" in g:
        # The transaction ends first: there is nobody left to be told that the scope does.
        db.session.remove()
        g.pop("scopes").close()


def _ask_to_sign_in() -> Response:
    """The sign-in page; a form that was sent after the sign-out is carried along and sent again after it."""
    if request.method != "POST" or not errors.same_origin() or errors.holds_password():
        after = errors.this_url() if request.method == "GET" and not wants_region() else None
        return redirect(url_for("accounts.sign_in", tiep=after), 303)
    form = SignInForm(formdata=None)
    form.again.data = errors.this_url()
    form.fields.data = json.dumps(errors.typed_fields(), ensure_ascii=False)
    response = Response(render_template(SIGN_IN, form=form, signed_out=True), 401, mimetype="text/html")
    response.headers["HX-Retarget"] = "body"
    return response
