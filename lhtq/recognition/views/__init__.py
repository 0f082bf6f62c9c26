"""Pages: the steps of a commune's year, decisions, titles held and running out, refusing and taking back."""

from lhtq.recognition.views import decisions, documents, refusals, titles
from lhtq.recognition.views.base import bp

__all__ = ["bp", "decisions", "documents", "refusals", "titles"]
