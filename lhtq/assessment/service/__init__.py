"""Changes to sheets: registering, scoring, evidence, contested figures, handing in, reviewing, returning."""

from lhtq.assessment.service.carry_over import carry_over
from lhtq.assessment.service.claims import answer_claim, claim
from lhtq.assessment.service.errors import (
    AnswersRefusedError,
    ClaimChangedError,
    ConflictError,
    NotEarnedError,
    SheetElsewhereError,
    SheetsRefusedError,
    VotesRefusedError,
)
from lhtq.assessment.service.evidence import add_evidence, remove_evidence
from lhtq.assessment.service.review import Minutes, return_, review, submit
from lhtq.assessment.service.sheets import move, register, register_all, register_some, score, score_many
from lhtq.assessment.service.village import Filling, begin_as_last_year, fill_down, register_citizens

__all__ = [
    "AnswersRefusedError",
    "ClaimChangedError",
    "ConflictError",
    "Filling",
    "Minutes",
    "NotEarnedError",
    "SheetElsewhereError",
    "SheetsRefusedError",
    "VotesRefusedError",
    "add_evidence",
    "answer_claim",
    "begin_as_last_year",
    "carry_over",
    "claim",
    "fill_down",
    "move",
    "register",
    "register_all",
    "register_citizens",
    "register_some",
    "remove_evidence",
    "return_",
    "review",
    "score",
    "score_many",
    "submit",
]
