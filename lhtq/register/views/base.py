"""What the pages of the register share: their blueprint, the units above, the communes to choose from."""

from flask import Blueprint, abort
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lhtq.accounts.current import actor
from lhtq.accounts.policy import OF_ONE_RECORD, Action, Place, require
from lhtq.register.models import Person
from lhtq.register.service import AlreadyLinkedError, NobodyFoundError, SeveralFoundError
from lhtq.units import queries as units
from lhtq.units.models import Unit
from lhtq.units.rules import Level

bp = Blueprint("register", __name__)

#: Why nobody was linked, as the service raises it.
NotLinked = (AlreadyLinkedError, NobodyFoundError, SeveralFoundError)


def above(unit: Unit) -> list[Unit]:
    """The units above one that the actor may open; none for one who signs in for one record."""
    return [] if actor().role in OF_ONE_RECORD else units.ancestors(unit, within=actor().unit_path)


def commune_of(unit_id: int, action: Action) -> Unit:
    """A commune of the actor's, or 404."""
    commune = units.unit(unit_id)
    require(actor(), action, Place(commune.path))
    if commune.level != Level.COMMUNE:
        abort(404)
    return commune


def offer_communes(field: SelectField) -> None:
    """Let every commune be chosen, each under its district."""
    communes = [
        SelectChoice(value=commune.id, label=commune.title_name, optgroup=district)
        for commune, district in units.communes()
    ]
    field.choices = [SelectChoice(value="", label="Chọn xã, phường"), *communes]


def second_spouse(other: Person) -> str:
    """What is asked where a household would have two spouses of its head."""
    return f"Hộ đã ghi {other.full_name} là vợ, chồng của chủ hộ. Hãy xem lại quan hệ này."
