"""Changes to sheets: registering, scoring, evidence, contested figures, handing in, reviewing, returning."""

from lhtq.assessment.service.claims import answer_claim, claim
from lhtq.assessment.service.errors import (
    AnswersRefusedError,
    ConflictError,
    NotEarnedError,
    SheetElsewhereError,
    SheetsRefusedError,
    VotesRefusedError,
)
from lhtq.assessment.service.evidence import add_evidence, remove_evidence
from lhtq.assessment.service.review import Minutes, return_, review, submit
from lhtq.assessment.service.sheets import move, register, register_all, register_some, score, score_many

__all__ = [
    "AnswersRefusedError",
    "ConflictError",
    "Minutes",
    "NotEarnedError",
    "SheetElsewhereError",
    "SheetsRefusedError",
    "VotesRefusedError",
    "add_evidence",
    "answer_claim",
    "claim",
    "move",
    "register",
    "register_all",
    "register_some",
    "remove_evidence",
    "return_",
    "review",
    "score",
    "score_many",
    "submit",
]
