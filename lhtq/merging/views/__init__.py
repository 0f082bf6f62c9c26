"""Pages: likely duplicates, two records side by side, a merge before and after it is made."""

from lhtq.merging.views import duplicates, merges, pairs
from lhtq.merging.views.base import bp

__all__ = ["bp", "duplicates", "merges", "pairs"]
