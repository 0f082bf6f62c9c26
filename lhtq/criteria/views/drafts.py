"""Pages for the province's administrator: copying a set, its own facts, giving a draft up, the order of its lines."""

import re

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.criteria import queries, service
from lhtq.criteria.forms import set_form
from lhtq.criteria.service import DraftExistsError, EditedMeanwhileError, PublishedError
from lhtq.criteria.views.base import PUBLISHED, Now, bp, draft_of, refused, set_url, words
from lhtq.criteria.views.sets import set_page
from lhtq.web.filters import today
from lhtq.web.render import render_page

_MOVED = re.compile(r"(nhom|muc)-([0-9]{1,9})-(len|xuong)")


@bp.post("/tieu-chi/<int:set_id>/sao-chep")
def copy(set_id: int) -> Response:
    """Copy a set into a draft of the next version; where there is one already, that one is shown."""
    try:
        draft_id = service.copy_set(actor(), set_id, today()).id
    except DraftExistsError as error:
        draft_id = error.set_id
    return redirect(set_url(draft_id), 303)


@bp.route("/tieu-chi/<int:set_id>/thong-tin", methods=["GET", "POST"])
def facts(set_id: int) -> Response:
    """What a draft says of itself: name, basis, marks."""
    row = draft_of(set_id)
    form = set_form(row)

    def save() -> None:
        service.edit_set(actor(), set_id, form.given(), form.seen.data)

    def now() -> Now:
        fresh = queries.whole_set(set_id)
        return fresh, set_form(fresh, formdata=None)

    if form.validate_on_submit() and not refused(form, save, now):
        return redirect(set_url(set_id), 303)
    return render_page(
        "criteria/facts.html",
        status=422 if form.is_submitted() else 200,
        row=queries.whole_set(set_id),
        form=form,
        **words(),
    )


@bp.post("/tieu-chi/<int:set_id>/thu-tu")
def move(set_id: int) -> Response:
    """Move a group or an indicator one place up or down."""
    draft_of(set_id)
    asked = _MOVED.fullmatch(request.form.get("chuyen", "")) or abort(400)
    kind, id_, way = asked.groups()
    change = service.move_group if kind == "nhom" else service.move_line
    try:
        change(actor(), set_id, int(id_), up=way == "len")
    except PublishedError:
        return set_page(set_id, PUBLISHED)
    return redirect(set_url(set_id, f"{kind}-{id_}"), 303)


@bp.post("/tieu-chi/<int:set_id>/bo")
def discard(set_id: int) -> Response:
    """Give a draft up."""
    draft_of(set_id)
    try:
        service.discard(actor(), set_id, request.form.get("seen", ""))
    except PublishedError:
        return set_page(set_id, PUBLISHED)
    except EditedMeanwhileError:
        return set_page(set_id, "Có người vừa sửa bản nháp này nên chưa bỏ. Xem lại rồi bấm bỏ nếu vẫn muốn.")
    return redirect("/tieu-chi", 303)
