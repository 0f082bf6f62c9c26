"""Pages: a unit's figures against the plan's targets, each explained down to the records behind it."""

from lhtq.indicators.views import changes, comparison, measure, open_figures, province_map, quality, targets, unit
from lhtq.indicators.views.base import bp

__all__ = ["bp", "changes", "comparison", "measure", "open_figures", "province_map", "quality", "targets", "unit"]
