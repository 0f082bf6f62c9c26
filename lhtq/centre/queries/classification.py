"""What the criteria of a centre's classification count, from its records of a year."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, union

from lhtq.centre.models import Activity, BoardMember, CentreServed, CentreSheet
from lhtq.centre.queries.activity import by_month
from lhtq.centre.queries.centre import in_term, plan, served
from lhtq.centre.rules import CLASS_KINDS, ActivityKind, ActivityState, Position
from lhtq.criteria import queries as criteria_queries
from lhtq.criteria.rules import (
    NOTHING,
    Classified,
    CriteriaSet,
    Indicator,
    Kind,
    Outcome,
    Share,
    Source,
    grade,
    outcome,
    points,
)
from lhtq.db import db
from lhtq.register.models import Person
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class Classification:
    """A centre's year under its criteria: what was answered and counted, and what it comes to."""

    criteria: CriteriaSet
    sheet: CentreSheet | None
    answers: dict[str, Decimal]
    shares: dict[str, Share]
    outcome: Outcome
    grade: str | None

    @property
    def closed(self) -> bool:
        """Whether the year is closed: nothing is counted anew."""
        return self.sheet is not None and self.sheet.closed_on is not None

    def points_of(self, line: Indicator) -> Decimal:
        """What a counted share earns."""
        return points(line, self.shares.get(line.code, NOTHING), self.criteria.rounding)

    @property
    def version(self) -> int:
        """The version that a form carries; 0 before there is a sheet."""
        return self.sheet.version if self.sheet else 0


def find_sheet(centre_id: int, year: int, *, locked: bool = False) -> CentreSheet | None:
    """The sheet of a centre's year."""
    statement = select(CentreSheet).where(CentreSheet.centre_id == centre_id, CentreSheet.year == year)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def classification(centre_id: int, year: int, on: dt.date) -> Classification:
    """A centre's year: counted as of a day while it is open, then as it was closed."""
    sheet = find_sheet(centre_id, year)
    criteria = (
        criteria_queries.criteria_set(sheet.set_id)
        if sheet
        else criteria_queries.set_in_force(Classified.CENTRE, dt.date(year, 12, 31))
    )
    answers = {code: Decimal(str(value)) for code, value in (sheet.answers if sheet else {}).items()}
    if sheet is not None and sheet.closed_on is not None:
        shares = {code: Share(*pair) for code, pair in (sheet.figures or {}).items()}
    else:
        shares = counted(criteria, centre_id, year, on)
    found = outcome(criteria, answers, shares)
    return Classification(criteria, sheet, answers, shares, found, grade(criteria, found))


def counted(criteria: CriteriaSet, centre_id: int, year: int, on: dt.date) -> dict[str, Share]:
    """The shares of a set, by code, as the records of a year have them; the board as of a day of that year."""
    day = min(dt.date(year, 12, 31), max(dt.date(year, 1, 1), on))
    return {
        line.code: _COUNTS[line.source](line, centre_id, day)
        for line in criteria.indicators
        if line.kind is Kind.SHARE and line.source in _COUNTS
    }


def _plan(_line: Indicator, centre_id: int, day: dt.date) -> Share:
    """What was done beyond the plan of a month and kind makes up for nothing elsewhere."""
    planned, done = plan(centre_id, day.year), by_month(centre_id, day.year)
    part = sum(min(row.planned, done.get(key, 0)) for key, row in planned.items())
    return Share(part, sum(row.planned for row in planned.values()))


def _attendances(line: Indicator, centre_id: int, day: dt.date) -> Share:
    came = _of_year(func.coalesce(func.sum(Activity.attendances), 0), centre_id, day.year)
    # Put together, not with OR: whose few places they are is then known before people are looked at.
    villages = select(Unit.id).where(Unit.parent_id.in_(_communes(centre_id)))
    adults = db.session.scalars(
        select(func.count())
        .select_from(Person)
        .where(
            Person.unit_id.in_(union(villages, _communes(centre_id))),
            Person.left_on.is_(None),
            Person.birth_year <= day.year - (line.from_age or 0),
        )
    ).one()
    return Share(came, adults)


def _kinds(_line: Indicator, centre_id: int, day: dt.date) -> Share:
    return Share(_of_year(func.count(Activity.kind.distinct()), centre_id, day.year), len(ActivityKind))


def _completed(_line: Indicator, centre_id: int, day: dt.date) -> Share:
    done, enrolled = (
        _of_year(func.coalesce(func.sum(column), 0), centre_id, day.year, Activity.kind.in_(CLASS_KINDS))
        for column in (Activity.completed, Activity.enrolled)
    )
    return Share(done, enrolled)


def _villages(_line: Indicator, centre_id: int, day: dt.date) -> Share:
    of_centre = select(Unit.id).where(Unit.parent_id.in_(_communes(centre_id)), Unit.level == Level.VILLAGE)
    whole = db.session.scalars(
        select(func.count()).select_from(Unit).where(Unit.id.in_(of_centre), Unit.valid_to.is_(None))
    ).one()
    return Share(
        _of_year(func.count(Activity.unit_id.distinct()), centre_id, day.year, Activity.unit_id.in_(of_centre)), whole
    )


def _board(_line: Indicator, centre_id: int, day: dt.date) -> Share:
    filled = set(
        db.session.scalars(select(BoardMember.position).where(BoardMember.centre_id == centre_id, in_term(day)))
    )
    return Share(len(filled & {Position.DIRECTOR, Position.DEPUTY}), 2)


def _chairs(_line: Indicator, centre_id: int, day: dt.date) -> Share:
    communes = {link.unit_id for link in served(centre_id)}
    with_chair = set(
        db.session.scalars(
            select(BoardMember.association_unit_id).where(
                BoardMember.centre_id == centre_id,
                BoardMember.association_unit_id.is_not(None),
                in_term(day),
            )
        )
    )
    return Share(len(communes & with_chair), len(communes))


def _of_year(what: Any, centre_id: int, year: int, *more: Any) -> int:
    return int(
        db.session.scalars(
            select(what).where(
                Activity.centre_id == centre_id,
                Activity.year == year,
                Activity.state == ActivityState.DONE,
                *more,
            )
        ).one()
    )


def _communes(centre_id: int) -> Any:
    return select(CentreServed.unit_id).where(CentreServed.centre_id == centre_id, CentreServed.left_on.is_(None))


_COUNTS: dict[Source | None, Callable[[Indicator, int, dt.date], Share]] = {
    Source.PLAN: _plan,
    Source.ATTENDANCES: _attendances,
    Source.KINDS: _kinds,
    Source.COMPLETED: _completed,
    Source.VILLAGES: _villages,
    Source.BOARD: _board,
    Source.CHAIRS: _chairs,
}

__all__ = ["Classification", "classification", "counted", "find_sheet"]
