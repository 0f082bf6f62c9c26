"""Putting a report together: the unit's own records, the accepted reports of those below, or those of earlier years."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, func, select

from lhtq.db import db
from lhtq.db.scope import scoped_to
from lhtq.reporting.models import Report, ReportDue, ReportPeriod, ReportVersion
from lhtq.reporting.queries import periods as dues
from lhtq.reporting.queries.sources import Reach, Span, figures
from lhtq.reporting.rules.layouts import layout_data
from lhtq.reporting.rules.periods import REVIEWS, PeriodKind, years_of
from lhtq.reporting.rules.snapshots import Snapshot, worked_out
from lhtq.reporting.rules.states import NOT_STARTED, ReportState
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class Standing:
    """What is owed by a unit below, and where its report stands."""

    due: ReportDue
    report_id: int | None
    state: str
    #: When the level above said its last word on it.
    answered_at: dt.datetime | None = None


def standings(period_id: int, path: str) -> list[Standing]:
    """Everything that is owed under a unit in a period, by place, with where it stands."""
    owed = dues.dues_under(period_id, path)
    columns = Report.due_id, Report.id, Report.state, Report.answered_at
    rows = db.session.execute(select(*columns).where(Report.due_id.in_([one.id for one in owed])))
    found = {row.due_id: row for row in rows}
    return [Standing(one, *found[one.id][1:]) if one.id in found else Standing(one, None, NOT_STARTED) for one in owed]


def compiled(due: ReportDue, texts: Mapping[str, str], today: dt.date) -> Snapshot:
    """The report of a unit as the records and the accepted reports below have it now.

    What a unit below answers for is never counted from its records here: without an accepted report it is missing.
    """
    period = due.period
    kind = PeriodKind(period.kind)
    on = min(period.as_of, today)
    below = standings(period.id, due.unit.path)
    own = [one for one in below if one.due.goes_to_id == due.unit_id]
    accepted = _accepted([one.due.id for one in own])
    covered = [due.unit, *dues.units_by_id(due.predecessors)]
    review = kind in REVIEWS
    span = Span(period.year, period.from_on, max(on, period.from_on))
    return worked_out(
        {
            "review": review,
            "layout": layout_data(period.layout),
            "period": {
                "id": period.id,
                "kind": kind.value,
                "name": period.name,
                "year": period.year,
                "from": period.from_on.isoformat(),
                "as_of": period.as_of.isoformat(),
                "on": on.isoformat(),
                "years": list(years_of(kind, period.from_on, period.as_of)),
            },
            "unit": {"id": due.unit.id, "path": due.unit.path, "name": due.unit.full_name},
            "sources": [] if review else _own(period.id, covered, below, span),
            "children": [_rests_on(accepted[one.due.id]) | _of(one.due.unit) for one in own if one.due.id in accepted],
            "missing": [_of(one.due.unit) | {"state": one.state} for one in own if one.due.id not in accepted],
            "years": [found for unit in covered for found in _years(unit, period)] if review else [],
            "texts": dict(texts),
        }
    )


def _of(unit: Unit) -> dict[str, Any]:
    return {"unit": unit.path, "id": unit.id, "name": unit.title_name}


_VERSION = (
    Report.id.label("report"), ReportVersion.number, ReportVersion.fingerprint,
    ReportVersion.snapshot["figures"].label("figures"),
)  # fmt: skip


def _rests_on(row: Row[Any]) -> dict[str, Any]:
    return {"report": row.report, "number": row.number, "fingerprint": row.fingerprint, "figures": row.figures}


def _accepted(due_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """The latest version of each accepted report, by what was owed."""
    rows = db.session.execute(
        select(Report.due_id, *_VERSION)
        .join(ReportVersion, and_(ReportVersion.report_id == Report.id, ReportVersion.number == Report.number))
        .where(Report.due_id.in_(due_ids), Report.state == ReportState.ACCEPTED)
    )
    return {row.due_id: row for row in rows}


def _own(period_id: int, covered: Sequence[Unit], below: Sequence[Standing], span: Span) -> list[dict[str, Any]]:
    """The figures of the records of a unit and of those that were merged into it, each by itself.

    Of each the scope is its own, so that it counts the same whoever looks: a predecessor may have lain elsewhere.
    """
    without = apart(period_id, [one.due for one in below])
    found = []
    for unit in covered:
        with scoped_to(unit.path):
            counted = figures(reach_of(unit, without), span)
        found.append(_of(unit) | {"figures": counted})
    return found


def apart(period_id: int, below: Sequence[ReportDue]) -> list[Unit]:
    """The units whose records another answers for: those that report below, and whatever was merged into another."""
    elsewhere = db.session.scalars(select(func.lhtq_reported_elsewhere(period_id))).all()
    return [*(one.unit for one in below), *dues.units_by_id(elsewhere)]


def reach_of(unit: Unit, without: Sequence[Unit]) -> Reach:
    """The units at or under a unit whose records it answers for: not those at or under another that does itself."""
    apart = tuple(other.path for other in without if other.path != unit.path)
    rows = db.session.execute(
        select(Unit.id, Unit.path, Unit.level).where(Unit.path.startswith(unit.path, autoescape=True))
    )
    levels = {row.id: Level(row.level) for row in rows if not row.path.startswith(apart)}
    return Reach(unit, levels, tuple(without))


def counted_at(unit_id: int, without: Sequence[Unit]) -> list[tuple[Unit, bool]]:
    """Where the records lie that a unit answers for, as lists can show them: units with all below, or alone (True).

    One list where nobody below answers for itself, else the unit's own and that of each below whose records it counts.
    """
    whole = db.session.scalars(select(Unit).where(Unit.id == unit_id)).one()
    apart = tuple(other.path for other in without if other.path != whole.path and other.path.startswith(whole.path))
    if not apart:
        return [(whole, False)]
    rows = db.session.scalars(
        select(Unit)
        .where(Unit.path.startswith(whole.path, autoescape=True), Unit.level != Level.VILLAGE)
        .order_by(Unit.path)
    )
    found: list[tuple[Unit, bool]] = []
    for one in rows:
        covered = any(one.path.startswith(unit.path) for unit, only in found if not only)
        if not covered and not one.path.startswith(apart):
            found.append((one, any(path.startswith(one.path) for path in apart)))
    return found


def _years(unit: Unit, period: ReportPeriod) -> list[dict[str, Any]]:
    """The accepted annual reports of a unit in the years of a review."""
    wanted = years_of(PeriodKind(period.kind), period.from_on, period.as_of)
    with scoped_to(unit.path):
        rows = db.session.execute(
            select(ReportPeriod.year, *_VERSION)
            .join(ReportDue, ReportDue.period_id == ReportPeriod.id)
            .join(Report, Report.due_id == ReportDue.id)
            .join(ReportVersion, and_(ReportVersion.report_id == Report.id, ReportVersion.number == Report.number))
            .where(
                ReportDue.unit_id == unit.id,
                ReportPeriod.kind == PeriodKind.ANNUAL,
                ReportPeriod.year.in_(wanted),
                Report.state == ReportState.ACCEPTED,
            )
            .order_by(ReportPeriod.year, ReportPeriod.id)
        )
        return [{"year": row.year} | _rests_on(row) | _of(unit) for row in rows]
