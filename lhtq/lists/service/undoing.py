"""Taking an import back as a whole, while nothing depends on it."""

import datetime as dt
from typing import Any

from sqlalchemy import text

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.policy import Actor, NotAllowedError, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.files.store import FileStore
from lhtq.lists import queries
from lhtq.lists.kinds import ListKind
from lhtq.lists.models import ImportBatch
from lhtq.lists.rules import State
from lhtq.lists.service.errors import InTheWayError
from lhtq.lists.service.records import IMPORTED
from lhtq.lists.service.upload import reading_of, task_at


@command
def undo(actor: Actor, kind: ListKind, batch: ImportBatch, store: FileStore, today: dt.date) -> None:
    """Delete what an import made, give back what it changed, and let the file go.

    Raises InTheWayError where something depends on what it made, or has been changed since: then nothing is done.
    """
    reading = reading_of(kind)
    require(actor, reading.action, batch)
    if batch.state != State.DONE:
        raise NotAllowedError(Refusal.STATE)
    queries.one_at_a_time(task_at(batch.unit, actor, today).commune.id)
    if queries.in_the_way(batch.id):
        raise InTheWayError
    # Before the records go, so that a member who was made head gives the place back first.
    _give_back(batch.id)
    villages = queries.villages_written(batch.id)
    db.session.execute(text("SELECT lhtq_take_import_back(:batch)"), {"batch": batch.id})
    for unit_id, counted in sorted(villages.items()):
        changes: dict[str, Any] = {table: [count, None] for table, count in counted.items()}
        record_bulk(actor, IMPORTED, "import_batch", batch.id, unit_id, changes)
    batch.state, batch.kept = State.UNDONE, False
    record(actor, reading.action, batch)
    db.session.flush()
    if not queries.needed(batch.digest):
        store.drop(batch.digest)


def _give_back(batch_id: int) -> None:
    """The columns of changed records as they were, the last change first: each alone, for a head has one place."""
    for row in queries.changed_rows(batch_id):
        before = dict(row.before or {})
        given = [{"id": row.subject_id, "version": row.version, "values": before}]
        if queries.update_many(row.subject_type, before, given) != 1:
            raise InTheWayError
