"""When people may check in by the code on the wall."""

import datetime as dt
from dataclasses import dataclass

#: People come early, and the code is read again while chairs are put away.
OPENS_BEFORE = dt.timedelta(hours=1)
CLOSES_AFTER = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Window:
    """From when to when the code is read, in the time of the place."""

    opens: dt.datetime
    closes: dt.datetime

    def holds(self, moment: dt.datetime) -> bool:
        """Whether people may check in at a moment."""
        return self.opens <= moment <= self.closes


def window(day: dt.date, starts_at: dt.time | None, ends_at: dt.time | None, zone: dt.tzinfo) -> Window:
    """The window of one day: around the hours where they are known, else the whole day."""
    begin = dt.datetime.combine(day, starts_at or dt.time.min, zone)
    end = dt.datetime.combine(day, ends_at or dt.time.max, zone)
    return Window(begin - OPENS_BEFORE if starts_at else begin, end + CLOSES_AFTER if ends_at else end)
