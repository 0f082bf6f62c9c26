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
from lhtq.reporting.service.reports import (
    accept,
    answer_reopening,
    ask_reopening,
    begin,
    comment,
    received,
    return_,
    see_to,
    submit,
    write,
)

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
    "return_",
    "see_to",
    "set_period",
    "submit",
    "withdraw_period",
    "write",
]
