"""Pages: leaving the commune, what comes from another one, and who comes back to the province."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.register import queries, service
from lhtq.register.forms import OUTSIDE, ComeBackForm, LeaveForm, SendBackForm, TakeForm
from lhtq.register.models import Transfer
from lhtq.register.rules import TRANSFER_NAMES, TransferState
from lhtq.register.service import (
    AlreadyOfferedError,
    NobodyFoundError,
    SeveralFoundError,
    TransferChangedError,
    WrongLevelError,
)
from lhtq.register.views.base import bp, offer_communes
from lhtq.register.views.life import kept
from lhtq.register.views.steps import Plan, RefusedError, Step, walk
from lhtq.units import queries as units
from lhtq.web.filters import date, today
from lhtq.web.forms import choices, searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

#: Why nobody was taken, by what the database answered.
CHANGED = {
    "closed": "Việc chuyển này đã được trả lời hoặc đã rút.",
    "changed": "Hộ ở xã cũ đã thay đổi từ khi chuyển. Hãy trả lại để xã cũ chuyển lại.",
    "head": "Chủ hộ đi mà xã cũ còn người ở hộ. Hãy trả lại để xã cũ đổi chủ hộ trước.",
    "place": "Thôn hoặc hộ đã chọn không thuộc xã này.",
}


@bp.route("/ho/<int:household_id>/chuyen-di", methods=["GET", "POST"])
def leave(household_id: int) -> Response:
    """Let some or all of a household go to another commune, or out of the province."""
    found = kept(household_id)
    form = LeaveForm()
    form.offer(found.living)
    offer_communes(form.commune)
    form.commune.choices.insert(1, *choices([(OUTSIDE, "Ra ngoài tỉnh")]))
    if not form.is_submitted():
        asked = request.args.get("nguoi", 0, int)
        form.people.data = [one.id for one in found.living if asked in {0, one.id}]

    def plan() -> Plan:
        people = [one for one in found.living if one.id in form.people.data]
        service.refuse_headless(found, people)
        whole = len(people) == len(found.living)
        names = "Cả hộ" if whole else ", ".join(one.full_name for one in people)
        on, outside = form.on.data, form.commune.data == OUTSIDE
        commune = None if outside else units.unit(form.commune.data)

        def do() -> str:
            if commune is None:
                service.leave(actor(), found, people, on)
            else:
                try:
                    service.offer(actor(), found, people, commune, on)
                except WrongLevelError:
                    raise RefusedError("commune", "Hộ đang ở xã này. Trong xã thì chuyển hộ, chuyển thôn.") from None
                except AlreadyOfferedError:
                    raise RefusedError("commune", "Hộ này đang có người chờ xã khác nhận. Hãy rút lại trước.") from None
            return url_for(".household", household_id=household_id)

        if commune is None:
            words = [f"{names} chuyển ra ngoài tỉnh từ ngày {date(on)} và không còn tính vào số người.",
                     "Khi về lại, hồ sơ cũ được tìm bằng họ tên, năm sinh và xã."]  # fmt: skip
            words += ["Không còn ai ở hộ: hộ kết thúc, phiếu đang chấm của hộ được rút."] if whole else []
        else:
            words = [f"{names} chuyển đến {commune.full_name}, ngày {date(on)}. Hồ sơ ở lại đây tới khi xã ấy nhận.",
                     "Xã ấy thấy họ tên, năm sinh, tên chủ hộ và nơi đi, không thấy gì khác.",
                     "Nhận rồi thì phiếu đang chấm đi theo; phiếu đã gửi và danh hiệu được giữ ở đây."]  # fmt: skip
        return Plan(words, do)

    back = url_for(".household", household_id=household_id)
    return walk(
        Step(f"Chuyển đi, hộ {found.head_name}", back, f"Hộ {found.head_name}", "Xem thay đổi"), form, found, plan
    )


@bp.route("/ho/<int:household_id>/nguoi/tro-ve", methods=["GET", "POST"])
def come_back(household_id: int) -> Response:
    """Take up again the record of one who had left the province."""
    found = kept(household_id)
    form = ComeBackForm()
    offer_communes(form.commune)

    def plan() -> Plan:
        commune = units.unit(form.commune.data)

        def do() -> str:
            former = service.Former(form.full_name.data, form.birth_year.data, commune)
            try:
                service.come_back(actor(), found, former, form.relation.data, form.on.data)
            except NobodyFoundError:
                words = f"Không có ai đúng họ tên và năm sinh này đã rời tỉnh từ {commune.full_name}."
                raise RefusedError("full_name", words) from None
            except SeveralFoundError:
                words = f"{commune.full_name} có nhiều người trùng tên và năm sinh. Hãy gọi cho xã đó."
                raise RefusedError("full_name", words) from None
            return url_for(".household", household_id=household_id)

        return Plan(
            [
                f"Tìm hồ sơ của {form.full_name.data}, sinh {form.birth_year.data}, rời tỉnh từ {commune.full_name}.",
                f"Người ấy vào hộ {found.head_name} từ ngày {date(form.on.data)}.",
                "Danh hiệu còn hạn và tài khoản của người ấy theo về.",
            ],
            do,
        )

    step = Step(f"Người từ ngoài tỉnh về, hộ {found.head_name}", url_for(".household", household_id=household_id),
                f"Hộ {found.head_name}", "Xem thay đổi",
                "Cần đúng họ tên, năm sinh và xã đã ở trước khi rời tỉnh.")  # fmt: skip
    return walk(step, form, found, plan)


@bp.get("/chuyen-den/<int:unit_id>")
def transfers(unit_id: int) -> Response:
    """Who comes to a unit from another commune, and who has been let go to one."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    rows = page(lambda limit, offset: queries.transfers(unit, limit, offset), request.args.get("trang", 1, int))
    return render_page(
        "register/transfers.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        page=rows,
        communes=queries.unit_names({one.unit.parent_id for one in rows.rows}),
        states=TRANSFER_NAMES,
        OFFERED=TransferState.OFFERED,
    )


@bp.route("/chuyen-den/ho-so/<int:transfer_id>", methods=["GET", "POST"])
def transfer(transfer_id: int) -> Response:
    """Take those who come into a village: in a household of their own, or in one that is there."""
    found = queries.transfer(transfer_id)
    require(actor(), Action.TRANSFER_ANSWER, Place(found.to_unit.path))
    form = _take_form(found)
    if not form.is_submitted():
        return _take_page(found, form)
    into_id = request.form.get("household", 0, int)
    into = queries.household(into_id) if into_id else None
    if into is not None:
        if "head" in form:
            del form.head
        form.village.validators = ()
        form.village.choices = choices([(into.unit_id, "")])
        form.village.data = into.unit_id
    if not form.validate() or not form.fits():
        return _take_page(found, form, status=422)
    village = into.unit if into else units.unit(form.village.data)
    taking = service.Taking(village, into, form.head.data if "head" in form else None, form.relations)

    def create() -> str:
        return url_for(".household", household_id=service.take(actor(), found, taking, today()))

    try:
        return redirect(once(actor().account_id, form.key.value, create), 303)
    except TransferChangedError as error:
        again = queries.transfer(transfer_id)
        return _take_page(again, _take_form(again), status=422, message=CHANGED[error.outcome])


@bp.post("/chuyen-den/ho-so/<int:transfer_id>/tra-lai")
def send_back(transfer_id: int) -> Response:
    """Say that they are not taken, and why."""
    found = queries.transfer(transfer_id)
    require(actor(), Action.TRANSFER_ANSWER, Place(found.to_unit.path))
    form = SendBackForm()
    if form.validate_on_submit():
        service.send_back(actor(), found, form.reason.data, today())
        return redirect(url_for(".transfers", unit_id=found.to_unit_id), 303)
    return _take_page(found, _take_form(found, blank=True), back=form, status=422)


@bp.post("/chuyen-den/ho-so/<int:transfer_id>/rut")
def withdraw(transfer_id: int) -> Response:
    """Take an offer back while nobody has answered it."""
    found = queries.transfer(transfer_id)
    require(actor(), Action.HOUSEHOLD_EDIT, found)
    service.withdraw(actor(), found, today())
    return redirect(url_for(".transfers", unit_id=found.unit_id), 303)


def _take_form(found: Transfer, *, blank: bool = False) -> TakeForm:
    form = TakeForm(formdata=None) if blank else TakeForm()
    villages = units.children(found.to_unit_id, on=today())
    form.village.choices = choices([("", "Chọn thôn"), *((one.id, one.title_name) for one in villages)])
    del form.on
    if found.whole:
        del form.head
    else:
        form.head.choices = choices((one["id"], one["name"]) for one in found.people)
    form.ask((one["id"], one["name"]) for one in found.people)
    return form


def _take_page(
    found: Transfer, form: TakeForm, *, back: SendBackForm | None = None, status: int = 200, message: str | None = None
) -> Response:
    search = searched(request.args.get("tim", ""))
    rows = None
    if search:
        rows = page(lambda limit, offset: queries.households(found.to_unit.path, search, limit, offset), 1)
    return render_page(
        "register/transfer.html",
        status=status,
        transfer=found,
        commune=queries.unit_names({found.unit.parent_id}).get(found.unit.parent_id or 0),
        form=form,
        back=back or SendBackForm(formdata=None),
        search=search,
        page=rows,
        message=message,
        states=TRANSFER_NAMES,
        OFFERED=TransferState.OFFERED,
    )
