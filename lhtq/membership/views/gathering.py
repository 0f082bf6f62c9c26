"""Pages: many people taken into a branch at once."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.membership import queries, service
from lhtq.membership.forms import CommitteeForm, TickForm
from lhtq.membership.rules import BranchKind
from lhtq.membership.service import IsMemberError, NotBornError
from lhtq.membership.views.base import BEFORE_BIRTH, bp
from lhtq.membership.views.branches import branch_page
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

MEANWHILE = "Có người vừa thêm một trong những người này vào một chi hội. Xem lại danh sách rồi gửi lại."


@bp.route("/chi-hoi/<int:branch_id>/hoi-vien/chon", methods=["GET", "POST"])
def tick_members(branch_id: int) -> Response:
    """Tick who of a village's adults joins its branch."""
    found = queries.branch(branch_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    if found.kind != BranchKind.VILLAGE or found.ended_on:
        abort(404)
    form, number = TickForm(), request.args.get("trang", 1, int)
    if request.method == "POST":
        # Also those who are members by now: the same form sent twice is one form.
        people = queries.residents(found.unit_id, request.form.getlist("people", int))
        form.people.choices = [(one.id, one.full_name) for one in people]
        if form.validate_on_submit():

            def create() -> str:
                ticked = [one for one in people if one.id in set(form.people.data)]
                added = service.add_people(actor(), found, ticked, form.joined_on.data)
                return url_for(".tick_members", branch_id=branch_id, trang=number, them=added)

            try:
                return redirect(once(actor().account_id, form.key.value, create), 303)
            except IsMemberError:
                form.refuse("people", MEANWHILE)
            except NotBornError:
                form.refuse("joined_on", BEFORE_BIRTH)
    return _tick_page(form, branch_id, number)


@bp.post("/chi-hoi/<int:branch_id>/tu-dong-ho")
def take_committee(branch_id: int) -> Response:
    """Take in those of a clan's committee of whom the register knows who they are."""
    found = queries.branch(branch_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    form = CommitteeForm()
    if form.validate_on_submit():

        def create() -> str:
            service.take_committee(actor(), found, None)
            return url_for(".branch", branch_id=branch_id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except IsMemberError:
            return branch_page(branch_id, form, MEANWHILE)
    return branch_page(branch_id, form)


def _tick_page(form: TickForm, branch_id: int, number: int) -> Response:
    found = queries.branch(branch_id)
    return render_page(
        "membership/tick_members.html",
        status=422 if form.errors else 200,
        branch=found,
        form=form,
        page=page(lambda limit, offset: queries.adults(found.unit_id, today().year, limit, offset), number),
        ticked=set(form.people.data or ()),
        added=request.args.get("them", 0, int) if request.method == "GET" else 0,
    )
