"""Pages: a commune is asked to share a centre, answers, and may leave it later."""

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from lhtq.accounts.current import actor
from lhtq.accounts.policy import Action, Place, require
from lhtq.centre import queries, service
from lhtq.centre.forms import DeclineForm, LeaveForm, ServeForm
from lhtq.centre.models import CentreInvitation
from lhtq.centre.rules import INVITATION_NAMES, InvitationState
from lhtq.centre.service import HasCentreError, InvitedError
from lhtq.centre.views.base import bp, centre_seen, centre_to_edit, show
from lhtq.units import queries as units
from lhtq.web.filters import today
from lhtq.web.submission_key import once


@bp.route("/trung-tam/<int:centre_id>/dung-chung", methods=["GET", "POST"])
def serve(centre_id: int) -> Response:
    """Ask another commune to share a centre; for who is responsible for both it does at once."""
    found = centre_to_edit(centre_id, Action.CENTRE_SHARE)
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
            service.share(actor(), found, units.unit(form.commune.data), today())
            return url_for(".centre", centre_id=centre_id, _anchor="dung-chung")

        try:
            return redirect(once(actor().account_id, form.key.value, create), 303)
        except HasCentreError:
            form.refuse("commune", "Xã này đang có trung tâm phục vụ rồi.")
        except InvitedError:
            form.refuse("commune", "Xã này đã được mời và chưa trả lời.")
        found = queries.centre(centre_id)
    return show("share", status=422 if form.errors else 200, form=form, centre=found)


@bp.route("/trung-tam/<int:centre_id>/dung-chung/<int:unit_id>/thoi", methods=["GET", "POST"])
def end_served(centre_id: int, unit_id: int) -> Response:
    """Say that a centre serves a commune no longer, and why; either of the two says so."""
    found = centre_seen(centre_id)
    link = next((link for link in queries.served(centre_id) if link.unit_id == unit_id), None)
    if link is None or link.unit_id == link.centre_unit_id:
        abort(404)
    side = found.unit_path if found.unit_path.startswith(actor().unit_path) else link.unit.path
    require(actor(), Action.CENTRE_SHARE, Place(side))
    form = LeaveForm()
    if form.validate_on_submit():

        def leave() -> str:
            service.leave(actor(), link, form.reason.data, today())
            return url_for(".centres", unit_id=actor().unit_id)

        return redirect(once(actor().account_id, form.key.value, leave), 303)
    return show("leave", status=422 if form.errors else 200, form=form, centre=found, commune=link.unit)


@bp.get("/loi-moi-trung-tam/<int:invitation_id>")
def invitation(invitation_id: int) -> Response:
    """A centre that a commune is asked to share: it agrees, or says why not."""
    return _page(_invited(invitation_id), DeclineForm(formdata=None))


@bp.post("/loi-moi-trung-tam/<int:invitation_id>/dong-y")
def agree(invitation_id: int) -> Response:
    """Share the centre from now on."""
    found = _invited(invitation_id)
    if found.state != InvitationState.OFFERED:
        return _page(found, DeclineForm(formdata=None), status=409)
    try:
        service.agree(actor(), found, today())
    except HasCentreError:
        again = queries.invitation(invitation_id)
        words = (
            f"{again.to_unit.title_name} đang có trung tâm phục vụ, mà một xã chỉ dùng một trung tâm. "
            "Thôi dùng chung trung tâm ấy trước, hoặc từ chối lời mời này."
        )
        return _page(again, DeclineForm(formdata=None), status=422, message=words)
    return redirect(url_for(".centre", centre_id=found.centre_id), 303)


@bp.post("/loi-moi-trung-tam/<int:invitation_id>/tu-choi")
def decline(invitation_id: int) -> Response:
    """Say that the commune does not want to share the centre, and why."""
    found = _invited(invitation_id)
    form = DeclineForm()
    if found.state != InvitationState.OFFERED:
        return _page(found, DeclineForm(formdata=None), status=409)
    if not form.validate_on_submit():
        return _page(found, form, status=422)

    def say() -> str:
        service.decline(actor(), found, form.reason.data, today())
        return url_for(".centres", unit_id=found.to_unit_id)

    return redirect(once(actor().account_id, form.key.value, say), 303)


@bp.post("/loi-moi-trung-tam/<int:invitation_id>/rut")
def withdraw(invitation_id: int) -> Response:
    """Take an invitation back while nobody has answered it."""
    found = queries.invitation(invitation_id)
    require(actor(), Action.CENTRE_SHARE, found)
    service.withdraw(actor(), found, today())
    return redirect(url_for(".centre", centre_id=found.centre_id, _anchor="dung-chung"), 303)


def _invited(invitation_id: int) -> CentreInvitation:
    """An invitation of a commune that the actor answers for, or 404."""
    found = queries.invitation(invitation_id)
    require(actor(), Action.CENTRE_SHARE, Place(found.to_unit.path))
    return found


def _page(found: CentreInvitation, form: DeclineForm, *, status: int = 200, message: str | None = None) -> Response:
    return show(
        "invitation",
        status=status,
        invitation=found,
        form=form,
        message=message,
        answers=INVITATION_NAMES,
        OFFERED=InvitationState.OFFERED,
    )
