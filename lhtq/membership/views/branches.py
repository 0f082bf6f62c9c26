"""Pages: the Association of a unit, one branch with its members."""

import datetime as dt

from flask import redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, may, may_here, require
from lhtq.lists.queries import origins
from lhtq.membership import queries, service
from lhtq.membership.forms import BranchForm, CommitteeForm
from lhtq.membership.models import Branch
from lhtq.membership.queries import BranchLine
from lhtq.membership.rules import BRANCH_KIND_NAMES, POSITION_NAMES, BranchKind, kinds_at
from lhtq.membership.service import TakenError
from lhtq.membership.views.base import MOST_OFFERED, bp
from lhtq.register import queries as register
from lhtq.register.rules import OrganisationKind
from lhtq.register.views.base import above
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level
from lhtq.web.counted import Counted, asked_counted
from lhtq.web.filters import today
from lhtq.web.forms import choices, searched
from lhtq.web.paging import page
from lhtq.web.render import render_page
from lhtq.web.submission_key import once

#: What ``xem`` says in an address: the branches that stand, of all places under the unit and nothing else.
BRANCHES = "chi-hoi"
#: And of a branch its members of today, without those who left.
OF_TODAY = "hien-nay"


@bp.get("/hoi-khuyen-hoc/<int:unit_id>")
def association(unit_id: int) -> Response:
    """The Association of a unit: how many branches, members and officers, by branch or by the unit below."""
    unit = units.unit(unit_id)
    require(actor(), Action.PEOPLE_VIEW, Place(unit.path))
    near = unit.level in (Level.COMMUNE, Level.VILLAGE)
    children = [] if near else list(units.children(unit_id, on=today()))

    alone, only = request.args.get("xem") == BRANCHES, asked_counted(request.args).only
    day = request.args.get("ngay", today() if only else None, dt.date.fromisoformat) if alone else None

    def listed(limit: int, offset: int) -> list[BranchLine]:
        if day:
            return queries.branches_on(unit.path, day, limit, offset, only=only, today=today())
        if alone:
            return queries.branches_of_today(unit.path, today().year, today(), limit, offset)
        if near:
            return queries.branches(unit.path, today().year, today(), limit, offset)
        return queries.branches_at(unit_id, today().year, today(), limit, offset)

    return render_page(
        "membership/association.html",
        unit=unit,
        above=above(unit),
        totals=queries.totals(unit, today().year, today()),
        children=children,
        by_child=queries.totals_by_child(unit, children, today().year, today()) if children else {},
        page=page(listed, request.args.get("trang", 1, int)),
        without=queries.villages_without(unit) if unit.level == Level.COMMUNE else [],
        kinds=BRANCH_KIND_NAMES,
        alone=alone,
        day=day,
        counted=Counted(only=only),
        narrowed={"ngay": day.isoformat(), **Counted(only=only).fields} if day else {},
        year=today().year,
    )


@bp.route("/hoi-khuyen-hoc/<int:unit_id>/chi-hoi/them", methods=["GET", "POST"])
def add_branch(unit_id: int) -> Response:
    """Found a branch at a unit."""
    unit = units.unit(unit_id)
    require(actor(), Action.MEMBERSHIP_EDIT, Place(unit.path))
    form = BranchForm()
    _offer(form, unit)
    if request.method == "GET":
        _suggest(form, unit, request.args.get("cua", ""))
    if form.validate_on_submit():

        def create() -> str:
            return url_for(".branch", branch_id=service.add_branch(actor(), unit, form.given()).id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except TakenError:
            form.refuse("name", "Nơi này, dòng họ hay cơ quan này đã có chi hội đang hoạt động trong danh sách.")
    return _branch_form(form, url_for(".add_branch", unit_id=unit_id), unit, None)


@bp.get("/chi-hoi/<int:branch_id>")
def branch(branch_id: int) -> Response:
    """One branch with its officers and members."""
    require(actor(), Action.PEOPLE_VIEW, queries.branch(branch_id))
    return branch_page(branch_id, CommitteeForm(formdata=None))


def branch_page(branch_id: int, form: CommitteeForm, message: str | None = None) -> Response:
    """The page of a branch, with why its clan's committee was not taken in."""
    found = queries.branch(branch_id)
    search = searched(request.args.get("tim", ""))
    of_today = request.args.get("xem") == OF_TODAY
    rows = page(
        lambda limit, offset: queries.members(branch_id, search, today().year, limit, offset, of_today=of_today),
        request.args.get("trang", 1, int),
    )
    return render_page(
        "membership/branch.html",
        status=422 if form.errors or message else 200,
        branch=found,
        above=above(found.unit),
        kind=BRANCH_KIND_NAMES[found.kind],
        officers=queries.officers(branch_id, today()),
        positions=POSITION_NAMES,
        search=search,
        of_today=of_today,
        page=rows,
        year=today().year,
        origins=origins("branch", branch_id),
        candidates=queries.candidates(found) if may(actor(), Action.MEMBERSHIP_EDIT, found) else [],
        form=form,
        message=message,
        ticks=found.kind == BranchKind.VILLAGE,
    )


@bp.route("/chi-hoi/<int:branch_id>/sua", methods=["GET", "POST"])
def edit_branch(branch_id: int) -> Response:
    """Change a branch, or say that it is no more."""
    found = queries.branch(branch_id)
    require(actor(), Action.MEMBERSHIP_EDIT, found)
    form = BranchForm(obj=found)
    form.kind.choices = choices([(found.kind, BRANCH_KIND_NAMES[found.kind])])
    form.subject.choices = [SelectChoice(value="", label="")]
    if not form.is_submitted():
        form.ended.data = found.ended_on is not None
    if form.validate_on_submit():
        if form.version.data == str(found.version):
            ended_on = (found.ended_on or today()) if form.ended.data else None
            service.edit_branch(actor(), found, form.given(), ended_on)
            return redirect(url_for(".branch", branch_id=branch_id), 303)
        form.refuse("name", "Có người vừa sửa thông tin này. Hãy mở lại trang để xem bản mới nhất.")
    return _branch_form(form, url_for(".edit_branch", branch_id=branch_id), found.unit, found)


@bp.get("/dong-ho/<int:clan_id>/chi-hoi")
def of_clan(clan_id: int) -> Response:
    """The branch of a clan, or where it is founded."""
    clan = register.clan(clan_id)
    require(actor(), Action.PEOPLE_VIEW, clan)
    return _to_branch(queries.of_clan(clan_id), clan.unit, f"clan-{clan_id}", clan.ended_on is None)


@bp.get("/to-chuc/<int:organisation_id>/chi-hoi")
def of_organisation(organisation_id: int) -> Response:
    """The branch of a school, agency or enterprise, or where it is founded."""
    found = register.organisation(organisation_id)
    require(actor(), Action.PEOPLE_VIEW, Place(found.unit_path))
    return _to_branch(
        queries.of_organisation(organisation_id), found.unit, f"organisation-{organisation_id}", found.ended_on is None
    )


def _to_branch(branch_id: int | None, unit: Unit, subject: str, stands: bool) -> Response:
    if branch_id is not None:
        return redirect(url_for(".branch", branch_id=branch_id), 303)
    if stands and may_here(actor(), Action.MEMBERSHIP_EDIT, unit.path):
        return redirect(url_for(".add_branch", unit_id=unit.id, cua=subject), 303)
    return redirect(url_for(".association", unit_id=unit.id), 303)


def _offer(form: BranchForm, unit: Unit) -> None:
    """The kinds of branch that a unit can have, and the clans and organisations of its register."""
    form.kind.choices = choices((kind.value, BRANCH_KIND_NAMES[kind]) for kind in kinds_at(unit.level))
    offered = [SelectChoice(value="", label="Không có trong sổ")]
    if unit.level == Level.COMMUNE:
        offered += [
            SelectChoice(value=f"clan-{row.id}", label=row.name, optgroup="Dòng họ")
            for row in register.clans(unit.path, today(), MOST_OFFERED, 0)
            if row.ended_on is None
        ]
        offered += [
            SelectChoice(value=f"organisation-{row.id}", label=row.name, optgroup="Cơ quan, trường học")
            for row in register.organisations(unit.path, today(), MOST_OFFERED, 0)
            if row.ended_on is None
        ]
    form.subject.choices = offered


def _suggest(form: BranchForm, unit: Unit, subject: str) -> None:
    """What a branch of this clan or organisation, or of the unit, is usually called."""
    offered = {choice.value: choice.label for choice in form.subject.choices}
    noun, _, number = subject.partition("-")
    if subject and subject in offered:
        form.subject.data = subject
        if noun == "clan":
            form.kind.data, form.name.data = BranchKind.CLAN, f"Ban khuyến học {offered[subject]}"
        else:
            school = register.organisation(int(number)).kind == OrganisationKind.SCHOOL
            form.kind.data = BranchKind.SCHOOL if school else BranchKind.AGENCY
            form.name.data = f"Chi hội {offered[subject]}"
    elif queries.own_branch(unit) is None:
        form.name.data = f"{'Chi hội' if unit.level == Level.VILLAGE else 'Hội Khuyến học'} {unit.full_name}"


def _branch_form(form: BranchForm, action: str, unit: Unit, branch: Branch | None) -> Response:
    return render_page(
        "membership/branch_form.html",
        status=422 if form.errors else 200,
        form=form,
        action=action,
        unit=unit,
        branch=branch,
        asks_subject=branch is None and unit.level == Level.COMMUNE,
    )
