"""How long a title holds."""

import calendar
import datetime as dt


def last_day(signed_on: dt.date, years: int) -> dt.date:
    """The last day of a title given on ``signed_on`` for a number of years.

    The day before the anniversary; a title of 29 February ends on 28 February.
    """
    year = signed_on.year + years
    day = min(signed_on.day, calendar.monthrange(year, signed_on.month)[1])
    anniversary = signed_on.replace(year=year, day=day)
    return anniversary - dt.timedelta(days=1) if day == signed_on.day else anniversary
