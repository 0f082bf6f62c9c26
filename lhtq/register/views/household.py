"""Pages: the households of a unit, one household, its members, the villages of a commune."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, may_here, require
from lhtq.lists.queries import origins
from lhtq.register import queries, service
from lhtq.register.forms import HouseholdForm, MemberForm, VillageForm, facts_form, member_form
from lhtq.register.models import Household, LifeEvent, Person
from lhtq.register.rules import RELATION_NAMES, SEX_NAMES, RecordKind, Relation, ethnicities
from lhtq.register.service import HeadMissingError
from lhtq.register.views.base import bp, second_spouse
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.filters import today
from lhtq.web.forms import searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

HOUSEHOLD = "register/household.html"


@bp.get("/ho-gia-dinh/<int:unit_id>")
def households(unit_id: int) -> Response:
    """The households of a unit, found by any part of a name."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    search = searched(request.args.get("tim", ""))
    rows = page(
        lambda limit, offset: queries.households(unit.path, search, limit, offset),
        request.args.get("trang", 1, int),
    )
    return render_page(
        "register/households.html",
        unit=unit,
        above=units.ancestors(unit, within=actor().unit_path),
        search=search,
        page=rows,
        is_village=unit.level == Level.VILLAGE,
        year=today().year,
    )


@bp.route("/ho-gia-dinh/<int:unit_id>/them", methods=["GET", "POST"])
def add_household(unit_id: int) -> Response:
    """Add a household to a village."""
    village = units.unit(unit_id)
    require(actor(), Action.HOUSEHOLD_EDIT, Place(village.path))
    if village.level != Level.VILLAGE:
        abort(404)
    form = HouseholdForm()
    if form.validate_on_submit() and form.is_new(
        queries.namesakes(village.id, form.full_name.data, form.birth_year.data)
    ):

        def create() -> str:
            household = service.add_household(actor(), village, form.given(), form.facts())
            return url_for(".household", household_id=household.id)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return render_page(
        "register/add_household.html",
        status=422 if form.errors or form.asked else 200,
        form=form,
        unit=village,
        ethnicities=ethnicities(),
    )


@bp.route("/ho/<int:household_id>", methods=["GET", "POST"])
def household(household_id: int) -> Response:
    """One household: its members and address line."""
    found = queries.household(household_id)
    require(actor(), Action.PEOPLE_VIEW, found)
    if request.method == "POST":
        require(actor(), Action.HOUSEHOLD_EDIT, found)
    form = facts_form(found)
    if form.validate_on_submit():
        if form.version.data == str(found.version):
            service.edit_household(actor(), found, form.facts())
            return redirect(url_for(".household", household_id=household_id), 303)
        form.refuse("address", f"Có người vừa sửa thành: {_in_words(found)}. Bấm lưu lại nếu vẫn muốn thay.")
        form.version.data = str(found.version)
    return render_page(
        HOUSEHOLD,
        status=422 if form.errors else 200,
        form=form,
        household=found,
        above=units.ancestors(found.unit, within=actor().unit_path),
        relations=RELATION_NAMES,
        sexes=SEX_NAMES,
        clan=queries.clan_of(household_id, today()),
        merged=queries.merged_into(RecordKind.HOUSEHOLD, household_id),
        origins=origins("household", household_id),
        waiting=queries.offered_from(household_id),
        gone=_gone(found),
        in_commune=may_here(actor(), Action.HOUSEHOLD_EDIT, found.unit.path.removesuffix(f"{found.unit.code}/")),
        year=today().year,
    )


@bp.route("/ho/<int:household_id>/nguoi/them", methods=["GET", "POST"])
def add_member(household_id: int) -> Response:
    """Add a member to a household."""
    found = queries.household(household_id)
    require(actor(), Action.HOUSEHOLD_EDIT, found)
    form = member_form()
    if form.validate_on_submit() and _is_sure(form, found):

        def create() -> str:
            service.add_member(actor(), found, form.given(form.relation.data))
            return url_for(".household", household_id=household_id)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return _member_page(form, found, person=None)


@bp.route("/ho/<int:household_id>/nguoi/<int:person_id>", methods=["GET", "POST"])
def member(household_id: int, person_id: int) -> Response:
    """Change a member of a household."""
    found = queries.household(household_id)
    require(actor(), Action.HOUSEHOLD_EDIT, found)
    person = _member_of(found, person_id)
    form = member_form(person)
    if form.validate_on_submit():
        if form.version.data != str(person.version):
            form.refuse("full_name", "Có người vừa sửa thông tin này. Hãy mở lại trang để xem bản mới nhất.")
            return _member_page(form, found, person=person)
        if person.relation != Relation.SPOUSE and not _is_sure(form, found, person):
            return _member_page(form, found, person=person)
        try:
            service.edit_member(actor(), found, person, form.given(form.relation.data))
        except HeadMissingError:
            form.refuse("relation", "Hộ luôn cần chủ hộ. Hãy chọn người khác làm chủ hộ trước.")
            return _member_page(form, found, person=person)
        return redirect(url_for(".household", household_id=household_id), 303)
    return _member_page(form, found, person=person)


@bp.route("/don-vi/<int:unit_id>/them-thon", methods=["GET", "POST"])
def add_village(unit_id: int) -> Response:
    """Add a village to a commune."""
    commune = units.unit(unit_id)
    require(actor(), Action.VILLAGE_EDIT, Place(commune.path))
    if commune.level != Level.COMMUNE:
        abort(404)
    form = VillageForm()
    if form.validate_on_submit():

        def create() -> str:
            village = service.add_village(
                actor(),
                commune,
                name=form.name.data,
                type_=form.type.data,
                legal_basis=form.legal_basis.data or "",
                today=today(),
            )
            return url_for(".households", unit_id=village.id)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return render_page("register/add_village.html", status=422 if form.errors else 200, form=form, unit=commune)


def _gone(household: Household) -> list[LifeEvent]:
    """The last who went to live elsewhere, each once; those of its people who moved with it have not."""
    own = {one.id for one in household.members}
    left: dict[int, LifeEvent] = {}
    for one in queries.events_in(household.id):
        if one.to_unit_id is not None and one.person_id not in own:
            left.setdefault(one.person_id, one)
    return list(left.values())[:25]


def _in_words(household: Household) -> str:
    """What is written down of a household, for who wrote something else at the same time."""
    said = [household.address or "địa chỉ để trống", f"số hộ {household.code or 'để trống'}"]
    said += [f"điện thoại {household.phone or 'để trống'}", "hộ nghèo" if household.poor else "không là hộ nghèo"]
    return ", ".join(said)


def _member_of(household: Household, person_id: int) -> Person:
    return next((person for person in household.members if person.id == person_id), None) or abort(404)


def _is_sure(form: MemberForm, found: Household, person: Person | None = None) -> bool:
    """Whether a second spouse is meant; if not, it is asked beside the relation."""
    other = found.spouse_besides(person) if form.relation.data == Relation.SPOUSE else None
    if other is None or form.sure.data:
        return True
    form.asks = True
    form.refuse("relation", second_spouse(other))
    return False


def _member_page(form: MemberForm, found: Household, person: Person | None) -> Response:
    return render_page(
        "register/member.html",
        status=422 if form.errors else 200,
        form=form,
        household=found,
        person=person,
        ethnicities=ethnicities(),
    )
