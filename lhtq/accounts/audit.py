"""Writing the audit trail, and the guard that nobody forgets to."""

import datetime as dt
import enum
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from lhtq.accounts.models import AuditEntry
from lhtq.accounts.policy import Actor
from lhtq.db import Base, db


class UnauditedChangeError(Exception):
    """A transaction changed a record and wrote no audit entry: a bug, never bad input."""


def record(actor: Actor, action: str, subject: Base, *, unit_id: int | None = None, note: str = "") -> None:
    """Write down that ``actor`` does ``action`` to ``subject``, with what is changed before and after.

    Call it after the change and before any flush. A new record is flushed here, for its id. ``unit_id`` is
    the subject's own, or for one that has none the actor's. ``note`` is a reason in the person's words.
    """
    changes = _changes(subject)
    if inspect(subject).transient or inspect(subject).pending:
        db.session.add(subject)
        db.session.flush()
    place = unit_id or getattr(subject, "unit_id", None) or actor.unit_id
    _add(actor, action, subject.__tablename__, subject.id, place, changes, note)


def record_bulk(
    actor: Actor,
    action: str,
    subject_type: str,
    subject_id: int,
    unit_id: int,
    changes: dict[str, Any] | None = None,
) -> None:
    """Write down what a statement over many rows did to one of them; ``changes`` as attribute → [before, after]."""
    _add(actor, action, subject_type, subject_id, unit_id, changes or {}, "")


def _add(  # noqa: PLR0913, PLR0917 - the columns of the trail
    actor: Actor, action: str, subject_type: str, subject_id: int, unit_id: int, changes: dict[str, Any], note: str
) -> None:
    db.session.add(
        AuditEntry(
            account_id=actor.account_id,
            account_name=actor.name,
            role=actor.role,
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
            unit_id=unit_id,
            changes=changes,
            note=note,
        )
    )


#: Never written to the trail, whatever it was.
_SECRET = frozenset({"password_hash", "token_hash"})


def _changes(subject: Base) -> dict[str, Any]:
    state = inspect(subject)
    return {
        column.key: ["…", "…"] if column.key in _SECRET else [_plain(history.deleted), _plain(history.added)]
        for column in state.mapper.column_attrs
        if (history := state.attrs[column.key].history).has_changes()
    }


def _plain(values: Sequence[Any] | None) -> Any:
    value = values[0] if values else None
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date | dt.time | Decimal):
        return str(value)
    return value


def _is_audited(record_: object) -> bool:
    return isinstance(record_, Base) and record_.audited


@event.listens_for(db.session, "before_flush")
def _note(session: Session, flush_context: UOWTransaction, instances: object) -> None:  # noqa: ARG001
    for changed in {*session.new, *session.deleted, *filter(session.is_modified, session.dirty)}:
        if isinstance(changed, AuditEntry):
            session.info["audited"] = True
        elif _is_audited(changed):
            session.info["changed"] = True


@event.listens_for(db.session, "do_orm_execute")
def _note_bulk(statement: ORMExecuteState) -> None:
    if not (statement.is_insert or statement.is_update or statement.is_delete):
        return
    mapper = statement.bind_mapper
    if mapper is None or getattr(mapper.class_, "audited", True):
        statement.session.info["changed"] = True


@event.listens_for(db.session, "before_commit")
def _guard(session: Session) -> None:
    session.flush()
    changed, audited = session.info.pop("changed", False), session.info.pop("audited", False)
    if changed and not audited:
        raise UnauditedChangeError


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("changed", None)
    session.info.pop("audited", None)
