"""Pages: centres, their activities, who came, checking in, the classification of a year."""

from lhtq.centre.views import (
    activity,
    belongings,
    board,
    calendar,
    centre,
    check_in,
    classification,
    literacy,
    participant,
    plan,
    record,
    sharing,
)
from lhtq.centre.views.base import bp

__all__ = [
    "activity",
    "belongings",
    "board",
    "bp",
    "calendar",
    "centre",
    "check_in",
    "classification",
    "literacy",
    "participant",
    "plan",
    "record",
    "sharing",
]
