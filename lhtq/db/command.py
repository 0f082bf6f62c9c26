"""``@command``: one change of state, one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec, TypeVar

from lhtq.db.base import db

P = ParamSpec("P")
R = TypeVar("R")
_DEPTH = "lhtq_command_depth"
_HELD = "lhtq_held"


class TornRequestError(RuntimeError):
    """A command failed after another of the same request had succeeded: a bug, never bad input."""


@dataclass
class Held:
    """What the commands of a block did to the transaction that they share."""

    done: int = 0
    #: What waits for it to be committed.
    after: list[Callable[[], None]] = field(default_factory=list)


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Commit when the outermost command returns; undo everything when it raises.

    A command called by another command joins its transaction, so that a decision over a list can wrap
    one call for each title. Inside ``held`` nothing is committed: whoever holds does that.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session()
        depth = session.info.get(_DEPTH, 0)
        session.info[_DEPTH] = depth + 1
        try:
            result = function(*args, **kwargs)
            if depth == 0:
                _end()
        except BaseException:
            if depth == 0:
                session.rollback()
            raise
        else:
            return result
        finally:
            session.info[_DEPTH] = depth

    return run


@contextmanager
def held() -> Iterator[Held]:
    """Let all commands of the block be one transaction, which the block itself commits or undoes.

    A command that raises still undoes everything there is, as it does alone.
    """
    session = db.session()
    session.info[_HELD] = hold = Held()
    try:
        yield hold
    finally:
        session.info.pop(_HELD, None)


def when_committed(do: Callable[[], None]) -> None:
    """Do something that others must find committed work for: at once, or inside ``held`` after the commit."""
    hold = db.session().info.get(_HELD)
    if hold is None:
        do()
    else:
        hold.after.append(do)


def _end() -> None:
    session = db.session()
    hold = session.info.get(_HELD)
    if hold is None:
        session.commit()
    else:
        session.flush()  # as a commit would, so that what is read afterwards is what was done
        hold.done += 1
