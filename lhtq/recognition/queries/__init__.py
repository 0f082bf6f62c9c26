"""Reads: decisions and the steps to them, titles, what follows from taking one back."""

from lhtq.recognition.queries.consequences import Consequences, consequences
from lhtq.recognition.queries.decisions import decision, decisions, decisions_listed, granted, step_of, steps_of
from lhtq.recognition.queries.titles import (
    ElsewhereTitle,
    RunningOut,
    TitleLine,
    held_by,
    revoked,
    running_out,
    running_out_listed,
    title,
    titles_counted,
    titles_counted_listed,
    titles_elsewhere,
    titles_listed,
    titles_of_decision,
    titles_of_decision_listed,
    titles_of_subject,
    titles_on,
)

__all__ = [
    "Consequences",
    "ElsewhereTitle",
    "RunningOut",
    "TitleLine",
    "consequences",
    "decision",
    "decisions",
    "decisions_listed",
    "granted",
    "held_by",
    "revoked",
    "running_out",
    "running_out_listed",
    "step_of",
    "steps_of",
    "title",
    "titles_counted",
    "titles_counted_listed",
    "titles_elsewhere",
    "titles_listed",
    "titles_of_decision",
    "titles_of_decision_listed",
    "titles_of_subject",
    "titles_on",
]
