"""Replacing a template, going back to the default one, and writing down who took a document."""

from lhtq.accounts.audit import record, record_bulk
from lhtq.accounts.policy import Action, Actor, Place, require
from lhtq.db import Base, db
from lhtq.db.command import command
from lhtq.documents import Template
from lhtq.files.store import FileStore
from lhtq.issuing import queries
from lhtq.issuing.models import DocumentTemplate
from lhtq.units.models import Unit
from lhtq.units.rules import top_path

#: What the trail calls it.
TAKEN = "document:take"


def require_province(actor: Actor) -> None:
    """Raise NotAllowedError unless the actor administers the whole province."""
    require(actor, Action.TEMPLATE_EDIT, Place(top_path(actor.unit_path)))


@command
def replace(actor: Actor, kind: Template, file_name: str, content: bytes, store: FileStore) -> DocumentTemplate:
    """Put a template, which ``check_template`` let pass, in the place of the one in use. The same one twice is one."""
    require_province(actor)
    path = top_path(actor.unit_path)
    # The file is safe on disk before any row names it.
    digest = store.put(content)
    before = queries.in_use(path).get(kind)
    if before is not None and before.digest == digest:
        return before
    if before is not None:
        _end(actor, before)
        db.session.flush()  # there is one in use at a time
    added = DocumentTemplate(
        unit_id=queries.top(path).id,
        kind=kind,
        digest=digest,
        size=len(content),
        file_name=file_name[:120],
        added_by=actor.account_id,
        added_by_name=actor.name,
    )
    record(actor, Action.TEMPLATE_EDIT, added)
    return added


@command
def restore_default(actor: Actor, kind: Template) -> None:
    """Go back to the template that comes with the software; where it is in use, nothing changes."""
    require_province(actor)
    before = queries.in_use(top_path(actor.unit_path)).get(kind)
    if before is not None:
        _end(actor, before)


def _end(actor: Actor, template: DocumentTemplate) -> None:
    # The database's own clock: it said when the template was added.
    template.ended_at = queries.now()
    record(actor, Action.TEMPLATE_EDIT, template)


@command
def take_away(actor: Actor, subject: Base, unit: Unit, document: str, form: str) -> None:
    """Write down that somebody takes the document of a record away, as a file of a ``form``."""
    require(actor, Action.PEOPLE_VIEW, Place(unit.path))
    changes = {"document": [None, document], "form": [None, form]}
    record_bulk(actor, TAKEN, subject.__tablename__, subject.id, unit.id, changes)
