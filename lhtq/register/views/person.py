"""Pages: the move of a person to another household, the account of a person or an organisation."""

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts import service as account_service
from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.accounts.rules import one_time_code
from lhtq.accounts.service import HasAccountError, OwnRecord, UsernameTakenError
from lhtq.accounts.views import code_page
from lhtq.register import queries, service
from lhtq.register.forms import MoveForm, OwnAccountForm
from lhtq.register.models import Person
from lhtq.register.rules import username_of
from lhtq.register.service import HeadMissingError
from lhtq.register.views.base import bp
from lhtq.units import queries as units
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once


@bp.route("/nguoi/<int:person_id>/chuyen-ho", methods=["GET", "POST"])
def move(person_id: int) -> Response:
    """Move a person to another household of the commune."""
    found = queries.person(person_id)
    require(actor(), Action.HOUSEHOLD_EDIT, found)
    if request.method == "GET":
        return _move_page(found, searched(request.args.get("tim", "")))
    form, message = MoveForm(), None
    picked = queries.household(request.form.get("household", 0, int))
    if form.validate_on_submit():
        try:
            moving = service.Moving(form.relation.data, form.on.data, form.kind.data)
            service.move_person(actor(), found, queries.household(found.household_id), picked, moving)
            return redirect(url_for(".household", household_id=picked.id), 303)
        except HeadMissingError:
            message = "Hộ cũ còn người ở và cần chủ hộ. Hãy chọn người khác làm chủ hộ trước."
    return _move_page(queries.person(person_id), searched(form.tim.data or ""), form, message)


@bp.route("/nguoi/<int:person_id>/tai-khoan", methods=["GET", "POST"])
def person_account(person_id: int) -> Response:
    """Open the account with which a citizen scores themself; its one-time code is shown once."""
    found = queries.person(person_id)
    require(actor(), Action.ACCOUNT_OPEN_OWN, found)
    own = OwnRecord(found.unit_id, found.unit_path, person_id=person_id)
    form = OwnAccountForm(full_name=found.full_name, username=username_of(found.full_name, found.birth_year))
    return _account(form, own, found.full_name, url_for("journey.person", person_id=person_id))


@bp.route("/to-chuc/<int:organisation_id>/tai-khoan", methods=["GET", "POST"])
def organisation_account(organisation_id: int) -> Response:
    """Open an account with which an organisation keeps its staff and scores itself."""
    found = queries.organisation(organisation_id)
    require(actor(), Action.ACCOUNT_OPEN_OWN, found)
    own = OwnRecord(found.unit_id, found.unit_path, organisation_id=organisation_id)
    form = OwnAccountForm(full_name=found.head_name, username=username_of(found.head_name), phone=found.phone)
    return _account(form, own, found.name, url_for(".organisation", organisation_id=organisation_id))


def _account(form: OwnAccountForm, own: OwnRecord, name: str, back: str) -> Response:
    """Make the account once for a form; the same form sent again shows the same code."""
    if form.validate_on_submit():
        code = one_time_code(current_app.config["SECRET_KEY"], str(form.key.value))

        def create() -> str:
            given = {name: form[name].data or "" for name in ("username", "full_name", "phone")}
            return str(account_service.open_own_account(actor(), own, code=code, **given).id)

        try:
            made = once(actor().account_id, form.key.value, create)
            return code_page(accounts.assignment(int(made)), code, back)
        except UsernameTakenError:
            form.refuse("username", "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.")
        except HasAccountError:
            form.refuse("full_name", "Người này đã có tài khoản. Quản trị đơn vị cấp lại mã nếu quên mật khẩu.")
    return render_page(
        "register/own_account.html", status=422 if form.errors else 200, form=form, name=name, back=back,
        action=request.path,
    )  # fmt: skip


def _move_page(found: Person, search: str, form: MoveForm | None = None, message: str | None = None) -> Response:
    form = form or MoveForm(formdata=None)
    commune = units.unit(found.unit.parent_id or found.unit_id)
    rows = page(lambda limit, offset: queries.households(commune.path, search, limit, offset), 1) if search else None
    return render_page(
        "register/move.html", status=422 if form.errors or message else 200, person=found, search=search, page=rows,
        form=form, message=message,
    )  # fmt: skip
