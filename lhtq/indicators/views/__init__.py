"""Pages: a unit's figures against the plan's targets, each explained down to the records behind it."""

from lhtq.indicators.views import measure, unit
from lhtq.indicators.views.base import bp

__all__ = ["bp", "measure", "unit"]
