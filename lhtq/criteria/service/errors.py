"""Why a change to a criteria set is refused."""

import datetime as dt

from lhtq.criteria.rules import Problem


class PublishedError(Exception):
    """A published set never changes: a change is a new version."""


class DraftExistsError(Exception):
    """The set has a draft already; ``set_id`` is the draft's."""

    def __init__(self, set_id: int) -> None:
        super().__init__(set_id)
        self.set_id = set_id


class EditedMeanwhileError(Exception):
    """Somebody else saved what is edited after it was read."""


class CodeTakenError(Exception):
    """Another group or indicator of the set has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ProblemsError(Exception):
    """A set that does not add up is not published."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.english for problem in problems))
        self.problems = problems


class TooEarlyError(Exception):
    """A version cannot be in force before the one that it follows; ``least`` is that one's first day."""

    def __init__(self, least: dt.date) -> None:
        super().__init__(least)
        self.least = least


class NotProvisionalError(Exception):
    """Only the newest published version of a set can be confirmed, and only while it is provisional."""
