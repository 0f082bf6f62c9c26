"""What a centre refuses, each with its own name."""


class WrongPlaceError(Exception):
    """A centre stands in a commune; an activity is held in one of its communes or their villages."""


class HasCentreError(Exception):
    """The commune has a centre today: that one ends serving it first."""


class NoCentreError(Exception):
    """No centre serves this place: its activities need one."""


class SessionTakenError(Exception):
    """The activity has a session on that day."""


class OnListError(Exception):
    """The person stands on the list already."""
