"""Pages: the organisations of a commune, one organisation with its staff."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts import queries as accounts
from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.lists.queries import origins
from lhtq.register import queries, service
from lhtq.register.forms import FarStaffForm, OrganisationForm, PickStaffForm
from lhtq.register.models import Organisation
from lhtq.register.rules import ORGANISATION_KIND_NAMES
from lhtq.register.service import AlreadyLinkedError, NobodyFoundError, StaffGiven
from lhtq.register.views.base import NotLinked, above, bp, commune_of, offer_communes
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

TAKEN = "Người này đã có trong danh sách người làm việc."


@bp.get("/cac-to-chuc/<int:unit_id>")
def organisations(unit_id: int) -> Response:
    """The organisations of a commune's area, or of the communes under a unit."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    rows = page(
        lambda limit, offset: queries.organisations(unit.path, today(), limit, offset),
        request.args.get("trang", 1, int),
    )
    return render_page(
        "register/organisations.html", unit=unit, above=above(unit), page=rows, kinds=ORGANISATION_KIND_NAMES
    )


@bp.route("/cac-to-chuc/<int:unit_id>/them", methods=["GET", "POST"])
def add_organisation(unit_id: int) -> Response:
    """Register an organisation in a commune."""
    commune = commune_of(unit_id, Action.ORGANISATION_EDIT)
    form = OrganisationForm()
    if form.validate_on_submit():

        def create() -> str:
            made = service.add_organisation(actor(), commune, form.given())
            return url_for(".organisation", organisation_id=made.id)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return _organisation_form(form, url_for(".add_organisation", unit_id=unit_id), organisation=None)


@bp.get("/to-chuc/<int:organisation_id>")
def organisation(organisation_id: int) -> Response:
    """One organisation with its staff; people of other communes by their card alone."""
    found = queries.organisation(organisation_id)
    require(actor(), Action.PEOPLE_VIEW, found)
    rows = page(
        lambda limit, offset: queries.staff(organisation_id, today(), limit, offset),
        request.args.get("trang", 1, int),
    )
    return render_page(
        "register/organisation.html",
        organisation=found,
        above=above(found.unit),
        kind=ORGANISATION_KIND_NAMES[found.kind],
        holds=found.holds_title(today()),
        origins=origins("organisation", organisation_id),
        staff=rows,
        year=today().year,
        accounts=accounts.own_accounts(organisation_id=organisation_id),
    )


@bp.route("/to-chuc/<int:organisation_id>/sua", methods=["GET", "POST"])
def edit_organisation(organisation_id: int) -> Response:
    """Change an organisation, or say that it is no more: the commune's, not its own."""
    found = queries.organisation(organisation_id)
    require(actor(), Action.ORGANISATION_EDIT, Place(found.unit_path))
    form = OrganisationForm(obj=found)
    if not form.is_submitted():
        form.ended.data = found.ended_on is not None
    if form.validate_on_submit():
        if form.version.data == str(found.version):
            ended_on = (found.ended_on or today()) if form.ended.data else None
            service.edit_organisation(actor(), found, form.given(), ended_on)
            return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
        form.refuse("name", "Có người vừa sửa thông tin này. Hãy mở lại trang để xem bản mới nhất.")
    return _organisation_form(form, url_for(".edit_organisation", organisation_id=organisation_id), found)


@bp.route("/to-chuc/<int:organisation_id>/nguoi/them", methods=["GET", "POST"])
def add_staff(organisation_id: int) -> Response:
    """Put a person of the own commune on the staff, picked from those that a search finds."""
    found = queries.organisation(organisation_id)
    require(actor(), Action.ORGANISATION_EDIT, found)
    if request.method == "GET":
        return _staff_page(found, searched(request.args.get("tim", "")))
    form, message = PickStaffForm(), None
    person = queries.person(request.form.get("person", 0, int))
    if form.validate_on_submit():

        def create() -> str:
            service.add_staff(actor(), found, person, form.position.data or "")
            return url_for(".organisation", organisation_id=organisation_id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except AlreadyLinkedError:
            message = TAKEN
    return _staff_page(queries.organisation(organisation_id), searched(form.tim.data or ""), pick=form, message=message)


@bp.post("/to-chuc/<int:organisation_id>/nguoi/theo-ten")
def find_staff(organisation_id: int) -> Response:
    """Put the one person of a commune who has exactly this name and year of birth on the staff."""
    found = queries.organisation(organisation_id)
    require(actor(), Action.ORGANISATION_EDIT, found)
    form = FarStaffForm()
    offer_communes(form.commune)
    if form.validate_on_submit():
        given = StaffGiven(form.full_name.data, form.birth_year.data, units.unit(form.commune.data))

        def create() -> str:
            service.add_staff_of(actor(), found, given, form.far_position.data or "")
            return url_for(".organisation", organisation_id=organisation_id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except NotLinked as error:
            form.refuse("full_name", _why_not(error, units.unit(form.commune.data).title_name))
    return _staff_page(queries.organisation(organisation_id), "", far=form)


@bp.post("/to-chuc/<int:organisation_id>/nguoi/<int:link_id>/thoi")
def end_work(organisation_id: int, link_id: int) -> Response:
    """Take a person off the staff, from the organisation's side."""
    found = queries.organisation(organisation_id)
    require(actor(), Action.ORGANISATION_EDIT, found)
    service.end_work(actor(), found, queries.employment_in(organisation_id, link_id), today())
    return redirect(url_for(".organisation", organisation_id=organisation_id), 303)


@bp.post("/nguoi/<int:person_id>/viec/<int:link_id>/thoi")
def leave_work(person_id: int, link_id: int) -> Response:
    """Say that a person works there no longer, from the person's side."""
    person = queries.person(person_id)
    require(actor(), Action.HOUSEHOLD_EDIT, person)
    service.leave_work(actor(), person, queries.employment_of(person_id, link_id), today())
    return redirect(url_for("journey.person", person_id=person_id), 303)


def _organisation_form(form: OrganisationForm, action: str, organisation: Organisation | None) -> Response:
    return render_page(
        "register/organisation_form.html",
        status=422 if form.errors else 200,
        form=form,
        action=action,
        organisation=organisation,
    )


def _why_not(error: Exception, commune: str) -> str:
    if isinstance(error, AlreadyLinkedError):
        return TAKEN
    if isinstance(error, NobodyFoundError):
        return f"{commune} không có ai đúng họ tên và năm sinh này. Hãy hỏi lại đầy đủ họ tên và năm sinh."
    return f"{commune} có nhiều người trùng họ tên và năm sinh này nên chưa nối được. Hãy gọi cho xã đó."


def _staff_page(
    found: Organisation, search: str, *, pick: PickStaffForm | None = None, far: FarStaffForm | None = None,
    message: str | None = None,
) -> Response:  # fmt: skip
    pick = pick or PickStaffForm(formdata=None)
    if far is None:
        far = FarStaffForm(formdata=None)
        offer_communes(far.commune)
    rows = page(lambda limit, offset: queries.people(found.unit.path, search, limit, offset), 1) if search else None
    return render_page(
        "register/add_staff.html",
        status=422 if pick.errors or far.errors or message else 200,
        organisation=found,
        search=search,
        page=rows,
        pick=pick,
        far=far,
        message=message,
    )
