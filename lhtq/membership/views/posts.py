"""Pages: a position that a member holds, put right, ended or taken out."""

from collections.abc import Callable

from flask import redirect, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.membership import queries, service
from lhtq.membership.forms import EndPostForm, PostForm, RemovePostForm
from lhtq.membership.models import Member, Post
from lhtq.membership.rules import HEADS, POSITION_NAMES, BranchKind
from lhtq.membership.service import HoldsPostError, NotAfterError, PostGiven, WrongPositionError
from lhtq.membership.views.base import bp
from lhtq.membership.views.members import member_page, offer_posts
from lhtq.web.filters import term, today
from lhtq.web.forms import begins_today
from lhtq.web.render import render_page
from lhtq.web.submission_key import once


@bp.post("/hoi-vien/<int:member_id>/chuc-vu")
def appoint(member_id: int) -> Response:
    """Give a member a position for a term."""
    found = queries.member(member_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    form = PostForm()
    offer_posts(form, found)
    if form.validate_on_submit() and form.is_sure(_held(form, member_id)):
        given = _given(form)
        answer = _do(form, found, given, lambda: service.appoint(actor(), found, given))
        if answer is not None:
            return answer
    return member_page(queries.member(member_id), form)


@bp.route("/hoi-vien/<int:member_id>/chuc-vu/<int:post_id>/sua", methods=["GET", "POST"])
def edit_post(member_id: int, post_id: int) -> Response:
    """Put right what was written down of a position, also one that was ended by mistake."""
    found, post = _post(member_id, post_id)
    form = PostForm(
        data={
            "branch": post.branch_id,
            "position": post.position,
            "from_on": post.from_on,
            "to_on": post.to_on,
            "seen": _words(post),
        }
    )
    offer_posts(form, found, queries.branch(post.branch_id))
    if form.validate_on_submit():
        if form.seen.data != _words(post):
            form.refuse("position", f"Có người vừa lưu: {_words(post)}. Bấm lưu lại nếu vẫn muốn thay.")
            form.seen.data = _words(post)
        elif form.is_sure(_held(form, member_id)):
            given = _given(form)
            answer = _do(form, found, given, lambda: service.edit_post(actor(), found, post, given))
            if answer is not None:
                return answer
    return render_page(
        "membership/edit_post.html", status=422 if form.errors or form.asked_words else 200, form=form, member=found,
        position=POSITION_NAMES[post.position], post_id=post_id,
    )  # fmt: skip


@bp.route("/hoi-vien/<int:member_id>/chuc-vu/<int:post_id>/thoi", methods=["GET", "POST"])
def end_post(member_id: int, post_id: int) -> Response:
    """End a position."""
    found = queries.member(member_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    post = queries.open_post(member_id, post_id)
    require(actor(), Action.MEMBERSHIP_EDIT, queries.branch(post.branch_id))
    form = EndPostForm(data={"ended_on": today()})
    begins_today(form.ended_on)
    if form.validate_on_submit():
        try:
            service.end_post(actor(), found, post, form.ended_on.data)
            return redirect(url_for(".member", member_id=member_id), 303)
        except NotAfterError:
            form.refuse("ended_on", f"Chức vụ này bắt đầu ngày {post.from_on:%d/%m/%Y}. Nhập ngày sau đó.")
    return render_page(
        "membership/end_post.html", status=422 if form.errors else 200, form=form, member=found,
        position=POSITION_NAMES[post.position], post_id=post_id,
    )  # fmt: skip


@bp.route("/hoi-vien/<int:member_id>/chuc-vu/<int:post_id>/xoa", methods=["GET", "POST"])
def remove_post(member_id: int, post_id: int) -> Response:
    """Take out a position that was entered by mistake; asks first, and says what that changes."""
    found, post = _post(member_id, post_id)
    form, message = RemovePostForm(data={"seen": _words(post)}), None
    if form.validate_on_submit():
        if form.seen.data == _words(post):

            def remove() -> str:
                service.remove_post(actor(), found, post)
                return url_for(".member", member_id=member_id)

            return redirect(once(actor().account_id, form.key.value, remove), 303)
        form.seen.data, message = _words(post), "Có người vừa sửa chức vụ này. Xem lại rồi bấm lần nữa nếu vẫn xóa."
    return render_page(
        "membership/remove_post.html", status=422 if form.errors or message else 200, form=form, member=found,
        position=POSITION_NAMES[post.position], post_id=post_id, message=message, words=_removal_words(found, post),
    )  # fmt: skip


def _post(member_id: int, post_id: int) -> tuple[Member, Post]:
    """A member whom the actor keeps, and a position of theirs in a branch that the actor keeps too."""
    found = queries.member(member_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    post = queries.post(member_id, post_id)
    require(actor(), Action.MEMBERSHIP_EDIT, queries.branch(post.branch_id))
    return found, post


def _given(form: PostForm) -> PostGiven:
    return PostGiven(queries.branch(form.branch.data), form.position.data, form.from_on.data, form.to_on.data)


def _do(form: PostForm, found: Member, given: PostGiven, do: Callable[[], object]) -> Response | None:
    """Do what the form says and go back to the member, or put a message beside its field."""
    back = url_for(".member", member_id=found.id)

    def change() -> str:
        do()
        return back

    try:
        return redirect(once(actor().account_id, form.key.value, change), 303)
    except NotAfterError:
        form.refuse("to_on", "Ngày hết nhiệm kỳ phải sau ngày bắt đầu.")
    except WrongPositionError:
        form.refuse("position", f"{given.branch.name} không có chức vụ {POSITION_NAMES[given.position]}.")
    except HoldsPostError:
        form.refuse("position", "Người này đang giữ chức vụ ấy trong thời gian này.")
    return None


def _held(form: PostForm, member_id: int) -> dict[str, str]:
    """Who else is head where there is one at a time, in words by a code that names the post."""
    if form.position.data not in HEADS:
        return {}
    name = POSITION_NAMES[form.position.data]
    return {
        f"held-{post.id}": f"{full_name} giữ chức {name} ở đây {term(post.from_on, post.to_on)}."
        for post, full_name in queries.heads_between(
            form.branch.data, form.position.data, form.from_on.data, form.to_on.data
        )
        if post.member_id != member_id
    }


def _words(post: Post) -> str:
    return f"{POSITION_NAMES[post.position]}, {queries.branch(post.branch_id).name}, {term(post.from_on, post.to_on)}"


def _removal_words(found: Member, post: Post) -> list[str]:
    """What changes with a position that is taken out, also in what is counted of the days that are past."""
    words = [f"{_words(post)}: không còn trong sổ, cả ở những ngày đã qua."]
    branch = queries.branch(post.branch_id)
    if branch.kind == BranchKind.ASSOCIATION and not any(
        line.branch_id == branch.id and line.id != post.id for line in queries.posts_of(found.id)
    ):
        words.append(f"{found.full_name} không còn tính là cán bộ của {branch.name}.")
    return words
