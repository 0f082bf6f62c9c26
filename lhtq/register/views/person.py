"""Pages: the move of a person to another household, the account of a person or an organisation."""

from flask import current_app, request, url_for
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
from lhtq.register.models import Household, Person
from lhtq.register.rules import RELATION_NAMES, EventKind, Relation, username_of
from lhtq.register.views.base import bp, second_spouse
from lhtq.register.views.steps import Plan, RefusedError, Step, go_on_if_sent_before, walk
from lhtq.units import queries as units
from lhtq.web.filters import date
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once


@bp.route("/nguoi/<int:person_id>/chuyen-ho", methods=["GET", "POST"])
def move(person_id: int) -> Response:
    """Move a person to another household of the commune."""
    go_on_if_sent_before()
    found = queries.person(person_id)
    require(actor(), Action.HOUSEHOLD_EDIT, found)
    old = queries.household(found.household_id)
    if request.method == "GET":
        return _move_page(found, old, searched(request.args.get("tim", "")))
    form = MoveForm()
    picked = queries.household(request.form.get("household", 0, int))
    require(actor(), Action.HOUSEHOLD_EDIT, picked)

    def plan() -> Plan:
        if found.relation == Relation.HEAD and found.left_on is None and len(old.living) > 1:
            raise RefusedError("relation", "Hộ cũ còn người ở và cần chủ hộ. Hãy chọn người khác làm chủ hộ trước.")
        moving = service.Moving(form.relation.data, form.on.data, form.kind.data)

        def do() -> str:
            service.move_person(actor(), found, old, picked, moving)
            return url_for(".household", household_id=picked.id)

        return Plan(_move_words(found, old, picked, moving), do)

    step = Step(f"Chuyển {found.full_name} sang hộ {picked.head_name}",
                url_for("journey.person", person_id=person_id), found.full_name, "Xem thay đổi")  # fmt: skip
    return walk(step, form, old, plan)


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


def _move_words(person: Person, old: Household, new: Household, moving: service.Moving) -> list[str]:
    why = "kết hôn, " if moving.kind == EventKind.MARRIED else ""
    relation = RELATION_NAMES[moving.relation].lower()
    where = f"hộ {new.head_name}, {new.unit.full_name}"
    words = [
        f"{person.full_name} {why}sang {where}, từ ngày {date(moving.on)}, quan hệ với chủ hộ: {relation}.",
        "Phiếu đang chấm đi theo; phiếu đã gửi và danh hiệu được giữ ở nơi đã lập.",
    ]
    if [one.id for one in old.living] == [person.id]:
        words.append(f"Hộ {old.head_name} không còn ai ở: hộ kết thúc từ ngày này, phiếu đang chấm của hộ được rút.")
    if moving.relation == Relation.SPOUSE and (other := new.spouse_besides(person)):
        words.append(second_spouse(other))
    return words


def _move_page(found: Person, old: Household, search: str) -> Response:
    form = MoveForm()
    form.seen.data = old.seen
    commune = units.unit(found.unit.parent_id or found.unit_id)
    rows = page(lambda limit, offset: queries.households(commune.path, search, limit, offset), 1) if search else None
    return render_page("register/move.html", person=found, search=search, page=rows, form=form)
