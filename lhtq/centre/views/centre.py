"""Pages: the centres of a unit, and one centre with its board, what it has, whom it serves and works with."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.accounts.policy import GRANTS, Action
from lhtq.centre import queries, service
from lhtq.centre.forms import CentreForm
from lhtq.centre.models import Centre
from lhtq.centre.rules import INVITATION_NAMES, InvitationState
from lhtq.centre.service import HasCentreError
from lhtq.centre.views.base import bp, centre_seen, centre_to_edit, show, unit_of
from lhtq.centre.views.board import board_lines
from lhtq.register.views.base import above
from lhtq.units.rules import Level
from lhtq.web.counted import Counted
from lhtq.web.filters import today
from lhtq.web.paging import page
from lhtq.web.submission_key import once


@bp.get("/cac-trung-tam/<int:unit_id>")
def centres(unit_id: int) -> Response:
    """The centres of a unit."""
    unit, asked = unit_of(unit_id, Action.PEOPLE_VIEW), queries.asked_centres(request.args)
    return show(
        "centres",
        asked=asked,
        counted=Counted(only=bool(asked and asked.only)),
        unit=unit,
        above=above(unit),
        page=page(
            lambda limit, offset: queries.centres(unit.path, today(), limit, offset, asked),
            request.args.get("trang", 1, int),
        ),
        own=queries.centre_for(unit),
        invitations=queries.invitations_to(unit.path) if Action.CENTRE_SHARE in GRANTS[actor().role] else [],
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


def _page(found: Centre) -> Response:
    year = today().year
    editing = found.unit.path.startswith(actor().unit_path)
    served = queries.served(found.id)
    return show(
        "centre",
        centre=found,
        above=above(found.unit) if editing else [],
        served=served,
        former=queries.former(found.id),
        invitations=queries.invitations_of(found.id) if editing else [],
        answers=INVITATION_NAMES,
        OFFERED=InvitationState.OFFERED,
        board=board_lines(found, served),
        assets=queries.assets(found.id),
        links=queries.links(found.id),
        past_assets=queries.assets(found.id, past=True) if editing else [],
        past_links=queries.links(found.id, past=True) if editing else [],
        planned=sum(row.planned for row in queries.plan(found.id, year).values()),
        done=sum(queries.by_month(found.id, year).values()),
        whole=editing,
        year=year,
    )
