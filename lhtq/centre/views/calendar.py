"""Pages: a month of activities, day by day."""

import calendar as months
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, request
from werkzeug.wrappers import Response

from lhtq.accounts.policy import Action
from lhtq.centre import queries
from lhtq.centre.queries import ActivityLine
from lhtq.centre.rules import KIND_NAMES, ActivityKind
from lhtq.centre.views.base import bp, show, unit_of
from lhtq.register.views.base import above
from lhtq.web.filters import today

#: The days of a week, which begins on Monday. Calendars say T4 for Wednesday, our plans for April.
WEEKDAYS = ("Thứ 2", "Thứ 3", "Thứ 4", "Thứ 5", "Thứ 6", "Thứ 7", "Chủ nhật")
DECEMBER = 12
#: More than a month of a commune ever has; a province's page says where it ends.
MOST_SHOWN = 400


@dataclass(frozen=True)
class Day:
    """A day of the month with its activities."""

    on: dt.date
    weekday: str
    #: Monday is 1: where the first day of a month stands in a grid of weeks.
    column: int
    rows: Sequence[ActivityLine]


@bp.get("/lich-hoat-dong/<int:unit_id>/<year:year>/<int:month>")
def calendar(unit_id: int, year: int, month: int) -> Response:
    """The activities of a unit in a month, of every kind or of one: a list by days on a phone, else a grid of weeks."""
    if not 1 <= month <= DECEMBER:
        abort(404)
    unit = unit_of(unit_id, Action.PEOPLE_VIEW)
    last = months.monthrange(year, month)[1]
    first, end = dt.date(year, month, 1), dt.date(year, month, last)
    found: Mapping[dt.date, list[ActivityLine]] = defaultdict(list)
    asked = request.args.get("loai", "")
    kind = ActivityKind(asked) if asked in KIND_NAMES else None
    rows = queries.held_between(unit.path, first, end, kind, MOST_SHOWN + 1)
    for row in rows[:MOST_SHOWN]:
        found[row.held_on].append(row)
    return show(
        "calendar",
        unit=unit,
        above=above(unit),
        year=year,
        month=month,
        days=[_day(first + dt.timedelta(days=n), found) for n in range(last)],
        empty=not found,
        cut=MOST_SHOWN if len(rows) > MOST_SHOWN else None,
        wanted_kind=kind or "",
        before=first - dt.timedelta(days=1),
        after=end + dt.timedelta(days=1),
        today=today(),
    )


def _day(on: dt.date, found: Mapping[dt.date, list[ActivityLine]]) -> Day:
    return Day(on, WEEKDAYS[on.weekday()], on.isoweekday(), found.get(on, []))
