"""Pages for the province's administrator: the groups and indicators of a draft."""

from collections.abc import Callable

from flask import redirect, request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.criteria import queries, service
from lhtq.criteria.forms import GroupForm, LineForm, group_form, line_form
from lhtq.criteria.service import EditedMeanwhileError, PublishedError
from lhtq.criteria.views.base import PUBLISHED, Now, bp, draft_of, refused, set_url, words
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

_CHANGED = "Có người vừa sửa nội dung này nên chưa bỏ. Xem lại rồi bấm bỏ nếu vẫn muốn."


@bp.route("/tieu-chi/<int:set_id>/nhom/them", methods=["GET", "POST"])
def add_group(set_id: int) -> Response:
    """Add a group."""
    draft_of(set_id)
    form = group_form()

    def create() -> str:
        return set_url(set_id, f"nhom-{service.add_group(actor(), set_id, form.given()).id}")

    return _added(form, create) or _group_page(set_id, form)


@bp.route("/tieu-chi/<int:set_id>/nhom/<int:group_id>", methods=["GET", "POST"])
def group(set_id: int, group_id: int) -> Response:
    """Change a group."""
    form = group_form(service.group_of(draft_of(set_id), group_id))

    def save() -> None:
        service.edit_group(actor(), set_id, group_id, form.given(), form.seen.data)

    def now() -> Now:
        fresh = service.group_of(queries.whole_set(set_id), group_id)
        return fresh, group_form(fresh, formdata=None)

    if form.validate_on_submit() and not refused(form, save, now):
        return redirect(set_url(set_id, f"nhom-{group_id}"), 303)
    return _group_page(set_id, form, group_id)


@bp.post("/tieu-chi/<int:set_id>/nhom/<int:group_id>/bo")
def remove_group(set_id: int, group_id: int) -> Response:
    """Take a group with its indicators out of a draft."""
    form = group_form(service.group_of(draft_of(set_id), group_id), formdata=None)
    try:
        service.remove_group(actor(), set_id, group_id, request.form.get("seen", ""))
    except (PublishedError, EditedMeanwhileError) as error:
        form.message = PUBLISHED if isinstance(error, PublishedError) else _CHANGED
        return _group_page(set_id, form, group_id)
    return redirect(set_url(set_id), 303)


@bp.route("/tieu-chi/<int:set_id>/nhom/<int:group_id>/them", methods=["GET", "POST"])
def add_line(set_id: int, group_id: int) -> Response:
    """Add an indicator to a group."""
    row = draft_of(set_id)
    form = line_form(row, group_id=service.group_of(row, group_id).id)

    def create() -> str:
        return set_url(set_id, f"muc-{service.add_line(actor(), set_id, form.given()).id}")

    return _added(form, create) or _line_page(set_id, form, group_id=group_id)


@bp.route("/tieu-chi/<int:set_id>/muc/<int:line_id>", methods=["GET", "POST"])
def line(set_id: int, line_id: int) -> Response:
    """Change an indicator."""
    row = draft_of(set_id)
    form = line_form(row, service.line_of(row, line_id))

    def save() -> None:
        service.edit_line(actor(), set_id, line_id, form.given(), form.seen.data)

    def now() -> Now:
        fresh = queries.whole_set(set_id)
        found = service.line_of(fresh, line_id)
        return found, line_form(fresh, found, formdata=None)

    if form.validate_on_submit() and not refused(form, save, now):
        return redirect(set_url(set_id, f"muc-{line_id}"), 303)
    return _line_page(set_id, form, line_id=line_id)


@bp.post("/tieu-chi/<int:set_id>/muc/<int:line_id>/bo")
def remove_line(set_id: int, line_id: int) -> Response:
    """Take an indicator out of a draft."""
    row = draft_of(set_id)
    form = line_form(row, service.line_of(row, line_id), formdata=None)
    try:
        service.remove_line(actor(), set_id, line_id, request.form.get("seen", ""))
    except (PublishedError, EditedMeanwhileError) as error:
        form.message = PUBLISHED if isinstance(error, PublishedError) else _CHANGED
        return _line_page(set_id, form, line_id=line_id)
    return redirect(set_url(set_id), 303)


def _added(form: GroupForm | LineForm, create: Callable[[], str]) -> Response | None:
    """The way to what was added; none where the form is not sent or is refused."""
    to: list[str] = []

    def save() -> None:
        to.append(once(actor().account_id, form.key.value, create))

    if form.validate_on_submit() and not refused(form, save):
        return redirect(to[0], 303)
    return None


def _group_page(set_id: int, form: GroupForm, group_id: int | None = None) -> Response:
    row = queries.whole_set(set_id)
    group = service.group_of(row, group_id) if group_id else None
    return render_page(
        "criteria/group.html",
        status=422 if request.method == "POST" else 200,
        row=row,
        group=group,
        form=form,
        whole_seen=service.digest(group.content) if group else "",
        **words(),
    )


def _line_page(set_id: int, form: LineForm, *, line_id: int | None = None, group_id: int | None = None) -> Response:
    row = queries.whole_set(set_id)
    return render_page(
        "criteria/line.html",
        status=422 if request.method == "POST" else 200,
        row=row,
        line=service.line_of(row, line_id) if line_id else None,
        group_id=group_id,
        form=form,
        **words(),
    )
