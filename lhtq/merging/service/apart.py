"""Saying that two records that look alike are two."""

import datetime as dt

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, require
from lhtq.db.command import command
from lhtq.merging.queries import records
from lhtq.register.models import Household, KeptApart, Person
from lhtq.register.rules import RecordKind


@command
def mark_apart(
    actor: Actor, kind: RecordKind, one: Person | Household, other: Person | Household, *, apart: bool
) -> None:
    """Say that two records are two, for ever, or take that back; the pair is then shown as a duplicate again."""
    first, second = sorted((one, other), key=lambda found: found.id)
    for found in (first, second):
        require(actor, Action.RECORD_MERGE, found)
    mark = records.apart(kind, first.id, second.id, locked=True) or KeptApart(
        kind=kind, first_id=first.id, second_id=second.id
    )
    mark.unit_id, mark.other_unit_id = first.unit_id, second.unit_id
    mark.apart = apart
    mark.decided_by, mark.decided_at = actor.account_id, dt.datetime.now(dt.UTC)
    record(actor, Action.RECORD_MERGE, mark)
