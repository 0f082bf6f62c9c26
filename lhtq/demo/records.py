"""Writing invented records: many rows a statement, and the audit trail at the end, in order of time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from lhtq.accounts.models import AuditEntry
from lhtq.db import Base
from lhtq.demo.sheets import Step
from lhtq.units.models import Unit

Row = dict[str, Any]


class Records:
    """The open transaction of a load, and the trail of what happened in the invented past."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._trail: list[tuple[Step, Row]] = []

    def add(self, table: type[Base], rows: Sequence[Row]) -> Sequence[int]:
        """Insert rows and give their ids, in the order of the rows."""
        if not rows:
            return []
        statement = insert(table).returning(table.id, sort_by_parameter_order=True)
        return self._connection.scalars(statement, rows).all()

    def unit_ids(self, paths: set[str]) -> dict[str, int]:
        """Ids of units by path."""
        statement = select(Unit.path, Unit.id).where(Unit.path.in_(paths), Unit.valid_to.is_(None))
        return {row.path: row.id for row in self._connection.execute(statement)}

    def note(self, step: Step, table: type[Base], subject_id: int, unit_id: int) -> None:
        """Keep a step for the audit trail."""
        self._trail.append((step, {"subject_type": table.__tablename__, "subject_id": subject_id, "unit_id": unit_id}))

    def write_trail(self) -> None:
        """Write the trail: the history of a record is read in the order of the entries' ids."""
        self.add(
            AuditEntry,
            [
                {
                    **subject,
                    "at": step.at,
                    "account_id": step.hand.account_id,
                    "account_name": step.hand.name,
                    "role": step.hand.role,
                    "action": step.action,
                    "changes": step.changes,
                    "note": step.note,
                }
                for step, subject in sorted(self._trail, key=lambda line: line[0].at)
            ],
        )
