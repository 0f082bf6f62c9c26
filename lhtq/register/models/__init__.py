"""Who can hold a title: households and the people in them, clans, organisations. A village is a unit."""

from lhtq.register.models.clan import Clan, ClanCommitteeMember, ClanFamily
from lhtq.register.models.household import Household, Person
from lhtq.register.models.life import HouseholdStay, LifeEvent, PersonStay, Transfer
from lhtq.register.models.merging import KeptApart, RecordMerge
from lhtq.register.models.organisation import Employment, Organisation
from lhtq.register.models.statistics import YearStatistics

__all__ = [
    "Clan",
    "ClanCommitteeMember",
    "ClanFamily",
    "Employment",
    "Household",
    "HouseholdStay",
    "KeptApart",
    "LifeEvent",
    "Organisation",
    "Person",
    "PersonStay",
    "RecordMerge",
    "Transfer",
    "YearStatistics",
]
