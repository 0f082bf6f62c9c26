"""What keeps a report from going on its way, in names."""

from collections.abc import Sequence

from lhtq.reporting.rules.checks import Finding
from lhtq.units.models import Unit


class BlockedError(Exception):
    """Something was found that must be put right before the report is handed in."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(one.words for one in findings))
        self.findings = findings


class PeriodTakenError(Exception):
    """There is a period of this name in the year."""


class KindTakenError(Exception):
    """There is a period of this kind in the year, of the name ``name``."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class BegunError(Exception):
    """A report of the period has been begun."""


class NamedElsewhereError(Exception):
    """Another reports for a unit in this period already; the message says who, for the person."""

    def __init__(self, named: Sequence[tuple[Unit, Unit]]) -> None:
        words = "; ".join(f"{merged.title_name} đã nằm trong báo cáo của {other.full_name}" for merged, other in named)
        super().__init__(f"{words}.")


class NotOwedError(Exception):
    """The unit owes no report in this period any more."""


class ChangedMeanwhileError(Exception):
    """Another has written this part since it was opened: its ``words`` and ``version`` as they are now."""

    def __init__(self, words: str, version: int) -> None:
        super().__init__(version)
        self.words = words
        self.version = version
