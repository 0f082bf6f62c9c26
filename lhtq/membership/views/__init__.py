"""Pages of the Association."""

from lhtq.membership.views import branches, fees, members
from lhtq.membership.views.base import bp

__all__ = ["bp", "branches", "fees", "members"]
