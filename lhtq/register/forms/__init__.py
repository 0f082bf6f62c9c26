"""Forms of the register."""

from lhtq.register.forms.household import AddressForm, HouseholdForm, MemberForm, PersonForm, VillageForm, member_form

__all__ = ["AddressForm", "HouseholdForm", "MemberForm", "PersonForm", "VillageForm", "member_form"]
