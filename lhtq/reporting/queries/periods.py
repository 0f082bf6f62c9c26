"""Reads of periods and of who owes a report in one."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from lhtq.db import db
from lhtq.reporting.models import Report, ReportDue, ReportPeriod
from lhtq.reporting.rules.periods import REPORTING
from lhtq.units.models import Unit
from lhtq.units.rules import Level


def period(period_id: int) -> ReportPeriod:
    """One period with who set it; raises NoResultFound."""
    return db.session.scalars(
        select(ReportPeriod).options(joinedload(ReportPeriod.unit)).where(ReportPeriod.id == period_id)
    ).one()


def periods(path: str) -> Sequence[ReportPeriod]:
    """The periods that concern a unit: set by it or by one above, the latest first."""
    above = [path[: at + 1] for at, sign in enumerate(path) if sign == "/"]
    return db.session.scalars(
        select(ReportPeriod)
        .join(Unit, Unit.id == ReportPeriod.unit_id)
        .options(joinedload(ReportPeriod.unit))
        .where(Unit.path.in_(above))
        .order_by(ReportPeriod.year.desc(), ReportPeriod.as_of.desc(), ReportPeriod.id.desc())
    ).all()


def other_of_kind(period: ReportPeriod) -> ReportPeriod | None:
    """Another period of the kind and year of one, set by the same unit."""
    return db.session.scalars(
        select(ReportPeriod)
        .where(
            ReportPeriod.unit_id == period.unit_id,
            ReportPeriod.kind == period.kind,
            ReportPeriod.year == period.year,
            ReportPeriod.id != period.id,
        )
        .limit(1)
    ).one_or_none()


def begun(period_id: int) -> bool:
    """Whether anybody has begun a report of a period."""
    found = select(Report.id).join(ReportDue, ReportDue.id == Report.due_id).where(ReportDue.period_id == period_id)
    return bool(db.session.scalar(select(found.exists())))


def due(period_id: int, unit_id: int) -> ReportDue:
    """What a unit owes in a period, with the period, the unit and to whom it goes; raises NoResultFound."""
    return db.session.scalars(_dues().where(ReportDue.period_id == period_id, ReportDue.unit_id == unit_id)).one()


def dues_of(unit_id: int) -> Sequence[ReportDue]:
    """What a unit owes and has owed, the latest first."""
    return db.session.scalars(
        _dues()
        .join(ReportPeriod, ReportPeriod.id == ReportDue.period_id)
        .where(ReportDue.unit_id == unit_id)
        .order_by(ReportPeriod.year.desc(), ReportPeriod.as_of.desc(), ReportDue.id.desc())
    ).all()


def dues_under(period_id: int, path: str) -> Sequence[ReportDue]:
    """Everything that is owed under a unit in a period, by place; not what was waived."""
    found = dues_at_or_under(period_id, path)
    return [due for due in found if due.unit.path != path and due.waived_on is None]


def dues_at_or_under(period_id: int, path: str) -> Sequence[ReportDue]:
    """The same with the unit's own, and what was waived."""
    owing = aliased(Unit)
    return db.session.scalars(
        _dues()
        .join(owing, owing.id == ReportDue.unit_id)
        .where(ReportDue.period_id == period_id, owing.path.startswith(path, autoescape=True))
        .order_by(owing.path)
    ).all()


def dues_of_merged(due: ReportDue, covered: Sequence[int]) -> Sequence[ReportDue]:
    """What units owe by themselves for which another reports in the period, or is to report by now (``covered``)."""
    return db.session.scalars(
        _dues()
        .where(
            ReportDue.period_id == due.period_id,
            or_(ReportDue.reported_by_id == due.unit_id, ReportDue.unit_id.in_(covered)),
        )
        .order_by(ReportDue.id)
    ).all()


def named_elsewhere(due: ReportDue, unit_ids: Sequence[int]) -> list[tuple[Unit, Unit]]:
    """Of some units, those for which another than ``due``'s reports in the period, each with that other."""
    others = db.session.scalars(
        _dues().where(
            ReportDue.period_id == due.period_id,
            ReportDue.id != due.id,
            ReportDue.predecessors.op("&&")(list(unit_ids)),
        )
    ).all()
    merged = {unit.id: unit for unit in units_by_id(unit_ids)}
    return [(merged[id_], other.unit) for other in others for id_ in other.predecessors if id_ in merged]


def unclaimed(period: ReportPeriod, path: str) -> list[Unit]:
    """The communes at or under a path that ended before a period's last day, and for which no other reports in it."""
    claimed = set(db.session.scalars(select(func.lhtq_reported_elsewhere(period.id))))
    last = period.as_of - dt.timedelta(days=1)
    return [unit for unit in ended_communes(path, period.from_on, last) if unit.id not in claimed]


def _dues() -> Select[ReportDue]:
    return select(ReportDue).options(
        joinedload(ReportDue.unit),
        joinedload(ReportDue.goes_to),
        joinedload(ReportDue.reported_by),
        joinedload(ReportDue.period).joinedload(ReportPeriod.unit),
    )


def reporting_units(path: str, on: dt.date) -> Sequence[Unit]:
    """The units at or under a path that can owe a report on a day, the higher levels first."""
    return db.session.scalars(
        select(Unit)
        .where(Unit.path.startswith(path, autoescape=True), Unit.level.in_(REPORTING), stands(on))
        .order_by(Unit.path)
    ).all()


def ended_communes(path: str, first: dt.date, last: dt.date) -> Sequence[Unit]:
    """The communes at or under a path that ended between two days: another may report for their records."""
    return db.session.scalars(
        select(Unit)
        .where(
            Unit.path.startswith(path, autoescape=True), Unit.level == Level.COMMUNE, Unit.valid_to.between(first, last)
        )
        .order_by(Unit.path)
    ).all()


def stands(on: dt.date) -> ColumnElement[bool]:
    """Whether a unit is there on a day."""
    return and_(Unit.valid_from <= on, or_(Unit.valid_to.is_(None), Unit.valid_to >= on))


def units_by_id(ids: Sequence[int]) -> Sequence[Unit]:
    """Units by id, in the order of their paths."""
    return db.session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.path)).all() if ids else []
