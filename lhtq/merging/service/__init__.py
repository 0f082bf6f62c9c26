"""Merging records, taking that back, and saying that two are two."""

from lhtq.merging.service.apart import mark_apart
from lhtq.merging.service.errors import AlreadyMergedError, ChangedSinceError, RefusedError
from lhtq.merging.service.merge import Merging, merge_households, merge_people, why_not
from lhtq.merging.service.undo import undo

__all__ = [
    "AlreadyMergedError",
    "ChangedSinceError",
    "Merging",
    "RefusedError",
    "mark_apart",
    "merge_households",
    "merge_people",
    "undo",
    "why_not",
]
