"""Reports: setting periods, writing, handing in, answering, opening again."""

from lhtq.reporting.service.errors import (
    BegunError,
    BlockedError,
    ChangedMeanwhileError,
    KindTakenError,
    NamedElsewhereError,
    NotOwedError,
    PeriodTakenError,
)
from lhtq.reporting.service.periods import DueGiven, PeriodGiven, change_due, set_period, withdraw_period
from lhtq.reporting.service.reopening import answer_reopening, ask_reopening, reopen
from lhtq.reporting.service.reports import accept, begin, comment, return_, see_to, submit, write
from lhtq.reporting.service.taking import received

__all__ = [
    "BegunError",
    "BlockedError",
    "ChangedMeanwhileError",
    "DueGiven",
    "KindTakenError",
    "NamedElsewhereError",
    "NotOwedError",
    "PeriodGiven",
    "PeriodTakenError",
    "accept",
    "answer_reopening",
    "ask_reopening",
    "begin",
    "change_due",
    "comment",
    "received",
    "reopen",
    "return_",
    "see_to",
    "set_period",
    "submit",
    "withdraw_period",
    "write",
]
