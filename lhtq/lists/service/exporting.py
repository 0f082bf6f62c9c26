"""Lists that are taken away: written down before they are read."""

from lhtq.accounts.audit import record_bulk
from lhtq.accounts.policy import Actor, Place, require
from lhtq.db.command import command
from lhtq.lists.kinds import Filters, ListKind
from lhtq.units.models import Unit

#: What the trail calls it.
EXPORTED = "list:export"


@command
def take_away(actor: Actor, kind: ListKind, unit: Unit, filters: Filters, form: str) -> None:
    """Write down that somebody takes a list away, narrowed as ``filters`` say, as a file of a ``form``."""
    require(actor, kind.view, Place(unit.path))
    said = {name: [None, value[:200]] for name, value in sorted(filters.items()) if value}
    record_bulk(actor, EXPORTED, "unit", unit.id, unit.id, {"list": [None, kind.slug], "form": [None, form], **said})
