"""Pages: criteria sets for everybody; for the province's administrator the making of new versions."""

from lhtq.criteria.views import drafts, lines, publishing, sets
from lhtq.criteria.views.base import bp

__all__ = ["bp", "drafts", "lines", "publishing", "sets"]
