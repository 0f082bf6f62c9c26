"""Pages of the Association."""

from lhtq.membership.views import branches, cards, fees, gathering, members, posts, under
from lhtq.membership.views.base import bp

__all__ = ["bp", "branches", "cards", "fees", "gathering", "members", "posts", "under"]
