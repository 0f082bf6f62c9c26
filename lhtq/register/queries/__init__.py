"""Reads of the register. Nothing here filters by scope: the database does (``lhtq.db.scope``)."""

from lhtq.register.queries.cards import FAMILY_CARD, STAFF_CARD
from lhtq.register.queries.household import HouseholdLine, household, households
from lhtq.register.queries.occupations import without_occupation

__all__ = ["FAMILY_CARD", "STAFF_CARD", "HouseholdLine", "household", "households", "without_occupation"]
