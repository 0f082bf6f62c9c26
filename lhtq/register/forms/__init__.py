"""Forms of the register."""

from lhtq.register.forms.clan import ClanForm, CommitteeForm, FarFamilyForm, PickForm
from lhtq.register.forms.household import AddressForm, HouseholdForm, MemberForm, PersonForm, VillageForm, member_form
from lhtq.register.forms.organisation import FarStaffForm, OrganisationForm, PickStaffForm
from lhtq.register.forms.person import MoveForm, OwnAccountForm
from lhtq.register.forms.statistics import StatisticsForm, statistics_form

__all__ = [
    "AddressForm",
    "ClanForm",
    "CommitteeForm",
    "FarFamilyForm",
    "FarStaffForm",
    "HouseholdForm",
    "MemberForm",
    "MoveForm",
    "OrganisationForm",
    "OwnAccountForm",
    "PersonForm",
    "PickForm",
    "PickStaffForm",
    "StatisticsForm",
    "VillageForm",
    "member_form",
    "statistics_form",
]
