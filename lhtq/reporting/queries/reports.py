"""Reads of reports: alone, their texts, versions and comments, and those of other periods."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, column, func, select, true, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import joinedload

from lhtq.db import db
from lhtq.reporting.models import (
    Report,
    ReportComment,
    ReportDue,
    ReportPeriod,
    ReportText,
    ReportVersion,
)
from lhtq.reporting.queries.compiling import compiled
from lhtq.reporting.rules.checks import Behind, Finding, findings
from lhtq.reporting.rules.layouts import Layout, layout
from lhtq.reporting.rules.periods import PeriodKind
from lhtq.reporting.rules.snapshots import Snapshot
from lhtq.reporting.rules.states import OPEN, ReportState


@dataclass(frozen=True)
class VersionLine:
    """A version in the list of a report's."""

    number: int
    fingerprint: str
    made_at: dt.datetime
    made_by_name: str
    note: str


def layout_of(due: ReportDue) -> Layout:
    """The layout that a report of a period is written on."""
    return layout(due.period.layout)


def find_report(due: ReportDue, *, locked: bool = False) -> Report | None:
    """The report of what is owed; None where it has not been begun. ``locked`` for changing it."""
    statement = select(Report).options(joinedload(Report.unit)).where(Report.due_id == due.id)
    if locked:
        statement = statement.with_for_update(of=Report).execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def periods_of(report_ids: Collection[int]) -> dict[int, int]:
    """The period of each of some reports, by their ids; none of those that the actor does not see."""
    rows = db.session.execute(
        select(Report.id, ReportDue.period_id)
        .join(ReportDue, ReportDue.id == Report.due_id)
        .where(Report.id.in_(report_ids))
    )
    return {row[0]: row[1] for row in rows}


def report(due: ReportDue) -> Report:
    """The report of what is owed; raises NoResultFound where it has not been begun."""
    return db.session.scalars(select(Report).options(joinedload(Report.unit)).where(Report.due_id == due.id)).one()


def texts(report_id: int) -> dict[str, ReportText]:
    """The words of a report by part."""
    rows = db.session.scalars(select(ReportText).where(ReportText.report_id == report_id))
    return {row.part: row for row in rows}


def words(report_id: int) -> dict[str, str]:
    """The same, as words alone."""
    return {part: row.words for part, row in texts(report_id).items()}


def snapshot_now(due: ReportDue, found: Report | None, today: dt.date) -> Snapshot:
    """The report as it stands: what was handed in, or what it would be now while it is still written on."""
    if found is not None and found.state not in OPEN:
        return version(found.id, found.number).snapshot
    return compiled(due, words(found.id) if found is not None else {}, today)


def version(report_id: int, number: int) -> ReportVersion:
    """One version of a report; raises NoResultFound."""
    return db.session.scalars(
        select(ReportVersion).where(ReportVersion.report_id == report_id, ReportVersion.number == number)
    ).one()


def hands(report: Report) -> frozenset[int]:
    """Who handed the latest version in."""
    made_by = db.session.scalars(
        select(ReportVersion.made_by).where(ReportVersion.report_id == report.id, ReportVersion.number == report.number)
    )
    return frozenset(made_by)


def newer_below(snapshot: Snapshot) -> tuple[list[str], list[str]]:
    """Of the reports that a snapshot rests on, the units of those with another version by now, and of those opened."""
    rested = {one["report"]: one for one in snapshot["children"]}
    rows = db.session.execute(select(Report.id, Report.number, Report.state).where(Report.id.in_(rested))).all()
    newer = [rested[row.id]["name"] for row in rows if row.number != rested[row.id]["number"]]
    opened = [
        rested[row.id]["name"]
        for row in rows
        if row.number == rested[row.id]["number"] and row.state != ReportState.ACCEPTED
    ]
    return newer, opened


def lookup(report_id: int, number: int) -> Snapshot:
    """The snapshot of a version, as ``rules.snapshots.rebuilt`` asks for it."""
    return version(report_id, number).snapshot


def versions(report_id: int) -> list[VersionLine]:
    """The versions of a report, the latest first, without what is in them."""
    rows = db.session.execute(
        select(
            ReportVersion.number, ReportVersion.fingerprint, ReportVersion.made_at, ReportVersion.made_by_name,
            ReportVersion.note,
        )
        .where(ReportVersion.report_id == report_id)
        .order_by(ReportVersion.number.desc())
    )  # fmt: skip
    return [VersionLine(*row) for row in rows]


def comments(report_id: int) -> Mapping[str, Sequence[ReportComment]]:
    """What the level above says of a report, by what it is about, in order."""
    found: dict[str, list[ReportComment]] = {}
    for row in db.session.scalars(
        select(ReportComment).where(ReportComment.report_id == report_id).order_by(ReportComment.id)
    ):
        found.setdefault(row.about, []).append(row)
    return found


def comment(report_id: int, comment_id: int) -> ReportComment:
    """One comment; raises NoResultFound."""
    return db.session.scalars(
        select(ReportComment).where(ReportComment.report_id == report_id, ReportComment.id == comment_id)
    ).one()


def found_in(due: ReportDue, found: Report | None, snapshot: Snapshot) -> list[Finding]:
    """What is found in a report before it is handed in."""
    waiting = db.session.scalar(
        select(func.count())
        .select_from(Report)
        .join(ReportDue, ReportDue.id == Report.due_id)
        .where(
            ReportDue.period_id == due.period_id,
            ReportDue.goes_to_id == due.unit_id,
            ReportDue.waived_on.is_(None),
            Report.state == ReportState.SUBMITTED,
        )
    )
    said = comments(found.id) if found is not None else {}
    open_ = [about for about, group in said.items() for one in group if one.done_at is None]
    return findings(snapshot, waiting or 0, open_, behind_below(snapshot))


def behind_below(snapshot: Snapshot) -> list[Behind]:
    """The reports that a snapshot rests on and that themselves rest on versions of which newer ones were accepted."""
    rested = {(one["report"], one["number"]): one for one in snapshot["children"]}
    # Figures are left where they are: the children of all districts have many.
    children = func.jsonb_array_elements(ReportVersion.snapshot["children"])
    child = children.table_valued(column("value", JSONB), name="child").c.value
    rows = db.session.execute(
        select(ReportVersion.report_id, ReportVersion.number, func.array_agg(child["name"].astext))
        .join_from(ReportVersion, child.table, true())
        .join(Report, Report.id == child["report"].as_integer())
        .where(
            tuple_(ReportVersion.report_id, ReportVersion.number).in_(rested),
            Report.state == ReportState.ACCEPTED,
            Report.number > child["number"].as_integer(),
        )
        .group_by(ReportVersion.report_id, ReportVersion.number)
    )
    return [
        Behind(rested[report, number]["id"], rested[report, number]["name"], sorted(names))
        for report, number, names in rows
    ]


def words_before(due: ReportDue) -> dict[str, str]:
    """The words of the unit's report of the period of the same kind before this one, by part."""
    earlier = db.session.scalar(
        select(Report.id)
        .join(ReportDue, ReportDue.id == Report.due_id)
        .join(ReportPeriod, ReportPeriod.id == ReportDue.period_id)
        .where(
            ReportDue.unit_id == due.unit_id,
            ReportPeriod.kind == due.period.kind,
            ReportPeriod.as_of < due.period.as_of,
        )
        .order_by(ReportPeriod.as_of.desc(), Report.id.desc())
        .limit(1)
    )
    return {} if earlier is None else words(earlier)


def snapshots_of(unit_id: int, kind: PeriodKind) -> list[tuple[ReportPeriod, str, list[dict[str, Any]]]]:
    """What a unit handed in for periods of a kind: the period, its state, and the tables of the latest version."""
    rows = db.session.execute(
        select(ReportPeriod, Report.state, ReportVersion.snapshot["tables"])
        .join(ReportDue, ReportDue.period_id == ReportPeriod.id)
        .join(Report, Report.due_id == ReportDue.id)
        .join(ReportVersion, and_(ReportVersion.report_id == Report.id, ReportVersion.number == Report.number))
        .where(ReportDue.unit_id == unit_id, ReportPeriod.kind == kind)
        .order_by(ReportPeriod.as_of)
    )
    return [(row[0], row[1], row[2]) for row in rows]
