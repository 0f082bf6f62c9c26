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
from lhtq.register.forms.organisation import FarStaffForm, OrganisationForm, PickStaffForm
from lhtq.register.forms.person import MoveForm, OwnAccountForm

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
    "VillageForm",
    "facts_form",
    "member_form",
]
