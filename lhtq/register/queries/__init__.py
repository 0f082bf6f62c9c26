"""Reads of the register. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

from lhtq.register.queries.cards import FAMILY_CARD, STAFF_CARD, Found, holds
from lhtq.register.queries.clan import (
    ClanLine,
    ClanOfFamily,
    FamilyLine,
    clan,
    clan_of,
    clans,
    clans_of,
    committee_member,
    families,
    family_of_clan,
    family_of_household,
    find_households,
    present_families,
)
from lhtq.register.queries.household import HouseholdLine, household, households
from lhtq.register.queries.merging import MergedLine, merged_into, stands_for
from lhtq.register.queries.occupations import without_occupation
from lhtq.register.queries.organisation import (
    OrganisationLine,
    StaffLine,
    WorkLine,
    employment_in,
    employment_of,
    find_people,
    organisation,
    organisations,
    staff,
    work_of,
)
from lhtq.register.queries.person import PersonLine, people, person

__all__ = [
    "FAMILY_CARD",
    "STAFF_CARD",
    "ClanLine",
    "ClanOfFamily",
    "FamilyLine",
    "Found",
    "HouseholdLine",
    "MergedLine",
    "OrganisationLine",
    "PersonLine",
    "StaffLine",
    "WorkLine",
    "clan",
    "clan_of",
    "clans",
    "clans_of",
    "committee_member",
    "employment_in",
    "employment_of",
    "families",
    "family_of_clan",
    "family_of_household",
    "find_households",
    "find_people",
    "holds",
    "household",
    "households",
    "merged_into",
    "organisation",
    "organisations",
    "people",
    "person",
    "present_families",
    "staff",
    "stands_for",
    "without_occupation",
    "work_of",
]
