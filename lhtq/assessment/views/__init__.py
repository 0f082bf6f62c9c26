"""Pages: the village sheet, one household's sheet, its evidence, the village review, the commune review."""

from lhtq.assessment.views import carry_over, evidence, review, sheet, village
from lhtq.assessment.views.base import bp

__all__ = ["bp", "carry_over", "evidence", "review", "sheet", "village"]
