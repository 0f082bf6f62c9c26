"""Pages: who is put onto the list of a course, by branch, by office, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy.exc import NoResultFound
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lhtq.accounts.current import actor
from lhtq.membership import queries as membership
from lhtq.register import queries as register
from lhtq.register.service import NobodyFoundError, SeveralFoundError
from lhtq.training import queries, service
from lhtq.training.forms import InviteForm, NamedForm, OfficersForm, PersonForm, number
from lhtq.training.models import Course
from lhtq.training.service import ElsewhereError, ListedError, NotYetError, TooManyError
from lhtq.training.views.base import NOT_YET, WORDS, bp, course_to_keep
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.forms import Form, searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

#: Branches of one unit that are offered: its Association, its schools, agencies and clans.
MOST_BRANCHES = 200

REFUSALS: dict[type[Exception], str] = {
    NotYetError: NOT_YET,
    TooManyError: "Danh sách đã quá dài. Hãy chia thành nhiều khóa.",
    ListedError: "Người này đã có trong danh sách.",
    ElsewhereError: "Khóa chỉ dành cho đơn vị tổ chức và các đơn vị trực thuộc.",
    NobodyFoundError: "Không có hội viên hay người trong sổ đúng họ tên và năm sinh này ở đơn vị đã chọn. "
    "Sửa lại, hoặc đánh dấu “Chỉ ghi tên”.",
    SeveralFoundError: "Có nhiều người trùng họ tên và năm sinh ở đơn vị này. Hãy chọn theo chi hội ở trên.",
}


@dataclass
class _Forms:
    """The forms of the page; one that was sent stays as it was typed."""

    invite: InviteForm
    officers: OfficersForm
    person: PersonForm
    named: NamedForm


@bp.route("/khoa/<int:course_id>/moi", methods=["GET", "POST"])
def invite(course_id: int) -> Response:
    """Put members of a branch onto the list: those who are ticked, or the whole branch."""
    found = course_to_keep(course_id)
    form = InviteForm()
    if request.method == "GET":
        return _page(found)
    branch = membership.branch(number(form.branch.data))
    form.members.choices = []

    def add() -> int:
        if form.everybody.data:
            return service.invite_branch(actor(), found, branch, form.how.data, today())
        return service.invite(actor(), found, form.members.data, form.how.data, today())

    if form.validate_on_submit():
        if not form.everybody.data and not form.members.data:
            form.refuse("members", "Đánh dấu ít nhất một người.")
        elif (answer := _added(found, form, "members", add)) is not None:
            return answer
    return _page(queries.course(course_id), branch_id=number(form.branch.data), invite=form)


@bp.post("/khoa/<int:course_id>/moi/can-bo")
def invite_officers(course_id: int) -> Response:
    """Put every officer of the communes at or under a unit onto the list."""
    found = course_to_keep(course_id)
    form = OfficersForm()
    unit = units.unit(number(form.unit.data))
    if form.validate_on_submit():
        answer = _added(
            found, form, "how", lambda: service.invite_officers(actor(), found, unit, form.how.data, today())
        )
        if answer is not None:
            return answer
    return _page(queries.course(course_id), unit_id=unit.id, officers=form)


@bp.post("/khoa/<int:course_id>/moi/nguoi")
def add_person(course_id: int) -> Response:
    """Put a person of the register onto the list, picked from the results of a search."""
    found = course_to_keep(course_id)
    form = PersonForm()
    person = register.person(request.form.get("person", 0, int))
    if form.validate_on_submit():

        def add() -> int:
            service.add_person(actor(), found, person, form.how.data, today())
            return 1

        if (answer := _added(found, form, "how", add)) is not None:
            return answer
    return _page(queries.course(course_id), unit_id=number(form.unit.data), person=form)


@bp.post("/khoa/<int:course_id>/moi/ten")
def add_named(course_id: int) -> Response:
    """Put somebody onto the list by exact name, year of birth and place."""
    found = course_to_keep(course_id)
    form = NamedForm()
    _offer(form, found.unit)
    if form.validate_on_submit():

        def add() -> int:
            service.add_named(actor(), found, form.given(), form.how.data, today())
            return 1

        if (answer := _added(found, form, "full_name", add)) is not None:
            return answer
    return _page(queries.course(course_id), named=form)


@bp.post("/khoa/<int:course_id>/nguoi/<int:participant_id>/bo")
def take_off(course_id: int, participant_id: int) -> Response:
    """Take somebody off the list."""
    found = course_to_keep(course_id)
    service.take_off(actor(), found, queries.participant(course_id, participant_id))
    return redirect(url_for(".course", course_id=course_id), 303)


def _added(found: Course, form: Any, field: str, add: Callable[[], int]) -> Response | None:
    """Do it once, or put why not beside a field."""

    def create() -> str:
        return url_for(".course", course_id=found.id, them=add())

    try:
        return redirect(once(actor().account_id, form.key.value, create), 303)
    except tuple(REFUSALS) as error:
        form.refuse("how" if isinstance(error, NotYetError) else field, REFUSALS[type(error)])
        return None


def _page(found: Course, *, branch_id: int = 0, unit_id: int = 0, **sent: Form) -> Response:
    """The page at a unit under the course's, with one of its branches open where one is asked for."""
    branch_id = branch_id or request.args.get("chi_hoi", 0, int)
    branch = membership.branch(branch_id) if branch_id else None
    unit = branch.unit if branch else units.unit(unit_id or request.args.get("don_vi", found.unit_id, int))
    if not unit.path.startswith(found.unit_path):
        raise NoResultFound
    forms = _Forms(
        **{
            name: sent.get(name) or kind(formdata=None)
            for name, kind in (
                ("invite", InviteForm), ("officers", OfficersForm), ("person", PersonForm), ("named", NamedForm),
            )
        }
    )  # fmt: skip
    if "named" not in sent:
        _offer(forms.named, found.unit)
    search = searched(request.values.get("tim", ""))
    near = unit.level in (Level.COMMUNE, Level.VILLAGE)
    return render_page(
        "training/invite.html",
        status=422 if any(form.errors for form in sent.values()) else 200,
        course=found,
        unit=unit,
        above=[step for step in units.ancestors(unit) if step.path.startswith(found.unit_path)],
        children=units.children(unit.id, on=today()),
        branches=[
            line for line in membership.branches_at(unit.id, today().year, today(), MOST_BRANCHES, 0)
            if line.ended_on is None
        ],
        branch=branch,
        page=page(
            lambda limit, offset: queries.invitable(found.id, branch.id, today(), limit, offset),
            request.args.get("trang", 1, int),
        ) if branch else None,
        search=search,
        people=page(lambda limit, offset: register.people(unit.path, search, limit, offset), 1)
        if near and search
        else None,
        near=near,
        forms=forms,
        ticked=set(forms.invite.members.data or ()),
        **WORDS,
    )  # fmt: skip


def _offer(form: NamedForm, holder: Unit) -> None:
    """The communes under the unit that holds the course, each under its district; a commune is the only one."""
    offered = [
        SelectChoice(value=commune.id, label=commune.title_name, optgroup=district)
        for commune, district in units.communes()
        if commune.path.startswith(holder.path)
    ]
    form.place.choices = [SelectChoice(value="", label="Chọn xã, phường"), *offered]
