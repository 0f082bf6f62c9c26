"""What the register refuses, each with its own name."""

from collections.abc import Sequence

from lhtq.register.queries import Found


class WrongLevelError(Exception):
    """A household belongs to a village, a village to a commune, a clan and an organisation to a commune."""


class HeadMissingError(Exception):
    """A household always has a head: name another before this one leaves or steps back."""


class NobodyFoundError(Exception):
    """No record of that commune has exactly this name."""


class SeveralFoundError(Exception):
    """More than one record of that commune has this name: which one is meant, only the commune can say."""


class AlreadyOfferedError(Exception):
    """Some of the household wait already for another commune's answer."""


class TransferChangedError(Exception):
    """Those who were offered to another commune are not there any more as they were."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        #: Why, as ``lhtq_take_transfer`` says it.
        self.outcome = outcome


class AlreadyLinkedError(Exception):
    """The family belongs to a clan today, or the person works here already."""


class ChangedMeanwhileError(Exception):
    """Somebody saved the same figures since they were opened."""


def the_one(found: Sequence[Found]) -> Found:
    """The one record that a name found. Raises NobodyFoundError, SeveralFoundError."""
    if not found:
        raise NobodyFoundError
    if len(found) > 1:
        raise SeveralFoundError
    return found[0]
