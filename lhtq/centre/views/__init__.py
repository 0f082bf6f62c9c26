"""Pages: centres, their activities, who came, checking in, the classification of a year."""

from lhtq.centre.views import activity, calendar, centre, check_in, classification, literacy, participant, plan, record
from lhtq.centre.views.base import bp

__all__ = [
    "activity",
    "bp",
    "calendar",
    "centre",
    "check_in",
    "classification",
    "literacy",
    "participant",
    "plan",
    "record",
]
