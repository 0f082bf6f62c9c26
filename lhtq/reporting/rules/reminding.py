"""Which reminders a unit gets for a report that it owes, and in which words."""

import datetime as dt
from enum import StrEnum


class Reminder(StrEnum):
    """When a unit is reminded; each goes out once by each channel."""

    FORTNIGHT = "fortnight"
    THREE_DAYS = "three-days"
    LATE = "late"


class Channel(StrEnum):
    """By what a reminder goes. In the app it stands among the things to do until the report is handed in."""

    FILE = "file"
    MAIL = "mail"
    TEXT = "text"


class Outcome(StrEnum):
    """Where a reminder stands. One whose sending was broken off is not sent again: it may have arrived."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


#: After so many refusals a reminder is given up.
MOST_TRIES = 5


def reminder_for(due_on: dt.date, today: dt.date) -> Reminder | None:
    """The reminder that is called for on a day; a unit that is found late gets that one, not the earlier ones too."""
    days = (due_on - today).days
    if days < 0:
        return Reminder.LATE
    if days <= 3:  # noqa: PLR2004 - as its name says
        return Reminder.THREE_DAYS
    return Reminder.FORTNIGHT if days <= 14 else None  # noqa: PLR2004


def words_of(reminder: Reminder, period: str, unit: str, due_on: dt.date) -> str:
    """What is written, in letters that a text message carries."""
    if reminder is Reminder.LATE:
        return f"LHTQ: {period} của {unit} đã quá hạn {due_on:%d/%m/%Y}, cấp trên chưa nhận được."
    return f"LHTQ: {period} của {unit} cần nộp trước {due_on:%d/%m/%Y}. Mở LHTQ, mục Báo cáo, để nộp."
