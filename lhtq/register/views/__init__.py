"""Pages: households and their members, people, clans, organisations, the villages of a commune."""

from lhtq.register.views import clan, household, life, organisation, person, search, statistics, transfer
from lhtq.register.views.base import bp

__all__ = ["bp", "clan", "household", "life", "organisation", "person", "search", "statistics", "transfer"]
