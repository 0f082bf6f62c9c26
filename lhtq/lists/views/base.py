"""What the pages of lists share: their blueprint, the lists that are wired, where uploads are kept."""

import datetime as dt
from collections.abc import Mapping
from typing import cast

from flask import Blueprint, abort, current_app

from lhtq.accounts.current import actor
from lhtq.accounts.policy import require
from lhtq.files.store import FileStore
from lhtq.lists import queries, service
from lhtq.lists.kinds import ListKind
from lhtq.lists.models import ImportBatch
from lhtq.lists.rules import AT_WORK, DEAD_AFTER

bp = Blueprint("lists", __name__)


def kinds() -> Mapping[str, ListKind]:
    """The lists of the house, by slug."""
    return cast("Mapping[str, ListKind]", current_app.extensions["lhtq.lists"])


def kind_of(slug: str) -> ListKind:
    """A list by its slug, or 404."""
    found = kinds().get(slug)
    return found if found is not None else abort(404)


def uploads() -> FileStore:
    """Where uploaded files are kept."""
    return cast(FileStore, current_app.extensions["lhtq.uploads"])


def batch_of(batch_id: int) -> tuple[ImportBatch, ListKind]:
    """An import whose list the actor may fill, with that list; or 404."""
    batch = queries.batch(batch_id)
    kind = kind_of(batch.slug)
    require(actor(), service.reading_of(kind).action, batch)
    return batch, kind


def stalled(batch: ImportBatch) -> bool:
    """Whether it waits for work that nobody does."""
    if batch.state not in AT_WORK:
        return False
    if batch.problem:
        return True
    begun = batch.beat_at or batch.made_at
    return dt.datetime.now(dt.UTC) - begun > DEAD_AFTER
