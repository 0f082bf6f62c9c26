"""Which reminders a unit gets for a report that it owes, and in which words."""

import datetime as dt
from enum import StrEnum


class Reminder(StrEnum):
    """When a unit is reminded; each goes out once by each channel."""

    FORTNIGHT = "fortnight"
    THREE_DAYS = "three-days"
    LATE = "late"
    #: What was accepted is open again since a week.
    REOPENED = "reopened"


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


#: How long what was opened again may be open before its unit is reminded. No day is set for it; the week is ours.
REOPENED_FOR = dt.timedelta(days=7)
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


def reminder_reopened(opened_on: dt.date, today: dt.date) -> Reminder | None:
    """The one reminder for what was accepted and opened again: it came in by its day, so it is not told to be late."""
    return Reminder.REOPENED if today >= opened_on + REOPENED_FOR else None


def words_of(reminder: Reminder, period: str, unit: str, day: dt.date) -> str:
    """What is written, in letters that a text message carries; ``day`` is when it was due, or was opened again."""
    what, where = f"LHTQ: {period} của {unit}", "Mở LHTQ, mục Báo cáo"
    if reminder is Reminder.REOPENED:
        return f"{what} được mở lại để sửa từ {day:%d/%m/%Y}, chưa nộp lại. {where}, để sửa và nộp lại."
    if reminder is Reminder.LATE:
        return f"{what} đã quá hạn {day:%d/%m/%Y}, cấp trên chưa tiếp nhận. {where}, để xem việc còn lại."
    return f"{what} cần nộp trước {day:%d/%m/%Y}. {where}, để nộp."
