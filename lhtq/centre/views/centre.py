"""Pages: the centres of a unit, one centre, its board, what it has, whom it serves and works with."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action
from lhtq.centre import queries, service
from lhtq.centre.forms import AssetForm, BoardForm, CentreForm, LinkForm, ServeForm
from lhtq.centre.models import Centre
from lhtq.centre.rules import Position
from lhtq.centre.service import HasCentreError
from lhtq.centre.views.base import bp, centre_seen, centre_to_edit, show, unit_of
from lhtq.register import queries as register
from lhtq.register.views.base import above
from lhtq.units import queries as units
from lhtq.units.rules import Level
from lhtq.web.filters import term, today
from lhtq.web.forms import choices, searched
from lhtq.web.paging import page
from lhtq.web.submission_key import once


@bp.get("/cac-trung-tam/<int:unit_id>")
def centres(unit_id: int) -> Response:
    """The centres of a unit."""
    unit = unit_of(unit_id, Action.PEOPLE_VIEW)
    return show(
        "centres",
        unit=unit,
        above=above(unit),
        page=page(
            lambda limit, offset: queries.centres(unit.path, today(), limit, offset), request.args.get("trang", 1, int)
        ),
        own=queries.centre_for(unit),
    )


@bp.route("/cac-trung-tam/<int:unit_id>/them", methods=["GET", "POST"])
def add_centre(unit_id: int) -> Response:
    """Register the centre of a commune."""
    commune = unit_of(unit_id, Action.CENTRE_EDIT, Level.COMMUNE)
    form = CentreForm(data={"name": f"Trung tâm học tập cộng đồng {commune.full_name}"})
    if form.validate_on_submit():

        def create() -> str:
            return url_for(".centre", centre_id=service.add_centre(actor(), commune, form.given()).id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except HasCentreError:
            form.refuse("name", "Nơi này đã có trung tâm đang phục vụ. Hãy thôi dùng chung trung tâm đó trước.")
    return show(
        "centre_form", status=422 if form.errors else 200, form=form, action=request.path, centre=None, unit=commune
    )


@bp.get("/trung-tam/<int:centre_id>")
def centre(centre_id: int) -> Response:
    """One centre: its board, what it has, whom it works with, what it did this year."""
    return _page(centre_seen(centre_id))


@bp.route("/trung-tam/<int:centre_id>/sua", methods=["GET", "POST"])
def edit_centre(centre_id: int) -> Response:
    """Change what a centre is."""
    found = centre_to_edit(centre_id)
    form = CentreForm(obj=found)
    if form.validate_on_submit():
        if form.version.data == str(found.version):
            service.edit_centre(actor(), found, form.given())
            return redirect(url_for(".centre", centre_id=centre_id), 303)
        form.refuse("name", f"Có người vừa lưu: {found.name}. Bấm lưu lại nếu vẫn muốn thay.")
        form.version.data = str(found.version)
    return show(
        "centre_form", status=422 if form.errors else 200, form=form, action=request.path, centre=found, unit=found.unit
    )


@bp.route("/trung-tam/<int:centre_id>/dung-chung", methods=["GET", "POST"])
def serve(centre_id: int) -> Response:
    """Let a centre serve another commune too."""
    found = centre_to_edit(centre_id)
    form = ServeForm()
    form.commune.choices = [
        SelectChoice(value="", label="Chọn xã, phường"),
        *(
            SelectChoice(value=commune.id, label=commune.title_name, optgroup=district)
            for commune, district in units.communes()
        ),
    ]
    if form.validate_on_submit():

        def create() -> str:
            service.serve(actor(), found, units.unit(form.commune.data))
            return url_for(".centre", centre_id=centre_id)

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except HasCentreError:
            form.refuse("commune", "Xã này đang có trung tâm phục vụ rồi.")
    return show("share", status=422 if form.errors else 200, form=form, centre=found)


@bp.post("/trung-tam/<int:centre_id>/dung-chung/<int:unit_id>/thoi")
def end_served(centre_id: int, unit_id: int) -> Response:
    """Say that a centre serves a commune no longer; either of the two says so."""
    centre_seen(centre_id)
    link = next((link for link in queries.served(centre_id) if link.unit_id == unit_id), None)
    if link is not None and link.unit_id != link.centre_unit_id:
        service.end_served(actor(), link, today())
    return redirect(url_for(".centres", unit_id=actor().unit_id), 303)


@bp.route("/trung-tam/<int:centre_id>/ban-giam-doc/them", methods=["GET", "POST"])
def add_board_member(centre_id: int) -> Response:
    """Put somebody on the management board: from the register or by name."""
    found = centre_to_edit(centre_id)
    form = BoardForm({link.unit_id: link.unit.title_name for link in queries.served(centre_id)})
    picked = request.form.get("person", 0, int)
    form.picked = bool(picked)
    if form.validate_on_submit() and form.is_sure(_directors(found, form)):

        def create() -> str:
            service.add_board_member(actor(), found, form.given(), register.person(picked) if picked else None)
            return url_for(".centre", centre_id=centre_id)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    search = searched(request.values.get("tim", ""))
    return show(
        "board",
        status=422 if form.errors or form.asked_words else 200,
        form=form,
        centre=found,
        search=search,
        page=page(lambda limit, offset: register.people(found.unit.path, search, limit, offset), 1) if search else None,
    )


@bp.post("/trung-tam/<int:centre_id>/ban-giam-doc/<int:member_id>/thoi")
def end_board_member(centre_id: int, member_id: int) -> Response:
    """Say that somebody left the board."""
    found = centre_to_edit(centre_id)
    service.end_board_member(actor(), found, queries.board_member(centre_id, member_id), today())
    return redirect(url_for(".centre", centre_id=centre_id), 303)


@bp.route("/trung-tam/<int:centre_id>/co-so/them", methods=["GET", "POST"])
def add_asset(centre_id: int) -> Response:
    """Write down rooms or equipment."""
    found = centre_to_edit(centre_id)
    form = AssetForm()
    if form.validate_on_submit():

        def create() -> str:
            service.add_asset(actor(), found, form.kind.data, form.name.data, form.quantity.data, form.state.data)
            return url_for(".centre", centre_id=centre_id, _anchor="co-so")

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return show("asset", status=422 if form.errors else 200, form=form, centre=found)


@bp.post("/trung-tam/<int:centre_id>/co-so/<int:asset_id>/bo")
def end_asset(centre_id: int, asset_id: int) -> Response:
    """Say that rooms or equipment are there no longer."""
    found = centre_to_edit(centre_id)
    service.end_asset(actor(), found, queries.asset(centre_id, asset_id), today())
    return redirect(url_for(".centre", centre_id=centre_id, _anchor="co-so"), 303)


@bp.route("/trung-tam/<int:centre_id>/lien-ket/them", methods=["GET", "POST"])
def add_link(centre_id: int) -> Response:
    """Write down a culture house, library or museum that the centre works with."""
    found = centre_to_edit(centre_id)
    form = LinkForm()
    villages = [place for link in queries.served(centre_id) for place in queries.places_for(link.unit)[1:]]
    form.village.choices = choices([("", "Chung cả xã"), *((place.id, place.title_name) for place in villages)])
    if form.validate_on_submit():

        def create() -> str:
            service.add_link(actor(), found, form.kind.data, form.name.data, form.village.data)
            return url_for(".centre", centre_id=centre_id, _anchor="lien-ket")

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return show("link", status=422 if form.errors else 200, form=form, centre=found)


@bp.post("/trung-tam/<int:centre_id>/lien-ket/<int:link_id>/bo")
def end_link(centre_id: int, link_id: int) -> Response:
    """Say that they work together no longer."""
    found = centre_to_edit(centre_id)
    service.end_link(actor(), found, queries.link(centre_id, link_id), today())
    return redirect(url_for(".centre", centre_id=centre_id, _anchor="lien-ket"), 303)


def _directors(found: Centre, form: BoardForm) -> dict[str, str]:
    """Who else directs the centre in a term, in words by a code that names them; a centre has one director."""
    if form.position.data != Position.DIRECTOR:
        return {}
    return {
        f"held-{one.id}": f"{one.full_name} là giám đốc {term(one.term_from, one.term_to)}."
        for one in queries.directors_between(found.id, form.term_from.data, form.term_to.data)
    }


def _page(found: Centre) -> Response:
    year = today().year
    editing = found.unit.path.startswith(actor().unit_path)
    return show(
        "centre",
        centre=found,
        above=above(found.unit) if editing else [],
        served=queries.served(found.id),
        board=queries.board(found.id),
        assets=queries.assets(found.id),
        links=queries.links(found.id),
        planned=sum(row.planned for row in queries.plan(found.id, year).values()),
        done=sum(queries.by_month(found.id, year).values()),
        whole=editing,
        year=year,
    )
