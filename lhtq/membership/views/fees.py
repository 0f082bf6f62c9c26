"""Pages: who of a branch has paid the fee of a year, and who has not."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.membership import queries, service
from lhtq.membership.forms import FeeForm
from lhtq.membership.models import Branch
from lhtq.membership.service import PaidError
from lhtq.membership.views.base import bp
from lhtq.register.views.base import above
from lhtq.web.filters import today
from lhtq.web.forms import begins_today
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once


@bp.route("/chi-hoi/<int:branch_id>/hoi-phi/<year:year>", methods=["GET", "POST"])
def fees(branch_id: int, year: int) -> Response:
    """Tick who has paid the fee of a year."""
    found = queries.branch(branch_id)
    require(actor(), Action.PEOPLE_VIEW if request.method == "GET" else Action.MEMBERSHIP_EDIT, found)
    form = FeeForm() if request.method == "POST" else FeeForm(formdata=None, data={"paid_on": today()})
    begins_today(form.paid_on)
    if request.method == "POST":
        ticked = request.form.getlist("members", int)
        form.members.choices = [(member.id, member.full_name) for member in queries.in_branch(branch_id, ticked)]
        if form.validate_on_submit():

            def create() -> str:
                service.pay(actor(), found, form.members.data, year, form.amount.data, form.paid_on.data)
                return url_for(".fees", branch_id=branch_id, year=year)

            try:
                return redirect(once(actor().account_id, form.key.value, create), 303)
            except PaidError:
                form.refuse("members", "Có người vừa ghi hội phí cho một trong các hội viên này. Xem lại danh sách.")
    return _fees_page(form, queries.branch(branch_id), year)


@bp.post("/chi-hoi/<int:branch_id>/hoi-phi/<year:year>/<int:member_id>/bo")
def take_back_fee(branch_id: int, year: int, member_id: int) -> Response:
    """Take back a fee that was written down by mistake."""
    found = queries.branch(branch_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    service.take_back_fee(actor(), found, queries.paid(branch_id, member_id, year))
    return redirect(url_for(".fees", branch_id=branch_id, year=year, da_nop=1), 303)


def _fees_page(form: FeeForm, found: Branch, year: int) -> Response:
    paid = request.args.get("da_nop") == "1"
    rows = page(
        lambda limit, offset: queries.with_fees(found.id, year, paid=paid, limit=limit, offset=offset),
        request.args.get("trang", 1, int),
    )
    return render_page(
        "membership/fees.html",
        status=422 if form.errors else 200,
        branch=found,
        above=above(found.unit),
        form=form,
        page=rows,
        years=queries.fee_years(found.id),
        paid=paid,
        ticked=set(form.members.data or ()),
        year=year,
    )
