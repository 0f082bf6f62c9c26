"""Forms of centres and their activities."""

from lhtq.centre.forms.activity import (
    OUTSIDE,
    ActivityForm,
    DetailsForm,
    HandForm,
    SessionForm,
    activity_form,
    details_form,
)
from lhtq.centre.forms.centre import AssetForm, BoardForm, CentreForm, LinkForm, PlanForm, ServeForm, plan_form
from lhtq.centre.forms.participant import CheckInForm, LearnerForm, SelfCheckInForm, TickForm

__all__ = [
    "OUTSIDE",
    "ActivityForm",
    "AssetForm",
    "BoardForm",
    "CentreForm",
    "CheckInForm",
    "DetailsForm",
    "HandForm",
    "LearnerForm",
    "LinkForm",
    "PlanForm",
    "SelfCheckInForm",
    "ServeForm",
    "SessionForm",
    "TickForm",
    "activity_form",
    "details_form",
    "plan_form",
]
