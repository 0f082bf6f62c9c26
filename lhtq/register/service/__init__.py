"""Changes to the register: villages, households, people, clans, organisations."""

from lhtq.register.service.clan import (
    ClanGiven,
    add_clan,
    add_family,
    add_family_of,
    add_to_committee,
    edit_clan,
    end_committee_member,
    end_family,
    leave_clan,
)
from lhtq.register.service.errors import (
    AlreadyLinkedError,
    ChangedMeanwhileError,
    HeadMissingError,
    NobodyFoundError,
    SeveralFoundError,
    WrongLevelError,
)
from lhtq.register.service.household import (
    PersonGiven,
    add_household,
    add_member,
    add_village,
    edit_household,
    edit_member,
)
from lhtq.register.service.occupations import set_occupation
from lhtq.register.service.organisation import (
    OrganisationGiven,
    StaffGiven,
    add_organisation,
    add_staff,
    add_staff_of,
    edit_organisation,
    end_work,
    leave_work,
)
from lhtq.register.service.person import move_person
from lhtq.register.service.statistics import save_statistics, take_statistics

__all__ = [
    "AlreadyLinkedError",
    "ChangedMeanwhileError",
    "ClanGiven",
    "HeadMissingError",
    "NobodyFoundError",
    "OrganisationGiven",
    "PersonGiven",
    "SeveralFoundError",
    "StaffGiven",
    "WrongLevelError",
    "add_clan",
    "add_family",
    "add_family_of",
    "add_household",
    "add_member",
    "add_organisation",
    "add_staff",
    "add_staff_of",
    "add_to_committee",
    "add_village",
    "edit_clan",
    "edit_household",
    "edit_member",
    "edit_organisation",
    "end_committee_member",
    "end_family",
    "end_work",
    "leave_clan",
    "leave_work",
    "move_person",
    "save_statistics",
    "set_occupation",
    "take_statistics",
]
