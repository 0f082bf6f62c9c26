"""Pages: the clans of a commune, one clan with its committee and families."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.lists.queries import origins
from lhtq.register import queries, service
from lhtq.register.forms import ClanForm, CommitteeForm, FarFamilyForm, PickForm
from lhtq.register.models import Clan
from lhtq.register.service import AlreadyLinkedError, NobodyFoundError
from lhtq.register.views.base import NotLinked, above, bp, commune_of, offer_communes
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

TAKEN = "Gia đình này đang thuộc một dòng họ. Một gia đình thuộc một dòng họ: cần ra khỏi dòng họ kia trước."


@bp.get("/cac-dong-ho/<int:unit_id>")
def clans(unit_id: int) -> Response:
    """The clans registered in a commune, or in the communes under a unit."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    rows = page(
        lambda limit, offset: queries.clans(unit.path, today(), limit, offset), request.args.get("trang", 1, int)
    )
    return render_page("register/clans.html", unit=unit, above=above(unit), page=rows)


@bp.route("/cac-dong-ho/<int:unit_id>/them", methods=["GET", "POST"])
def add_clan(unit_id: int) -> Response:
    """Register a clan in a commune."""
    commune = commune_of(unit_id, Action.CLAN_EDIT)
    form = ClanForm()
    if form.validate_on_submit():

        def create() -> str:
            return url_for(".clan", clan_id=service.add_clan(actor(), commune, form.given()).id)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return _clan_form(form, url_for(".add_clan", unit_id=unit_id), clan=None)


@bp.get("/dong-ho/<int:clan_id>")
def clan(clan_id: int) -> Response:
    """One clan: its head, committee and families; those of other communes by their card alone."""
    found = queries.clan(clan_id)
    require(actor(), Action.PEOPLE_VIEW, found)
    rows = page(
        lambda limit, offset: queries.families(clan_id, today(), limit, offset), request.args.get("trang", 1, int)
    )
    return render_page(
        "register/clan.html",
        clan=found,
        above=above(found.unit),
        holds=found.holds_title(today()),
        origins=origins("clan", clan_id),
        families=rows,
        year=today().year,
    )


@bp.route("/dong-ho/<int:clan_id>/sua", methods=["GET", "POST"])
def edit_clan(clan_id: int) -> Response:
    """Change a clan, or say that it is no more."""
    found = queries.clan(clan_id)
    require(actor(), Action.CLAN_EDIT, found)
    form = ClanForm(obj=found)
    if not form.is_submitted():
        form.ended.data = found.ended_on is not None
    if form.validate_on_submit():
        if form.version.data == str(found.version):
            ended_on = (found.ended_on or today()) if form.ended.data else None
            service.edit_clan(actor(), found, form.given(), ended_on)
            return redirect(url_for(".clan", clan_id=clan_id), 303)
        form.refuse("name", "Có người vừa sửa thông tin này. Hãy mở lại trang để xem bản mới nhất.")
    return _clan_form(form, url_for(".edit_clan", clan_id=clan_id), clan=found)


@bp.route("/dong-ho/<int:clan_id>/ban/them", methods=["GET", "POST"])
def add_to_committee(clan_id: int) -> Response:
    """Put somebody on a clan's committee."""
    found = queries.clan(clan_id)
    require(actor(), Action.CLAN_EDIT, found)
    form = CommitteeForm()
    if form.validate_on_submit():

        def create() -> str:
            service.add_to_committee(actor(), found, form.full_name.data, form.position.data)
            return url_for(".clan", clan_id=clan_id)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return render_page("register/committee.html", status=422 if form.errors else 200, form=form, clan=found)


@bp.post("/dong-ho/<int:clan_id>/ban/<int:member_id>/thoi")
def end_committee_member(clan_id: int, member_id: int) -> Response:
    """Take somebody off a clan's committee."""
    found = queries.clan(clan_id)
    require(actor(), Action.CLAN_EDIT, found)
    service.end_committee_member(actor(), found, queries.committee_member(clan_id, member_id), today())
    return redirect(url_for(".clan", clan_id=clan_id), 303)


@bp.route("/dong-ho/<int:clan_id>/ho/them", methods=["GET", "POST"])
def add_family(clan_id: int) -> Response:
    """Take a family of the own commune into a clan, picked from those that a search finds."""
    found = queries.clan(clan_id)
    require(actor(), Action.CLAN_EDIT, found)
    if request.method == "GET":
        return _family_page(found, searched(request.args.get("tim", "")))
    form, message = PickForm(), None
    household = queries.household(request.form.get("household", 0, int))
    if form.validate_on_submit():

        def create() -> str:
            service.add_family(actor(), found, household)
            return url_for(".clan", clan_id=clan_id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except AlreadyLinkedError:
            message = TAKEN
    return _family_page(queries.clan(clan_id), searched(form.tim.data or ""), pick=form, message=message)


@bp.post("/dong-ho/<int:clan_id>/ho/xa-khac")
def find_family(clan_id: int) -> Response:
    """Take in the family of another commune that has exactly one household of this head's name."""
    found = queries.clan(clan_id)
    require(actor(), Action.CLAN_EDIT, found)
    form = FarFamilyForm()
    offer_communes(form.commune)
    if form.validate_on_submit():
        commune = units.unit(form.commune.data)

        def create() -> str:
            service.add_family_of(actor(), found, commune, form.head_name.data)
            return url_for(".clan", clan_id=clan_id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except NotLinked as error:
            form.refuse("head_name", _why_not(error, units.unit(form.commune.data).title_name))
    return _family_page(queries.clan(clan_id), "", far=form)


@bp.post("/dong-ho/<int:clan_id>/ho/<int:link_id>/thoi")
def end_family(clan_id: int, link_id: int) -> Response:
    """Let a family go, from the clan's side."""
    found = queries.clan(clan_id)
    require(actor(), Action.CLAN_EDIT, found)
    service.end_family(actor(), found, queries.family_of_clan(clan_id, link_id), today())
    return redirect(url_for(".clan", clan_id=clan_id), 303)


@bp.post("/ho/<int:household_id>/dong-ho/<int:link_id>/thoi")
def leave_clan(household_id: int, link_id: int) -> Response:
    """Leave a clan, from the household's side."""
    household = queries.household(household_id)
    require(actor(), Action.HOUSEHOLD_EDIT, household)
    service.leave_clan(actor(), household, queries.family_of_household(household_id, link_id), today())
    return redirect(url_for(".household", household_id=household_id), 303)


def _clan_form(form: ClanForm, action: str, clan: Clan | None) -> Response:
    return render_page(
        "register/clan_form.html", status=422 if form.errors else 200, form=form, action=action, clan=clan
    )


def _why_not(error: Exception, commune: str) -> str:
    if isinstance(error, AlreadyLinkedError):
        return TAKEN
    if isinstance(error, NobodyFoundError):
        return f"{commune} không có hộ nào có chủ hộ đúng tên này. Hãy hỏi lại đầy đủ họ và tên."
    return f"{commune} có nhiều hộ có chủ hộ trùng tên này nên chưa nối được. Hãy gọi cho xã đó."


def _family_page(
    found: Clan, search: str, *, pick: PickForm | None = None, far: FarFamilyForm | None = None,
    message: str | None = None,
) -> Response:  # fmt: skip
    pick = pick or PickForm(formdata=None)
    if far is None:
        far = FarFamilyForm(formdata=None)
        offer_communes(far.commune)
    rows = page(lambda limit, offset: queries.households(found.unit.path, search, limit, offset), 1) if search else None
    return render_page(
        "register/add_family.html",
        status=422 if pick.errors or far.errors or message else 200,
        clan=found,
        search=search,
        page=rows,
        taken=queries.clans_of([row.id for row in rows.rows], today()) if rows else {},
        pick=pick,
        far=far,
        message=message,
    )
