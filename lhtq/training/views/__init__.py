"""Pages of training."""

from lhtq.training.views import attendance, briefed, courses, files, participants, taken
from lhtq.training.views.base import bp

__all__ = ["attendance", "bp", "briefed", "courses", "files", "participants", "taken"]
