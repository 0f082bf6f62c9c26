"""Forms of the register."""

from lhtq.register.forms.clan import ClanForm, CommitteeForm, FarFamilyForm, PickForm
from lhtq.register.forms.household import (
    AddressForm,
    HouseholdForm,
    MemberForm,
    PersonForm,
    VillageForm,
    facts_form,
    member_form,
)
from lhtq.register.forms.life import (
    OUTSIDE,
    ComeBackForm,
    DeathForm,
    HeadForm,
    JoinForm,
    LeaveForm,
    LifeForm,
    SendBackForm,
    SplitForm,
    TakeForm,
    VillageMoveForm,
)
from lhtq.register.forms.organisation import FarStaffForm, OrganisationForm, PickStaffForm
from lhtq.register.forms.person import MoveForm, OwnAccountForm
from lhtq.register.forms.statistics import StatisticsForm, statistics_form

__all__ = [
    "OUTSIDE",
    "AddressForm",
    "ClanForm",
    "ComeBackForm",
    "CommitteeForm",
    "DeathForm",
    "FarFamilyForm",
    "FarStaffForm",
    "HeadForm",
    "HouseholdForm",
    "JoinForm",
    "LeaveForm",
    "LifeForm",
    "MemberForm",
    "MoveForm",
    "OrganisationForm",
    "OwnAccountForm",
    "PersonForm",
    "PickForm",
    "PickStaffForm",
    "SendBackForm",
    "SplitForm",
    "StatisticsForm",
    "TakeForm",
    "VillageForm",
    "VillageMoveForm",
    "facts_form",
    "member_form",
    "statistics_form",
]
