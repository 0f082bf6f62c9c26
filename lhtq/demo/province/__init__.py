"""A whole invented province on the real units, made by the handful: for its pages at full size, and for the bench."""

from lhtq.demo.province.communes import VILLAGES, Extent
from lhtq.demo.province.load import NotEmptyError, load

__all__ = ["VILLAGES", "Extent", "NotEmptyError", "load"]
