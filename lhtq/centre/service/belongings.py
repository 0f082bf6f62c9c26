"""Changes to what a centre has and whom it works with: rooms, equipment, partners."""

import datetime as dt
from dataclasses import dataclass

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.centre.models import Centre, CentreAsset, CentreLink
from lhtq.centre.rules import AssetKind, AssetState, LinkKind
from lhtq.db import db
from lhtq.db.command import command

#: What stands in a list of a centre until it is there no longer.
Belonging = CentreAsset | CentreLink


@dataclass(frozen=True)
class AssetGiven:
    """What is typed of rooms or equipment; ``left_on`` since when they are there no longer."""

    kind: AssetKind
    name: str
    quantity: int
    state: AssetState
    left_on: dt.date | None = None


@dataclass(frozen=True)
class LinkGiven:
    """What is typed of a culture house, library or museum; ``left_on`` since when they work together no longer."""

    kind: LinkKind
    name: str
    village_id: int | None
    left_on: dt.date | None = None


@command
def add_asset(actor: Actor, centre: Centre, given: AssetGiven) -> CentreAsset:
    """Write down rooms or equipment."""
    require(actor, Action.CENTRE_EDIT, centre)
    asset = CentreAsset(centre_id=centre.id, unit_id=centre.unit_id, **vars(given))
    record(actor, Action.CENTRE_EDIT, asset)
    return asset


@command
def add_link(actor: Actor, centre: Centre, given: LinkGiven) -> CentreLink:
    """Write down a culture house, library or museum that the centre works with."""
    require(actor, Action.CENTRE_EDIT, centre)
    link = CentreLink(centre_id=centre.id, unit_id=centre.unit_id, **vars(given))
    record(actor, Action.CENTRE_EDIT, link)
    return link


@command
def edit_belonging(actor: Actor, centre: Centre, row: Belonging, given: AssetGiven | LinkGiven) -> None:
    """Put right what was written down of it."""
    require(actor, Action.CENTRE_EDIT, centre)
    for name, value in vars(given).items():
        setattr(row, name, value)
    record(actor, Action.CENTRE_EDIT, row)


@command
def end_belonging(actor: Actor, centre: Centre, row: Belonging, today: dt.date) -> None:
    """Say that it is there no longer, or that they work together no longer."""
    require(actor, Action.CENTRE_EDIT, centre)
    row.left_on = today
    record(actor, Action.CENTRE_EDIT, row)


@command
def remove_belonging(actor: Actor, centre: Centre, row: Belonging) -> None:
    """Take out what was entered by mistake; what it was stays in the audit trail."""
    require(actor, Action.CENTRE_EDIT, centre)
    amount = f", {row.quantity}" if isinstance(row, CentreAsset) else ""
    record(actor, Action.CENTRE_EDIT, row, note=f"Xóa vì ghi nhầm: {row.name}{amount}")
    db.session.delete(row)
