"""``@command``: one change of state, one transaction."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from lhtq.db.base import db

P = ParamSpec("P")
R = TypeVar("R")
_DEPTH = "lhtq_command_depth"


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Commit when the outermost command returns; undo everything when it raises.

    A command called by another command joins its transaction, so that a decision over a list can wrap
    one call for each title.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session = db.session()
        depth = session.info.get(_DEPTH, 0)
        session.info[_DEPTH] = depth + 1
        try:
            result = function(*args, **kwargs)
            if depth == 0:
                session.commit()
        except BaseException:
            if depth == 0:
                session.rollback()
            raise
        else:
            return result
        finally:
            session.info[_DEPTH] = depth

    return run
