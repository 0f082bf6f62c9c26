"""What changes figures and targets."""

from lhtq.indicators.service.rollup import rebuild

__all__ = ["rebuild"]
