"""Pages: sign-in and out, one's password and roles, the accounts of a unit."""

import secrets

from flask import Blueprint, current_app, g, jsonify, redirect, request, session, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from lhtq.accounts import queries, service
from lhtq.accounts.current import SIGN_IN, TOKEN, account_id, actor, signed_in
from lhtq.accounts.forms import AccountForm, ContactForm, PasswordForm, SignInForm
from lhtq.accounts.models import Assignment
from lhtq.accounts.policy import OF_ONE_RECORD, ROLE_NAMES, Action, Place, require
from lhtq.accounts.rules import PASSWORD_MAX, new_one_time_code, one_time_code
from lhtq.accounts.service import SignInRefusedError, TooManyFailuresError, UsernameTakenError
from lhtq.units import queries as units
from lhtq.web import errors
from lhtq.web.forms import choices, searched
from lhtq.web.frugal import LINE_HINT
from lhtq.web.paging import page
from lhtq.web.picture_code import picture_of
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

bp = Blueprint("accounts", __name__)

#: How many villages an administrator's list of units may hold; above it, units are picked level by level.
UNITS_IN_LIST = 400


@bp.route("/dang-nhap", methods=["GET", "POST"])
def sign_in() -> Response:
    """Sign in, and go on with what was asked for or sent before."""
    form = SignInForm()
    if request.method == "GET":
        form.tiep.data = request.args.get("tiep")
        # The code of a printed page brings the user name along.
        form.username.data = searched(request.args.get("ten", ""), most=60)
    if not form.validate_on_submit():
        response = render_page(SIGN_IN, status=422 if form.errors else 200, form=form, signed_out=False)
        response.headers["Accept-CH"] = LINE_HINT
        return response
    try:
        token = service.sign_in(form.username.data, form.password.data[:PASSWORD_MAX], request.remote_addr or "")
    except TooManyFailuresError as error:
        seconds = int(error.wait.total_seconds()) + 1
        form.refuse("password", f"Sai nhiều lần liền. Hãy đợi {seconds} giây rồi thử lại.")
        return render_page(SIGN_IN, status=429, form=form, signed_out=False)
    except SignInRefusedError:
        form.refuse("password", "Tên đăng nhập hoặc mật khẩu không đúng.")
        return render_page(SIGN_IN, status=422, form=form, signed_out=False)
    again, fields, after = form.again.data, form.typed(), form.tiep.data
    session.clear()
    # Flask-WTF keeps a form token for the request: this one was of the session that ends here.
    g.pop("csrf_token", None)
    # Its own would be 40 digits, which every tap carries twice; 96 bits cannot be guessed either.
    session["csrf_token"] = secrets.token_urlsafe(12)
    session[TOKEN] = token
    if again:
        return errors.send_again(again, fields, 200)
    return redirect(errors.local(after), 303)


@bp.post("/dang-xuat")
def sign_out() -> Response:
    """Sign this device out."""
    service.sign_out(signed_in().sign_in_id)
    session.clear()
    response = redirect(url_for(".sign_in"), 303)
    # Photos of homes stay in a browser's cache for a week. What waits is cleared by its own script (static/outbox.js):
    # "storage" would take along what somebody else, signed out meanwhile, has still to send from this device.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.get("/phien")
def session_now() -> Response:
    """For the outbox: whose session this is, and the token with which its forms are sent."""
    account = account_id()
    if account is None:
        return Response(status=401)
    return jsonify(account=account, token=generate_csrf())


@bp.route("/doi-mat-khau", methods=["GET", "POST"])
def password() -> Response:
    """Change one's own password; every other device is signed out."""
    form = PasswordForm(actor().account_id, signed_in().username)
    if form.validate_on_submit():
        service.change_password(actor(), form.new.data, keep_sign_in=signed_in().sign_in_id)
        return redirect(url_for(".me", da_doi=1), 303)
    return render_page("accounts/password.html", status=422 if form.errors else 200, form=form)


@bp.get("/toi")
def me() -> Response:
    """One's own account: roles, how one is reached, password, sign-out."""
    account = queries.account(actor().account_id)
    return _me(ContactForm(formdata=None, data={"phone": account.phone, "email": account.email}))


@bp.post("/toi/lien-he")
def contact() -> Response:
    """Say how one is reached."""
    form = ContactForm()
    if form.validate_on_submit():
        service.change_contact(actor(), form.phone.data or "", form.email.data or "")
        return redirect(url_for(".me", da_luu=1), 303)
    return _me(form)


def _me(form: ContactForm) -> Response:
    roles = queries.roles_of(actor().account_id)
    return render_page(
        "accounts/me.html", status=422 if form.errors else 200, roles=roles, names=ROLE_NAMES, form=form,
        changed="da_doi" in request.args, saved="da_luu" in request.args, here=actor(),
    )  # fmt: skip


@bp.post("/doi-vai-tro/<int:assignment_id>")
def switch_role(assignment_id: int) -> Response:
    """Act in another of one's own roles."""
    service.switch_role(actor(), signed_in().sign_in_id, assignment_id)
    return redirect("/", 303)


@bp.get("/tai-khoan")
def accounts() -> Response:
    """The accounts of the administrator's unit and below."""
    require(actor(), Action.ACCOUNT_MANAGE, Place(actor().unit_path))
    return render_page("accounts/accounts.html", roles=queries.assignments_under_scope(), names=ROLE_NAMES)


@bp.get("/tai-khoan/cong-dan-co-quan")
def own_accounts() -> Response:
    """The accounts of citizens and organisations of the administrator's unit and below, found by name."""
    require(actor(), Action.ACCOUNT_MANAGE, Place(actor().unit_path))
    search = searched(request.args.get("tim", ""))
    rows = page(
        lambda limit, offset: queries.accounts_of_one_record(search, limit, offset), request.args.get("trang", 1, int)
    )
    return render_page("accounts/own_accounts.html", page=rows, search=search, names=ROLE_NAMES)


@bp.route("/tai-khoan/them", methods=["GET", "POST"])
def add_account() -> Response:
    """Make an account; its one-time code is shown once."""
    require(actor(), Action.ACCOUNT_MANAGE, Place(actor().unit_path))
    form = AccountForm()
    places = units.at_or_under(actor().unit_path, most=UNITS_IN_LIST)
    form.unit_id.choices = choices((unit.id, unit.title_name) for unit in places)
    if form.validate_on_submit():
        try:
            return _add(form)
        except UsernameTakenError:
            form.refuse("username", "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.")
    return render_page("accounts/add_account.html", status=422 if form.errors else 200, form=form)


@bp.post("/tai-khoan/<int:assignment_id>/cap-lai-ma")
def reset_password(assignment_id: int) -> Response:
    """Give an account a new one-time code, shown once."""
    assignment = queries.assignment(assignment_id)
    code = new_one_time_code()
    service.reset_password(actor(), assignment.account, code)
    return code_page(assignment, code, _list_of(assignment))


@bp.post("/tai-khoan/<int:assignment_id>/tam-dung")
def set_active(assignment_id: int) -> Response:
    """Take a role away, or give it back."""
    assignment = queries.assignment(assignment_id)
    service.set_active(actor(), assignment, active=request.form.get("active") == "1")
    return redirect(_list_of(assignment), 303)


def code_page(assignment: Assignment, code: str, back: str) -> Response:
    """The page that shows a one-time code once, to be printed or read aloud, and leads back to ``back``."""
    address = url_for("accounts.sign_in", ten=assignment.account.username, _external=True)
    return render_page(
        "accounts/code.html",
        assignment=assignment,
        code=code,
        back=back,
        address=url_for("accounts.sign_in", _external=True),
        picture=picture_of(address),
    )


def _list_of(assignment: Assignment) -> str:
    return url_for("accounts.own_accounts" if assignment.role in OF_ONE_RECORD else "accounts.accounts")


def _add(form: AccountForm) -> Response:
    """Make the account once for a form; the same form sent again shows the same code."""
    code = one_time_code(current_app.config["SECRET_KEY"], str(form.key.value))

    def create() -> str:
        assignment = service.add_account(
            actor(),
            username=form.username.data,
            full_name=form.full_name.data,
            phone=form.phone.data or "",
            role=form.role.data,
            unit=units.unit(form.unit_id.data),
            code=code,
        )
        return str(assignment.id)

    assignment_id = int(once(actor().account_id, form.key.value, create))
    return code_page(queries.assignment(assignment_id), code, url_for(".accounts"))
