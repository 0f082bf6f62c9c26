"""What changes figures and targets."""

from lhtq.indicators.service.errors import ChangedMeanwhileError, WrongLevelError
from lhtq.indicators.service.rollup import rebuild
from lhtq.indicators.service.targets import set_targets

__all__ = ["ChangedMeanwhileError", "WrongLevelError", "rebuild", "set_targets"]
