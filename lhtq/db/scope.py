"""The one place that decides which rows a transaction may see.

PostgreSQL's row security admits a row when its unit lies under ``lhtq.scope``. This module sets that
value at the start of every transaction. With no scope, nothing is visible.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, SessionTransaction

from lhtq.db.base import db


@dataclass(frozen=True)
class Scope:
    """What a transaction may see: the units under ``path``, and the own rows of an account."""

    path: str = ""
    account_id: int | None = None


_scope: ContextVar[Scope] = ContextVar("lhtq_scope", default=Scope())  # noqa: B039 - frozen
_SET = text("SELECT set_config('lhtq.scope', :path, true), set_config('lhtq.account', :account, true)")


@contextmanager
def scoped_to(path: str, account_id: int | None = None) -> Generator[None]:
    """See only rows at or under the unit whose path is ``path``, for the length of the block.

    ``account_id`` lets an account see what is its own wherever it lies (its roles, its sign-ins).
    """
    token = _scope.set(Scope(path, account_id))
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
    return {"path": scope.path, "account": "" if scope.account_id is None else str(scope.account_id)}


@event.listens_for(db.session, "after_begin")
def _tell_postgres(session: Session, transaction: SessionTransaction, connection: Connection) -> None:  # noqa: ARG001
    connection.execute(_SET, _parameters())
