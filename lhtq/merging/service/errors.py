"""Why a merge, or taking one back, is refused."""

from collections.abc import Sequence


class AlreadyMergedError(Exception):
    """One of the two records has been merged meanwhile, or this merge has been taken back."""


class ChangedSinceError(Exception):
    """One of the two records, or something that it has, is not what was shown."""


class RefusedError(Exception):
    """It cannot be done; ``reasons`` say why, in words."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
