"""Pages: the village sheet, one household's sheet, its evidence, the village review, the commune review."""

from lhtq.assessment.views import commune, evidence, review, sheet, village
from lhtq.assessment.views.base import bp

__all__ = ["bp", "commune", "evidence", "review", "sheet", "village"]
