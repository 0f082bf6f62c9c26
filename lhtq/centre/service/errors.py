"""What a centre refuses, each with its own name."""


class WrongPlaceError(Exception):
    """A centre stands in a commune; an activity is held in one of its communes or their villages."""


class HasCentreError(Exception):
    """The commune has a centre today: that one ends serving it first."""


class InvitedError(Exception):
    """The commune was asked already and has not answered yet."""


class NoCentreError(Exception):
    """No centre serves this place: its activities need one."""


class SessionTakenError(Exception):
    """The activity has a session on that day."""


class NotHeldYetError(Exception):
    """The day of the session has not come: nobody was there yet."""


class OnListError(Exception):
    """The person stands on the list already."""


class ScoredMeanwhileError(Exception):
    """Somebody else saved the centre's year since the person looked at it."""


class IncompleteError(Exception):
    """A line of the classification has no answer yet."""


class RefusedAnswersError(Exception):
    """Answers that the criteria do not admit: code → what to do, for the person."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__("; ".join(messages.values()))
        self.messages = messages
