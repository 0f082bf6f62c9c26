"""Pages: importing a file, what was found in it; templates; lists taken away as files."""

from lhtq.lists.views import batch, columns, export, unit
from lhtq.lists.views.base import bp

__all__ = ["batch", "bp", "columns", "export", "unit"]
