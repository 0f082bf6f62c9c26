"""Pages: what a centre has and whom it works with, added, put right, ended or taken out."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from lhtq.accounts.current import actor
from lhtq.centre import queries, service
from lhtq.centre.forms import AssetForm, LinkForm
from lhtq.centre.models import Centre, CentreAsset, CentreLink
from lhtq.centre.views.base import bp, centre_to_edit, show
from lhtq.centre.views.removing import ask_to_remove
from lhtq.units import queries as units
from lhtq.web.filters import number, today
from lhtq.web.forms import choices
from lhtq.web.submission_key import once

ASSETS, LINKS = "co-so", "lien-ket"


@bp.route("/trung-tam/<int:centre_id>/co-so/them", methods=["GET", "POST"])
def add_asset(centre_id: int) -> Response:
    """Write down rooms or equipment."""
    found = centre_to_edit(centre_id)
    form = AssetForm()
    del form.left_on
    if form.validate_on_submit():

        def create() -> str:
            service.add_asset(actor(), found, form.given())
            return _back(found, ASSETS)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return _page("asset", found, form, None)


@bp.route("/trung-tam/<int:centre_id>/co-so/<int:asset_id>/sua", methods=["GET", "POST"])
def edit_asset(centre_id: int, asset_id: int) -> Response:
    """Put right what was written down of rooms or equipment."""
    found = centre_to_edit(centre_id)
    return _edit("asset", found, AssetForm(obj=(asset := queries.asset(centre_id, asset_id))), asset, ASSETS)


@bp.post("/trung-tam/<int:centre_id>/co-so/<int:asset_id>/bo")
def end_asset(centre_id: int, asset_id: int) -> Response:
    """Say that rooms or equipment are there no longer."""
    return _end(centre_to_edit(centre_id), queries.asset(centre_id, asset_id), ASSETS)


@bp.route("/trung-tam/<int:centre_id>/co-so/<int:asset_id>/xoa", methods=["GET", "POST"])
def remove_asset(centre_id: int, asset_id: int) -> Response:
    """Take out rooms or equipment that were entered by mistake; asks first."""
    found, asset = centre_to_edit(centre_id), queries.asset(centre_id, asset_id)
    words = [f"{asset.name}, số lượng {number(asset.quantity)}: không còn trong danh sách phòng và thiết bị."]
    return _remove(found, asset, words, ASSETS)


@bp.route("/trung-tam/<int:centre_id>/lien-ket/them", methods=["GET", "POST"])
def add_link(centre_id: int) -> Response:
    """Write down a culture house, library or museum that the centre works with."""
    found = centre_to_edit(centre_id)
    form = LinkForm()
    del form.left_on
    _offer_villages(found, form, None)
    if form.validate_on_submit():

        def create() -> str:
            service.add_link(actor(), found, form.given())
            return _back(found, LINKS)

        return redirect(once(actor().account_id, form.key.value, create), 303)
    return _page("link", found, form, None)


@bp.route("/trung-tam/<int:centre_id>/lien-ket/<int:link_id>/sua", methods=["GET", "POST"])
def edit_link(centre_id: int, link_id: int) -> Response:
    """Put right what was written down of whom the centre works with."""
    found, link = centre_to_edit(centre_id), queries.link(centre_id, link_id)
    form = LinkForm(obj=link, data={"village": link.village_id or ""})
    _offer_villages(found, form, link.village_id)
    return _edit("link", found, form, link, LINKS)


@bp.post("/trung-tam/<int:centre_id>/lien-ket/<int:link_id>/bo")
def end_link(centre_id: int, link_id: int) -> Response:
    """Say that they work together no longer."""
    return _end(centre_to_edit(centre_id), queries.link(centre_id, link_id), LINKS)


@bp.route("/trung-tam/<int:centre_id>/lien-ket/<int:link_id>/xoa", methods=["GET", "POST"])
def remove_link(centre_id: int, link_id: int) -> Response:
    """Take out one with whom the centre never worked; asks first."""
    found, link = centre_to_edit(centre_id), queries.link(centre_id, link_id)
    return _remove(found, link, [f"{link.name}: không còn trong danh sách nơi cùng phối hợp."], LINKS)


def _edit(
    template: str, found: Centre, form: AssetForm | LinkForm, row: CentreAsset | CentreLink, anchor: str
) -> Response:
    if form.validate_on_submit():
        if form.version.data == str(row.version):

            def change() -> str:
                service.edit_belonging(actor(), found, row, form.given())
                return _back(found, anchor)

            return redirect(once(actor().account_id, form.key.value, change), 303)
        amount = f", {number(row.quantity)}" if isinstance(row, CentreAsset) else ""
        form.refuse("name", f"Có người vừa lưu: {row.name}{amount}. Bấm lưu lại nếu vẫn muốn thay.")
        form.version.data = str(row.version)
    return _page(template, found, form, row)


def _end(found: Centre, row: CentreAsset | CentreLink, anchor: str) -> Response:
    if row.left_on is None:
        service.end_belonging(actor(), found, row, today())
    return redirect(_back(found, anchor), 303)


def _remove(found: Centre, row: CentreAsset | CentreLink, words: list[str], anchor: str) -> Response:
    return ask_to_remove(found, row, words, _back(found, anchor), lambda: service.remove_belonging(actor(), found, row))


def _offer_villages(found: Centre, form: LinkForm, now: int | None) -> None:
    """The villages of the communes that the centre serves, and the one that stands there, wherever it is."""
    villages = [place for link in queries.served(found.id) for place in queries.places_for(link.unit)[1:]]
    if now is not None and now not in {place.id for place in villages}:
        villages.append(units.unit(now))
    form.village.choices = choices([("", "Chung cả xã"), *((place.id, place.title_name) for place in villages)])


def _page(template: str, found: Centre, form: AssetForm | LinkForm, row: CentreAsset | CentreLink | None) -> Response:
    status = 422 if form.errors else 200
    return show(template, status=status, form=form, centre=found, row=row, action=request.path)


def _back(found: Centre, anchor: str) -> str:
    return url_for(".centre", centre_id=found.id, _anchor=anchor)
