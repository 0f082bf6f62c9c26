"""Pages: households and their members, the villages of a commune."""

from lhtq.register.views import household
from lhtq.register.views.base import bp

__all__ = ["bp", "household"]
