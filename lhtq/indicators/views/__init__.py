"""Pages: a unit's figures against the plan's targets, each explained down to the records behind it."""

from lhtq.indicators.views import comparison, measure, province_map, targets, unit
from lhtq.indicators.views.base import bp

__all__ = ["bp", "comparison", "measure", "province_map", "targets", "unit"]
