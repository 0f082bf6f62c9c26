"""Learning centres and what they have and do, as rows."""

from lhtq.centre.models.activity import Activity, ActivityFigure, ActivityHand, ActivityPhoto, ActivitySession
from lhtq.centre.models.centre import (
    BoardMember,
    Centre,
    CentreAsset,
    CentreInvitation,
    CentreLink,
    CentrePlan,
    CentreServed,
)
from lhtq.centre.models.participant import CheckInCount, Participant
from lhtq.centre.models.sheet import CentreSheet

__all__ = [
    "Activity",
    "ActivityFigure",
    "ActivityHand",
    "ActivityPhoto",
    "ActivitySession",
    "BoardMember",
    "Centre",
    "CentreAsset",
    "CentreInvitation",
    "CentreLink",
    "CentrePlan",
    "CentreServed",
    "CentreSheet",
    "CheckInCount",
    "Participant",
]
