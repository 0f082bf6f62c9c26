"""Pages: the cards of a branch's members, given and printed."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, require
from lhtq.membership import queries, service
from lhtq.membership.forms import CardsForm
from lhtq.membership.models import Branch
from lhtq.membership.rules import after_card
from lhtq.membership.service import CardTakenError
from lhtq.membership.views.base import bp
from lhtq.register.views.base import above
from lhtq.web.filters import today
from lhtq.web.forms import begins_today
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

#: Cards on a printed list: what still fits the bytes of a page.
PRINTED = 100


@bp.route("/chi-hoi/<int:branch_id>/the", methods=["GET", "POST"])
def cards(branch_id: int) -> Response:
    """Tick who is given a card; the numbers follow each other."""
    found = queries.branch(branch_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    if request.method == "GET":
        prefix, first = after_card(queries.last_card(branch_id))
        form = CardsForm(formdata=None, data={"prefix": prefix, "first": first, "given_on": today()})
        begins_today(form.given_on)
        return _cards_page(form, found)
    form = CardsForm()
    ticked = request.form.getlist("members", int)
    form.members.choices = [(member.id, member.full_name) for member in queries.in_branch(branch_id, ticked)]
    if form.validate_on_submit():

        def create() -> str:
            service.give_cards(
                actor(), found, form.members.data, form.prefix.data or "", form.first.data, form.given_on.data
            )
            return url_for(".printed_cards", branch_id=branch_id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except CardTakenError as error:
            form.refuse("first", card_taken(error))
    return _cards_page(form, queries.branch(branch_id))


@bp.get("/chi-hoi/<int:branch_id>/the/danh-sach")
def printed_cards(branch_id: int) -> Response:
    """The cards of a branch as a list to print."""
    found = queries.branch(branch_id)
    require(actor(), Action.PEOPLE_VIEW, found)
    rows = page(
        lambda limit, offset: queries.cards(branch_id, limit, offset), request.args.get("trang", 1, int), PRINTED
    )
    return render_page("membership/printed_cards.html", branch=found, above=above(found.unit), page=rows, day=today())


def card_taken(error: CardTakenError) -> str:
    """What is said of a number that is somebody's: whose, where the actor may know it."""
    whose = error.full_name or "một hội viên ở nơi khác"
    return f"Số {error.number} đã cấp cho {whose}. Nhập số khác."


def _cards_page(form: CardsForm, found: Branch) -> Response:
    rows = page(lambda limit, offset: queries.without_card(found.id, limit, offset), request.args.get("trang", 1, int))
    return render_page(
        "membership/cards.html",
        status=422 if form.errors else 200,
        branch=found,
        form=form,
        page=rows,
        ticked=set(form.members.data or ()),
    )
