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
from lhtq.centre.forms.board import BoardForm
from lhtq.centre.forms.centre import (
    AssetForm,
    CentreForm,
    DeclineForm,
    LeaveForm,
    LinkForm,
    PlanForm,
    RemoveForm,
    ServeForm,
    plan_form,
)
from lhtq.centre.forms.participant import CheckInForm, LearnerForm, SelfCheckInForm, TickForm

__all__ = [
    "OUTSIDE",
    "ActivityForm",
    "AssetForm",
    "BoardForm",
    "CentreForm",
    "CheckInForm",
    "DeclineForm",
    "DetailsForm",
    "HandForm",
    "LearnerForm",
    "LeaveForm",
    "LinkForm",
    "PlanForm",
    "RemoveForm",
    "SelfCheckInForm",
    "ServeForm",
    "SessionForm",
    "TickForm",
    "activity_form",
    "details_form",
    "plan_form",
]
