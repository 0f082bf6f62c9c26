"""Pages for the province's administrator: trying a draft, checking, publishing, confirming a provisional set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from flask import redirect, request
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.criteria import queries, service
from lhtq.criteria.forms import ConfirmForm, PublishForm
from lhtq.criteria.models import CriteriaSetRow
from lhtq.criteria.rules import CITIZEN_GROUP_NAMES, CitizenGroup, CriteriaSet, Model, Problem, Share, problems, set_of
from lhtq.criteria.service import (
    DraftExistsError,
    EditedMeanwhileError,
    NotProvisionalError,
    ProblemsError,
    PublishedError,
    TooEarlyError,
)
from lhtq.criteria.views.base import PUBLISHED, bp, draft_of, set_url, words
from lhtq.criteria.views.sets import to_confirm
from lhtq.web.filters import date
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

#: What a name says of a provisional set, and no longer of a confirmed one.
_PROVISIONAL = " (tạm thời)"


@dataclass(frozen=True)
class Trial:
    """A sheet of nobody, for seeing the taps of a draft."""

    criteria: CriteriaSet
    group: CitizenGroup | None
    id: int = 0
    answers: Mapping[str, Decimal] = field(default_factory=dict)
    last: Mapping[str, Decimal] = field(default_factory=dict)
    shares: Mapping[str, Share] = field(default_factory=dict)
    claims: Mapping[str, object] = field(default_factory=dict)


@bp.get("/tieu-chi/<int:set_id>/xem-thu")
def preview(set_id: int) -> Response:
    """A draft as the scorer will see it; nothing is saved."""
    row = draft_of(set_id)
    asked = request.args.get("nhom", "")
    group = next((one for one in CitizenGroup if one == asked), CitizenGroup.RURAL)
    return render_page(
        "criteria/preview.html",
        row=row,
        line=Trial(queries.as_rules(row), group if row.model == Model.CITIZEN else None),
        groups=CITIZEN_GROUP_NAMES if row.model == Model.CITIZEN else {},
        **words(),
    )


@bp.get("/tieu-chi/<int:set_id>/kiem-tra")
def check(set_id: int) -> Response:
    """What keeps a draft from being published, each with a link to where it is put right."""
    row = draft_of(set_id)
    return render_page("criteria/check.html", row=row, problems=_linked(row), criteria=queries.as_rules(row), **words())


@bp.route("/tieu-chi/<int:set_id>/cong-bo", methods=["GET", "POST"])
def publish(set_id: int) -> Response:
    """Publish a draft from a day."""
    row = draft_of(set_id)
    form = PublishForm(obj=row, data={"seen": service.digest(row.content)})
    if form.validate_on_submit() and _published(form, set_id):
        return redirect(set_url(set_id), 303)
    row = queries.whole_set(set_id)
    before = next(iter(queries.published(set_of(row.model))), None)
    return render_page(
        "criteria/publish.html",
        status=422 if form.is_submitted() else 200,
        row=row,
        before=before,
        problems=_linked(row),
        form=form,
        **words(),
    )


@bp.route("/tieu-chi/<int:set_id>/xac-nhan", methods=["GET", "POST"])
def confirm(set_id: int) -> Response:
    """Confirm a provisional set: the same criteria as a new, official version."""
    service.require_province(actor())
    row = queries.whole_set(set_id)
    if request.method == "GET" and not to_confirm(row):
        raise NoResultFound
    form = ConfirmForm(data={"name": row.name.removesuffix(_PROVISIONAL), "legal_basis": row.legal_basis})

    def create() -> str:
        return set_url(service.confirm_provisional(actor(), set_id, form.given()).id)

    if form.validate_on_submit():
        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except NotProvisionalError:
            raise NoResultFound from None
        except DraftExistsError:
            form.message = "Bộ này đang có bản nháp. Công bố hoặc bỏ bản nháp trước khi xác nhận."
        except TooEarlyError as error:
            form.refuse("valid_from", _too_early(error))
        row = queries.whole_set(set_id)
    return render_page(
        "criteria/confirm.html", status=422 if form.is_submitted() else 200, row=row, form=form, **words()
    )


def _published(form: PublishForm, set_id: int) -> bool:
    """Publish, or say on the form why not."""
    try:
        service.publish(actor(), set_id, form.valid_from.data, form.seen.data)
    except PublishedError:
        form.message = PUBLISHED
    except ProblemsError:
        form.message = "Bản nháp còn chỗ chưa đúng, xem danh sách bên dưới."
    except EditedMeanwhileError:
        form.message = "Có người vừa sửa bản nháp này. Xem lại bản mới nhất rồi bấm công bố nếu đồng ý."
        form.seen.data = service.digest(queries.whole_set(set_id).content)
    except TooEarlyError as error:
        form.refuse("valid_from", _too_early(error))
    else:
        return True
    return False


def _too_early(error: TooEarlyError) -> str:
    return f"Phiên bản đang dùng có từ {date(error.least)}. Nhập ngày từ {date(error.least)} trở đi."


def _linked(row: CriteriaSetRow) -> list[tuple[Problem, str]]:
    """What is wrong with a draft, each with the address of the page where it is put right."""
    here = set_url(row.id)
    pages = {group.code: f"{here}/nhom/{group.id}" for group in row.groups}
    pages |= {line.code: f"{here}/muc/{line.id}" for group in row.groups for line in group.indicators}
    return [(one, pages.get(one.code, f"{here}/thong-tin")) for one in problems(queries.as_rules(row))]
