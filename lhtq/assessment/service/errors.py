"""Why a change to a sheet is refused."""

from collections.abc import Sequence

from lhtq.accounts.policy import NotAllowedError, Refusal
from lhtq.assessment.models import Sheet


class ConflictError(Exception):
    """Somebody else saved the sheet after it was read; ``sheet`` is as it stands now."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.id)
        self.sheet = sheet


class AnswersRefusedError(Exception):
    """Answers that the criteria do not admit: ``messages`` by indicator code."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__(messages)
        self.messages = messages


class NotEarnedError(Exception):
    """A sheet that is not complete or does not earn the title cannot be handed in; ``name`` is its subject's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class VotesRefusedError(Exception):
    """More votes than people present, or fewer than none; ``name`` is the subject's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SheetsRefusedError(NotAllowedError):
    """Sheets of a list that may not be taken the step: ``refused`` has each one's subject by name, and why not."""

    def __init__(self, refused: Sequence[tuple[str, Refusal]]) -> None:
        super().__init__(refused[0][1])
        self.refused = refused


class SheetElsewhereError(Exception):
    """The subject has a sheet of the year in a place that the actor does not see: it began the year there."""


class ClaimChangedError(Exception):
    """What is said against a figure was said anew, or answered, since it was read."""
