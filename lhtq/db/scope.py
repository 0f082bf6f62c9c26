"""The one place that decides which rows a transaction may see.

PostgreSQL's row security admits a row when its unit lies under ``lhtq.scope``. This module sets that
value at the start of every transaction. With no scope, nothing is visible.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, SessionTransaction

from lhtq.db.base import db


@dataclass(frozen=True)
class Scope:
    """What a transaction may see: the units under ``path``, and what is an account's own.

    One who signs in for a single person or organisation has no path, and sees that record's rows alone.
    """

    path: str = ""
    account_id: int | None = None
    person_id: int | None = None
    organisation_id: int | None = None
    #: Also what was merged into another record, or set aside by it (migration ``merged_records``).
    history: bool = False


_scope: ContextVar[Scope] = ContextVar("lhtq_scope", default=Scope())  # noqa: B039 - frozen
_SET = text(
    "SELECT set_config('lhtq.scope', :path, true), set_config('lhtq.account', :account, true), "
    "set_config('lhtq.person', :person, true), set_config('lhtq.organisation', :organisation, true), "
    "set_config('lhtq.history', :history, true)"
)


@contextmanager
def scoped_to(
    path: str, account_id: int | None = None, *, person_id: int | None = None, organisation_id: int | None = None
) -> Generator[None]:
    """See only rows at or under the unit whose path is ``path``, for the length of the block.

    ``account_id`` lets an account see what is its own wherever it lies (its roles, its sign-ins), ``person_id`` and
    ``organisation_id`` the records of that one person or organisation.
    """
    with _seeing(Scope(path, account_id, person_id, organisation_id)):
        yield


@contextmanager
def with_history() -> Generator[None]:
    """See also records that were merged into others and the sheets that were set aside, for the length of the block."""
    with _seeing(replace(_scope.get(), history=True)):
        yield


@contextmanager
def beside() -> Generator[Connection]:
    """A transaction on a connection of its own with the same view: others see it before the session's own ends."""
    with db.engine.begin() as connection:
        connection.execute(_SET, _parameters())
        yield connection


@contextmanager
def _seeing(scope: Scope) -> Generator[None]:
    token = _scope.set(scope)
    _apply()
    try:
        yield
    finally:
        _scope.reset(token)
        _apply()


def _apply() -> None:
    """Tell a transaction that has already begun; a later one is told by the listener below."""
    session = db.session()
    if session.in_transaction() and session.is_active:
        session.execute(_SET, _parameters())


def _parameters() -> dict[str, str]:
    scope = _scope.get()
    own = {"account": scope.account_id, "person": scope.person_id, "organisation": scope.organisation_id}
    told = {"path": scope.path, "history": "on" if scope.history else ""}
    return told | {name: "" if id_ is None else str(id_) for name, id_ in own.items()}


@event.listens_for(db.session, "after_begin")
def _tell_postgres(session: Session, transaction: SessionTransaction, connection: Connection) -> None:  # noqa: ARG001
    connection.execute(_SET, _parameters())
