"""Pages: the village sheets, one sheet, its evidence and contested figures, who registered, the reviews."""

from lhtq.assessment.views import (
    carry_over,
    citizens,
    claims,
    commune,
    documents,
    evidence,
    registration,
    review,
    score,
    sheet,
    village,
)
from lhtq.assessment.views.base import bp

__all__ = [
    "bp",
    "carry_over",
    "citizens",
    "claims",
    "commune",
    "documents",
    "evidence",
    "registration",
    "review",
    "score",
    "sheet",
    "village",
]
