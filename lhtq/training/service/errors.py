"""What training refuses, each with its own name."""

from collections.abc import Sequence


class NotYetError(Exception):
    """What is still to come was not held, and nobody has attended it."""


class AttendedError(Exception):
    """People have attended: it was held."""


class ElsewhereError(Exception):
    """A course is held for those at and below the unit that holds it."""


class ListedError(Exception):
    """They are on the list already."""


class TooManyError(Exception):
    """A list of people, or a folder of files, has an end."""


class MarksRefusedError(Exception):
    """What is ticked of these people cannot be: the names by what is wrong."""

    def __init__(
        self, *, incomplete: Sequence[str] = (), uninvited: Sequence[str] = (), holds: Sequence[str] = ()
    ) -> None:
        super().__init__()
        #: Completed without having attended.
        self.incomplete = incomplete
        #: Neither invited nor there.
        self.uninvited = uninvited
        #: With a certificate, and no longer completed.
        self.holds = holds


class BeforeEndError(Exception):
    """A certificate of a course is given when or after it ends."""


class NumberTakenError(Exception):
    """Two certificates of a course have one number."""
