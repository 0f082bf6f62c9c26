"""Pages: somebody taken into a branch, one member, the end of a membership."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.lists.queries import origins
from lhtq.membership import queries, service
from lhtq.membership.forms import LeaveForm, MemberForm, NewMemberForm, PickMemberForm, PostForm
from lhtq.membership.models import Branch, Member
from lhtq.membership.rules import LEFT_NAMES, POSITION_NAMES, LeftBecause, Position
from lhtq.membership.service import (
    CardTakenError,
    IsMemberError,
    MemberGiven,
    NotAfterError,
    NotBornError,
)
from lhtq.membership.views.base import BEFORE_BIRTH, MOST_OFFERED, bp
from lhtq.membership.views.cards import card_taken
from lhtq.register import queries as register
from lhtq.register.rules import SEX_NAMES
from lhtq.register.service import NobodyFoundError, SeveralFoundError
from lhtq.register.views.base import above, offer_communes
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

TAKEN = "Người này đang là hội viên của một chi hội. Hãy chuyển chi hội từ trang của hội viên ấy."


@bp.route("/chi-hoi/<int:branch_id>/hoi-vien/them", methods=["GET", "POST"])
def add_member(branch_id: int) -> Response:
    """Take somebody into a branch: picked from those that a search finds, or typed."""
    found = queries.branch(branch_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    if request.method == "GET":
        return _new_page(found, searched(request.args.get("tim", "")))
    if "person" in request.form:
        return _pick(found)
    form = NewMemberForm()
    offer_communes(form.commune)
    if form.validate_on_submit():
        answer = _add(form, found)
        if answer is not None:
            return answer
    return _new_page(queries.branch(branch_id), "", form=form)


@bp.get("/hoi-vien/<int:member_id>")
def member(member_id: int) -> Response:
    """One member: card, positions, fees; also for the person's own eyes."""
    found = queries.member(member_id)
    require(actor(), Action.PEOPLE_VIEW, found)
    return member_page(found)


def member_page(found: Member, post: PostForm | None = None) -> Response:
    """The page of a member, with the form of a new position as it was sent."""
    if post is None:
        post = PostForm(formdata=None)
        offer_posts(post, found)
    return render_page(
        "membership/member.html",
        status=422 if post.errors or post.asked_words else 200,
        member=found,
        above=above(found.unit),
        sexes=SEX_NAMES,
        positions=POSITION_NAMES,
        left=LEFT_NAMES,
        posts=queries.posts_of(found.id),
        fees=queries.fees_of(found.id),
        origins=origins("member", found.id),
        moved_on=queries.moved_on_to(found.id),
        past=queries.past_of(found.id) if found.moved_from_id else [],
        form=post,
        today=today(),
    )


def offer_posts(form: PostForm, found: Member, holds: Branch | None = None) -> None:
    """The branches of the commune, or above it of the unit, where a member may hold a position; also where one is."""
    above_it = found.unit.parent_id if found.unit.level == Level.VILLAGE else None
    reach = found.unit if above_it is None else units.unit(above_it)
    within = reach if reach.path.startswith(actor().unit_path) else found.unit
    branches = queries.branch_names(within.path, MOST_OFFERED)
    if holds is not None and holds.id not in dict(branches):
        branches = [(holds.id, holds.name), *branches]
    own = [pair for pair in branches if pair[0] == found.branch_id]
    form.offer([*own, *(pair for pair in branches if pair[0] != found.branch_id)], tuple(Position))


@bp.route("/hoi-vien/<int:member_id>/sua", methods=["GET", "POST"])
def edit_member(member_id: int) -> Response:
    """Change what is known of a member."""
    found = queries.member(member_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    form = MemberForm(obj=found)
    if found.moved_from_id is not None:
        form.joined_on.label.text = "Ngày vào chi hội này"
    if form.validate_on_submit():
        if form.version.data == str(found.version):
            try:
                service.edit_member(actor(), found, form.given())
                return redirect(url_for(".member", member_id=member_id), 303)
            except NotBornError:
                form.refuse("joined_on", BEFORE_BIRTH)
            except NotAfterError:
                form.refuse("joined_on", f"Người này đã thôi ngày {found.left_on:%d/%m/%Y}. Nhập ngày trước đó.")
            except CardTakenError as error:
                form.refuse("card_number", card_taken(error))
        else:
            form.refuse("full_name", "Có người vừa sửa thông tin này. Hãy mở lại trang để xem bản mới nhất.")
    return render_page(
        "membership/edit_member.html", status=422 if form.errors else 200, form=form, member=queries.member(member_id)
    )


@bp.route("/hoi-vien/<int:member_id>/thoi", methods=["GET", "POST"])
def leave(member_id: int) -> Response:
    """End a membership: moved to another branch, left, died."""
    found = queries.member(member_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    form = LeaveForm()
    offered = [
        (id_, name) for id_, name in queries.branch_names(actor().unit_path, MOST_OFFERED) if id_ != found.branch_id
    ]
    form.branch.choices = [
        SelectChoice(value="", label="Chọn chi hội"),
        *(SelectChoice(value=id_, label=name) for id_, name in offered),
    ]
    if form.validate_on_submit():
        answer = _leave(form, found)
        if answer is not None:
            return answer
    return render_page(
        "membership/leave.html", status=422 if form.errors else 200, form=form, member=queries.member(member_id)
    )


def _add(form: NewMemberForm, found: Branch) -> Response | None:
    """Take in who is typed, or put a message beside its field."""

    def create() -> str:
        if form.commune.data is None:
            made = service.add_member(actor(), found, form.given())
        else:
            made = service.add_member_of(actor(), found, form.given(), units.unit(form.commune.data))
        return url_for(".member", member_id=made.id)

    try:
        return redirect(once(actor().account_id, form.key.value, create), 303)
    except IsMemberError:
        form.refuse("full_name", TAKEN)
    except NotBornError:
        form.refuse("joined_on", BEFORE_BIRTH)
    except CardTakenError as error:
        form.refuse("card_number", card_taken(error))
    except (NobodyFoundError, SeveralFoundError) as error:
        form.refuse("commune", _why_not(error, units.unit(form.commune.data)))
    return None


def _pick(found: Branch) -> Response:
    """Take in a person whom the search found."""
    form, message = PickMemberForm(), None
    person = register.person(request.form.get("person", 0, int))
    if form.validate_on_submit():

        def create() -> str:
            given = MemberGiven(
                person.full_name, person.birth_year, person.sex, phone=person.phone, joined_on=form.picked_on.data
            )
            return url_for(".member", member_id=service.add_member(actor(), found, given, person).id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except IsMemberError:
            message = TAKEN
        except NotBornError:
            form.refuse("picked_on", BEFORE_BIRTH)
    return _new_page(queries.branch(found.id), searched(form.tim.data or ""), pick=form, message=message)


def _leave(form: LeaveForm, found: Member) -> Response | None:
    """Do what the form says, or put a message beside its field."""

    def create() -> str:
        if form.because.data is LeftBecause.MOVED:
            made = service.move(actor(), found, queries.branch(form.branch.data), form.left_on.data)
            return url_for(".member", member_id=made.id)
        service.leave(actor(), found, form.left_on.data, form.because.data)
        return url_for(".member", member_id=found.id)

    if form.because.data is LeftBecause.MOVED and form.branch.data is None:
        form.refuse("branch", "Chọn chi hội mà hội viên chuyển đến.")
        return None
    try:
        return redirect(once(actor().account_id, form.key.value, create), 303)
    except NotAfterError:
        form.refuse("left_on", f"Người này vào Hội ngày {found.joined_on:%d/%m/%Y}. Nhập ngày sau đó.")
        return None


def _new_page(
    found: Branch, search: str, *, pick: PickMemberForm | None = None, form: NewMemberForm | None = None,
    message: str | None = None,
) -> Response:  # fmt: skip
    pick = pick or PickMemberForm(formdata=None)
    if form is None:
        form = NewMemberForm(formdata=None)
        offer_communes(form.commune)
    rows = page(lambda limit, offset: register.people(found.unit.path, search, limit, offset), 1) if search else None
    return render_page(
        "membership/add_member.html",
        status=422 if pick.errors or form.errors or message else 200,
        branch=found,
        search=search,
        page=rows,
        pick=pick,
        form=form,
        message=message,
    )


def _why_not(error: Exception, commune: Unit) -> str:
    if isinstance(error, NobodyFoundError):
        return f"{commune.title_name} không có ai đúng họ tên và năm sinh này. Sửa lại, hoặc để trống xã."
    return f"{commune.title_name} có nhiều người trùng họ tên và năm sinh này. Để trống xã để chỉ ghi tên."
