"""Building every report again from what it rests on. Run as the database's owner, by ``lhtq report verify``."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lhtq.reporting.models import ReportVersion
from lhtq.reporting.rules.snapshots import Snapshot, TornError, fingerprint, rebuilt
from lhtq.units.models import Unit


@dataclass(frozen=True)
class Verified:
    """A version, and whether it comes to its fingerprint: as it is stored, and when it is built again."""

    unit: str
    report_id: int
    number: int
    holds: bool


def verify(session: Session) -> Iterator[Verified]:
    """Every version that was ever handed in, as it is stored and built again; the lowest units first.

    Building again takes nothing of figures and tables as given, so that a cell which was changed in what is stored, and
    is shown, would not be seen by it alone.
    """
    known: dict[tuple[int, int], Snapshot] = {}

    def lookup(report_id: int, number: int) -> Snapshot:
        if (report_id, number) not in known:
            known[report_id, number] = session.scalars(
                select(ReportVersion.snapshot).where(
                    ReportVersion.report_id == report_id, ReportVersion.number == number
                )
            ).one()
        return known[report_id, number]

    rows = session.execute(
        select(Unit.path, ReportVersion.report_id, ReportVersion.number, ReportVersion.fingerprint)
        .join(Unit, Unit.id == ReportVersion.unit_id)
        .order_by(Unit.path.desc(), ReportVersion.report_id, ReportVersion.number)
    )
    for path, report_id, number, kept in rows:
        try:
            stored = lookup(report_id, number)
            holds = {fingerprint(stored), fingerprint(rebuilt(stored, lookup))} == {kept}
        except TornError:
            holds = False
        yield Verified(path, report_id, number, holds)
