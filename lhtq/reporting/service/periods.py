"""Setting a period: who owes a report, by when, and which way it goes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lhtq.accounts.audit import record
from lhtq.accounts.policy import Action, Actor, NotAllowedError, Place, Refusal, require
from lhtq.db import db
from lhtq.db.command import command
from lhtq.reporting import queries
from lhtq.reporting.models import ReportDue, ReportPeriod
from lhtq.reporting.rules.periods import BETWEEN, Days, PeriodKind, Way
from lhtq.reporting.service.errors import BegunError, KindTakenError, NamedElsewhereError, PeriodTakenError
from lhtq.units.models import Unit
from lhtq.units.rules import Level


@dataclass(frozen=True)
class PeriodGiven:
    """What is typed of a period."""

    kind: PeriodKind
    year: int
    name: str
    days: Days
    way: Way


@command
def set_period(actor: Actor, unit: Unit, given: PeriodGiven, today: dt.date) -> ReportPeriod:
    """Ask the units at and under a unit for a report. Raises PeriodTakenError, KindTakenError.

    The province asks everybody. A district asks its own communes out of turn alone: they report to it, and it owes
    nobody that report.
    """
    require(actor, Action.PERIOD_SET, Place(unit.path))
    of_province = given.kind is not PeriodKind.AD_HOC or given.way is Way.STRAIGHT
    if of_province and unit.level != Level.PROVINCE:
        raise NotAllowedError(Refusal.STATE)
    # Who sets one at this moment waits, and then finds ours.
    db.session.execute(select(Unit.id).where(Unit.id == unit.id).with_for_update())
    period = ReportPeriod(
        unit_id=unit.id,
        kind=given.kind,
        year=given.year,
        name=given.name,
        from_on=given.days.from_on,
        as_of=given.days.as_of,
        way=given.way,
        layout=given.kind.value,
    )
    try:
        record(actor, Action.PERIOD_SET, period)
    except IntegrityError as error:
        raise PeriodTakenError from error
    if given.kind is not PeriodKind.AD_HOC and (other := queries.other_of_kind(period)):
        raise KindTakenError(other.name)
    owing = queries.reporting_units(unit.path, max(today, given.days.from_on))
    db.session.add_all(_dues(period, owing, given))
    return period


def _dues(period: ReportPeriod, owing: Sequence[Unit], given: PeriodGiven) -> list[ReportDue]:
    straight = given.way is Way.STRAIGHT
    by_path = {unit.path: unit for unit in owing if not (straight and unit.level in BETWEEN)}
    return [
        ReportDue(
            period_id=period.id,
            unit_id=unit.id,
            goes_to_id=above.id if (above := _nearest(by_path, unit)) else None,
            due_on=given.days.due(Level(unit.level)),
            predecessors=[],
        )
        for unit in by_path.values()
    ]


def _nearest(by_path: dict[str, Unit], unit: Unit) -> Unit | None:
    """The nearest unit above that reports itself: a district, a cluster, or the province."""
    path = unit.path
    while path := path.rstrip("/").rpartition("/")[0]:
        path += "/"
        if path in by_path:
            return by_path[path]
    return None


@command
def withdraw_period(actor: Actor, period: ReportPeriod) -> None:
    """Take back a period that was set by mistake, with what is owed in it. Raises BegunError."""
    require(actor, Action.PERIOD_SET, period)
    if queries.begun(period.id):
        raise BegunError
    note = f"Rút kỳ {period.name}, năm {period.year}, số liệu {period.from_on:%d/%m/%Y} đến {period.as_of:%d/%m/%Y}"
    record(actor, Action.PERIOD_SET, period, note=note)
    try:
        db.session.execute(delete(ReportDue).where(ReportDue.period_id == period.id))
    except IntegrityError as error:  # begun in this moment
        raise BegunError from error
    db.session.delete(period)


@dataclass(frozen=True)
class DueGiven:
    """What is typed of what one unit owes."""

    due_on: dt.date
    goes_to_id: int | None
    predecessors: Sequence[int]
    waived: bool


@command
def change_due(actor: Actor, due: ReportDue, given: DueGiven, today: dt.date) -> None:
    """Change by when a unit reports, to whom, for which units that were merged into it, or that it need not.

    What the merged units owe by themselves follows. Raises NamedElsewhereError, and NotAllowedError for a unit for
    which another reports: that is changed there.
    """
    require(actor, Action.PERIOD_SET, due.period)
    if due.reported_by_id is not None:
        raise NotAllowedError(Refusal.STATE)
    if named := queries.named_elsewhere(due, given.predecessors):
        raise NamedElsewhereError(named)
    due.due_on = given.due_on
    due.goes_to_id = given.goes_to_id
    due.predecessors = list(given.predecessors)
    due.waived_on = (due.waived_on or today) if given.waived else None
    record(actor, Action.PERIOD_SET, due)
    _hand_over(actor, due, today)


def _hand_over(actor: Actor, due: ReportDue, today: dt.date) -> None:
    """Let nothing be owed by whom a unit reports for, and everything again by whom it no longer does."""
    covered = [] if due.waived_on else due.predecessors
    for other in queries.dues_of_merged(due, covered):
        if other.unit_id not in covered:
            other.reported_by_id = other.waived_on = None
            record(actor, Action.PERIOD_SET, other, note=f"Không còn nằm trong báo cáo của {due.unit.full_name}.")
        elif other.reported_by_id is None:
            other.reported_by_id, other.waived_on = due.unit_id, other.waived_on or today
            record(actor, Action.PERIOD_SET, other, note=f"Số liệu nằm trong báo cáo của {due.unit.full_name}.")
