"""Households with their people: one row a person, the head of a household marked as such."""

from lhtq.register.lists.household.kind import HOUSEHOLDS

__all__ = ["HOUSEHOLDS"]
